import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import { normalEmail, normalPhone } from '../normal';
import type { PastTouch } from './backfill';

/** Somebody whom a row names. */
export interface Match {
  n: number;
  of: 'lead' | 'contact' | 'account';
  id: string;
}

/**
 * Everybody within somebody's sight whom rows name, by address, phone or the key that they have elsewhere. Of a person's leads
 * the newest comes last, and one that is named by its key comes after all.
 */
export async function matchRows(pool: Pool, rows: readonly PastTouch[], sight: Sight): Promise<Match[]> {
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
