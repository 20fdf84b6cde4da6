import type { Limit } from '../definition';
import { type Clock, type Deadline, type DeadlineKind, type Light, type Snapshot, STAGE, WAIT } from '../snapshot';
import type { Instant } from '../types';
import { askClock, changeTask, type Draft, openTasks } from './draft';
import { refuse } from './refuse';

/** A clock that starts now, or stands still until a wait ends. */
export function startClock(draft: Draft, subject: string, limit: Limit | null): Clock | null {
  if (!limit) return null;
  const paused = draft.at.wait !== null;
  const clock: Clock = {
    limit,
    from: draft.now,
    spentMs: 0,
    paused,
    dueSoonAt: null,
    dueAt: null,
    escalateAt: null,
    light: 'on time',
  };
  return paused && limit.due.by === 'span' ? clock : askClock(draft, subject, { ...clock, paused: false });
}

/** Stops every clock that counts a span; limits until a date go on, since a wait does not move the date. */
export function pauseClocks(draft: Draft): void {
  eachClock(draft, (subject, clock) => {
    if (clock.paused || clock.limit?.due.by !== 'span') return clock;
    draft.questions.push({ ask: 'spent', subject, clock, to: draft.now });
    return { ...clock, paused: true, dueSoonAt: null, dueAt: null, escalateAt: null };
  });
}

/** Lets the clocks run on from `from`: the instant the wait was over, even when that is noticed late. */
export function resumeClocks(draft: Draft, from: Instant): void {
  eachClock(draft, (subject, clock) =>
    clock.paused ? askClock(draft, subject, { ...clock, paused: false, from }) : clock,
  );
}

/** Stands still until an instant. A wait that is on already gets the new date and reason. */
export function startWait(draft: Draft, until: Instant, reason: string): void {
  if (until <= draft.now) refuse('InPast', { until });
  const since = draft.at.wait?.since ?? draft.now;
  if (!draft.at.wait) pauseClocks(draft);
  draft.at.wait = { since, until, reason };
}

function eachClock(draft: Draft, change: (subject: string, clock: Clock) => Clock): void {
  if (draft.at.clock) draft.at.clock = change(STAGE, draft.at.clock);
  for (const task of openTasks(draft.at)) {
    if (task.clock) changeTask(draft, task.key, { clock: change(task.key, task.clock) });
  }
}

const LIGHTS: readonly Light[] = ['on time', 'due soon', 'overdue', 'escalated'];
const LIGHT_AFTER: Readonly<Record<'due soon' | 'overdue' | 'escalate', Light>> = {
  'due soon': 'due soon',
  overdue: 'overdue',
  escalate: 'escalated',
};

/** The light that a clock shows once this deadline has fired. */
export const lightAfter = (kind: keyof typeof LIGHT_AFTER): Light => LIGHT_AFTER[kind];

/** Whether a clock shows less than what this kind of deadline would turn it to. */
const isAhead = (clock: Clock, kind: keyof typeof LIGHT_AFTER): boolean =>
  LIGHTS.indexOf(clock.light) < LIGHTS.indexOf(LIGHT_AFTER[kind]);

/**
 * What is still armed, earliest first. It follows from the snapshot alone, so it is kept nowhere else: a
 * fired deadline changes a light (or ends a wait), and is gone from here. The key names the instant, so a
 * limit that is set anew arms anew.
 */
export function deadlinesOf(snapshot: Snapshot | null): Deadline[] {
  if (!snapshot || snapshot.closedAt !== null) return [];
  const found: Deadline[] = [];
  const add = (subject: string, kind: DeadlineKind, at: Instant | null) => {
    if (at !== null) found.push({ key: `${subject}:${kind}@${at}`, subject, kind, at });
  };
  const addClock = (subject: string, clock: Clock | null) => {
    if (!clock || clock.paused) return;
    if (isAhead(clock, 'due soon')) add(subject, 'due soon', clock.dueSoonAt);
    if (isAhead(clock, 'overdue')) add(subject, 'overdue', clock.dueAt);
    if (isAhead(clock, 'escalate')) add(subject, 'escalate', clock.escalateAt);
  };
  addClock(STAGE, snapshot.clock);
  for (const task of openTasks(snapshot)) addClock(task.key, task.clock);
  if (snapshot.wait) add(WAIT, 'wait over', snapshot.wait.until);
  return found.sort((a, b) => a.at - b.at || LIGHT_ORDER[a.kind] - LIGHT_ORDER[b.kind]);
}

const LIGHT_ORDER: Readonly<Record<DeadlineKind, number>> = {
  'wait over': 0,
  repeat: 1,
  'due soon': 2,
  overdue: 3,
  escalate: 4,
  rung: 5,
};
