import type { Decision, Facts, Question } from '../decision';
import type { AssigneeRule, Due, Duration, Limit } from '../definition';
import type { Clock } from '../snapshot';
import type { Fields, Instant } from '../types';
import { type Calendar, durationMs } from './calendar';
import { addWorking, closeOfBusinessBefore, endOfDay, subtractWorking, workingBetween } from './working-time';

/** The instants of a clock: the answer to a `clock` question. */
export type ClockInstants = Facts['clocks'][string];

/** What the resolver knows of people. */
export interface Directory {
  managerOf(personId: string): string | null;
  /** Who of a pool gets a task; null where nobody is in it. */
  pick(rule: PoolRule, task: string): string | null;
}

export type PoolRule = Extract<AssigneeRule, { of: unknown }>;

/** What a decision's questions are answered with. */
export interface Sources {
  calendar: Calendar;
  people: Directory;
  newId(): string;
}

const UNSET: ClockInstants = { dueSoonAt: null, dueAt: null, escalateAt: null };

/**
 * When a clock is due soon, due and escalated. A due-soon share that was used up before `clock.from` gives no
 * instant: its time has passed. A limit until a date field gives none while the field is not set. A clock
 * without a limit (a task added by hand) keeps the instants that it was given.
 */
export function clockInstants(clock: Clock, fields: Fields, calendar: Calendar): ClockInstants {
  const { limit, dueSoonAt, escalateAt } = clock;
  if (!limit) return { dueSoonAt, dueAt: clock.dueAt, escalateAt };
  const dueAt = dueInstant({ ...clock, limit }, fields, calendar);
  if (dueAt === null) return UNSET;
  return {
    dueSoonAt: dueSoonInstant({ ...clock, limit }, dueAt, calendar),
    dueAt,
    escalateAt: limit.escalateAfter && after(calendar, dueAt, limit.escalateAfter),
    ...(limit.ladder && {
      rungs: limit.ladder.map((rung) => (rung.after ? after(calendar, dueAt, rung.after) : dueAt)),
    }),
  };
}

/** How much of its limit a clock has used up by `to`, in the limit's own kind of time, in milliseconds. */
export function spentMs(clock: Clock, to: Instant, calendar: Calendar): number {
  if (clock.paused) return clock.spentMs;
  const ran =
    clock.limit && isWorking(clock.limit.due) ? workingBetween(calendar, clock.from, to) : Math.max(0, to - clock.from);
  return clock.spentMs + ran;
}

/**
 * Answers every question of a decision. A queue's task has no assignee until somebody claims it; whoever has no
 * manager answers for themselves.
 */
export function resolveFacts(decision: Decision, sources: Sources): Facts {
  const { snapshot, questions } = decision;
  const { calendar } = sources;
  const facts = {
    tasks: {} as Mutable<Facts['tasks']>,
    clocks: {} as Mutable<Facts['clocks']>,
    spentMs: {} as Mutable<Facts['spentMs']>,
  };
  for (const question of questions)
    if (question.ask === 'assignee') facts.tasks[question.task] = assigned(question, snapshot.owner, sources);
    else if (question.ask === 'clock')
      facts.clocks[question.subject] = clockInstants(question.clock, snapshot.fields, calendar);
    else facts.spentMs[question.subject] = spentMs(question.clock, question.to, calendar);
  // Named only where it was read, so that a history says which version each of its instants goes back to.
  const wasRead = questions.some(({ ask }) => ask !== 'assignee');
  return wasRead ? { ...facts, calendars: { [calendar.key]: calendar.version } } : facts;
}

type Limited = Clock & { limit: Limit };
type Assigning = Extract<Question, { ask: 'assignee' }>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function assigned({ rule, task }: Assigning, owner: string, { people, newId }: Sources): Facts['tasks'][string] {
  const id = newId();
  switch (rule.rule) {
    case 'owner':
      return { id, assignee: owner, queue: null };
    case 'person':
      return { id, assignee: rule.person, queue: null };
    case "owner's manager":
      return { id, assignee: people.managerOf(owner) ?? owner, queue: null };
    case 'role':
      return { id, assignee: null, queue: { role: rule.role } };
    case 'team':
      return { id, assignee: null, queue: { team: rule.team } };
    case 'least loaded':
    case 'in turn':
      return { id, assignee: people.pick(rule, task) ?? owner, queue: null };
  }
}

function dueInstant({ limit: { due }, from, spentMs }: Limited, fields: Fields, calendar: Calendar): Instant | null {
  if (due.by === 'span') {
    const left = Math.max(0, durationMs(calendar, due.span) - spentMs);
    return due.span.working ? addWorking(calendar, from, left) : from + left;
  }
  const date = fields[due.field];
  if (typeof date !== 'string') return null;
  return due.by === 'field' ? endOfDay(calendar, date) : beforeDay(calendar, date, due.span);
}

/** Whole working days go by closes of business; every other span is counted back from the end of the day. */
function beforeDay(calendar: Calendar, date: string, span: Duration): Instant {
  if (span.working && span.unit === 'day' && Number.isInteger(span.amount))
    return closeOfBusinessBefore(calendar, date, span.amount);
  const end = endOfDay(calendar, date);
  const ms = durationMs(calendar, span);
  return span.working ? subtractWorking(calendar, end, ms) : end - ms;
}

/** The share is one of the whole limit, what was spent before a wait included. A share of 100 % warns of nothing. */
function dueSoonInstant({ limit, from, spentMs }: Limited, dueAt: Instant, calendar: Calendar): Instant | null {
  const { due, dueSoonPct } = limit;
  const total = due.by === 'span' ? durationMs(calendar, due.span) : spentMs + Math.max(0, dueAt - from);
  const left = Math.round((total * dueSoonPct) / 100) - spentMs;
  if (dueSoonPct >= 100 || left <= 0) return null;
  return isWorking(due) ? addWorking(calendar, from, left) : from + left;
}

const after = (calendar: Calendar, from: Instant, span: Duration): Instant =>
  span.working ? addWorking(calendar, from, durationMs(calendar, span)) : from + durationMs(calendar, span);

/** Limits until a date run in calendar time: the client's calendar is not ours. */
const isWorking = (due: Due): boolean => due.by === 'span' && due.span.working;
