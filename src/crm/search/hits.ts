import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import { type Ref, ref } from '../instance-sql';
import type { Entry, SearchKind } from './entries';

/** What is shown of a record that was found: enough to tell it from another, and to fill a form with. */
export interface Hit {
  kind: SearchKind;
  id: string;
  name: string;
  /** Of a lead or a sale. */
  number: number | null;
  /** What tells it from its namesakes: a post, a region, who a lead is about. */
  about: string | null;
  email: string | null;
  phone: string | null;
  /** The organisations of a contact, the client of a lead or sale. */
  accounts: readonly Ref[];
  owner: Ref | null;
  /** Of a lead or a sale; null for others. */
  open: boolean | null;
  state: string | null;
}

const CLIENT = `CASE WHEN a.id IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(${ref('a')}) END AS accounts`;
const NOBODY = 'NULL::text AS email, NULL::text AS phone';

/** How the cards of a kind are read for the ids in `$1`. */
const CARDS: Readonly<Record<SearchKind, (sight: Sight, bind: Bind) => string>> = {
  account: () => `
    SELECT r.id, r.name, NULL::int AS number, concat_ws(', ', r.region, r.industry) AS about, p.email, p.phone,
      '[]'::jsonb AS accounts, ${ref('o')} AS owner, NULL::boolean AS open, NULL::text AS state
    FROM accounts r LEFT JOIN people o ON o.id = r.owner_id CROSS JOIN LATERAL (
      SELECT min(value) FILTER (WHERE kind = 'e-mail' AND position = 0) AS email, min(value) FILTER (WHERE kind = 'phone' AND position = 0) AS phone
      FROM contact_points WHERE account_id = r.id) p
    WHERE r.id = ANY($1)`,
  contact: (sight, bind) => `
    SELECT r.id, r.name, NULL::int AS number, m.posts AS about, r.email, r.phone, coalesce(m.accounts, '[]') AS accounts,
      ${ref('o')} AS owner, NULL::boolean AS open, NULL::text AS state
    FROM contacts r LEFT JOIN people o ON o.id = r.owner_id CROSS JOIN LATERAL (
      SELECT jsonb_agg(${ref('a')} ORDER BY a.name) AS accounts, string_agg(ac.post, ', ' ORDER BY a.name) AS posts
      FROM account_contacts ac JOIN accounts a ON a.id = ac.account_id
      WHERE ac.contact_id = r.id AND a.merged_into IS NULL AND ${seenSql(sight, 'account', 'a', bind)}) m
    WHERE r.id = ANY($1)`,
  lead: () => `
    SELECT r.id, r.topic AS name, r.number, concat_ws(', ', r.person_name, r.organisation) AS about, r.email, r.phone, ${CLIENT},
      ${ref('o')} AS owner, i.open, i.state
    FROM leads r JOIN process_instances i ON i.id = r.id LEFT JOIN people o ON o.id = i.owner_id LEFT JOIN accounts a ON a.id = r.account_id
    WHERE r.id = ANY($1)`,
  sale: () => `
    SELECT r.id, r.title AS name, r.number, NULL::text AS about, ${NOBODY}, ${CLIENT}, ${ref('o')} AS owner, i.open, i.state
    FROM sales r JOIN process_instances i ON i.id = r.id LEFT JOIN people o ON o.id = i.owner_id LEFT JOIN accounts a ON a.id = r.account_id
    WHERE r.id = ANY($1)`,
  product: () => `
    SELECT r.id, r.name, NULL::int AS number, r.series AS about, ${NOBODY}, '[]'::jsonb AS accounts, NULL::jsonb AS owner,
      NULL::boolean AS open, NULL::text AS state
    FROM products r WHERE r.id = ANY($1)`,
};

/** The cards of entries, in their order. One query a kind; one that is gone meanwhile is left out. */
export async function hitsOf(pool: Pool, entries: readonly Entry[], sight: Sight): Promise<Map<string, Hit>> {
  const kinds = [...new Set(entries.map(({ kind }) => kind))];
  const read = kinds.map(async (kind) => {
    const values: unknown[] = [entries.filter((one) => one.kind === kind).map(({ id }) => id)];
    const sql = CARDS[kind](sight, (value) => `$${values.push(value)}`);
    const { rows } = await pool.query<Omit<Hit, 'kind'>>(sql, values);
    return rows.map((row) => [row.id, { ...row, kind, about: row.about || null }] as const);
  });
  return new Map((await Promise.all(read)).flat());
}
