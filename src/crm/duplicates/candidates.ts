import type { Pool } from 'pg';
import { fold, foldCompany, normalSite } from '../normal';
import type { DuplicateEntity, RecordWords } from './records';

/** Among which kinds the same is looked for: somebody who is typed on a lead may be known as any of them. */
export const LOOKED_AMONG: Readonly<Record<DuplicateEntity, readonly DuplicateEntity[]>> = {
  account: ['account'],
  contact: ['contact'],
  lead: ['contact', 'account', 'lead'],
};

/** A record that is worth comparing with the nth of those asked for. */
export interface Candidate {
  n: number;
  kind: DuplicateEntity;
  id: string;
}

/**
 * Those who share a key with what is asked for: an address, the end of a phone number, a site, a tax number, or what slips and
 * spellings leave of a name. By index; the likeliest `most` of each. `widely`: a single word in common is enough, too.
 */
export async function candidatesOf(
  pool: Pick<Pool, 'query'>,
  kinds: readonly DuplicateEntity[],
  rows: readonly RecordWords[],
  { most, widely }: { most: number; widely: boolean },
): Promise<Candidate[]> {
  const asked = rows.map((row, n) => ({
    n,
    first: row.names[0],
    second: row.names[1],
    person: row.person,
    name: fold(row.person ?? row.names[0] ?? ''),
    keys: sureKeys(row),
  }));
  const found = await pool.query<Candidate>(CANDIDATES, [JSON.stringify(asked), kinds, most, widely]);
  return found.rows;
}

export const CANDIDATES = `
  SELECT a.n, c.kind, c.id FROM jsonb_to_recordset($1::jsonb) AS a(n int, first text, second text, person text, name text, keys text[])
  CROSS JOIN LATERAL (
    SELECT array_agg(key) AS keys FROM unnest(a.keys || company_keys(a.first) || company_keys(a.second) || person_keys(a.person)) key
    WHERE $4 OR key NOT LIKE 'w:%'
  ) k CROSS JOIN LATERAL (
    SELECT e.kind, e.id FROM entries_sharing(k.keys) e WHERE e.kind = ANY($2)
    ORDER BY e.keys && a.keys DESC, similarity(e.name, a.name) DESC LIMIT $3
  ) c`;

/** Those whose names differ by a slip of the finger that changes every key; for one who types, by the trigrams of the longest words. */
export async function nearlyNamed(
  pool: Pick<Pool, 'query'>,
  kinds: readonly DuplicateEntity[],
  { person, names }: RecordWords,
  most: number,
): Promise<Candidate[]> {
  const words = (person === null ? foldCompany(names[0] ?? '') : fold(person))
    .split(' ')
    .filter((word) => word.length > 3)
    .sort((a, b) => b.length - a.length)
    .slice(0, 2);
  if (words.length === 0) return [];
  const sql = 'SELECT 0 AS n, kind, id FROM search_slips($1, $2, $3)';
  return (await pool.query<Candidate>(sql, [kinds, words, most])).rows;
}

const PHONE_END = 9;
const PHONE_LEAST = 7;

/** The keys of what belongs to one only; as the SQL functions `email_key` and its kin write them. */
function sureKeys({ emails, phones, sites, taxNumber, kind }: RecordWords): string[] {
  const digits = phones.map((phone) => phone.replace(/\D/g, '')).filter((one) => one.length >= PHONE_LEAST);
  const domains = kind === 'contact' ? [] : [...sites, ...emails].map(normalSite).filter((site) => site !== null);
  return [
    ...emails.filter((email) => email.includes('@')).map((email) => `e:${email.trim().toLowerCase()}`),
    ...digits.map((one) => `p:${one.slice(-PHONE_END)}`),
    ...domains.map((domain) => `s:${domain}`),
    ...(taxNumber ? [`t:${taxNumber.toUpperCase().replace(/[\s.–-]/g, '')}`] : []),
  ];
}
