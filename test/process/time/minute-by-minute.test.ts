import fc from 'fast-check';
import { zoneRules } from '../../../src/platform/zone-rules';
import type { Calendar, Span } from '../../../src/process/time/calendar';
import { addWorking, subtractWorking, workingBetween } from '../../../src/process/time/working-time';

/**
 * Twenty months written out minute by minute, each with the wall clock that the runtime itself shows for it: nothing in common
 * with the code it judges, which goes by spans and offsets.
 */
interface Minutes {
  /** How many of the minutes before the n-th are worked. */
  before: Uint32Array;
}

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 1);
const COUNT = 600 * 1440;
/** Clocks change on the half hour, wherever they do in these years: the runtime is asked once a half hour. */
const HALF_HOUR = 30;

interface Shown {
  date: string;
  weekday: number;
  minute: number;
}

/** What the wall clock shows at each half hour. */
function wallClock(zone: string): Shown[] {
  const wall = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  return Array.from({ length: COUNT / HALF_HOUR }, (_, n) => {
    const [date = '', time = ''] = wall.format(BEGIN + n * HALF_HOUR * MINUTE).split(', ');
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return { date, weekday: (new Date(date).getUTCDay() + 6) % 7, minute: hour * 60 + minute };
  });
}

function writtenOut({ week, exceptions }: Calendar, shown: readonly Shown[]): Minutes {
  const before = new Uint32Array(COUNT + 1);
  for (const [n, { date, weekday, minute }] of shown.entries()) {
    const spans = exceptions[date] ?? week[weekday] ?? [];
    for (let at = 0; at < HALF_HOUR; at += 1) {
      const isWorked = spans.some(([from, to]) => minute + at >= from && minute + at < to);
      before[n * HALF_HOUR + at + 1] = (before[n * HALF_HOUR + at] ?? 0) + Number(isWorked);
    }
  }
  return { before };
}

/** Working milliseconds before an instant, since the beginning. */
function worked({ before }: Minutes, at: number): number {
  const minute = Math.floor((at - BEGIN) / MINUTE);
  const whole = before[minute] ?? 0;
  const isWorked = (before[minute + 1] ?? whole) > whole;
  return whole * MINUTE + (isWorked ? (at - BEGIN) % MINUTE : 0);
}

/** The first minute before which so much has been worked, by halving. */
function firstWith({ before }: Minutes, minutes: number): number {
  let [low, high] = [0, COUNT];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((before[middle] ?? 0) >= minutes) high = middle;
    else low = middle + 1;
  }
  return low;
}

const OFFICE: Span[] = [
  [540, 780],
  [840, 1080],
];
const NIGHT: Span[] = [
  [0, 195],
  [1320, 1440],
];
/** Holidays, half days, an extra Saturday, and the nights on which clocks change in Europe. */
const EXCEPTIONS = {
  '2026-05-01': [],
  '2026-03-27': [[540, 780]],
  '2026-10-25': [[60, 240]],
  '2026-12-31': [[540, 765]],
  '2027-01-02': [[600, 840]],
  '2027-03-28': [[30, 300]],
} as const;
const ZONES = [
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Santiago',
  'Atlantic/Azores',
];

const calendarOf = (zone: string, day: Span[], weekend: Span[]): Calendar => ({
  key: 'test',
  version: 1,
  zone,
  zoneRules: zoneRules(zone, 2025, 2029),
  week: [day, day, day, day, day, weekend, weekend],
  exceptions: EXCEPTIONS,
  dayMinutes: 480,
});
/** The same with one more holiday, one more half day, and a holiday that is worked after all. */
const edited = (calendar: Calendar): Calendar => ({
  ...calendar,
  version: 2,
  exceptions: { ...calendar.exceptions, '2026-06-12': [], '2026-06-11': [[540, 780]], '2026-05-01': OFFICE },
});

