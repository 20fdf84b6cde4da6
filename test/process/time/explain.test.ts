import fc from 'fast-check';
import { zoneRules } from '../../../src/platform/zone-rules';
import type { Due, Duration } from '../../../src/process/definition';
import type { Clock } from '../../../src/process/snapshot';
import { type Calendar, durationMs, localDateOf, MINUTE_MS, type Span } from '../../../src/process/time/calendar';
import { type ClockInstant, type Explanation, explainClock } from '../../../src/process/time/explain';
import { explanationLines } from '../../../src/process/time/explain-words';
import { clockInstants } from '../../../src/process/time/resolve';

const HOUR = 60 * MINUTE_MS;
const FULL: Span[] = [
  [540, 780],
  [840, 1080],
];
const office = (zone: string): Calendar => ({
  key: 'office',
  version: 3,
  zone,
  zoneRules: zoneRules(zone, 2025, 2029),
  week: [FULL, FULL, FULL, FULL, [[540, 900]], [], []],
  exceptions: { '2026-05-01': [], '2026-05-04': [], '2026-05-08': [[540, 780]], '2026-05-09': [[600, 840]] },
  names: { '2026-05-01': { en: 'Labour Day', ru: 'Праздник труда' } },
  dayMinutes: 480,
});
const moscow = office('Europe/Moscow');
const calendars = ['Europe/Moscow', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'].map(office);
const local = (text: string): number => Date.parse(`${text}+03:00`);
const day = (amount: number): Duration => ({ amount, unit: 'day', working: true });

const aClock = (due: Due, from: number, changes: Partial<Clock> = {}): Clock => ({
  limit: {
    due,
    dueSoonPct: 75,
    escalateAfter: day(1),
    ladder: [
      { after: null, does: { act: 'notify', who: 'owner' } },
      { after: { amount: 30, unit: 'hour', working: false }, does: { act: 'notify', who: 'owner' } },
    ],
  },
  from,
  spentMs: 0,
  paused: false,
  dueSoonAt: null,
  dueAt: null,
  escalateAt: null,
  light: 'on time',
  ...changes,
});
const span = (duration: Duration): Due => ({ by: 'span', span: duration });

/** What somebody with a pencil adds up. */
const added = ({ spentMs, spans }: Explanation) => spans.reduce((sum, one) => sum + one.countsMs, spentMs);

describe('the explanation of an instant', () => {
  it('shows the working hours of each day, and the days off between them', () => {
    const clock = aClock(span(day(3)), local('2026-04-30T16:00'));
    expect(explainClock(clock, {}, moscow)).toMatchObject({
      way: 'working time',
      zone: 'Europe/Moscow',
      calendar: { key: 'office', version: 3 },
      start: local('2026-04-30T16:00'),
      limitMs: 24 * HOUR,
      spans: [
        { from: local('2026-04-30T16:00'), to: local('2026-04-30T18:00'), countsMs: 2 * HOUR },
        { countsMs: 0, days: 0, exceptions: ['2026-05-01', '2026-05-04'] },
        { from: local('2026-05-05T09:00'), to: local('2026-05-05T18:00'), countsMs: 8 * HOUR },
        { from: local('2026-05-06T09:00'), to: local('2026-05-06T18:00'), countsMs: 8 * HOUR },
        { from: local('2026-05-07T09:00'), to: local('2026-05-07T16:00'), countsMs: 6 * HOUR },
      ],
      sumMs: 24 * HOUR,
      due: local('2026-05-07T16:00'),
    });
  });

  it('is worded in both languages', () => {
    const clock = aClock(span(day(1)), local('2026-05-07T16:00'), { spentMs: 2 * HOUR });
    const explanation = { ...(explainClock(clock, {}, moscow) as Explanation) };
    const pauses = [{ from: local('2026-04-29T11:00'), to: local('2026-05-07T16:00'), reason: 'budget' }];
    const lines = explanationLines({ ...explanation, pauses }, moscow);
    expect(lines.map(({ en }) => en)).toEqual([
      'It runs in working time.',
      'Counted from Thu 7 May 2026 16:00 (Europe/Moscow).',
      'The limit is 8 h.',
      'It stood still from Wed 29 Apr 2026 11:00 to Thu 7 May 2026 16:00: budget.',
      'Used up before that: 2 h.',
      'Thu 7 May 2026 16:00 to Thu 7 May 2026 18:00: 2 h.',
      'Fri 8 May 2026 09:00 to Fri 8 May 2026 13:00: 4 h (Fri 8 May 2026 other hours).',
      'In all: 8 h.',
      'So it is Fri 8 May 2026 13:00.',
    ]);
    expect(lines.map(({ ru }) => ru)).toEqual([
      'Идёт рабочее время.',
      'Отсчёт с чт 07.05.2026 16:00 (Europe/Moscow).',
      'Срок: 8 ч.',
      'Отсчёт стоял с ср 29.04.2026 11:00 по чт 07.05.2026 16:00: budget.',
      'Израсходовано до этого: 2 ч.',
      'чт 07.05.2026 16:00 – чт 07.05.2026 18:00: 2 ч.',
      'пт 08.05.2026 09:00 – пт 08.05.2026 13:00: 4 ч (пт 08.05.2026 другие часы).',
      'Итого: 8 ч.',
      'Получается пт 08.05.2026 13:00.',
    ]);
  });

  it('calls a holiday by its name', () => {
    const explanation = explainClock(aClock(span(day(1)), local('2026-04-30T17:30')), {}, moscow) as Explanation;
    expect(explanationLines(explanation, moscow)).toContainEqual({
      en: 'Off: Fri 1 May 2026 Labour Day; Mon 4 May 2026 closed.',
      ru: 'Нерабочие дни: пт 01.05.2026 Праздник труда; пн 04.05.2026 выходной.',
    });
  });

  it('counts the days before a date one by one', () => {
    const clock = aClock({ by: 'before field', span: day(3), field: 'on' }, local('2026-04-20T09:00'));
    const found = explainClock(clock, { on: '2026-05-08' }, moscow);
    expect(found).toMatchObject({ way: 'working days before date', date: '2026-05-08', sumMs: 24 * HOUR });
    expect(found?.spans.map(({ from }) => localDateOf(moscow, from))).toEqual([
      '2026-05-05',
      '2026-05-06',
      '2026-05-07',
    ]);
    expect(found?.due).toBe(local('2026-05-05T18:00'));
  });

  it('is none for a clock that stands still, for a date that is not set, and for what a limit never says', () => {
    const clock = aClock(span(day(1)), local('2026-04-30T16:00'));
    expect(explainClock({ ...clock, paused: true }, {}, moscow)).toBeNull();
    expect(explainClock(aClock({ by: 'field', field: 'on' }, 0), { on: null }, moscow)).toBeNull();
    const quiet = { ...clock, limit: { due: span(day(1)), dueSoonPct: 100, escalateAfter: null } };
    for (const instant of ['due soon', 'escalate', { rung: 0 }] as const)
      expect(explainClock(quiet, {}, moscow, instant)).toBeNull();
    expect(explainClock({ ...clock, spentMs: 7 * HOUR }, {}, moscow, 'due soon')).toBeNull();
  });

  it('says so where somebody set the instant by hand', () => {
    const clock = { ...aClock(span(day(1)), 5), limit: null, dueAt: 42 };
    expect(explainClock(clock, {}, moscow)).toMatchObject({ way: 'by hand', due: 42, spans: [] });
  });
});

const units = fc.constantFrom('minute', 'hour', 'day', 'week') as fc.Arbitrary<Duration['unit']>;
const duration: fc.Arbitrary<Duration> = fc
  .record({ amount: fc.integer({ min: 1, max: 90 }), unit: units, working: fc.boolean() })
  .map((one) => ({ ...one, amount: one.unit === 'week' ? Math.ceil(one.amount / 3) : one.amount }));
const due: fc.Arbitrary<Due> = fc.oneof(
  { weight: 4, arbitrary: duration.map((span) => ({ by: 'span', span }) as const) },
  { weight: 1, arbitrary: fc.constant({ by: 'field', field: 'on' } as const) },
  { weight: 2, arbitrary: duration.map((span) => ({ by: 'before field', span, field: 'on' }) as const) },
);
const START = Date.UTC(2026, 2, 1);
const cases = fc.record({
  calendar: fc.constantFrom(...calendars),
  due,
  from: fc.integer({ min: 0, max: 365 * 24 * 60 }).map((minutes) => START + minutes * MINUTE_MS + 123),
  /** How much of the limit had been used up before a wait, in thousandths; more than all of it for some. */
  spent: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1200 })),
  on: fc.integer({ min: 0, max: 400 }).map((days) => new Date(START + days * 24 * HOUR).toISOString().slice(0, 10)),
  instant: fc.constantFrom<ClockInstant>('overdue', 'overdue', 'due soon', 'escalate', { rung: 0 }, { rung: 1 }),
});

