import fc from 'fast-check';
import { publishShipped } from '../../activities/publish-shipped';
import { makeSample } from '../../activities/sample/make-sample';
import { openSeenSql, type Sight, seenIdsSql, seenSql } from '../../src/access';
import { readConfig } from '../../src/platform/config';
import type { Pool } from '../../src/platform/database';
import { freshDatabase, testPool } from '../support/database';

const KINDS = ['lead', 'sale'] as const;
type Kind = (typeof KINDS)[number];

describe('what somebody sees', () => {
  let pool: Pool;
  const known = { people: [] as string[], lines: [] as string[], deals: [] as string[] };
  const column = async (sql: string): Promise<string[]> =>
    (await pool.query<{ one: string }>(`SELECT one FROM (${sql}) x (one) ORDER BY one`)).rows.map(({ one }) => one);

  beforeAll(async () => {
    const { ownerUrl } = await freshDatabase();
    pool = testPool(ownerUrl);
    await publishShipped(pool, readConfig().root);
    await makeSample(pool, Date.parse('2026-11-20T10:00:00Z'));
    // Some of each line, some of none, and some that somebody else noted.
    for (const kind of KINDS)
      await pool.query(
        `UPDATE ${kind}s c SET line = CASE n % 4 WHEN 0 THEN NULL ELSE 'line ' || n % 4 END, created_by = (SELECT id FROM people ORDER BY id OFFSET n % 3 LIMIT 1)
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM ${kind}s) k WHERE k.id = c.id`,
      );
    known.people = await column('SELECT id FROM people');
    known.lines = await column('SELECT DISTINCT line FROM sales WHERE line IS NOT NULL');
    known.deals = await column('SELECT id FROM process_instances');
    expect([known.lines.length, known.deals.length > 100]).toEqual([3, true]);
  });

  const some = (of: readonly string[], most: number) => fc.subarray([...of], { maxLength: Math.min(most, of.length) });
  const sights = (): fc.Arbitrary<Sight> => {
    const owners = some(known.people, 4);
    return fc.record({
      personId: fc.constantFrom(...known.people),
      owners,
      lines: some(known.lines, 2),
      byLine: fc.array(fc.record({ owners: fc.option(owners), none: fc.boolean() }), { maxLength: 2 }),
      shared: some(known.deals, 3).map((instances) => ({ instances, accounts: [], contacts: [] })),
    });
  };

  async function idsBy(condition: (kind: Kind, bind: (value: unknown) => string) => string, kind: Kind, from: string) {
    const values: unknown[] = [];
    const where = condition(kind, (value) => `$${values.push(value)}`);
    const { rows } = await pool.query<{ id: string }>(
      `SELECT i.id FROM ${from} i WHERE i.kind = '${kind}' AND ${where} ORDER BY 1`,
      values,
    );
    return rows.map(({ id }) => id);
  }

  it('is the same row by row, as a set of ids, and by the rows of what is open', async () => {
    const open = new Set(await column('SELECT id FROM process_instances WHERE open'));
    await fc.assert(
      fc.asyncProperty(sights(), fc.constantFrom(...KINDS), async (sight, kind) => {
        const rows = await idsBy((of, bind) => seenSql(sight, of, 'i', bind), kind, 'process_instances');
        const set = await idsBy((of, bind) => `i.id IN (${seenIdsSql(sight, of, bind)})`, kind, 'process_instances');
        const carried = await idsBy((_, bind) => openSeenSql(sight, 'i', bind), kind, 'open_deals');
        expect(set).toEqual(rows);
        expect(carried).toEqual(rows.filter((id) => open.has(id)));
      }),
      { numRuns: 60 },
    );
  });
});
