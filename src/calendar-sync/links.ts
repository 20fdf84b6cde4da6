import type { Pool } from 'pg';
import { ms } from '../crm';
import type { Instant } from '../process';

/** Somebody's calendar, without what opens it. */
export interface CalendarLink {
  url: string;
  name: string;
  user: string;
  connectedAt: Instant;
  status: 'active' | 'off';
  trouble: string | null;
  syncedAt: Instant | null;
  fineAt: Instant | null;
}

/** Minutes between two looks. */
const EVERY_MS = 5 * 60 * 1000;
const AT_MOST_MS = 6 * 60 * 60 * 1000;
const LEASE = '10 minutes';
/** After so many refusals in a row it is left to its owner. */
const MOST_REFUSALS = 3;

export async function readLink(pool: Pool, personId: string): Promise<CalendarLink | null> {
  const { rows } = await pool.query<CalendarLink>(
    `SELECT url, name, username AS "user", ${ms('connected_at')} AS "connectedAt", status, trouble, ${ms('synced_at')} AS "syncedAt",
       ${ms('fine_at')} AS "fineAt" FROM calendar_links WHERE person_id = $1`,
    [personId],
  );
  return rows[0] ?? null;
}

/** Connects a calendar in place of the one that was there. What is known of the entries of another one is forgotten. */
export async function connectCalendar(
  pool: Pool,
  given: { personId: string; url: string; name: string; user: string; sealed: string },
  now: Instant,
): Promise<void> {
  const { personId, url, name, user, sealed } = given;
  await pool.query('DELETE FROM calendar_links WHERE person_id = $1 AND (url <> $2 OR username <> $3)', [
    personId,
    url,
    user,
  ]);
  await pool.query(
    `INSERT INTO calendar_links (person_id, url, name, username, password, connected_at, next_sync_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
     ON CONFLICT (person_id) DO UPDATE SET name = $3, password = $5, status = 'active', trouble = NULL, failures = 0, mark = NULL,
       next_sync_at = $6, lease_until = NULL`,
    [personId, url, name, user, sealed, new Date(now)],
  );
}

/** Gives whether there was one. Its entries stay where they are. */
export async function disconnectCalendar(pool: Pool, personId: string): Promise<boolean> {
  return (await pool.query('DELETE FROM calendar_links WHERE person_id = $1', [personId])).rowCount === 1;
}

/** Has a calendar looked at soon, also one that was switched off. Gives whether there is one. */
export async function syncSoon(pool: Pool, personId: string, now: Instant): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE calendar_links SET next_sync_at = $2, status = 'active', failures = 0 WHERE person_id = $1`,
    [personId, new Date(now)],
  );
  return rowCount === 1;
}

/** A calendar that somebody keeps in step now. With the workers' login. */
export interface TakenLink {
  personId: string;
  url: string;
  user: string;
  sealed: string;
  mark: string | null;
}

/** Takes the calendars that are due: each is one's alone for a while. */
export async function takeLinks(pool: Pool, most: number, now: Instant): Promise<TakenLink[]> {
  const { rows } = await pool.query<TakenLink>(
    `UPDATE calendar_links SET lease_until = $2::timestamptz + interval '${LEASE}'
     WHERE person_id IN (SELECT person_id FROM calendar_links WHERE status = 'active' AND next_sync_at <= $2
       AND (lease_until IS NULL OR lease_until < $2) ORDER BY next_sync_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING person_id AS "personId", url, username AS "user", password AS sealed, mark`,
    [most, new Date(now)],
  );
  return rows;
}

/** It went well. `mark`: what the server said of the collection before; null where there is more to read. */
export async function linkFine(pool: Pool, personId: string, mark: string | null, now: Instant): Promise<void> {
  await pool.query(
    `UPDATE calendar_links SET mark = $2, trouble = NULL, failures = 0, synced_at = $3, fine_at = $3, lease_until = NULL,
       next_sync_at = $3::timestamptz + $4 * interval '1 millisecond' WHERE person_id = $1`,
    [personId, mark, new Date(now), EVERY_MS],
  );
}

/** It did not: tried again, ever more rarely. One that is refused again and again is switched off, and its owner told, once. */
export async function linkTroubled(
  pool: Pool,
  personId: string,
  { says, refused }: { says: string; refused: boolean },
  now: Instant,
): Promise<void> {
  await pool.query(
    `WITH troubled AS (
       UPDATE calendar_links SET trouble = $2, failures = failures + 1, synced_at = $3, lease_until = NULL,
         status = CASE WHEN $4 AND failures + 1 >= ${MOST_REFUSALS} THEN 'off' ELSE status END,
         next_sync_at = $3::timestamptz + least($5 * power(2, least(failures, 10)), $6) * interval '1 millisecond'
       WHERE person_id = $1 AND status = 'active' RETURNING person_id, status)
     INSERT INTO notifications (id, person_id, code, subject, at)
     SELECT gen_random_uuid(), person_id, 'calendar off', 'calendar', $3 FROM troubled WHERE status = 'off'`,
    [personId, says, new Date(now), refused, EVERY_MS, AT_MOST_MS],
  );
}
