import type { Decision, Facts } from './decision';
import { type Clock, PROCESS, type Snapshot, STAGE, type Task } from './snapshot';

/** The snapshot with the recorded facts in place: instants of clocks, holders and ids of tasks. The same in each replay. */
export function settle(snapshot: Snapshot, facts: Facts): Snapshot {
  const planned = facts.clocks[PROCESS];
  return {
    ...snapshot,
    plannedFor: planned ? planned.dueAt : snapshot.plannedFor,
    clock: settleClock(snapshot.clock, STAGE, facts),
    tasks: snapshot.tasks.map((task) => settleTask(task, facts)),
  };
}

/** The tasks that a decision touched, with their facts. */
export const settledTasks = (decision: Pick<Decision, 'tasks'>, facts: Facts): Task[] =>
  decision.tasks.map((task) => settleTask(task, facts));

function settleTask(task: Task, facts: Facts): Task {
  const held = facts.tasks[task.key];
  const clock = settleClock(task.clock, task.key, facts);
  if (!held) return { ...task, clock };
  // An id is given once: a task that changes hands keeps its own.
  return { ...task, clock, id: task.id || held.id, assignee: held.assignee, queue: held.queue };
}

function settleClock(clock: Clock | null, subject: string, facts: Facts): Clock | null {
  if (!clock) return null;
  const instants = clock.paused ? undefined : facts.clocks[subject];
  const spentMs = clock.paused ? (facts.spentMs[subject] ?? clock.spentMs) : clock.spentMs;
  return { ...clock, ...instants, spentMs };
}
