import fc from 'fast-check';
import { DEFAULT_SETTINGS, type NoticeSettings, type Wanted } from '../../src/notices/settings';
import { freeFrom, isQuiet, mailAt } from '../../src/notices/when';

const ZONES = ['Europe/Moscow', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'];
const wanted = (settings: Partial<NoticeSettings> = {}, rest: Partial<Wanted> = {}): Wanted => ({
  settings: { ...DEFAULT_SETTINGS, ...settings },
  zone: 'Europe/Moscow',
  mutedUntil: null,
  ...rest,
});
/** An instant of November 2026, as clocks in Moscow show it (UTC+3). The 16th is a Monday. */
const moscow = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 10, day, hour - 3, minute);

describe('when a notice is mailed', () => {
  it('is at once in the day, and after quiet hours else, also over midnight', () => {
    expect(mailAt('at once', wanted(), moscow(16, 12))).toBe(moscow(16, 12));
    expect(mailAt('at once', wanted(), moscow(16, 20))).toBe(moscow(17, 8));
    expect(mailAt('at once', wanted(), moscow(17, 3))).toBe(moscow(17, 8));
    expect(mailAt('at once', wanted(), moscow(17, 8))).toBe(moscow(17, 8));
    expect(mailAt('at once', wanted({ quiet: null }), moscow(16, 23))).toBe(moscow(16, 23));
  });

  it('is with the next digest, at its time in the zone of the office, on its days', () => {
    expect(mailAt('digest', wanted(), moscow(16, 8, 30))).toBe(moscow(16, 8, 30));
    expect(mailAt('digest', wanted(), moscow(16, 8, 31))).toBe(moscow(17, 8, 30));
    expect(mailAt('digest', wanted(), moscow(20, 12))).toBe(moscow(23, 8, 30)); // Friday to Monday
    const inYork = { zone: 'America/New_York' };
    expect(mailAt('digest', wanted({}, inYork), Date.UTC(2026, 10, 16, 12))).toBe(Date.UTC(2026, 10, 16, 13, 30));
    const weekly = wanted({ digest: { at: '10:00', days: [3] } });
    expect(mailAt('digest', weekly, moscow(18, 10, 1))).toBe(moscow(25, 10));
  });

  it('is not while everything is muted, and never where that is wanted, or no digest is', () => {
    const muted = wanted({}, { mutedUntil: moscow(18, 12) });
    expect(mailAt('at once', muted, moscow(16, 12))).toBe(moscow(18, 12));
    expect(mailAt('at once', wanted({}, { mutedUntil: moscow(17, 22) }), moscow(16, 12))).toBe(moscow(18, 8));
    expect(mailAt('digest', muted, moscow(16, 12))).toBe(moscow(18, 12));
    expect(mailAt('never', wanted(), moscow(16, 12))).toBeNull();
    expect(mailAt('digest', wanted({ digest: null }), moscow(16, 12))).toBeNull();
  });

  it('takes a zone that nobody knows as UTC', () => {
    const nowhere = wanted({}, { zone: 'Mars/Olympus' });
    expect(mailAt('at once', nowhere, Date.UTC(2026, 10, 16, 21))).toBe(Date.UTC(2026, 10, 17, 8));
  });

  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'));
  const quiet = fc.record({ from: time, to: time }).filter(({ from, to }) => from !== to);
  const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });
  const DAY = 86_400_000;

  it('is never in quiet hours nor in a mute, never before, and a day after them at the latest, in whatever zone and season', () => {
    fc.assert(
      fc.property(
        quiet,
        instant,
        fc.constantFrom(...ZONES),
        fc.option(fc.integer({ min: -DAY, max: 9 * DAY })),
        (hours, at, zone, mute) => {
          const given = wanted({ quiet: hours }, { zone, mutedUntil: mute === null ? null : at + mute });
          const free = freeFrom(given, at);
          const heard = Math.max(at, given.mutedUntil ?? at);
          expect(free).toBeGreaterThanOrEqual(heard);
          // An hour or so more where clocks are put back.
          expect(free - heard).toBeLessThanOrEqual(DAY + 3_600_000);
          expect(isQuiet(hours, zone, heard)).toBe(free > heard);
          // Where clocks skip the end of quiet hours that begin again within the skipped hour, no free moment is left that day.
          const skipped = Math.abs(minutes(hours.from) - minutes(hours.to)) < 61;
          if (!skipped) expect(isQuiet(hours, zone, free)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('with the digest, is within a week and a day, and the same for all notices since the last', () => {
    fc.assert(
      fc.property(time, instant, fc.constantFrom(...ZONES), (at, from, zone) => {
        const given = wanted({ digest: { at, days: [1, 2, 3, 4, 5, 6, 7] }, quiet: null }, { zone });
        const due = mailAt('digest', given, from) ?? 0;
        expect(due).toBeGreaterThanOrEqual(from);
        expect(due - from).toBeLessThanOrEqual(DAY + 3_600_000);
        expect(mailAt('digest', given, due)).toBe(due);
      }),
    );
  });
});

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
