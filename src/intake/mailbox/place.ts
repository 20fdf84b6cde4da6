import type { Pool } from 'pg';
import { ms } from '../../crm';
import type { Instant } from '../../process';

/** How far a folder was read, by the numbers that its server gives. */
export interface Place {
  uidValidity: string;
  lastUid: number;
  /** Since when it is read: what is older was there before, and is left alone. */
  beganAt: Instant;
}

/** Where reading goes on. A folder that was never read begins with what comes from now on. */
export async function readPlace(pool: Pool, sourceId: string, folder: string, first: Place): Promise<Place> {
  await pool.query(
    `INSERT INTO mailboxes (source_id, folder, uid_validity, last_uid, began_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [sourceId, folder, first.uidValidity, first.lastUid, new Date(first.beganAt)],
  );
  const { rows } = await pool.query<Place>(
    `SELECT uid_validity AS "uidValidity", last_uid::float8 AS "lastUid", ${ms('began_at')} AS "beganAt"
     FROM mailboxes WHERE source_id = $1 AND folder = $2`,
    [sourceId, folder],
  );
  return rows[0] ?? first;
}

/** Writes down that everything up to `uid` is kept. Two that read at once leave the further place. */
export async function writePlace(
  pool: Pool,
  sourceId: string,
  folder: string,
  uidValidity: string,
  uid: number,
): Promise<void> {
  await pool.query(
    `UPDATE mailboxes SET last_uid = CASE WHEN uid_validity = $3 THEN greatest(last_uid, $4) ELSE $4 END, uid_validity = $3
     WHERE source_id = $1 AND folder = $2`,
    [sourceId, folder, uidValidity, uid],
  );
}

/** What the last look came to, for whoever wonders why nothing comes. */
export async function writePoll(pool: Pool, sourceId: string, trouble: string | null, now: Instant): Promise<void> {
  await pool.query(
    `INSERT INTO mailbox_polls AS p (source_id, polled_at, fine_at, trouble) VALUES ($1, $2, CASE WHEN $3::text IS NULL THEN $2::timestamptz END, $3)
     ON CONFLICT (source_id) DO UPDATE SET polled_at = excluded.polled_at, fine_at = coalesce(excluded.fine_at, p.fine_at), trouble = excluded.trouble`,
    [sourceId, new Date(now), trouble],
  );
}
