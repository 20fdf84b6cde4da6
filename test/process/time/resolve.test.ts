import { zoneRules } from '../../../src/platform/zone-rules';
import type { Decision, Question } from '../../../src/process/decision';
import type { Due, Duration } from '../../../src/process/definition';
import type { Clock } from '../../../src/process/snapshot';
import type { Calendar, Span } from '../../../src/process/time/calendar';
import { clockInstants, resolveFacts, spentMs } from '../../../src/process/time/resolve';

const DAY: Span[] = [
  [540, 780],
  [840, 1080],
];
const office: Calendar = {
  key: 'office',
  version: 1,
  zone: 'Europe/Moscow',
  zoneRules: zoneRules('Europe/Moscow', 2026, 2027),
  week: [DAY, DAY, DAY, DAY, DAY, [], []],
  exceptions: {},
  dayMinutes: 480,
};
const HOUR = 3_600_000;
const local = (text: string): number => Date.parse(`${text}+03:00`);
const working = (amount: number, unit: Duration['unit']): Duration => ({ amount, unit, working: true });

const aClock = (due: Due, from: string, changes: Partial<Clock> = {}): Clock => ({
  limit: { due, dueSoonPct: 75, escalateAfter: working(1, 'day') },
  from: local(from),
  spentMs: 0,
  paused: false,
  dueSoonAt: null,
  dueAt: null,
  escalateAt: null,
  light: 'on time',
  ...changes,
});

// 2026-02-13 is a Friday.
describe('the instants of a clock', () => {
  const span = (amount: number, unit: Duration['unit'], isWorking = true): Due => ({
    by: 'span',
    span: { amount, unit, working: isWorking },
  });

  it('count a span of working days over the weekend', () => {
    expect(clockInstants(aClock(span(1, 'day'), '2026-02-13T16:00'), {}, office)).toEqual({
      dueSoonAt: local('2026-02-16T13:00'),
      dueAt: local('2026-02-16T16:00'),
      escalateAt: local('2026-02-17T16:00'),
    });
  });

  it('count a calendar span around the clock', () => {
    expect(clockInstants(aClock(span(4, 'hour', false), '2026-02-13T17:00'), {}, office)).toMatchObject({
      dueSoonAt: local('2026-02-13T20:00'),
      dueAt: local('2026-02-13T21:00'),
    });
  });

  it('count what was used up before a wait, and give no due-soon whose time had passed then', () => {
    const clock = (hours: number) => aClock(span(1, 'day'), '2026-02-16T09:00', { spentMs: hours * HOUR });
    expect(clockInstants(clock(5), {}, office)).toMatchObject({
      dueSoonAt: local('2026-02-16T10:00'),
      dueAt: local('2026-02-16T12:00'),
    });
    expect(clockInstants(clock(6), {}, office)).toMatchObject({ dueSoonAt: null, dueAt: local('2026-02-16T11:00') });
    expect(clockInstants(clock(9), {}, office)).toMatchObject({ dueSoonAt: null, dueAt: local('2026-02-16T09:00') });
  });

  it('end with the local day that a date field names', () => {
    const clock = aClock({ by: 'field', field: 'decisionDate' }, '2026-02-13T00:00');
    expect(clockInstants(clock, { decisionDate: '2026-02-16' }, office)).toEqual({
      dueSoonAt: local('2026-02-16T00:00') - 1,
      dueAt: local('2026-02-17T00:00') - 1,
      escalateAt: local('2026-02-17T18:00'),
    });
  });

  it('are none while the date field is not set', () => {
    const clock = aClock({ by: 'field', field: 'decisionDate' }, '2026-02-13T00:00');
    expect(clockInstants(clock, { decisionDate: null }, office)).toEqual({
      dueSoonAt: null,
      dueAt: null,
      escalateAt: null,
    });
  });

  it.each([
    [working(1, 'day'), '2026-02-13T18:00'],
    [working(3, 'hour'), '2026-02-16T15:00'],
    [{ amount: 12, unit: 'hour', working: false } as const, '2026-02-16T12:00'],
  ])('fall %j before the date field', (duration, dueAt) => {
    const clock = aClock({ by: 'before field', span: duration, field: 'decisionDate' }, '2026-02-10T09:00');
    const { dueAt: found } = clockInstants(clock, { decisionDate: '2026-02-16' }, office);
    expect(Math.ceil((found ?? 0) / 1000) * 1000).toBe(local(dueAt));
  });

  it('stay as they were given where there is no limit', () => {
    const clock = { ...aClock(span(1, 'day'), '2026-02-13T00:00'), limit: null, dueAt: 42 };
    expect(clockInstants(clock, {}, office)).toEqual({ dueSoonAt: null, dueAt: 42, escalateAt: null });
  });

  it('warn of nothing and escalate nothing where the limit says never', () => {
    const clock = aClock(span(1, 'day'), '2026-02-13T09:00');
    const quiet = { ...clock, limit: { due: span(1, 'day'), dueSoonPct: 100, escalateAfter: null } };
    expect(clockInstants(quiet, {}, office)).toEqual({
      dueSoonAt: null,
      dueAt: local('2026-02-13T18:00'),
      escalateAt: null,
    });
  });

  it('use up time of their own kind', () => {
    const to = local('2026-02-16T10:00');
    expect(spentMs(aClock(span(1, 'day'), '2026-02-13T17:00', { spentMs: HOUR }), to, office)).toBe(3 * HOUR);
    expect(spentMs(aClock(span(1, 'day', false), '2026-02-16T00:00'), to, office)).toBe(10 * HOUR);
    expect(spentMs(aClock(span(1, 'day'), '2026-02-13T17:00', { paused: true, spentMs: HOUR }), to, office)).toBe(HOUR);
  });
});

