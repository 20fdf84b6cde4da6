import type { Pool } from 'pg';
import type { Outcome } from '../outbound';
import type { Instant } from '../process';

/** A mail of notices that is not settled. */
export interface OpenMail {
  id: string;
  personId: string;
  createdAt: Instant;
}

const REASON_MOST = 1000;

/** Mails that are to be sent, or whose worker died meanwhile, the oldest first, behind one. */
export async function openMails(pool: Pool, after: string | null, limit: number): Promise<OpenMail[]> {
  const { rows } = await pool.query<OpenMail>(
    `SELECT id, person_id AS "personId", (extract(epoch FROM created_at) * 1000)::float8 AS "createdAt" FROM notice_mails
     WHERE status IN ('waiting', 'sending') AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`,
    [after, limit],
  );
  return rows;
}

/** Makes one try and writes it down: that it begins, before; how it ended, after. One whose end nobody wrote is `unknown`. */
export async function tryInLedger(pool: Pool, id: string, act: () => Promise<Outcome>): Promise<Outcome | null> {
  const { rows } = await pool.query<{ n: number }>(BEGIN, [id]);
  const n = rows[0]?.n;
  if (n === undefined) return null; // settled by somebody else meanwhile
  const outcome = await act();
  await pool.query(
    'UPDATE notice_mail_tries SET result = $3, detail = $4, ended_at = now() WHERE mail_id = $1 AND n = $2',
    [id, n, outcome.result, outcome.said],
  );
  return outcome;
}

const BEGIN = `
  WITH counted AS (
    UPDATE notice_mails SET tries = tries + 1, status = 'sending' WHERE id = $1 AND status IN ('waiting', 'sending') RETURNING tries),
  died AS (
    UPDATE notice_mail_tries SET result = 'unknown', detail = 'its worker ended before it knew', ended_at = now()
    WHERE mail_id = $1 AND result = 'under way')
  INSERT INTO notice_mail_tries (mail_id, n, at, result) SELECT $1, tries, now(), 'under way' FROM counted RETURNING n`;

/** Lets a mail go until the next round. */
export async function putOff(pool: Pool, id: string, reason: string): Promise<void> {
  await pool.query(`UPDATE notice_mails SET status = 'waiting', reason = $2 WHERE id = $1 AND status = 'sending'`, [
    id,
    reason.slice(0, REASON_MOST),
  ]);
}

/** Settles a mail for good. */
export async function settleMail(
  pool: Pool,
  id: string,
  status: 'sent' | 'dropped' | 'failed',
  reason: string | null = null,
): Promise<void> {
  await pool.query(
    `UPDATE notice_mails SET status = $2, reason = $3, settled_at = now() WHERE id = $1 AND status IN ('waiting', 'sending')`,
    [id, status, reason === null ? null : reason.slice(0, REASON_MOST)],
  );
}
