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
    const readByKey = await inTransaction(pool, async (client) => {
      await client.query(CANDIDATES, [JSON.stringify(asked), ['account'], 10, false]);
      const reads = `SELECT relname, seq_scan::int, idx_scan::int FROM pg_stat_xact_user_tables WHERE relname = 'search_entries'`;
      return (await client.query(reads)).rows;
    });
    expect(readByKey).toEqual([{ relname: 'search_entries', seq_scan: 0, idx_scan: 1 }]);
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
