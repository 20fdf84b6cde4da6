import { type Duration, type Limit, OWNERS_CALENDAR } from '../definition';
import { branchSubject, type Clock, PROCESS, planSubject, repeatSubject, STAGE, WAIT } from '../snapshot';
import type { Instant } from '../types';
import { changeTask, type Draft, openTasks } from './draft';
import { refuse } from './refuse';

/** Asks when the whole process is planned to be done, where it has a limit. Nothing stops that clock. */
export function askPlan(draft: Draft): void {
  const { limit, limitWatched } = draft.definition;
  if (!limit) return;
  const clock = askClock(draft, PROCESS, freshClock(limit, draft.at.startedAt));
  if (limitWatched) draft.at.processClock = clock;
}

/** Asks when each stage is planned to be over, where the definition plans that. */
export function askStagePlan(draft: Draft): void {
  const planned = Object.entries(draft.definition.stages).flatMap(([key, { planned }]) =>
    planned ? [[key, planned] as const] : [],
  );
  if (planned.length === 0) return;
  draft.at.plan = Object.fromEntries(planned.map(([key]) => [key, null]));
  for (const [key, span] of planned)
    askClock(draft, planSubject(key), freshClock(plainLimit(span), draft.at.startedAt));
}

/** A clock that runs from an instant on, its own instants still to be asked for. */
export const freshClock = (limit: Limit, from: Instant): Clock => ({
  limit,
  from,
  spentMs: 0,
  paused: false,
  dueSoonAt: null,
  dueAt: null,
  escalateAt: null,
  light: 'on time',
  ...(limit.ladder && { rungs: [], climbed: 0 }),
});

/** Asks for the instants of a clock; a later question about the same subject takes the place of an earlier one. */
export function askClock(draft: Draft, subject: string, clock: Clock): Clock {
  const blank: Clock = { ...clock, ...stopped(clock) };
  draft.questions = draft.questions.filter((q) => !(q.ask === 'clock' && q.subject === subject));
  draft.questions.push({ ask: 'clock', subject, clock: blank });
  return blank;
}

/** What a clock shows of its instants while it has none. */
export const stopped = (clock: Clock): Partial<Clock> => ({
  dueSoonAt: null,
  dueAt: null,
  escalateAt: null,
  ...(clock.rungs && { rungs: [] }),
});

/** Changes the clocks of the stage, of its branches and of its open tasks. */
export function changeClocks(draft: Draft, change: (subject: string, clock: Clock) => Clock): void {
  const { at } = draft;
  if (at.clock) at.clock = change(STAGE, at.clock);
  if (at.branches) {
    const changed = Object.entries(at.branches).map(([key, branch]) => {
      const clock = branch.clock && change(branchSubject(key), branch.clock);
      return [key, clock === branch.clock ? branch : { ...branch, clock }];
    });
    at.branches = Object.fromEntries(changed);
  }
  for (const task of openTasks(at)) {
    const clock = task.clock && change(task.key, task.clock);
    if (clock !== task.clock) changeTask(draft, task.key, { clock });
  }
}

/** A clock that starts now, or stands still until a wait ends. */
export function startClock(draft: Draft, subject: string, limit: Limit | null): Clock | null {
  if (!limit) return null;
  const clock = freshClock(limit, draft.now);
  const paused = draft.at.wait !== null && limit.due.by === 'span';
  return paused ? { ...clock, paused } : askClock(draft, subject, clock);
}

/** Stops every clock that counts a span; limits until a date go on, since a wait does not move the date. */
function pauseClocks(draft: Draft): void {
  changeClocks(draft, (subject, clock) => {
    if (clock.paused || clock.limit?.due.by !== 'span') return clock;
    draft.questions.push({ ask: 'spent', subject, clock, to: draft.now });
    return { ...clock, paused: true, ...stopped(clock) };
  });
}

/**
 * Lets the clocks run on from `over`: the instant the wait was over, even when that is noticed late. One that began after that
 * instant counts from its own beginning; the first release did not ask.
 */
function resumeClocks(draft: Draft, over: Instant): void {
  const fromOf = (clock: Clock) => (draft.definition.language ? Math.max(over, clock.from) : over);
  changeClocks(draft, (subject, clock) =>
    clock.paused
      ? askClock(draft, subject, { ...clock, paused: false, from: fromOf(clock), ...runsAnew(clock, draft) })
      : clock,
  );
}

/** A clock whose limit was changed while it stood still has its light held against it when it runs again. */
const runsAnew = ({ anewAt }: Clock, { now }: Draft): Partial<Clock> => (anewAt === undefined ? {} : { anewAt: now });

/** What a wait is for: until an instant, an event, or whichever comes first. */
export interface WaitFor {
  until: Instant | null;
  event?: string;
  /** How long at most, where no instant is given. */
  atMost?: Duration | null;
}

/** Stands still. A wait that is on already gets the new end and reason. */
export function startWait(draft: Draft, { until, event, atMost }: WaitFor, reason: string): void {
  if (until !== null && until <= draft.now) refuse('InPast', { until });
  const since = draft.at.wait?.since ?? draft.now;
  if (!draft.at.wait) pauseClocks(draft);
  draft.at.wait = { since, until, reason, ...(event !== undefined && { event }) };
  draft.questions = draft.questions.filter((q) => q.ask === 'assignee' || q.subject !== WAIT);
  if (atMost) askClock(draft, WAIT, freshClock(plainLimit(atMost), draft.now));
}

/**
 * Resolves every clock that runs anew, as after a change of calendars. What has fired stays in the history; what is on too early
 * goes out, to come on again then, unless `stays`.
 */
export function retime(draft: Draft, stays = false): void {
  const anewAt = stays ? {} : { anewAt: draft.now };
  const anew = (subject: string, clock: Clock): Clock =>
    clock.paused || !clock.limit ? clock : askClock(draft, subject, { ...clock, ...anewAt });
  changeClocks(draft, anew);
  const { at } = draft;
  const was = at.processClock;
  askPlan(draft);
  askStagePlan(draft);
  if (was && at.processClock)
    at.processClock = {
      ...at.processClock,
      light: was.light,
      ...(was.rungs && { climbed: was.climbed ?? 0 }),
      ...anewAt,
    };
  for (const [key, clock] of Object.entries(at.repeats ?? {}))
    at.repeats = { ...at.repeats, [key]: askClock(draft, repeatSubject(key), clock) };
}

/** Where the calendar is the owner's, a new owner brings another one. */
export function retimeForOwner(draft: Draft, stays = false): void {
  if (draft.definition.calendar === OWNERS_CALENDAR) retime(draft, stays);
}

/** Ends the wait: clocks run on from the instant it ended. */
export function endWait(draft: Draft, from: Instant): void {
  draft.at.wait = null;
  draft.questions = draft.questions.filter((q) => q.ask === 'assignee' || q.subject !== WAIT);
  resumeClocks(draft, from);
}

/** A limit that only says when it is over. */
export const plainLimit = (span: Duration): Limit => ({
  due: { by: 'span', span },
  dueSoonPct: 100,
  escalateAfter: null,
});
