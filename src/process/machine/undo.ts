import type { Command } from '../command';
import type { Duration } from '../definition';
import type { Back, Snapshot, Task } from '../snapshot';
import { changeTask, type Draft, definitionOf, withdraw } from './draft';
import { refuse } from './refuse';
import { mayFree } from './rights';

/** Acts of people that can be taken back, while nothing else has happened since. */
const UNDOABLE: ReadonlySet<Command['type']> = new Set([
  'complete',
  'move',
  'skip',
  'close',
  'wait',
  'resume',
  'amend',
  'cancel task',
]);

/** What an undo leaves as it is: keys of tasks never repeat, and the history goes on. */
const KEPT: ReadonlySet<string> = new Set(['seq', 'opened', 'back']);

/** Remembers what a decision changed, where its definition lets people take decisions back. */
export function remember(draft: Draft, before: Snapshot, command: Command): void {
  delete draft.at.back;
  const { undo } = draft.definition;
  if (!undo || !UNDOABLE.has(command.type) || command.actor.id === 'system' || isFinal(draft, before, command)) return;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(draft.at)])] as (keyof Snapshot)[];
  const changed = keys.filter((key) => !KEPT.has(key) && (before[key] !== draft.at[key] || key === 'plannedFor'));
  const was = Object.fromEntries(changed.map((key) => [key, before[key] ?? null]));
  draft.at.back = { by: command.actor.id, until: draft.now + lengthMs(undo), was };
}

/** Other records and other processes have come of it, or its definition says that it stands. */
function isFinal(draft: Draft, before: Snapshot, command: Command): boolean {
  if (draft.wishes.some(({ wish }) => wish === 'convert' || wish === 'start')) return true;
  if (command.type === 'move')
    return draft.definition.moves.some(
      (move) => move.undo && move.to === command.to && move.from.includes(before.state),
    );
  if (command.type !== 'complete') return false;
  const task = before.tasks.find(({ key, id }) => key === command.task || id === command.task);
  return task !== undefined && definitionOf(draft, task)?.outcomes[command.outcome]?.undo === 'never';
}

/** Takes the last decision back: everything is as it was before it, deadlines that passed meanwhile included. */
export function takeBack(draft: Draft, command: Command): void {
  const { back } = draft.at;
  if (!back) refuse('NothingToDo');
  mayFree(draft, 'undo', command.actor, () => {
    if (command.actor.id !== back.by && !command.actor.manages) refuse('NotYours', { who: 'whoever did it, manager' });
  });
  if (draft.now > back.until) refuse('TooLate', { until: back.until });
  const tasks = draft.at.tasks;
  restore(draft, back);
  restoreTasks(draft, tasks);
}

/** Puts an instance back to how it was: for a migration that is taken back, when nothing else has happened since. */
export function putBack(draft: Draft, was: Snapshot): void {
  const { tasks, seq, opened } = draft.at;
  draft.at = { ...was, seq, opened };
  delete draft.at.back;
  restoreTasks(draft, tasks);
}

function restore(draft: Draft, { was }: Back): void {
  const at = draft.at as Record<string, unknown>;
  for (const [key, value] of Object.entries(was)) {
    if (value === null && OPTIONAL.has(key)) delete at[key];
    else at[key] = value;
  }
}

/** Parts of a snapshot that are absent rather than null. */
const OPTIONAL: ReadonlySet<string> = new Set(['branches', 'processClock', 'plan', 'repeats']);

/** Tells the table of every task that is otherwise now; those that the decision had opened are withdrawn. */
function restoreTasks(draft: Draft, undone: readonly Task[]): void {
  const restored = new Set(draft.at.tasks.map(({ key }) => key));
  for (const task of undone)
    if (!restored.has(task.key) && task.status === 'open') {
      draft.at.tasks = [...draft.at.tasks, task];
      withdraw(draft, task.key);
      draft.at.tasks = draft.at.tasks.filter(({ key }) => key !== task.key);
    }
  for (const task of draft.at.tasks) changeTask(draft, task.key, {});
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

/** Around the clock: what may be taken back does not depend on an office's hours. */
const lengthMs = ({ amount, unit }: Duration): number => amount * UNIT_MS[unit];
