import fc from 'fast-check';
import type { Pool } from 'pg';
import { readCalendar } from '../../../src/platform/calendars';
import { workingBetween } from '../../../src/process/time/working-time';
import { freshDatabase, testPool } from '../../support/database';

/** Spans of a day in quarters of hours, none of them beginning or ending in the hours that zones skip or repeat. */
const day = fc
  .uniqueArray(
    fc.integer({ min: 20, max: 96 }).map((quarter) => quarter * 15),
    { minLength: 0, maxLength: 6 },
  )
  .map((edges) => {
    const rising = [...edges].sort((a, b) => a - b);
    return rising.flatMap((from, n) => (n % 2 === 0 && rising[n + 1] !== undefined ? [[from, rising[n + 1]]] : []));
  });
const instant = fc.integer({ min: Date.parse('2019-01-01T00:00:00Z'), max: Date.parse('2030-01-01T00:00:00Z') });
/** Around the years that are laid out (2010 to 2039), and far outside of them. */
const farInstant = fc.oneof(
  instant,
  ...['2009-12-28', '2039-12-28'].map((day) =>
    fc.integer({ min: Date.parse(day), max: Date.parse(day) + 7 * 86_400_000 }),
  ),
  fc.integer({ min: Date.parse('2004-01-01T00:00:00Z'), max: Date.parse('2045-01-01T00:00:00Z') }),
);

/** Working time is told of at most twenty years at once. */
const AT_ONCE_MS = 19 * 365 * 86_400_000;
const span = fc.tuple(farInstant, farInstant).filter(([a, b]) => Math.abs(a - b) < AT_ONCE_MS);

const calendars = fc.record({
  zone: fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Europe/Moscow',
    'Asia/Kolkata',
    'Australia/Sydney',
    'UTC',
  ),
  week: fc.array(day, { minLength: 7, maxLength: 7 }).filter((days) => days.some((spans) => spans.length > 0)),
  exceptions: fc.dictionary(
    instant.map((at) => new Date(at).toISOString().slice(0, 10)),
    day,
    { maxKeys: 20 },
  ),
});

describe('working time, laid out in the tables', () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = testPool((await freshDatabase()).ownerUrl);
  });

  it('DIR-32: is that of the calendars, in whatever zone and year, over summer time and exceptions', async () => {
    let version = 0;
    await fc.assert(
      fc.asyncProperty(calendars, fc.array(span, { minLength: 20, maxLength: 20 }), async (definition, pairs) => {
        version += 1;
        const stored = { ...definition, dayMinutes: 480 };
        await pool.query(`INSERT INTO calendars (key, version, definition) VALUES ('office', $1, $2)`, [
          version,
          JSON.stringify(stored),
        ]);
        const calendar = readCalendar({ key: 'office', version, definition: stored });
        const { rows } = await pool.query<{ worked: number }>(
          `SELECT (coalesce(worked_before('office', b), 0) - coalesce(worked_before('office', a), 0))::float8 AS worked
           FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS p (a, b, n) ORDER BY n`,
          [pairs.map(([a, b]) => Math.min(a, b)), pairs.map(([a, b]) => Math.max(a, b))],
        );
        const ours = pairs.map(([a, b]) => workingBetween(calendar, Math.min(a, b), Math.max(a, b)));
        expect(rows.map(({ worked }) => worked)).toEqual(ours);
      }),
      { numRuns: 10 },
    );
  });

  it('knows only the newest version of a calendar', async () => {
    await pool.query(`INSERT INTO calendars (key, version, definition) VALUES ('shop', 1, $1), ('shop', 2, $2)`, [
      JSON.stringify({ zone: 'UTC', week: Array(7).fill([[0, 1440]]), exceptions: {}, dayMinutes: 480 }),
      JSON.stringify({ zone: 'UTC', week: Array(7).fill([[600, 660]]), exceptions: {}, dayMinutes: 480 }),
    ]);
    const { rows } = await pool.query(
      `SELECT (worked_before('shop', ms_of('2026-01-03')) - worked_before('shop', ms_of('2026-01-01')))::int AS worked`,
    );
    expect(rows[0].worked).toBe(2 * 3_600_000);
  });
});
