import type { Pool } from 'pg';
import type { Instant } from '../../process';
import type { SourceKind } from './sources';

/** What a kind of interaction is as a touch. A visit or a meeting is the customer's answer as well. */
const FROM_INTERACTIONS = `
  SELECT i.id, 'interaction ' || i.id AS key, i.kind, i.direction, i.at, i.result, i.account_id, i.contact_id, l.id AS lead_id, i.author_id
  FROM interactions i LEFT JOIN leads l ON l.id = i.instance_id
  WHERE i.at >= $1 AND i.at < $2 AND i.status = 'held' AND (l.id IS NOT NULL OR i.account_id IS NOT NULL OR i.contact_id IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM touches t WHERE t.external_key = 'interaction ' || i.id)
  ORDER BY i.at, i.id LIMIT $3`;

const SOURCE_OF = `CASE WHEN q.kind = 'call' AND q.direction IS DISTINCT FROM 'out' THEN 'incoming call'
  WHEN q.kind = 'call' THEN 'outgoing call' ELSE q.kind END`;

/** The sources that interactions come under. */
const INTERACTION_SOURCES: readonly (readonly [string, string, string, SourceKind])[] = [
  ['outgoing call', 'Outgoing phone call', 'Исходящий звонок', 'outside'],
  ['e-mail', 'E-mail', 'Электронная почта', 'outside'],
  ['meeting', 'Meeting', 'Встреча', 'outside'],
  ['visit', 'Visit', 'Визит', 'outside'],
  ['message', 'Message', 'Сообщение', 'outside'],
];

/**
 * Makes touches of the interactions that are on record, with their true dates: history that nobody wrote down as such
 * (PB-15). May be repeated: an interaction has one touch. Gives how many were made, and whether more are left.
 */
export async function touchesFromInteractions(
  pool: Pool,
  { from, to, limit, now, by }: { from: Instant; to: Instant; limit: number; now: Instant; by: string },
): Promise<{ written: number; more: boolean }> {
  await pool.query(
    `INSERT INTO sources (id, key, name, kind)
     SELECT gen_random_uuid(), k, jsonb_build_object('en', en, 'ru', ru), kind FROM jsonb_to_recordset($1) AS r(k text, en text, ru text, kind text)
     WHERE NOT EXISTS (SELECT 1 FROM source_words s WHERE s.word = k) ON CONFLICT DO NOTHING`,
    [JSON.stringify(INTERACTION_SOURCES.map(([k, en, ru, kind]) => ({ k, en, ru, kind })))],
  );
  const { rows } = await pool.query<{ found: number; written: number }>(
    `WITH q AS MATERIALIZED (${FROM_INTERACTIONS}), put AS (
       INSERT INTO touches (id, source_id, lead_id, account_id, contact_id, kind, status, activity_at, response_at, entered_at, entered_by, external_key)
       SELECT gen_random_uuid(), s.id, q.lead_id, q.account_id, q.contact_id,
         CASE WHEN q.kind = 'call' THEN 'called' WHEN q.kind IN ('e-mail', 'message') THEN CASE WHEN q.direction = 'in' THEN 'asked' ELSE 'sent' END
           WHEN q.kind = 'visit' THEN 'visited' ELSE 'met' END,
         left(q.result, 100), q.at, CASE WHEN q.direction = 'in' OR q.kind IN ('meeting', 'visit') THEN q.at END, $4, $5, q.key
       FROM q JOIN source_words s ON s.word = ${SOURCE_OF}
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT (SELECT count(*)::int FROM q) AS found, (SELECT count(*)::int FROM put) AS written`,
    [new Date(from), new Date(to), limit, new Date(now), by],
  );
  const { found = 0, written = 0 } = rows[0] ?? {};
  return { written, more: found === limit };
}
