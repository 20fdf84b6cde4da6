import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { normalEmail, normalPhone } from '../normal';
import { findSources, type SourceKind } from './sources';
import { type NewTouch, type TouchKind, writeTouches } from './touches';

/** One row of an audit, a mail log, a list of registrations: with a key of its own, and true dates. */
export interface PastTouch {
  /** Of the row, where it comes from: the same again is the same touch. */
  externalKey: string;
  /** A source's key or name; one that is not known is made as a source outside of any campaign. */
  source: string;
  kind: TouchKind;
  activityAt: Instant;
  responseAt?: Instant;
  status?: string;
  note?: string;
  /** A product's key. */
  product?: string;
  /** Whose it is, by one or several of these. */
  email?: string;
  phone?: string;
  leadKey?: string;
  contactKey?: string;
  accountKey?: string;
}

/** What became of a row. */
export type BackfillResult =
  | { became: 'written' | 'known'; touchId: string }
  /** Nobody has this address, phone or key. Send the row again once they are there. */
  | { became: 'unmatched' }
  /** Several have, and nothing says which one it is. */
  | { became: 'ambiguous'; ids: readonly string[] }
  | { became: 'faulty'; message: string };

interface Match {
  n: number;
  of: 'lead' | 'contact' | 'account';
  id: string;
}

/** Rows whose answers are given before what they matched is looked at. */
const faultOf = ({ activityAt, responseAt }: PastTouch, now: Instant): string | null => {
  if (activityAt > now || (responseAt ?? 0) > now) return 'A touch lies in the past.';
  return responseAt !== undefined && responseAt < activityAt ? 'The answer comes before what it answers.' : null;
};

/**
 * Writes touches of the past with their true dates. May be repeated, whole or in part: a row that is known by its key is left as
 * it is. One row's fault keeps no other from being written. `makeId` gives the id of the touch of a row.
 */
export async function backfillTouches(
  pool: Pool,
  rows: readonly PastTouch[],
  { by, now, sight, makeId }: { by: string; now: Instant; sight: Sight; makeId: (externalKey: string) => string },
): Promise<BackfillResult[]> {
  const known = await knownTouches(pool, rows);
  const matches = await matchRows(pool, rows, sight);
  const products = await productIds(pool, rows);
  const results = rows.map((row, n): BackfillResult | Resolved => {
    const there = known.get(row.externalKey);
    if (there !== undefined) return { became: 'known', touchId: there };
    const fault = faultOf(row, now);
    if (fault !== null) return { became: 'faulty', message: fault };
    if (row.product !== undefined && !products.has(row.product))
      return { became: 'faulty', message: `There is no product '${row.product}'.` };
    return resolve(matches.filter((one) => one.n === n));
  });
  const sources = await findSources(
    pool,
    rows.filter((_, n) => isResolved(results[n])).map(({ source }) => source),
    'outside',
  );
  const touches = rows.flatMap((row, n): NewTouch[] => {
    const found = results[n];
    const sourceId = sources.get(row.source);
    if (!isResolved(found) || sourceId === undefined) return [];
    const { externalKey, kind, activityAt, responseAt, status, note, product } = row;
    const words = { externalKey, kind, activityAt, responseAt, status, note, productId: products.get(product ?? '') };
    return [{ id: makeId(externalKey), sourceId, ...found.whose, ...words }];
  });
  const written = await writeTouches(pool, touches, { by, now });
  const after = await knownTouches(pool, rows);
  return rows.map(({ externalKey }, n): BackfillResult => {
    const found = results[n];
    if (found && !isResolved(found)) return found;
    const id = after.get(externalKey);
    if (id === undefined) return { became: 'faulty', message: 'Its source has no name.' };
    return { became: written.has(id) ? 'written' : 'known', touchId: id };
  });
}

interface Resolved {
  became: 'resolved';
  whose: Pick<NewTouch, 'leadId' | 'contactId' | 'accountId'>;
}
const isResolved = (found: BackfillResult | Resolved | undefined): found is Resolved => found?.became === 'resolved';

/**
 * Whose a row is. A known person comes before a lead, since their history is longer; of a person's several leads it is the
 * newest (which comes last). An account alone will do.
 */
function resolve(matches: readonly Match[]): BackfillResult | Resolved {
  const of = (what: Match['of']) => [...new Set(matches.filter((one) => one.of === what).map(({ id }) => id))];
  const [contacts, leads, accounts] = [of('contact'), of('lead'), of('account')];
  if (contacts.length > 1) return { became: 'ambiguous', ids: contacts };
  if (contacts.length + leads.length === 0 && accounts.length > 1) return { became: 'ambiguous', ids: accounts };
  if (matches.length === 0) return { became: 'unmatched' };
  const leadId = contacts.length > 0 ? undefined : leads.at(-1);
  return {
    became: 'resolved',
    whose: { contactId: contacts[0], leadId, accountId: accounts.length === 1 ? accounts[0] : undefined },
  };
}