describe('an explanation adds up to the timer', () => {
  const seen = { spent: 0, folded: 0, none: 0, ways: new Set<string>() };

  it('in 1,000 random cases: waits, zones with summer time, dates and ladders included', () => {
    fc.assert(
      fc.property(cases, ({ calendar, due, from, spent, on, instant }) => {
        const total = due.by === 'span' ? durationMs(calendar, due.span) : 0;
        const clock = aClock(due, from, { spentMs: Math.round((total * spent) / 1000) });
        const timers = clockInstants(clock, { on }, calendar);
        const plain = new Map<ClockInstant, number | null>([
          ['overdue', timers.dueAt],
          ['due soon', timers.dueSoonAt],
          ['escalate', timers.escalateAt],
        ]);
        const timer = typeof instant === 'object' ? timers.rungs?.[instant.rung] : plain.get(instant);
        const found = explainClock(clock, { on }, calendar, instant);
        expect(found?.due ?? null).toBe(timer ?? null);
        seen.none += Number(!found);
        if (!found) return;
        expect(found.sumMs).toBe(added(found));
        if (found.limitMs !== null && instant === 'overdue')
          expect(found.sumMs).toBe(Math.max(found.limitMs, found.spentMs));
        const counted = found.spans.filter(({ countsMs }) => countsMs > 0);
        for (const [n, one] of counted.entries())
          expect(one.from).toBeGreaterThanOrEqual(counted[n - 1]?.to ?? one.from);
        if (found.way === 'working time' || found.way === 'calendar time')
          expect(counted.at(-1)?.to ?? found.start).toBe(timer);
        expect(found.spans.length).toBeLessThanOrEqual(30);
        seen.spent += Number(found.spentMs > 0);
        seen.folded += Number(found.spans.some(({ days = 0 }) => days > 5));
        seen.ways.add(found.way);
      }),
      { numRuns: 1000 },
    );
  });

  it('of which none was left out', () => {
    // The rarest of them is met about forty times.
    for (const count of [seen.spent, seen.folded, seen.none]) expect(count).toBeGreaterThan(10);
    expect([...seen.ways].sort()).toEqual([
      'calendar time',
      'calendar time before date',
      'end of date',
      'working days before date',
      'working time',
      'working time before date',
    ]);
  });

  it('stays short over years', () => {
    const clock = aClock(span({ amount: 600, unit: 'week', working: true }), START);
    const found = explainClock(clock, {}, moscow) as Explanation;
    expect(found.spans.length).toBeLessThanOrEqual(25);
    expect(added(found)).toBe(600 * 5 * 8 * HOUR);
    expect(found.due).toBe(clockInstants(clock, {}, moscow).dueAt);
  });
});
