import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Instant } from '../process';
import { tellWriter } from './delivery';

/** A letter of ours that came back, by the report of a mail server. */
export interface Returned {
  /** Message-IDs that the report names. */
  messageIds: readonly string[];
  /** Its code, such as 5.1.1. */
  status: string;
}

/**
 * Notes that a letter came back, and tells whoever wrote it, once however many reports come. Gives the mail and its interaction;
 * null when no letter of ours is meant.
 */
export async function letterReturned(
  pool: Pool,
  { messageIds, status }: Returned,
  now: Instant,
): Promise<{ mailId: string; instanceId: string | null; contactId: string | null; accountId: string | null } | null> {
  if (messageIds.length === 0) return null;
  await pool.query(
    `WITH back AS (
       UPDATE client_mail_letters SET status = 'bounced', reason = $2, sent_at = coalesce(sent_at, $4), settled_at = $4
       WHERE id = (SELECT id FROM client_mail_letters WHERE message_id = ANY($1) LIMIT 1) AND status IN ('sending', 'sent')
       RETURNING mail_id)
     ${tellWriter('back', "'mail came back'", '$3', '$4')}`,
    [messageIds, `it came back: ${status}`, newId(), new Date(now)],
  );
  const { rows } = await pool.query<{
    mailId: string;
    instanceId: string | null;
    contactId: string | null;
    accountId: string | null;
  }>(
    `SELECT m.id AS "mailId", m.instance_id AS "instanceId", l.contact_id AS "contactId", m.account_id AS "accountId"
     FROM client_mail_letters l JOIN client_mails m ON m.id = l.mail_id WHERE l.message_id = ANY($1) LIMIT 1`,
    [messageIds],
  );
  return rows[0] ?? null;
}

/** Notes that a letter was answered. */
export async function letterAnswered(pool: Pool, messageIds: readonly string[], at: Instant): Promise<void> {
  if (messageIds.length === 0) return;
  await pool.query(
    `UPDATE client_mail_letters SET answered_at = $2 WHERE message_id = ANY($1) AND answered_at IS NULL`,
    [messageIds, new Date(at)],
  );
}

/** Whether a Message-ID is one of a letter of ours: a copy of it came in. */
export async function isOurLetter(pool: Pool, messageId: string): Promise<boolean> {
  const { rows } = await pool.query('SELECT 1 FROM client_mail_letters WHERE message_id = $1', [messageId]);
  return rows.length > 0;
}
