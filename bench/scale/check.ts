import type { Pool } from '../../src/platform/database';

/** Tables that follow from events, with the function that makes an instance's rows of them anew. */
const FOLLOWING = { stage_visits: 'note_visits', deal_history: 'note_history' } as const;

/** What a look at some copies came to: rows that stand otherwise than their events say. */
export interface CheckedCopies {
  copies: number;
  different: Readonly<Record<keyof typeof FOLLOWING, number>>;
}

/**
 * Takes some copies, makes what follows from their events anew, and counts rows that came out otherwise: there should be none. The
 * transaction is taken back.
 */
export async function checkCopies(pool: Pool, many: number): Promise<CheckedCopies> {
  const client = await pool.connect();
  const different = { stage_visits: 0, deal_history: 0 };
  try {
    await client.query('BEGIN');
    const { rowCount } = await client.query(
      `CREATE TEMP TABLE looked_at AS SELECT id FROM bench_copies ORDER BY hashint8(copy) LIMIT $1`,
      [many],
    );
    for (const table of Object.keys(FOLLOWING) as (keyof typeof FOLLOWING)[]) {
      const those = `SELECT * FROM ${table} WHERE instance_id IN (SELECT id FROM looked_at)`;
      await client.query(`CREATE TEMP TABLE was AS ${those}`);
      await client.query(`SELECT ${FOLLOWING[table]}(id, 1) FROM looked_at`);
      const { rows } = await client.query<{ n: number }>(
        `SELECT ((SELECT count(*) FROM (${those} EXCEPT SELECT * FROM was) a) + (SELECT count(*) FROM (SELECT * FROM was EXCEPT ${those}) b))::int AS n`,
      );
      different[table] = rows[0]?.n ?? Number.NaN;
      await client.query('DROP TABLE was');
    }
    return { copies: rowCount ?? 0, different };
  } finally {
    await client.query('ROLLBACK');
    client.release(true);
  }
}
