import type { Pool } from 'pg';

/**
 * Does something that only one process does at a time; another that asks meanwhile gets `otherwise`. The database holds the place
 * for as long as this connection lives, so that a process that dies leaves it at once, and a machine that vanishes within a minute.
 */
export async function alone<T>(pool: Pool, what: string, act: () => Promise<T>, otherwise: T): Promise<T> {
  const client = await pool.connect();
  client.on('error', () => undefined); // what it was needed for fails by itself, or is done
  try {
    await client.query('SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3');
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine',
      [what],
    );
    if (!rows[0]?.mine) return otherwise;
    const done = await act();
    // Who asks next need not wait until the server has noticed that this connection has ended.
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [what]);
    return done;
  } finally {
    client.release(true);
  }
}
