import type { Pool } from 'pg';
import { newPushKeys, type PushKeys } from '../../outbound';
import type { Instant } from '../../process';

/** Sees to it that this installation has its key pair; whoever comes first makes it. Only workers can read its private half. */
export async function ensurePushKeys(pool: Pool, now: Instant): Promise<void> {
  const there = await pool.query('SELECT 1 FROM push_keys');
  if (there.rows.length > 0) return;
  const { publicKey, privateKey } = newPushKeys();
  await pool.query(
    'INSERT INTO push_keys (public_key, private_key, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [publicKey, privateKey, new Date(now)],
  );
}

/** The key that browsers subscribe with; null where no worker has started yet. */
export async function pushPublicKey(pool: Pool): Promise<string | null> {
  const { rows } = await pool.query<{ key: string }>('SELECT public_key AS key FROM push_keys');
  return rows[0]?.key ?? null;
}

/** Both halves, with the workers' login. @throws where there is none yet */
export async function readPushKeys(pool: Pool): Promise<PushKeys> {
  const sql = 'SELECT public_key AS "publicKey", private_key AS "privateKey" FROM push_keys';
  const { rows } = await pool.query<PushKeys>(sql);
  if (!rows[0]) throw new Error('There are no keys for pushes yet.');
  return rows[0];
}
