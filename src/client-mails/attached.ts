import type { Pool } from 'pg';
import type { LetterAbout } from './recipients';

/** A file that goes with a mail. */
export interface Attached {
  /** Null once it was taken off its record. */
  id: string | null;
  name: string;
  type: string;
  bytes: number;
}

/** A letter grows by a third on its way, and many mail servers take no more than 25 MB. */
export const MOST_ATTACHED_BYTES = 15 * 1024 * 1024;
export const MOST_ATTACHED = 20;

/** What files of these hang on nothing that a mail is about: its deal, what was done for that, its client, whoever it is for. */
export async function strangeFiles(
  pool: Pool,
  ids: readonly string[],
  { instanceId, accountId, contactId }: LetterAbout,
  to: readonly (string | null)[],
): Promise<Set<string>> {
  const contacts = [contactId, ...to].filter((id) => id !== null);
  const { rows } = await pool.query<{ id: string }>(STRANGE, [ids, instanceId, accountId, contacts]);
  return new Set(rows.map(({ id }) => id));
}

const STRANGE = `
  WITH deals AS (SELECT $2::uuid AS id WHERE $2 IS NOT NULL UNION SELECT l.id FROM leads l WHERE l.sale_id = $2),
  houses AS (SELECT lives_on('account', $3::uuid) AS id WHERE $3 IS NOT NULL
    UNION SELECT account_id FROM sales WHERE id = $2 UNION SELECT account_id FROM leads WHERE id = $2),
  whom AS (SELECT lives_on('contact', c) AS id FROM unnest($4::uuid[]) c
    UNION SELECT contact_id FROM sales WHERE id = $2 UNION SELECT contact_id FROM leads WHERE id = $2)
  SELECT f.id FROM files f LEFT JOIN tasks t ON t.id = f.task_id LEFT JOIN interactions x ON x.id = f.interaction_id
  WHERE f.id = ANY($1) AND NOT (coalesce(f.instance_id, t.instance_id, x.instance_id) IN (SELECT id FROM deals)
    OR coalesce(f.account_id, x.account_id) IN (SELECT id FROM houses) OR coalesce(f.contact_id, x.contact_id) IN (SELECT id FROM whom)) IS TRUE`;

/** A file that goes with a mail, as who sends it needs it: where its bytes lie, and whether a scanner let it through. */
export interface AttachedBytes extends Attached {
  state: string | null;
  key: string | null;
  place: 'disk' | 's3' | null;
}

/** The files of a mail, in order. */
export async function attachedTo(pool: Pool, mailId: string): Promise<AttachedBytes[]> {
  const { rows } = await pool.query<AttachedBytes>(
    `SELECT a.file_id AS id, a.name, a.type, a.bytes::float8 AS bytes, f.state, encode(f.sha256, 'hex') AS key, b.place
     FROM client_mail_files a LEFT JOIN files f ON f.id = a.file_id LEFT JOIN file_blobs b ON b.sha256 = f.sha256
     WHERE a.mail_id = $1 ORDER BY a.n`,
    [mailId],
  );
  return rows;
}
