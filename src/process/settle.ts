import type { Decision, Facts } from './decision';
import { mapValues } from './map-values';
import {
  branchSubject,
  type Clock,
  OWNER,
  PROCESS,
  planSubject,
  repeatSubject,
  type Snapshot,
  STAGE,
  type Task,
  WAIT,
} from './snapshot';
import type { Instant } from './types';

/** The snapshot with the recorded facts in place: instants of clocks, holders and ids of tasks. The same in each replay. */
export function settle(snapshot: Snapshot, facts: Facts): Snapshot {
  const planned = facts.clocks[PROCESS];
  const waitUntil = facts.clocks[WAIT]?.dueAt;
  const { wait } = snapshot;
  return {
    ...snapshot,
    owner: facts.tasks[OWNER]?.assignee ?? snapshot.owner,
    plannedFor: planned ? planned.dueAt : snapshot.plannedFor,
    clock: settleClock(snapshot.clock, STAGE, facts),
    tasks: snapshot.tasks.map((task) => settleTask(task, facts)),
    wait: wait && waitUntil !== undefined ? { ...wait, until: waitUntil } : wait,
    ...settleSecond(snapshot, facts),
  };
}

/** The parts that only the second release of the language makes: absent where they were absent. */
function settleSecond({ branches, processClock, plan, repeats }: Snapshot, facts: Facts): Partial<Snapshot> {
  return {
    ...(branches && {
      branches: mapValues(branches, (branch, key) => ({
        ...branch,
        clock: settleClock(branch.clock, branchSubject(key), facts),
      })),
    }),
    ...(processClock && { processClock: settleClock(processClock, PROCESS, facts) ?? processClock }),
    ...(plan && { plan: mapValues(plan, (at, key): Instant | null => facts.clocks[planSubject(key)]?.dueAt ?? at) }),
    ...(repeats && {
      repeats: mapValues(repeats, (clock, key) => settleClock(clock, repeatSubject(key), facts) ?? clock),
    }),
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
  // What shall go out shows only once the clock runs again and has its instants.
  if (clock.paused) return { ...clock, spentMs };
  const { anewAt, ...settled } = { ...clock, ...instants, spentMs };
  return anewAt === undefined ? settled : dimmed(settled, anewAt);
}

/** A light that has come on for an instant that now lies ahead goes out, so that it comes on again then; so do steps of a ladder. */
function dimmed(clock: Clock, now: Instant): Clock {
  const isPast = (at: Instant | null) => at !== null && at <= now;
  const { light, limit, rungs, climbed, escalateAt, dueAt, dueSoonAt } = clock;
  // A share that was used up before the clock ran on has no instant: it has passed.
  const usedUp = dueSoonAt === null && dueAt !== null && (limit?.dueSoonPct ?? 100) < 100;
  const passed = {
    escalated: isPast(escalateAt),
    overdue: isPast(dueAt),
    'due soon': isPast(dueSoonAt) || isPast(dueAt) || usedUp,
  };
  const lights = ['escalated', 'overdue', 'due soon'] as const;
  const still = lights.slice(lights.indexOf(light as never)).find((one) => passed[one]) ?? 'on time';
  return {
    ...clock,
    light: light === 'on time' ? light : still,
    ...(rungs && { climbed: Math.min(climbed ?? 0, rungs.filter(isPast).length) }),
  };
}
