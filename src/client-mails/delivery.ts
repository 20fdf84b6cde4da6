import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { ms, recordInteraction } from '../crm';
import type { Outcome } from '../outbound';
import type { Instant, Kind } from '../process';

const REASON_MOST = 1000;
/** Reasons for which a letter goes to nobody, whatever is tried. */
export const NO_SERVER = 'not sent: no mail server is set up';

/** A mail that somebody is delivering. */
export interface TakenMail {
  id: string;
  senderId: string;
  sender: { name: string; address: string };
  instanceId: string | null;
  kind: Kind | null;
  accountId: string | null;
  answersId: string | null;
  answers: string[];
  overridden: boolean;
  /** Since when it has been tried: since it was written, or since somebody had it tried anew. */
  since: Instant;
  logged: boolean;
  letters: TakenLetter[];
}

export interface TakenLetter {
  id: string;
  contactId: string | null;
  name: string;
  address: string;
  subject: string;
  text: string;
  status: string;
}

/** A mail with its letters; null when there is none of this id. */
export async function takeMail(pool: Pool, id: string): Promise<TakenMail | null> {
  const { rows } = await pool.query<TakenMail>(
    `SELECT m.id, m.sender_id AS "senderId", jsonb_build_object('name', p.name, 'address', p.email) AS sender, m.instance_id AS "instanceId",
       i.kind, m.account_id AS "accountId", m.answers_id AS "answersId", m.answers, m.override_reason IS NOT NULL AS overridden,
       ${ms('coalesce(m.retried_at, m.created_at)')} AS since, m.logged_at IS NOT NULL AS logged,
       (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'contactId', l.contact_id, 'name', l.name, 'address', l.address, 'subject', l.subject,
          'text', l.body, 'status', l.status) ORDER BY l.n) FROM client_mail_letters l WHERE l.mail_id = m.id) AS letters
     FROM client_mails m JOIN people p ON p.id = m.sender_id LEFT JOIN process_instances i ON i.id = m.instance_id WHERE m.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Keeps what waits of a mail until there is a mail server, and tells whoever wrote it, once for each time. */
export async function holdMail(pool: Pool, id: string, now: Instant): Promise<void> {
  await pool.query(
    `WITH letters AS (
       UPDATE client_mail_letters SET status = 'held', reason = $2 WHERE mail_id = $1 AND status IN ('waiting', 'sending') RETURNING mail_id),
     held AS (SELECT DISTINCT mail_id FROM letters)
     ${tellWriter('held', "'mail held'", '$3', '$4')}`,
    [id, NO_SERVER, newId(), new Date(now)],
  );
}

/** Makes one try and writes it down: that it begins, before; how it ended, after. null: it is settled already. */
export async function tryLetter(
  pool: Pool,
  { id, messageId }: { id: string; messageId: string },
  act: () => Promise<Outcome>,
): Promise<Outcome | null> {
  const { rows } = await pool.query<{ n: number }>(BEGIN, [id, messageId]);
  const n = rows[0]?.n;
  if (n === undefined) return null;
  const outcome = await act();
  await pool.query(
    `UPDATE client_mail_tries SET result = $3, detail = $4, ended_at = now() WHERE letter_id = $1 AND n = $2`,
    [id, n, outcome.result, outcome.said],
  );
  return outcome;
}

const BEGIN = `
  WITH counted AS (
    UPDATE client_mail_letters SET tries = tries + 1, status = 'sending', message_id = $2
    WHERE id = $1 AND status IN ('waiting', 'sending') RETURNING tries),
  died AS (
    UPDATE client_mail_tries SET result = 'unknown', detail = 'its worker ended before it knew', ended_at = now()
    WHERE letter_id = $1 AND result = 'under way')
  INSERT INTO client_mail_tries (letter_id, n, at, result) SELECT $1, tries, now(), 'under way' FROM counted RETURNING n`;

export async function letterSent(pool: Pool, id: string, now: Instant): Promise<void> {
  await pool.query(
    `UPDATE client_mail_letters SET status = 'sent', reason = NULL, sent_at = $2, settled_at = $2 WHERE id = $1 AND status = 'sending'`,
    [id, new Date(now)],
  );
}

export async function letterPutBack(pool: Pool, id: string, reason: string): Promise<void> {
  await pool.query(
    `UPDATE client_mail_letters SET status = 'waiting', reason = $2 WHERE id = $1 AND status IN ('waiting', 'sending')`,
    [id, reason.slice(0, REASON_MOST)],
  );
}

/** Gives a letter up and tells whoever wrote it, in one statement: they are told once. */
export async function letterFailed(pool: Pool, id: string, reason: string, now: Instant): Promise<void> {
  await pool.query(
    `WITH failed AS (
       UPDATE client_mail_letters SET status = 'failed', reason = $2, settled_at = $4 WHERE id = $1 AND status IN ('waiting', 'sending')
       RETURNING mail_id)
     ${tellWriter('failed', "'mail not sent'", '$3', '$4')}`,
    [id, reason.slice(0, REASON_MOST), newId(), new Date(now)],
  );
}

/** SQL that tells whoever wrote the mail of a letter; or, where they no longer work here, the deal's owner. */
export const tellWriter = (letters: string, code: string, id: string, at: string): string => `
  INSERT INTO notifications (id, instance_id, interaction_id, person_id, code, subject, at)
  SELECT ${id}::uuid, m.instance_id, m.id, CASE WHEN p.active THEN p.id ELSE i.owner_id END, ${code}, m.id::text, ${at}
  FROM ${letters} f JOIN client_mails m ON m.id = f.mail_id JOIN people p ON p.id = m.sender_id LEFT JOIN process_instances i ON i.id = m.instance_id
  WHERE p.active OR i.owner_id IS NOT NULL`;

/**
 * Writes down among the interactions that a mail was sent, once; nothing while no letter of it was. Only now, since what never
 * left answered nobody. Gives its instant, for whoever tells the deal; null: there is nothing to tell.
 */
export async function logMail(pool: Pool, mail: TakenMail, now: Instant): Promise<boolean> {
  const { rows } = await pool.query<{
    contactId: string | null;
    subject: string;
    text: string;
    messageId: string;
    at: Instant;
  }>(
    `SELECT contact_id AS "contactId", subject, body AS text, message_id AS "messageId", ${ms('sent_at')} AS at
     FROM client_mail_letters WHERE mail_id = $1 AND sent_at IS NOT NULL ORDER BY n`,
    [mail.id],
  );
  const [first, ...others] = rows;
  if (!first) return false;
  await recordInteraction(pool, {
    id: mail.id,
    kind: 'e-mail',
    direction: 'out',
    at: first.at,
    subject: first.subject,
    body: first.text,
    authorId: mail.senderId,
    externalKey: first.messageId,
    thread: mail.answers[0] ?? first.messageId,
    contactIds: [...new Set(others.flatMap(({ contactId }) => contactId ?? []))].filter((id) => id !== first.contactId),
    ...(mail.instanceId !== null && { instanceId: mail.instanceId }),
    ...(mail.accountId !== null && { accountId: mail.accountId }),
    ...(first.contactId !== null && { contactId: first.contactId }),
    ...(mail.answersId !== null && { followsId: mail.answersId }),
    now,
  });
  return true;
}

export async function mailLogged(pool: Pool, id: string, now: Instant): Promise<void> {
  await pool.query('UPDATE client_mails SET logged_at = $2 WHERE id = $1 AND logged_at IS NULL', [id, new Date(now)]);
}

/**
 * Takes the mails that nobody delivers: new ones, and those whose start or whose workflow was lost. A held one goes out while it
 * is fresh; what is older is left to a person.
 */
export async function takeUndelivered(pool: Pool, mailIsSetUp: boolean, most: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(TAKE, [most, mailIsSetUp]);
  return rows.map(({ id }) => id);
}

const TAKE = `
  WITH taken AS (
    SELECT m.id FROM client_mails m
    WHERE (m.id IN (SELECT mail_id FROM client_mail_letters WHERE status IN ('waiting', 'sending')) AND (m.started_at IS NULL
        OR m.started_at < now() - CASE WHEN EXISTS (SELECT 1 FROM client_mail_letters t WHERE t.mail_id = m.id AND t.tries > 0)
          THEN interval '90 minutes' ELSE interval '2 minutes' END))
      OR ($2 AND m.created_at > now() - interval '1 day' AND m.id IN (SELECT mail_id FROM client_mail_letters WHERE status = 'held'))
      OR (m.logged_at IS NULL AND m.started_at < now() - interval '2 minutes'
        AND EXISTS (SELECT 1 FROM client_mail_letters s WHERE s.mail_id = m.id AND s.status = 'sent'))
    ORDER BY m.started_at NULLS FIRST, m.id LIMIT $1 FOR UPDATE OF m SKIP LOCKED),
  fresh AS (UPDATE client_mail_letters l SET status = 'waiting', reason = NULL FROM taken WHERE l.mail_id = taken.id AND l.status = 'held')
  UPDATE client_mails SET started_at = now() FROM taken WHERE client_mails.id = taken.id RETURNING client_mails.id`;

/** Lets mails go whose delivery could not be started. */
export async function leaveUndelivered(pool: Pool, ids: readonly string[]): Promise<void> {
  await pool.query('UPDATE client_mails SET started_at = NULL WHERE id = ANY($1)', [ids]);
}
