import { type Command, SYSTEM } from '../command';
import { decide } from '../decide';
import type { Definition } from '../definition';
import { openTasks } from '../machine/draft';
import { settle } from '../settle';
import { branchSubject, type Clock, PROCESS, planSubject, repeatSubject, type Snapshot, STAGE } from '../snapshot';
import type { Instant } from '../types';
import type { Calendar } from './calendar';
import { resolveFacts } from './resolve';

/** An instant of a running clock, or a planned one, that is another one now. null: there was none, or is none. */
export interface Moved {
  /** As the snapshot names its clocks. */
  subject: string;
  kind: MovedKind;
  from: Instant | null;
  to: Instant | null;
}

/** `rung 2` is the second step of a ladder. */
export type MovedKind = 'due soon' | 'overdue' | 'escalate' | 'repeat' | 'planned' | `rung ${number}`;

/**
 * What would move if the instance's clocks were resolved anew with this calendar: the machine's own answer to `retime`,
 * which nobody records. Empty where nothing would, and for whom the command would be refused.
 */
export function whatMoves(definition: Definition, snapshot: Snapshot, calendar: Calendar, now: Instant): Moved[] {
  const command: Command = { id: '', actor: SYSTEM, type: 'retime' };
  const { decision } = decide(definition, snapshot, command, now);
  if (!decision) return [];
  const people = { managerOf: () => null, pick: () => null };
  const facts = resolveFacts(decision, { calendar, people, newId: () => '' });
  return movedBetween(snapshot, settle(decision.snapshot, facts));
}

/** The instants that both snapshots know and that differ, in the order of the clocks. */
export function movedBetween(before: Snapshot, after: Snapshot): Moved[] {
  const now = new Map(instantsOf(after).map((one) => [`${one.subject}:${one.kind}`, one.at]));
  return instantsOf(before).flatMap(({ subject, kind, at }) => {
    const to = now.get(`${subject}:${kind}`);
    return to === undefined || to === at ? [] : [{ subject, kind, from: at, to }];
  });
}

interface Known {
  subject: string;
  kind: MovedKind;
  at: Instant | null;
}

/** Every instant that calendars have a say in. A clock that stands still has none. */
function instantsOf(snapshot: Snapshot): Known[] {
  const { clock, processClock, branches, plan, repeats, plannedFor } = snapshot;
  return [
    ...ofClock(STAGE, clock),
    ...(processClock ? ofClock(PROCESS, processClock) : []),
    ...Object.entries(branches ?? {}).flatMap(([key, branch]) => ofClock(branchSubject(key), branch.clock)),
    ...openTasks(snapshot).flatMap((task) => ofClock(task.key, task.clock)),
    ...Object.entries(repeats ?? {}).map(([key, { dueAt }]) => known(repeatSubject(key), 'repeat', dueAt)),
    known(PROCESS, 'planned', plannedFor),
    ...Object.entries(plan ?? {}).map(([stage, at]) => known(planSubject(stage), 'planned', at)),
  ];
}

const known = (subject: string, kind: MovedKind, at: Instant | null): Known => ({ subject, kind, at });

function ofClock(subject: string, clock: Clock | null): Known[] {
  if (!clock || clock.paused) return [];
  return [
    known(subject, 'due soon', clock.dueSoonAt),
    known(subject, 'overdue', clock.dueAt),
    known(subject, 'escalate', clock.escalateAt),
    ...(clock.rungs ?? []).map((at, n) => known(subject, `rung ${n + 1}`, at)),
  ];
}
