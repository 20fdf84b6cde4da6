import type { Pool } from 'pg';
import type { Instant } from '../process';
import type { Note } from './incoming';

/** What a note is about, as far as it is known. */
export interface About {
  instanceId: string | null;
  contactId: string | null;
  accountId: string | null;
}

/** A note as it stands in the table. */
export interface Noted extends About {
  id: string;
  result: string | null;
  /** It was written down before, by an earlier event of the same call, or under the same Message-ID. */
  before: boolean;
}

/**
 * Writes an interaction down, once for each external key. The events of one call make one interaction, the same whatever
 * order they come in: answered counts for more than missed, that for more than ended; the earliest instant stays.
 */
export async function writeNote(pool: Pool, id: string, note: Note, about: About, now: Instant): Promise<Noted> {
  const { rows } = await pool.query<Noted>({
    name: 'inbound note',
    text: WRITE,
    values: [
      id,
      note.kind,
      note.direction,
      new Date(note.at),
      note.subject,
      note.result,
      about.instanceId,
      about.accountId,
      about.contactId,
      note.authorId,
      note.body || null,
      note.durationS,
      note.externalKey ?? `inbound ${id}`,
      note.thread,
      new Date(now),
    ],
  });
  const [written] = rows;
  if (!written) throw new Error('The interaction was written and cannot be read.');
  if (written.result === 'answered' && note.direction === 'in') await answered(pool, written.id);
  return written;
}

// A mail that is known stays as it is.
const WRITE = `
  INSERT INTO interactions AS x (id, kind, direction, at, subject, result, instance_id, account_id, contact_id, author_id, body, duration_s, external_key, thread, created_at)
  SELECT $1, $2, $3, $4, $5, $6, $7::uuid,
    coalesce($8::uuid, (SELECT account_id FROM sales WHERE id = $7), (SELECT account_id FROM leads WHERE id = $7)),
    coalesce($9::uuid, (SELECT contact_id FROM sales WHERE id = $7), (SELECT contact_id FROM leads WHERE id = $7)), $10::uuid, $11, $12, $13, $14, $15
  ON CONFLICT (external_key) DO UPDATE SET
    at = CASE WHEN x.kind = 'call' THEN least(x.at, excluded.at) ELSE x.at END,
    result = CASE WHEN x.kind = 'call' AND array_position(ARRAY['ringing','ended','missed','answered'], excluded.result)
      > coalesce(array_position(ARRAY['ringing','ended','missed','answered'], x.result), 0) THEN excluded.result ELSE x.result END,
    duration_s = CASE WHEN x.kind = 'call' THEN greatest(x.duration_s, excluded.duration_s) ELSE x.duration_s END,
    body = CASE WHEN x.kind = 'call' THEN coalesce(x.body, excluded.body) ELSE x.body END,
    author_id = coalesce(x.author_id, excluded.author_id),
    instance_id = coalesce(x.instance_id, excluded.instance_id),
    account_id = coalesce(x.account_id, excluded.account_id),
    contact_id = coalesce(x.contact_id, excluded.contact_id)
  RETURNING x.id, x.result, x.instance_id AS "instanceId", x.account_id AS "accountId", x.contact_id AS "contactId", x.id <> $1 AS before`;

/** Somebody of ours took the call: with that the lead has been answered, though it was not we who rang. */
const answered = (pool: Pool, interactionId: string) =>
  pool.query(
    `UPDATE leads SET first_response_at = x.at, first_response_id = x.id FROM interactions x
     WHERE x.id = $1 AND leads.id = x.instance_id AND leads.first_response_at IS NULL`,
    [interactionId],
  );

/** A campaign or source that somebody answered who has an open lead or sale already: that is a touch of its own. */
export async function writeTouch(
  pool: Pool,
  messageId: string,
  { campaign, source }: Readonly<Record<string, string>>,
  about: About & { kind: 'lead' | 'sale' | null },
  at: Instant,
): Promise<void> {
  const word = campaign ?? source;
  if (word === undefined) return;
  await pool.query('SELECT find_sources(ARRAY[$1::text], $2)', [word, campaign === undefined ? 'outside' : 'campaign']);
  await pool.query(
    `INSERT INTO touches (id, source_id, lead_id, account_id, contact_id, kind, activity_at, response_at, external_key)
     SELECT gen_random_uuid(), s.id, $2::uuid, $3::uuid, $4::uuid, 'came', $5, $5, 'inbound ' || $6
     FROM source_words s WHERE s.word = source_key($1) ON CONFLICT (external_key) DO NOTHING`,
    [word, about.kind === 'lead' ? about.instanceId : null, about.accountId, about.contactId, new Date(at), messageId],
  );
}
