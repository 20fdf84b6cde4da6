import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant } from '../../process';
import { ms } from '../instance-sql';
import { type Blank, PERSONAL, type Place } from './personal';
import { findSubject, type Subject } from './subject';

/** Who asks for an erasure, and why. */
export interface ErasureAsked {
  /** Of the act; the same again does nothing more. */
  id: string;
  contactId: string;
  by: string;
  at: Instant;
  reason: string;
  /** Also while open sales depend on the person. */
  force: boolean;
  /** Leads that have their e-mail address or phone and are not theirs. */
  spare: readonly string[];
  /** It is done and rolled back: what is told is what would be. */
  dryRun: boolean;
}

/** What an erasure did, or would do. */
export interface Erasure {
  /** Rows by table. */
  counts: Record<string, number>;
  leads: { id: string; number: number; topic: string; personName: string | null }[];
  openSales: { id: string; number: number; title: string }[];
  /** Leads and sales whose workflows are made to forget, within a minute or so. */
  forgetting: number;
  erasedAt: Instant | null;
}

export type Erased =
  | { was: 'erased'; erasure: Erasure }
  | { was: 'refused'; why: 'open sales'; erasure: Erasure }
  | { was: 'refused'; why: 'erased already' };

/**
 * Erases a person: every place of the registry, their card, their leads' words and those of their sales' histories, in one
 * transaction. The rows stay, without anything personal, so that counts and histories do. A row of `privacy_acts` says who
 * asked and why. Workflows forget by `forgetHistories`, which finds its work in the tables.
 */
export async function erasePerson(pool: Pool, asked: ErasureAsked): Promise<Erased> {
  try {
    return await inTransaction(pool, async (client) => {
      const done = await erase(client, asked);
      if (asked.dryRun) throw new OnlyTried(done);
      return done;
    });
  } catch (error) {
    if (error instanceof OnlyTried) return error.done;
    throw error;
  }
}

/** Leaves the transaction, so that nothing of it stays. */
class OnlyTried extends Error {
  constructor(readonly done: Erased) {
    super('This was only tried.');
  }
}

async function erase(client: PoolClient, asked: ErasureAsked): Promise<Erased> {
  const { id, contactId, by, at, reason, force, spare, dryRun } = asked;
  const held = await client.query<{ erasedAt: Instant | null }>(
    `SELECT ${ms('erased_at')} AS "erasedAt" FROM contacts WHERE id = $1 OR merged_into = $1 ORDER BY id FOR UPDATE`,
    [contactId],
  );
  if (held.rows.some(({ erasedAt }) => erasedAt !== null)) return doneBefore(client, id);
  const found = await findSubject(client, contactId);
  const subject = { ...found, leads: found.leads.filter((lead) => !spare.includes(lead)) };
  const [leads, openSales] = [await leadsOf(client, subject), await openSalesOf(client, subject)];
  const instances = [...subject.leads, ...subject.deals];
  const told = { leads, openSales, forgetting: instances.length, erasedAt: at };
  if (openSales.length > 0 && !force && !dryRun)
    return { was: 'refused', why: 'open sales', erasure: { ...told, counts: {}, erasedAt: null } };
  await client.query(
    `INSERT INTO privacy_acts (id, kind, subject, by, at, reason, forced, counts, salt)
     VALUES ($1, 'erasure', $2, $3, $4, $5, $6, '{}', gen_random_uuid())`,
    [id, contactId, by, new Date(at), reason, force],
  );
  const counts = await blankAll(client, id, subject);
  counts.contacts = (counts.contacts ?? 0) + (await eraseCard(client, subject, { by, at }));
  await client.query('UPDATE privacy_acts SET counts = $2 WHERE id = $1', [id, JSON.stringify(counts)]);
  await client.query(
    `INSERT INTO histories_to_forget (instance_id, act_id, asked_at) SELECT one, $2, $3 FROM unnest($1::uuid[]) one
     ON CONFLICT (instance_id) DO UPDATE SET act_id = excluded.act_id, asked_at = excluded.asked_at, ended_at = NULL, done_at = NULL`,
    [instances, id, new Date(at)],
  );
  return { was: 'erased', erasure: { ...told, counts } };
}