describe('the facts of a decision', () => {
  const people = { managerOf: (id: string) => (id === 'rep' ? 'boss' : null), pick: () => null };
  const factsOf = (owner: string, ...questions: Question[]) => {
    let n = 0;
    const newId = () => `id-${++n}`;
    return resolveFacts({ snapshot: { owner, fields: {} }, questions } as unknown as Decision, {
      calendar: office,
      people,
      newId,
    });
  };
  const asks = (task: string, rule: Extract<Question, { ask: 'assignee' }>['rule']): Question => ({
    ask: 'assignee',
    task,
    rule,
  });

  it('name a holder or a queue for each task', () => {
    const { tasks } = factsOf(
      'rep',
      asks('a#1', { rule: 'owner' }),
      asks('b#1', { rule: "owner's manager" }),
      asks('c#1', { rule: 'role', role: 'contracts' }),
      asks('d#1', { rule: 'team', team: 'north' }),
      asks('e#1', { rule: 'person', person: 'ann' }),
    );
    expect(tasks).toEqual({
      'a#1': { id: 'id-1', assignee: 'rep', queue: null },
      'b#1': { id: 'id-2', assignee: 'boss', queue: null },
      'c#1': { id: 'id-3', assignee: null, queue: { role: 'contracts' } },
      'd#1': { id: 'id-4', assignee: null, queue: { team: 'north' } },
      'e#1': { id: 'id-5', assignee: 'ann', queue: null },
    });
  });

  it('let an owner without a manager answer for themselves', () => {
    expect(factsOf('boss', asks('b#1', { rule: "owner's manager" })).tasks['b#1']).toMatchObject({ assignee: 'boss' });
  });

  it('hold the instants and the time used of each clock that is asked for', () => {
    const clock = aClock({ by: 'span', span: working(1, 'day') }, '2026-02-13T09:00');
    const facts = factsOf(
      'rep',
      { ask: 'clock', subject: 'stage', clock },
      { ask: 'spent', subject: 'a#1', clock, to: local('2026-02-13T11:00') },
    );
    expect(facts.clocks.stage).toMatchObject({ dueAt: local('2026-02-13T18:00') });
    expect(facts.spentMs).toEqual({ 'a#1': 2 * HOUR });
  });

  it('name the calendar that was read, where one was', () => {
    const clock = aClock({ by: 'span', span: working(1, 'day') }, '2026-02-13T09:00');
    expect(factsOf('rep', { ask: 'clock', subject: 'stage', clock }).calendars).toEqual({ office: 1 });
    expect(factsOf('rep', { ask: 'spent', subject: 'stage', clock, to: 0 }).calendars).toEqual({ office: 1 });
    expect(factsOf('rep', asks('a#1', { rule: 'owner' }))).not.toHaveProperty('calendars');
  });
});
