import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { type Ref, ref } from '../instance-sql';
import { fold } from '../normal';
import { type ClosedLines, foundInOpenLines } from '../search/closed-lines';

/** A person or an organisation, as one looks them up to call or to write. */
export interface AddressBookEntry {
  kind: 'account' | 'contact';
  id: string;
  name: string;
  phone: string | null;
  email: string | null;
  /** Of a person: where they work; the first by name, of those in sight. */
  organisation: Ref | null;
  post: string | null;
  owner: Ref | null;
}

const point = (key: string, kind: string) =>
  `(SELECT p.value FROM contact_points p WHERE p.${key} = x.id AND p.kind = '${kind}' ORDER BY p.position, p.id LIMIT 1)`;

/**
 * Persons and organisations in one list, by name. `q` is found in names in either alphabet's spelling, in e-mail addresses, in
 * phones by their digits, and of a person in the name of their organisation.
 */
export async function listAddressBook(
  pool: Pool,
  { q = '', sight, closed = {}, page }: { q?: string; sight: Sight; closed?: ClosedLines; page: PageRequest },
  now: Instant,
): Promise<Page<AddressBookEntry>> {
  const question = { book: q, closed, of: sight.owners === null ? null : sight.personId };
  const start = startOf(page, question, now);
  const values: unknown[] = [new Date(start.asOf), page.limit + 1];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const [name, id] = start.after;
  const after = start.first ? '' : `AND (x.name, x.id) > (${bind(name)}, ${bind(id)}::uuid)`;
  const half = (kind: 'account' | 'contact', table: string, more: string) =>
    `(SELECT x.id, x.name, '${kind}' AS kind FROM ${table} x WHERE x.merged_into IS NULL AND x.created_at <= $1 ${more}
        AND ${seenSql(sight, kind, 'x', bind)} ${sought(kind, q, closed, bind)} ${after} ORDER BY x.name, x.id LIMIT $2)`;
  const { rows } = await pool.query<AddressBookEntry>(
    `WITH found AS (SELECT * FROM (${half('account', 'accounts', '')} UNION ALL ${half('contact', 'contacts', 'AND x.erased_at IS NULL')}) f
       ORDER BY name, id LIMIT $2)
     SELECT 'account' AS kind, x.id, x.name, ${point('account_id', 'phone')} AS phone, ${point('account_id', 'e-mail')} AS email,
       NULL::jsonb AS organisation, NULL AS post, ${ref('o')} AS owner
     FROM found f JOIN accounts x ON x.id = f.id LEFT JOIN people o ON o.id = x.owner_id WHERE f.kind = 'account'
     UNION ALL
     SELECT 'contact', x.id, x.name, coalesce(x.phone, ${point('contact_id', 'phone')}), coalesce(x.email, ${point('contact_id', 'e-mail')}),
       m.account, m.post, ${ref('o')}
     FROM found f JOIN contacts x ON x.id = f.id LEFT JOIN people o ON o.id = x.owner_id
       LEFT JOIN LATERAL (SELECT ${ref('a')} AS account, m.post FROM account_contacts m JOIN accounts a ON a.id = m.account_id
         WHERE m.contact_id = x.id AND a.merged_into IS NULL AND ${seenSql(sight, 'account', 'a', bind)}
         ORDER BY a.name, a.id LIMIT 1) m ON true
     WHERE f.kind = 'contact' ORDER BY name, id`,
    values,
  );
  return pageOf(rows, page, start.asOf, question, (row) => [row.name, row.id]);
}

/**
 * Each word stands somewhere in what a record is found by (`search_entries`): its names and points, for a person also the
 * organisations. What looks like a phone is looked for by its digits, without what one dials before the area.
 */
function sought(kind: 'account' | 'contact', q: string, closed: ClosedLines, bind: Bind): string {
  const phone = /^[\d\s()+.-]{5,}$/.test(q.trim()) ? q.replace(/\D/g, '').replace(/^(8|7(?=\d{10}$))/, '') : '';
  const parts = phone === '' ? fold(q).split(' ').filter(Boolean) : [phone];
  if (parts.length === 0) return q.trim() === '' ? '' : 'AND false';
  const patterns = parts.slice(0, 8).map((part) => `%${part}%`);
  const each = patterns.map((pattern) => `e.text LIKE ${bind(pattern)}`).join(' AND ');
  const open = foundInOpenLines(patterns, closed, bind);
  return `AND x.id IN (SELECT e.id FROM search_entries e WHERE e.kind = '${kind}' AND ${each}${open})`;
}