/** The same act again is told what it did; another one, that there is nobody any more. */
async function doneBefore(client: PoolClient, id: string): Promise<Erased> {
  const { rows } = await client.query<Pick<Erasure, 'counts' | 'forgetting' | 'erasedAt'>>(
    `SELECT counts, ${ms('at')} AS "erasedAt", (SELECT count(*)::int FROM histories_to_forget h WHERE h.act_id = p.id) AS forgetting
     FROM privacy_acts p WHERE id = $1 AND kind = 'erasure'`,
    [id],
  );
  const [act] = rows;
  if (!act) return { was: 'refused', why: 'erased already' };
  return { was: 'erased', erasure: { ...act, leads: [], openSales: [] } };
}

async function blankAll(client: PoolClient, act: string, subject: Subject): Promise<Record<string, number>> {
  const { leads, deals, pattern } = subject;
  const words = await client.query<{ counts: Record<string, number> }>('SELECT erase_words($1, $2, $3, $4) AS counts', [
    act,
    [...leads, ...deals],
    leads,
    pattern,
  ]);
  const counts = { ...words.rows[0]?.counts };
  for (const place of PERSONAL) {
    const { text, values } = blankSql(place, subject);
    const { rowCount } = await client.query(text, values);
    counts[place.table] = (counts[place.table] ?? 0) + (rowCount ?? 0);
  }
  return Object.fromEntries(Object.entries(counts).filter(([, rows]) => rows > 0));
}

/** The statement by which a place forgets somebody. */
function blankSql({ table, found, blank = {}, remove }: Place, subject: Subject): { text: string; values: unknown[] } {
  const { bound, values } = binder(subject);
  if (remove) return { text: `DELETE FROM ${table} t WHERE ${bound(found)}`, values };
  const set = Object.entries(blank).map(([column, how]) => `${column} = ${bound(BLANKED[how](`t.${column}`))}`);
  return { text: `UPDATE ${table} t SET ${set.join(', ')} WHERE ${bound(found)}`, values };
}

const BLANKED: Readonly<Record<Blank, (column: string) => string>> = {
  erased: () => 'erased()',
  null: () => 'NULL',
  told: () => `'{"erased": true}'::jsonb`,
  words: (column) => `without_words(${column})`,
  marks: (column) => `without_marks(${column}, :pattern)`,
  key: (column) => `CASE WHEN ${column} ~* :pattern THEN 'erased ' || gen_random_uuid() ELSE ${column} END`,
};

const TYPES = { contacts: 'uuid[]', leads: 'uuid[]', deals: 'uuid[]', pattern: 'text' } as const;

/** Puts a person's values in the places of a condition, and keeps them in the order of their numbers. */
export function binder(subject: Subject): { bound: (condition: string) => string; values: unknown[] } {
  const names: (keyof typeof TYPES)[] = [];
  const values: unknown[] = [];
  const bound = (condition: string): string =>
    condition.replace(/(?<!:):(contacts|leads|deals|pattern)\b/g, (_, name: keyof typeof TYPES) => {
      if (!names.includes(name)) values.push(subject[names[names.push(name) - 1] ?? name]);
      return `$${names.indexOf(name) + 1}::${TYPES[name]}`;
    });
  return { bound, values };
}

async function eraseCard(client: PoolClient, { contacts }: Subject, { by, at }: { by: string; at: Instant }) {
  const { rowCount } = await client.query(
    `UPDATE contacts SET name = erased(), email = NULL, phone = NULL, language = NULL, birth_date = NULL, notes = NULL, external_key = NULL,
       custom = '{}', erased_at = $2, revision = revision + 1, updated_at = $2, updated_by = $3 WHERE id = ANY($1)`,
    [contacts, new Date(at), by],
  );
  return rowCount ?? 0;
}

async function leadsOf(client: PoolClient, { leads }: Subject): Promise<Erasure['leads']> {
  const { rows } = await client.query<Erasure['leads'][number]>(
    `SELECT id, number, topic, person_name AS "personName" FROM leads WHERE id = ANY($1) ORDER BY number`,
    [leads],
  );
  return rows;
}

async function openSalesOf(client: PoolClient, { contacts }: Subject): Promise<Erasure['openSales']> {
  const { rows } = await client.query<Erasure['openSales'][number]>(
    `SELECT s.id, s.number, s.title FROM sales s JOIN process_instances i ON i.id = s.id AND i.open
     WHERE s.contact_id = ANY($1) ORDER BY s.number`,
    [contacts],
  );
  return rows;
}
