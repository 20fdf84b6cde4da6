import { CANDIDATES } from '../../../src/crm';
import { inTransaction } from '../../../src/platform/in-transaction';
import { freshDatabase, testPool } from '../../support/database';

describe('who is worth comparing', () => {
  it('is found by index, in names, keys and slips', async () => {
    const database = await freshDatabase();
    const pool = testPool(database.ownerUrl);
    await pool.query(
      `INSERT INTO accounts (id, name) SELECT gen_random_uuid(), initcap(md5(n::text)) || ' ' || initcap(md5((n + 1)::text)) FROM generate_series(1, 3000) n`,
    );
    await pool.query('VACUUM ANALYZE search_entries');
    const plan = async (sql: string, values: unknown[]) =>
      (await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values)).rows
        .map((row) => row['QUERY PLAN'])
        .join('\n');
    const asked = [
      { n: 0, first: 'Северный металл', person: null, name: 'severni metal', keys: ['e:info@severny.example'] },
    ];
    const [before, after] = await inTransaction(pool, async (client) => {
      const scans = async () =>
        (
          await client.query<{ whole: number; index: number }>(
            `SELECT seq_scan::int AS whole, idx_scan::int AS index FROM pg_stat_xact_user_tables WHERE relname = 'search_entries'`,
          )
        ).rows[0] ?? { whole: 0, index: 0 };
      const earlier = await scans();
      await client.query(CANDIDATES, [JSON.stringify(asked), ['account'], 10, false]);
      return [earlier, await scans()];
    });
    expect(after).toEqual({ whole: before.whole, index: before.index + 1 });
    const byPart = await plan(`SELECT id FROM search_entries WHERE kind = ANY($1) AND text LIKE $2`, [
      ['account'],
      '%severn%',
    ]);
    expect(byPart).toContain('Bitmap Index Scan on search_entries_text_idx');
    const bySlip = await plan(`SELECT id FROM search_entries WHERE kind = ANY($1) AND 'sevenri' <% text`, [
      ['account'],
    ]);
    expect(bySlip).toContain('Bitmap Index Scan on search_entries_text_idx');
  });
});
