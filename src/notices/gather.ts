import type { Pool, PoolClient } from 'pg';
import { v7 as newId } from 'uuid';
import { inTransaction } from '../platform/in-transaction';
import type { Instant } from '../process';
import { kindOfNotice } from './kinds';
import { overSql } from './over';
import { readWanted, WANTED, WANTED_JOINS, type WantedRow, wantedOf } from './settings';
import { freeFrom, mailAt } from './when';

const PAGE = 500;
/** What nobody could be mailed for a day stands in the product, and is left there. */
const NEWS_MS = 24 * 60 * 60 * 1000;

/** Says of each new notice when it is to be mailed, or that it is not. Any number of workers may do so at once. */
export async function planMails(pool: Pool, now: Instant): Promise<void> {
  while ((await planPage(pool, now)) === PAGE);
}

async function planPage(pool: Pool, now: Instant): Promise<number> {
  const { rows } = await pool.query<NewNotice>(NEW, [PAGE]);
  const due = rows.map((row) => dueOf(row, now));
  await pool.query(PLAN, [rows.map(({ id }) => id), due.map((at) => (at === null ? null : new Date(at)))]);
  return rows.length;
}

type NewNotice = WantedRow & { id: string; code: string; shownAt: Instant; mailable: boolean };

function dueOf({ code, shownAt, mailable, ...row }: NewNotice, now: Instant): Instant | null {
  if (!mailable || shownAt <= now - NEWS_MS) return null;
  const wanted = wantedOf(row);
  return mailAt(wanted.settings.mail[kindOfNotice(code)], wanted, shownAt);
}

const NEW = `
  SELECT n.id, n.code, (extract(epoch FROM n.shown_at) * 1000)::float8 AS "shownAt", ${WANTED},
    coalesce(p.active, false) AND n.read_at IS NULL AS mailable
  FROM notifications n LEFT JOIN people p ON p.id = n.person_id ${WANTED_JOINS}
  WHERE n.mail = 'new' ORDER BY n.id LIMIT $1`;

const PLAN = `
  UPDATE notifications n SET mail = CASE WHEN u.due IS NULL THEN 'none' ELSE 'waiting' END, mail_at = u.due
  FROM unnest($1::uuid[], $2::timestamptz[]) AS u (id, due) WHERE n.id = u.id AND n.mail = 'new'`;

/**
 * Puts everything that is due to one person into one mail: whatever waited for the end of quiet hours or of a mute comes together.
 * A notice goes into one mail, whoever gathers at the same time. Gives how many mails there are more.
 */
export async function gatherMails(pool: Pool, now: Instant): Promise<number> {
  const { rows } = await pool.query<{ personId: string }>(
    `SELECT DISTINCT person_id AS "personId" FROM notifications WHERE mail = 'waiting' AND mail_at <= $1`,
    [new Date(now)],
  );
  let made = 0;
  for (const { personId } of rows)
    if (await inTransaction(pool, (client) => gatherOne(client, personId, now))) made += 1;
  return made;
}

async function gatherOne(client: PoolClient, personId: string, now: Instant): Promise<boolean> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('notices ' || $1, 0))`, [personId]);
  // Settings may have changed since it was said when.
  const free = freeFrom(await readWanted(client, personId), now);
  if (free > now) {
    await client.query(`UPDATE notifications SET mail_at = $3 WHERE ${DUE}`, [personId, new Date(now), new Date(free)]);
    return false;
  }
  await dropOver(client, personId, now);
  const id = newId();
  const { rowCount } = await client.query(
    `UPDATE notifications SET mail = 'taken', mail_id = $3, mail_at = NULL WHERE ${DUE}`,
    [personId, new Date(now), id],
  );
  if (rowCount === 0) return false;
  await client.query('INSERT INTO notice_mails (id, person_id, created_at) VALUES ($1, $2, $3)', [
    id,
    personId,
    new Date(now),
  ]);
  return true;
}

const DUE = `person_id = $1 AND mail = 'waiting' AND mail_at <= $2`;

async function dropOver(client: PoolClient, personId: string, now: Instant): Promise<void> {
  const values: unknown[] = [personId, new Date(now), new Date(now - NEWS_MS)];
  const over = overSql(now, (value) => `$${values.push(value)}`);
  await client.query(
    `UPDATE notifications n SET mail = 'none', mail_at = NULL
     WHERE ${DUE} AND (${over} OR mail_at <= $3 OR EXISTS (SELECT 1 FROM people p WHERE p.id = n.person_id AND NOT p.active))`,
    values,
  );
}
