import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import { openTasks } from '../machine/draft';
import { type Clock, type Deadline, PROCESS, type Snapshot, STAGE } from '../snapshot';
import type { Cells } from './cells';

/**
 * What of a snapshot makes a difference to what can come: where it is, what became of the tasks of this visit, what it
 * waits for, how far ladders that do something have been climbed, and the fields that decide anything here. Two snapshots
 * with the same key are one place.
 */
export function keyOf(definition: Definition, snapshot: Snapshot, cells: Cells): string {
  const { state, branches = {}, wait, repeats = {}, fields } = snapshot;
  return JSON.stringify([
    state,
    Object.entries(branches).map(([key, { at }]) => [key, at]),
    tasksOf(snapshot),
    wait && (wait.event ?? true),
    Object.keys(repeats).sort(),
    climbedOf(snapshot),
    Object.keys(cells).map((key) => fields[key] ?? definition.fields[key]?.default ?? null),
  ]);
}

/** The newest task of each name, and whether it is open, done, or was withdrawn by somebody or by itself. */
function tasksOf({ tasks }: Snapshot): string[] {
  const last = new Map<string, string>();
  for (const { task, stage, status, outcome } of tasks)
    if (task !== null) last.set(`${stage}/${task}`, status === 'cancelled' && outcome !== null ? 'cancelled by hand' : status);
  return [...last].map(([name, status]) => `${name} ${status}`).sort();
}

const climbedOf = (snapshot: Snapshot): [subject: string, climbed: number][] =>
  clocksOf(snapshot).flatMap(([subject, clock]) => (hasActs(clock) ? [[nameOf(subject), clock.climbed ?? 0]] : []));

const nameOf = (subject: string): string => subject.split('#')[0] ?? subject;

function clocksOf({ clock, processClock, branches = {}, tasks }: Snapshot): [subject: string, clock: Clock][] {
  const all: [string, Clock | null | undefined][] = [
    [STAGE, clock],
    [PROCESS, processClock],
    ...Object.entries(branches).map(([key, one]): [string, Clock | null] => [`branch ${key}`, one.clock]),
    ...openTasks({ tasks }).map((task): [string, Clock | null] => [task.key, task.clock]),
  ];
  return all.flatMap(([subject, one]) => (one ? [[subject, one] as [string, Clock]] : []));
}

/** Whether a step of the ladder that is still to come opens or moves something. */
const hasActs = ({ limit, climbed = 0 }: Clock): boolean =>
  (limit?.ladder ?? []).slice(climbed).some(({ does }) => does.act === 'open' || does.act === 'move');

/** The next deadline that does more than tell somebody. */
export function effectiveDeadline(definition: Definition, snapshot: Snapshot): Deadline | undefined {
  const clocks = new Map(clocksOf(snapshot));
  return deadlinesOf(snapshot).find(({ subject, kind }) => {
    if (kind === 'wait over' || kind === 'repeat') return true;
    if (kind === 'overdue') return movesAtLimit(definition, snapshot, subject);
    const clock = kind === 'rung' ? clocks.get(subject) : undefined;
    return clock !== undefined && hasActs(clock);
  });
}

function movesAtLimit({ stages }: Definition, { state, branches = {} }: Snapshot, subject: string): boolean {
  const at = subject === STAGE ? state : branches[subject.replace('branch ', '')]?.at;
  return (stages[at ?? '']?.atLimit ?? null) !== null;
}