async function knownTouches(pool: Pool, rows: readonly PastTouch[]): Promise<Map<string, string>> {
  const found = await pool.query<{ key: string; id: string }>(
    'SELECT external_key AS key, id FROM touches WHERE external_key = ANY($1)',
    [rows.map(({ externalKey }) => externalKey)],
  );
  return new Map(found.rows.map(({ key, id }) => [key, id]));
}

async function productIds(pool: Pool, rows: readonly PastTouch[]): Promise<Map<string, string>> {
  const keys = rows.flatMap(({ product }) => product ?? []);
  if (keys.length === 0) return new Map();
  const found = await pool.query<{ key: string; id: string }>('SELECT key, id FROM products WHERE key = ANY($1)', [
    keys,
  ]);
  return new Map(found.rows.map(({ key, id }) => [key, id]));
}

async function matchRows(pool: Pool, rows: readonly PastTouch[], sight: Sight): Promise<Match[]> {
  const asked = rows.map(({ email, phone, leadKey, contactKey, accountKey }, n) => ({
    n,
    email: email === undefined ? null : normalEmail(email),
    digits: phone === undefined ? null : (normalPhone(phone)?.slice(1) ?? null),
    leadKey,
    contactKey,
    accountKey,
  }));
  const values: unknown[] = [JSON.stringify(asked)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const contacts = `contacts c WHERE c.merged_into IS NULL AND c.erased_at IS NULL AND ${seenSql(sight, 'contact', 'c', bind)}`;
  const leads = `leads w JOIN process_instances i ON i.id = w.id WHERE ${seenSql(sight, 'lead', 'i', bind)}`;
  const { rows: found } = await pool.query<Match>(
    `WITH asked AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(n int, email text, digits text, "leadKey" text, "contactKey" text,
       "accountKey" text)),
     people AS MATERIALIZED (SELECT c.id, lower(c.email) AS email, dialled_digits(c.phone) AS digits, c.external_key AS key FROM ${contacts}),
     points AS (SELECT p.contact_id AS id, p.kind, ltrim(p.normal, '+') AS normal FROM contact_points p JOIN people ON people.id = p.contact_id),
     interested AS MATERIALIZED (SELECT w.id, w.created_at, lower(btrim(w.email)) AS email, dialled_digits(w.phone) AS digits,
       w.external_key AS key FROM ${leads})
     SELECT n, 'contact' AS of, p.id, NULL::timestamptz AS at FROM asked JOIN people p ON p.email = asked.email
     UNION ALL SELECT n, 'contact', p.id, NULL FROM asked JOIN people p ON p.digits = asked.digits
     UNION ALL SELECT n, 'contact', p.id, NULL FROM asked JOIN people p ON p.key = asked."contactKey"
     UNION ALL SELECT n, 'contact', p.id, NULL FROM asked JOIN points p ON p.kind = 'e-mail' AND p.normal = asked.email
     UNION ALL SELECT n, 'contact', p.id, NULL FROM asked JOIN points p ON p.kind = 'phone' AND p.normal = asked.digits
     UNION ALL SELECT n, 'lead', l.id, l.created_at FROM asked JOIN interested l ON l.email = asked.email
     UNION ALL SELECT n, 'lead', l.id, l.created_at FROM asked JOIN interested l ON l.digits = asked.digits
     UNION ALL SELECT n, 'lead', l.id, 'infinity' FROM asked JOIN interested l ON l.key = asked."leadKey"
     UNION ALL SELECT n, 'account', a.id, NULL FROM asked JOIN accounts a ON a.external_key = asked."accountKey"
       AND a.merged_into IS NULL AND ${seenSql(sight, 'account', 'a', bind)}
     ORDER BY at NULLS FIRST, 3`,
    values,
  );
  return found;
}

/** What a kind of interaction is as a touch. A visit or a meeting is the customer's answer as well. */
const FROM_INTERACTIONS = `
  SELECT i.id, 'interaction ' || i.id AS key, i.kind, i.direction, i.at, i.result, i.account_id, i.contact_id, l.id AS lead_id, i.author_id
  FROM interactions i LEFT JOIN leads l ON l.id = i.instance_id
  WHERE i.at >= $1 AND i.at < $2 AND (l.id IS NOT NULL OR i.account_id IS NOT NULL OR i.contact_id IS NOT NULL)
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
         CASE q.kind WHEN 'call' THEN 'called' WHEN 'e-mail' THEN CASE WHEN q.direction = 'in' THEN 'asked' ELSE 'sent' END
           WHEN 'visit' THEN 'visited' ELSE 'met' END,
         left(q.result, 100), q.at, CASE WHEN q.direction = 'in' OR q.kind IN ('meeting', 'visit') THEN q.at END, $4, $5, q.key
       FROM q JOIN source_words s ON s.word = ${SOURCE_OF}
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT (SELECT count(*)::int FROM q) AS found, (SELECT count(*)::int FROM put) AS written`,
    [new Date(from), new Date(to), limit, new Date(now), by],
  );
  const { found = 0, written = 0 } = rows[0] ?? {};
  return { written, more: found === limit };
}
