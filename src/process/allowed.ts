import type { Act, Actor, Command } from './command';
import { decide } from './decide';
import { CLOSED, type Definition, type Target } from './definition';
import { openTasks } from './machine/draft';
import { compile } from './machine/machine';
import type { Refusal, Requirement } from './refusal';
import type { Snapshot, Task } from './snapshot';
import type { Instant, Text } from './types';

/**
 * One thing that may be asked of an instance. `now`: the act is accepted as it stands. `with input`: it is
 * once it brings the fields that `until` names. `no`: it is refused, and `until` says what would have to change.
 */
export interface Offer {
  act: Act;
  name: Text;
  /** Where it leads; null when it stays. */
  to: Target | null;
  can: 'now' | 'with input' | 'no';
  /** Fields that the answer may be asked for, set or not. */
  asks: readonly string[];
  until: readonly Requirement[];
  refusal: Refusal['code'] | null;
}

/** Everything that this actor might ask now, each tried on the machine, so that what is advertised is what is accepted. */
export function allowed(definition: Definition, snapshot: Snapshot, actor: Actor, now: Instant): Offer[] {
  return candidates(definition, snapshot).map(({ act, name, asks, to }) => {
    const { refused } = decide(definition, snapshot, { id: '', actor, ...act } as Command, now);
    if (!refused) return { act, name, to, asks, can: 'now', until: [], refusal: null };
    const inputOnly = refused.until.length > 0 && refused.until.every((r) => r.code === 'FieldMissing');
    return { act, name, to, asks, can: inputOnly ? 'with input' : 'no', until: refused.until, refusal: refused.code };
  });
}

type Candidate = Pick<Offer, 'act' | 'name' | 'asks' | 'to'>;

function candidates(definition: Definition, snapshot: Snapshot): Candidate[] {
  if (snapshot.closedAt !== null) return reopening(definition, snapshot);
  return [
    ...openTasks(snapshot).flatMap((task) => ofTask(definition, task)),
    ...ofStage(definition, snapshot),
    ...(snapshot.wait ? [plain({ type: 'resume' }, { en: 'Stop waiting', ru: 'Продолжить' })] : []),
  ];
}

const plain = (act: Act, name: Text): Candidate => ({ act, name, asks: [], to: null });

function reopening(definition: Definition, { state }: Snapshot): Candidate[] {
  const closing = definition.closed[state.slice(CLOSED.length)];
  if (!closing?.reopen) return [];
  const name =
    definition.kind === 'lead' ? { en: 'Reactivate', ru: 'Вернуть в работу' } : { en: 'Reopen', ru: 'Открыть снова' };
  return [{ act: { type: 'reopen' }, name, asks: [], to: closing.reopen.to }];
}

function ofTask(definition: Definition, task: Task): Candidate[] {
  const named = definition.stages[task.stage]?.tasks[task.task ?? ''];
  const id = task.id || task.key;
  const claim = task.assignee === null ? [plain({ type: 'claim', task: id }, { en: 'Claim', ru: 'Взять' })] : [];
  if (task.task === null || !named)
    return [...claim, plain({ type: 'complete', task: id, outcome: 'done' }, { en: 'Done', ru: 'Сделано' })];
  const outcomes = Object.entries(named.outcomes).map(([key, outcome]) => ({
    act: { type: 'complete', task: id, outcome: key } as Act,
    name: outcome.name,
    asks: outcome.wait ? [...outcome.ask, 'until'] : outcome.ask,
    to: outcome.to,
  }));
  return [...claim, ...outcomes];
}

function ofStage(definition: Definition, { state }: Snapshot): Candidate[] {
  const machine = compile(definition);
  return machine.events(state).flatMap((event): Candidate[] => {
    const to = machine.target(state, event);
    const asks = machine.gate(state, event)?.fields ?? [];
    const who = machine.gate(state, event)?.who;
    if (event.startsWith('move:') && to)
      return [{ act: { type: 'move', to }, name: definition.stages[to]?.name ?? KEY(to), asks, to }];
    if (!event.startsWith('close:') || !to || who?.length === 0) return [];
    const outcome = to.slice(CLOSED.length);
    return [{ act: { type: 'close', outcome }, name: definition.closed[outcome]?.name ?? KEY(outcome), asks, to }];
  });
}

const KEY = (key: string): Text => ({ en: key, ru: key });

/** Acts that take a free argument, so that they are offered by kind and not one by one. */
export const FREE_ACTS = ['wait', 'reassign', 'delegate', 'amend', 'add task', 'cancel task'] as const;
