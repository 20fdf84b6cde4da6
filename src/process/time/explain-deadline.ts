import { branchSubject, type Clock, type Deadline, PROCESS, repeatSubject, type Snapshot, STAGE } from '../snapshot';
import type { Instant } from '../types';
import type { Calendar } from './calendar';
import { type ClockInstant, type Explanation, explainClock, explainWait } from './explain';

/** How the instant of an armed deadline comes about; null where this calendar does not tell. */
export function explainDeadline(
  { kind, subject, at }: Deadline,
  snapshot: Snapshot,
  calendar: Calendar,
): Explanation | null {
  if (kind === 'wait over') return snapshot.wait && explainWait(at, snapshot.wait.since, calendar);
  const clock = clockOf(snapshot, subject);
  return clock && explainClock(clock, snapshot.fields, calendar, instantOf(kind, clock));
}

function instantOf(kind: Exclude<Deadline['kind'], 'wait over'>, { climbed = 0 }: Clock): ClockInstant {
  if (kind === 'rung') return { rung: climbed };
  return kind === 'repeat' ? 'overdue' : kind;
}

/** The clock that a deadline belongs to; null where there is none of this subject. */
export function clockOf(snapshot: Snapshot, subject: string): Clock | null {
  if (subject === STAGE) return snapshot.clock;
  if (subject === PROCESS) return snapshot.processClock ?? null;
  const named = <T>(map: Readonly<Record<string, T>> | undefined, subjectOf: (key: string) => string) =>
    Object.entries(map ?? {}).find(([key]) => subjectOf(key) === subject)?.[1];
  return (
    named(snapshot.branches, branchSubject)?.clock ??
    named(snapshot.repeats, repeatSubject) ??
    snapshot.tasks.find(({ key }) => key === subject)?.clock ??
    null
  );
}

/** Since when a clock that waits stop has been there; null for one that nothing stops. */
export function sinceOf(snapshot: Snapshot, subject: string): Instant | null {
  if (subject === STAGE) return snapshot.enteredAt;
  const branch = Object.entries(snapshot.branches ?? {}).find(([key]) => branchSubject(key) === subject)?.[1];
  return branch?.enteredAt ?? snapshot.tasks.find(({ key }) => key === subject)?.openedAt ?? null;
}
