import type { Pool } from 'pg';
import type { Instant } from '../process';
import { newSecret } from './sign';

/** Who is called outside, without what the calls are signed with. */
export interface Webhook {
  name: string;
  url: string;
  active: boolean;
  /** Why it is not active, where nobody wished it so. */
  reason: string | null;
  createdAt: Instant;
}

const COLUMNS = 'name, url, active, reason, (extract(epoch FROM created_at) * 1000)::float8 AS "createdAt"';

/** Registers a receiver. Its secret is given here, and never again. null when the name is taken. */
export async function addWebhook(
  pool: Pool,
  { name, url, by }: { name: string; url: string; by: string | null },
  now: Instant,
): Promise<{ webhook: Webhook; secret: string } | null> {
  const secret = newSecret();
  const { rows } = await pool.query<Webhook>(
    `INSERT INTO webhooks (name, url, secret, created_at, created_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO NOTHING RETURNING ${COLUMNS}`,
    [name, url, secret, new Date(now), by],
  );
  return rows[0] ? { webhook: rows[0], secret } : null;
}

/** All receivers, by name. */
export async function listWebhooks(pool: Pool): Promise<Webhook[]> {
  const { rows } = await pool.query<Webhook>(`SELECT ${COLUMNS} FROM webhooks ORDER BY name`);
  return rows;
}

/** Changes a receiver's address, or whether it is called. null when there is none of that name. */
export async function changeWebhook(
  pool: Pool,
  name: string,
  { url, active }: { url?: string | undefined; active?: boolean | undefined },
): Promise<Webhook | null> {
  const { rows } = await pool.query<Webhook>(
    `UPDATE webhooks SET url = coalesce($2, url), active = coalesce($3, active), reason = NULL WHERE name = $1 RETURNING ${COLUMNS}`,
    [name, url ?? null, active ?? null],
  );
  return rows[0] ?? null;
}

/** Gives whether there was one of that name. */
export async function removeWebhook(pool: Pool, name: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM webhooks WHERE name = $1', [name]);
  return rowCount === 1;
}

/** A receiver that wants no more calls gets none, until somebody turns it on again. With the workers' login. */
export async function silenceWebhook(pool: Pool, name: string, reason: string): Promise<void> {
  await pool.query('UPDATE webhooks SET active = false, reason = $2 WHERE name = $1', [name, reason]);
}

/** The names that a definition may use after `webhook:`. */
export async function knownWebhooks(pool: Pool): Promise<Set<string>> {
  return new Set((await listWebhooks(pool)).map(({ name }) => name));
}
