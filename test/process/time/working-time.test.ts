import fc from 'fast-check';
import { zoneRules } from '../../../src/platform/zone-rules';
import { type Calendar, localDateOf, MINUTE_MS, type Span } from '../../../src/process/time/calendar';
import {
  addWorking,
  closeOfBusinessBefore,
  endOfDay,
  subtractWorking,
  workingBetween,
} from '../../../src/process/time/working-time';

const OFFICE_DAY: Span[] = [
  [540, 780],
  [840, 1080],
];
const NIGHT: Span[] = [
  [0, 195],
  [1320, 1440],
];

const aCalendar = (zone: string, day: Span[] = OFFICE_DAY, weekend: Span[] = []): Calendar => ({
  key: 'test',
  version: 1,
  zone,
  zoneRules: zoneRules(zone, 2025, 2028),
  week: [day, day, day, day, day, weekend, weekend],
  exceptions: { '2026-05-01': [], '2026-03-27': [[540, 780]], '2026-10-25': [[60, 240]] },
  dayMinutes: 480,
});

const moscow = aCalendar('Europe/Moscow');
const at = (text: string): number => Date.parse(text);
const show = (instant: number): string => new Date(instant).toISOString();

describe('working time', () => {
  it('passes only while the office is open', () => {
    // Friday 17:00 in Moscow and two hours more: Monday 10:00.
    expect(show(addWorking(moscow, at('2026-02-13T17:00+03:00'), 120 * MINUTE_MS))).toBe('2026-02-16T07:00:00.000Z');
    expect(workingBetween(moscow, at('2026-02-13T12:30+03:00'), at('2026-02-13T14:30+03:00'))).toBe(60 * MINUTE_MS);
  });

  it('ends with the span that completes it, not with the beginning of the next', () => {
    expect(show(addWorking(moscow, at('2026-02-13T17:00+03:00'), 60 * MINUTE_MS))).toBe('2026-02-13T15:00:00.000Z');
  });

  it('counts an hour that summer time repeats twice, and one that it skips not at all', () => {
    const night = aCalendar('Europe/Berlin', [[60, 240]], [[60, 240]]);
    const hours = (date: string, offset: string) =>
      workingBetween(night, at(`${date}T00:00${offset}`), at(`${date}T12:00${offset}`)) / (60 * MINUTE_MS);
    expect(hours('2026-03-28', '+01:00')).toBe(3);
    expect(hours('2026-03-29', '+01:00')).toBe(2);
    expect(hours('2026-10-25', '+02:00')).toBe(4);
  });

  it('says so when a calendar has no working time', () => {
    const never: Calendar = { ...moscow, week: [] };
    expect(() => addWorking(never, 0, 1)).toThrow('not enough working time within 20 years');
    expect(() => closeOfBusinessBefore(never, '2026-01-01', 1)).toThrow('not enough working time');
  });

  it('ends a local day with its last millisecond, on days of 23 and 25 hours too', () => {
    const berlin = aCalendar('Europe/Berlin');
    expect(show(endOfDay(berlin, '2026-03-28'))).toBe('2026-03-28T22:59:59.999Z');
    expect(show(endOfDay(berlin, '2026-03-29'))).toBe('2026-03-29T21:59:59.999Z');
    expect(show(endOfDay(berlin, '2026-10-25'))).toBe('2026-10-25T22:59:59.999Z');
    expect(localDateOf(berlin, endOfDay(berlin, '2026-10-25'))).toBe('2026-10-25');
    expect(localDateOf(berlin, endOfDay(berlin, '2026-10-25') + 1)).toBe('2026-10-26');
  });

  it.each([
    ['2026-05-04', 0, '2026-05-04T15:00:00.000Z'],
    ['2026-05-04', 1, '2026-04-30T15:00:00.000Z'], // the Friday before is a holiday
    ['2026-05-03', 0, '2026-04-30T15:00:00.000Z'],
    ['2026-03-30', 1, '2026-03-27T10:00:00.000Z'], // a half day counts as a day
    ['2026-03-30', 2, '2026-03-26T15:00:00.000Z'],
  ])('closes business before %s by %d working days at %s', (date, days, instant) => {
    expect(show(closeOfBusinessBefore(moscow, date, days))).toBe(instant);
  });
});

/** Minute by minute, with the runtime's own idea of local time: slow, and nothing in common with the code it judges. */
function naiveMinutes(calendar: Calendar, from: number, to: number): number {
  const local = new Intl.DateTimeFormat('en-CA', {
    timeZone: calendar.zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  let minutes = 0;
  for (let t = from; t < to; t += MINUTE_MS) {
    const parts = Object.fromEntries(local.formatToParts(t).map(({ type, value }) => [type, value]));
    const date = `${parts.year}-${parts.month}-${parts.day}`;
    const weekday = (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7;
    const minute = Number(parts.hour) * 60 + Number(parts.minute);
    const spans = calendar.exceptions[date] ?? calendar.week[weekday] ?? [];
    if (spans.some(([start, end]) => minute >= start && minute < end)) minutes += 1;
  }
  return minutes;
}

describe('working time against a count minute by minute', () => {
  const zones = [
    'Europe/Moscow',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'America/Santiago',
    'Atlantic/Azores',
  ];
  const calendars = zones.flatMap((zone) => [aCalendar(zone), aCalendar(zone, NIGHT, NIGHT)]);
  // Days around which clocks change somewhere, a holiday, a half day, and any other of the year.
  const days = fc.oneof(
    fc.constantFrom(
      '2026-03-08',
      '2026-03-27',
      '2026-03-29',
      '2026-04-05',
      '2026-05-01',
      '2026-09-06',
      '2026-10-04',
      '2026-10-25',
      '2026-11-01',
    ),
    fc.integer({ min: 0, max: 364 }).map((n) => new Date(at('2026-01-01') + n * 86_400_000).toISOString().slice(0, 10)),
  );
  const spans = fc.record({
    calendar: fc.constantFrom(...calendars),
    day: days,
    offset: fc.integer({ min: -1440, max: 1440 }),
    length: fc.integer({ min: 0, max: 3 * 1440 }),
  });

  it('gives the same sum between two instants', () => {
    fc.assert(
      fc.property(spans, ({ calendar, day, offset, length }) => {
        const from = at(day) + offset * MINUTE_MS;
        const to = from + length * MINUTE_MS;
        expect(workingBetween(calendar, from, to) / MINUTE_MS).toBe(naiveMinutes(calendar, from, to));
      }),
      { numRuns: 200 },
    );
  });

  it('adds what it counts: after adding, exactly that much has passed, and a moment earlier less', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 20 * 480 * MINUTE_MS }), ({ calendar, day, offset }, ms) => {
        const from = at(day) + offset * MINUTE_MS;
        const due = addWorking(calendar, from, ms);
        expect(workingBetween(calendar, from, due)).toBe(ms);
        expect(workingBetween(calendar, from, due - 1)).toBe(ms - 1);
        const back = subtractWorking(calendar, due, ms);
        expect(workingBetween(calendar, back, due)).toBe(ms);
        expect(workingBetween(calendar, back + 1, due)).toBe(ms - 1);
      }),
      { numRuns: 2000 },
    );
  });
});
