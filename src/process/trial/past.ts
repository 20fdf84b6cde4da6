import { decide } from '../decide';
import type { Decision, Facts, Question } from '../decision';
import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import { type DefinitionOf, type ProcessEvent, ReplayError } from '../replay';
import { settle } from '../settle';
import type { Snapshot } from '../snapshot';
import type { Instant } from '../types';
import { type Flag, flagOf } from './flags';

/** One instance as it was lived. */
export interface PastDeal {
  id: string;
  /** Of the version that it began with. */
  definition: Definition;
  /** For those that were migrated. */
  definitionOf: DefinitionOf;
  events: readonly ProcessEvent[];
  /** How far time has gone on for it: the end of what is looked at, where it is open. */
  until: Instant;
}

/** What a past is known to have brought: its flags, and what no run that is made now could find out. */
export interface Lived {
  flags: readonly Flag[];
  snapshots: readonly Snapshot[];
  /** Deadlines that were due and never fired: something came before them, or the engine was away. */
  missed: ReadonlySet<string>;
  /** Who got a task, by the task, the rule and the owner that it was asked for with; in the order it was asked. */
  assigned: ReadonlyMap<string, readonly Facts['tasks'][string][]>;
}

/** Replays a past as it was recorded. @throws ReplayError when it does not replay */
export function live({ definition, definitionOf, events, until }: PastDeal): Lived {
  const flags: Flag[] = [];
  const snapshots: Snapshot[] = [];
  const assigned = new Map<string, Facts['tasks'][string][]>();
  const armed = new Set<string>();
  const fired = new Set<string>();
  let current = definition;
  let before: Snapshot | null = null;
  for (const [i, event] of events.entries()) {
    const { command, facts } = event;
    if (command.type === 'migrate') current = definitionOf(command.versionId);
    const { decision, refused } = decide(current, before, command, event.at);
    if (refused) throw new ReplayError(`Event ${event.seq} is refused: ${refused.detail}`);
    const after: Snapshot = settle(decision.snapshot, facts);
    noteAssigned(assigned, decision, facts);
    if (command.type === 'deadline') fired.add(command.deadline);
    const flag = flagOf(decision, before, after);
    if (flag) flags.push(flag);
    for (const { key, at } of deadlinesOf(after)) if (at <= (events[i + 1]?.at ?? until)) armed.add(key);
    snapshots.push(after);
    before = after;
  }
  const missed = new Set([...armed].filter((key) => !fired.has(key)));
  return { flags, snapshots, missed, assigned };
}

/** What an answer to the question of who gets a task hangs on. */
export const assigneeKey = ({ task, rule }: Extract<Question, { ask: 'assignee' }>, owner: string): string =>
  JSON.stringify([task, rule, owner]);

function noteAssigned(
  known: Map<string, Facts['tasks'][string][]>,
  { questions, snapshot }: Decision,
  facts: Facts,
): void {
  for (const question of questions) {
    const fact = question.ask === 'assignee' && facts.tasks[question.task];
    if (question.ask !== 'assignee' || !fact) continue;
    const key = assigneeKey(question, snapshot.owner);
    known.set(key, [...(known.get(key) ?? []), fact]);
  }
}
