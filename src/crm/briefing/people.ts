import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { ms, ref } from '../instance-sql';
import type { BriefedPerson } from './facts';

const SHOWN = 6;

/** Whose people: everybody of an organisation, one of them first; or one person. */
export interface PeopleOf {
  accountId: string | null;
  contactId: string | null;
}

/**
 * The people on the client's side that somebody sees: the one it is about first, then those with a role in the decision. What
 * they said last of each consent counts, up to an instant.
 */
export async function briefedPeople(
  pool: Pool,
  { accountId, contactId }: PeopleOf,
  sight: Sight,
  now: Instant,
): Promise<BriefedPerson[]> {
  const values: unknown[] = [accountId, contactId, new Date(now), SHOWN];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await pool.query<BriefedPerson>(
    `SELECT c.id, c.name, c.email, c.phone, c.language, CASE WHEN c.id = $2 THEN c.notes END AS notes,
       coalesce(p.do_not_call, false) AS "doNotCall", p.channel, p.best_hours AS "bestHours",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('account', ${ref('a')}, 'post', m.post,
           'role', coalesce(v.name, CASE WHEN m.decision_role IS NOT NULL THEN jsonb_build_object('en', m.decision_role, 'ru', m.decision_role) END))
           ORDER BY (a.id = $1) DESC NULLS LAST, a.name, a.id), '[]')
        FROM account_contacts m JOIN accounts a ON a.id = m.account_id
          LEFT JOIN catalogue_values v ON v.catalogue = 'decision-role' AND v.key = m.decision_role
        WHERE m.contact_id = c.id AND a.merged_into IS NULL AND ${seenSql(sight, 'account', 'a', bind)}) AS places,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('channel', channel, 'purpose', purpose, 'given', given, 'at', ${ms('at')})
           ORDER BY channel, purpose), '[]')
        FROM (SELECT DISTINCT ON (channel, purpose) channel, purpose, given, at FROM consents
              WHERE contact_id = c.id AND at <= $3 ORDER BY channel, purpose, at DESC, id DESC) k) AS consents
     FROM contacts c LEFT JOIN contact_preferences p ON p.contact_id = c.id
       LEFT JOIN account_contacts here ON here.contact_id = c.id AND here.account_id = $1
     WHERE (c.id = $2 OR here.account_id IS NOT NULL) AND c.merged_into IS NULL AND c.erased_at IS NULL
       AND ${seenSql(sight, 'contact', 'c', bind)}
     ORDER BY (c.id = $2) DESC NULLS LAST, (here.decision_role IS NULL), c.name, c.id LIMIT $4`,
    values,
  );
  return rows;
}
