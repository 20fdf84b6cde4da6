import type { Act, Actor, Command } from './command';
import { decide } from './decide';
import { CLOSED, type Definition, type OutcomeDefinition, type Target } from './definition';
import { eventName } from './event-words';
import { holds } from './fields/condition';
import { currentStages, definitionOf, openTasks, positionOf } from './machine/draft';
import type { Edge } from './machine/edges';
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
  /** Where it leads; null when it stays. Where that depends on what the answer brings, where it would lead as things are. */
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
    const brings = (r: Requirement) => act.type !== 'event' || asks.includes(String(r.params.field));
    const inputOnly = refused.until.length > 0 && refused.until.every((r) => r.code === 'FieldMissing' && brings(r));
    return { act, name, to, asks, can: inputOnly ? 'with input' : 'no', until: refused.until, refusal: refused.code };
  });
}

export type Candidate = Pick<Offer, 'act' | 'name' | 'asks' | 'to'>;

/** Everything that anybody might ask of an instance, whether or not it is accepted; free acts apart. */
export function candidates(definition: Definition, snapshot: Snapshot): Candidate[] {
  const back = snapshot.back ? [plain({ type: 'undo' }, { en: 'Undo', ru: 'Отменить' })] : [];
  if (snapshot.closedAt !== null) return [...reopening(definition, snapshot), ...back];
  const found = [
    ...openTasks(snapshot).flatMap((task) => ofTask(definition, snapshot, task)),
    ...ofStages(definition, snapshot),
  ];
  return [...found, ...ofWait(definition, snapshot, found), ...back];
}

const plain = (act: Act, name: Text): Candidate => ({ act, name, asks: [], to: null });

/** A wait is ended by hand, or by what it waits for, which no stage may react to. */
function ofWait(definition: Definition, { wait }: Snapshot, found: readonly Candidate[]): Candidate[] {
  if (!wait) return [];
  const event = wait.event;
  const known = event === undefined || found.some(({ act }) => act.type === 'event' && act.event === event);
  const awaited = known ? [] : [plain({ type: 'event', event }, eventName(definition, event))];
  return [plain({ type: 'resume' }, { en: 'Stop waiting', ru: 'Продолжить' }), ...awaited];
}

function reopening(definition: Definition, { state }: Snapshot): Candidate[] {
  const closing = definition.closed[state.slice(CLOSED.length)];
  if (!closing?.reopen) return [];
  const name =
    definition.kind === 'lead' ? { en: 'Reactivate', ru: 'Вернуть в работу' } : { en: 'Reopen', ru: 'Открыть снова' };
  return [{ act: { type: 'reopen' }, name, asks: [], to: closing.reopen.to }];
}

function ofTask(definition: Definition, snapshot: Snapshot, task: Task): Candidate[] {
  const named = definitionOf({ definition }, task);
  const id = task.id || task.key;
  const claim = task.assignee === null ? [plain({ type: 'claim', task: id }, { en: 'Claim', ru: 'Взять' })] : [];
  if (task.task === null || !named)
    return [...claim, plain({ type: 'complete', task: id, outcome: 'done' }, { en: 'Done', ru: 'Сделано' })];
  const outcomes = Object.entries(named.outcomes).map(([key, outcome]) => ({
    act: { type: 'complete', task: id, outcome: key } as Act,
    name: outcome.name,
    asks: outcome.wait ? [...outcome.ask, 'until'] : outcome.ask,
    to: leadsTo(definition, snapshot, outcome),
  }));
  return [...claim, ...outcomes];
}

function leadsTo(definition: Definition, { fields }: Snapshot, { to, routes, set }: OutcomeDefinition): Target | null {
  const at = { ...fields, ...set };
  return routes ? (routes.find(({ when }) => holds(when, definition.fields, at))?.to ?? null) : to;
}

function ofStages(definition: Definition, snapshot: Snapshot): Candidate[] {
  const machine = compile(definition);
  // What steps of branches react to, they do together, and their stage does not.
  const known = new Set<string>();
  return currentStages({ definition, at: snapshot }).flatMap(([key, stage]) => {
    const events = new Set(machine.edges(key).map(({ event }) => event));
    return [...events].flatMap((event) => {
      if (known.has(event)) return [];
      known.add(event);
      const chosen = machine.chosen(positionOf(snapshot), event, snapshot.fields);
      const edge = chosen[0] ?? machine.edges(key, event)[0];
      const takes = new Set(chosen.flatMap(({ reaction }) => reaction?.take ?? []));
      return edge
        ? ofEdge(definition, key, stage.name, edge).map((one) => (takes.size > 0 ? { ...one, asks: [...takes] } : one))
        : [];
    });
  });
}

function ofEdge(definition: Definition, stage: string, name: Text, edge: Edge): Candidate[] {
  const [kind, ...rest] = edge.event.split(':');
  const { fields: asks, who } = edge.gate;
  const { target: to } = edge;
  const of = rest.join(':');
  if (kind === 'skip') return [{ act: { type: 'skip', stage }, name: skipping(name), asks, to }];
  if (kind === 'event')
    return [
      { act: { type: 'event', event: of }, name: eventName(definition, of), asks: edge.reaction?.take ?? [], to },
    ];
  if (kind === 'move' && to) return [{ act: { type: 'move', to }, name: moveName(definition, stage, to), asks, to }];
  if (kind !== 'close' || !to || who?.length === 0) return [];
  return [{ act: { type: 'close', outcome: of }, name: definition.closed[of]?.name ?? KEY(of), asks, to }];
}

const skipping = ({ en, ru }: Text): Text => ({ en: `Skip: ${en}`, ru: `Пропустить: ${ru}` });

const moveName = (definition: Definition, from: string, to: string): Text =>
  definition.moves.find((move) => move.to === to && move.from.includes(from))?.name ??
  definition.stages[to]?.name ??
  KEY(to);

const KEY = (key: string): Text => ({ en: key, ru: key });

/** Acts that take a free argument, so that they are offered by kind and not one by one. */
export const FREE_ACTS = ['wait', 'reassign', 'delegate', 'amend', 'add task', 'cancel task'] as const;