const pairs = ZONES.flatMap((zone) => {
  const shown = wallClock(zone);
  const judged = (calendar: Calendar): Judged => ({ calendar, minutes: writtenOut(calendar, shown) });
  return [calendarOf(zone, OFFICE, []), calendarOf(zone, NIGHT, NIGHT)].map(
    (calendar) => [judged(calendar), judged(edited(calendar))] as const,
  );
});
interface Judged {
  calendar: Calendar;
  minutes: Minutes;
}

const DAY = 1440 * MINUTE;
/** Days around which something happens somewhere, and any other. */
const day = fc.oneof(
  fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-05-01', '2026-06-11', '2026-09-06', '2026-10-04'),
  fc.constantFrom('2026-10-25', '2026-11-01', '2026-12-31', '2027-01-02', '2027-03-14', '2027-03-28'),
  fc.integer({ min: 20, max: 500 }).map((n) => new Date(BEGIN + n * DAY).toISOString().slice(0, 10)),
);
const spans = fc.record({
  pair: fc.constantFrom(...pairs),
  from: fc.tuple(day, fc.integer({ min: -DAY, max: DAY })).map(([date, ms]) => Date.parse(date) + ms),
  length: fc.oneof(fc.integer({ min: 0, max: 2 * DAY }), fc.integer({ min: 0, max: 60 * DAY })),
});

describe('10,000 random spans of working time against twenty months written out minute by minute', () => {
  const seen = { edited: 0, odd: 0 };

  it('have the same sum, end at the same instant, and begin at the same one', () => {
    fc.assert(
      fc.property(spans, ({ pair, from, length }) => {
        const to = from + length;
        const sums = pair.map(({ calendar, minutes }) => {
          const sum = worked(minutes, to) - worked(minutes, from);
          expect(workingBetween(calendar, from, to)).toBe(sum);
          if (sum === 0) return sum;
          // The end is the first instant by which so much was worked; the beginning the last one from which it is.
          const due = addWorking(calendar, from, sum);
          const start = subtractWorking(calendar, to, sum);
          const [first, last] = [worked(minutes, from), worked(minutes, to)];
          expect([due, due - 1, start, start + 1].map((at) => worked(minutes, at))).toEqual([
            last,
            last - 1,
            first,
            first + 1,
          ]);
          expect(from <= start && due <= to).toBe(true);
          return sum;
        });
        seen.edited += Number(sums[0] !== sums[1]);
        seen.odd += Number(length % MINUTE !== 0);
      }),
      { numRuns: 10_000 },
    );
  });

  it('of which many lie across the holiday that was edited', () => {
    // About 1,050 do.
    expect(seen.edited).toBeGreaterThan(700);
    expect(seen.odd).toBeGreaterThan(5_000);
  });

  it('are whole minutes where they are asked for as such', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pairs.flat()), fc.integer({ min: 1, max: 60_000 }), ({ calendar, minutes }, n) => {
        expect((addWorking(calendar, BEGIN, n * MINUTE) - BEGIN) / MINUTE).toBe(firstWith(minutes, n));
      }),
      { numRuns: 1_000 },
    );
  });

  it('know the days on which clocks change: 23, 25 hours, and half an hour on Lord Howe', () => {
    const all: Calendar = { ...calendarOf('Europe/Berlin', [[0, 1440]], [[0, 1440]]), exceptions: {} };
    const lordHowe = { ...all, zone: 'Australia/Lord_Howe', zoneRules: zoneRules('Australia/Lord_Howe', 2025, 2029) };
    const hours = (calendar: Calendar, from: string, to: string) =>
      workingBetween({ ...calendar, week: calendar.week.map(() => [[0, 240]]) }, Date.parse(from), Date.parse(to)) /
      3_600_000;
    expect(hours(all, '2026-03-29T00:00+01:00', '2026-03-29T12:00+02:00')).toBe(3);
    expect(hours(all, '2026-10-25T00:00+02:00', '2026-10-25T12:00+01:00')).toBe(5);
    expect(hours(lordHowe, '2026-10-04T00:00+10:30', '2026-10-04T12:00+11:00')).toBe(3.5);
    expect(hours(lordHowe, '2026-04-05T00:00+11:00', '2026-04-05T12:00+10:30')).toBe(4.5);
  });
});
