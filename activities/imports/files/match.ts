import { seenSql } from '../../../src/access';
import { normalEmail, normalPhone, normalTaxNumber } from '../../../src/crm';
import { type NoteCode, rejection } from '../note';
import type { FileBatch } from './batch';
import { listOf, type RowValues, textOf } from './read-row';

/** The record that a row is about; a rejection says why it must not be touched. */
export type Match = { id: string } | { refused: NoteCode } | null;

interface Candidate {
  /** Which row's key or word it was found by. */
  word: string;
  id: string;
  seen: boolean;
  erased: boolean;
}

type Natural = (row: RowValues, country?: string) => string[];

const inSmall: (target: string) => Natural = (target) => (row) => [textOf(row, target).toLowerCase()].filter(Boolean);
const phones: Natural = (row, country) => listOf(row, 'phone').flatMap((one) => normalPhone(one, country) ?? []);
const emails: Natural = (row) => listOf(row, 'email').flatMap((one) => normalEmail(one) ?? []);
const point = (entity: 'account' | 'contact', kind: string) =>
  `SELECT normal AS word, ${entity}_id AS id FROM contact_points WHERE kind = '${kind}' AND normal = ANY($1) AND ${entity}_id IS NOT NULL`;

/** By which fields a card is found that no import has brought: the words of a row, and who has them. */
const NATURAL: Readonly<Record<'account' | 'contact', Readonly<Record<string, { words: Natural; sql: string }>>>> = {
  account: {
    name: { words: inSmall('name'), sql: 'SELECT lower(name) AS word, id FROM accounts WHERE lower(name) = ANY($1)' },
    taxNumber: {
      words: (row) => [normalTaxNumber(textOf(row, 'taxNumber')) ?? textOf(row, 'taxNumber')].filter(Boolean),
      sql: 'SELECT tax_number AS word, id FROM accounts WHERE tax_number = ANY($1)',
    },
    email: { words: emails, sql: point('account', 'e-mail') },
    phone: { words: phones, sql: point('account', 'phone') },
  },
  contact: {
    name: { words: inSmall('name'), sql: 'SELECT lower(name) AS word, id FROM contacts WHERE lower(name) = ANY($1)' },
    email: {
      words: emails,
      sql: `SELECT lower(email) AS word, id FROM contacts WHERE lower(email) = ANY($1) UNION ALL ${point('contact', 'e-mail')}`,
    },
    phone: { words: phones, sql: point('contact', 'phone') },
  },
};

const TABLE = { account: 'accounts', contact: 'contacts' } as const;

/**
 * Finds the cards that rows are about: by the key that an earlier import gave them, then by the key fields themselves, all of
 * which have to hold. A card that whoever imports does not see is not touched, nor is one of somebody who asked to be forgotten.
 */
export async function matchCards(
  batch: FileBatch,
  entity: 'account' | 'contact',
  rows: readonly RowValues[],
): Promise<Map<number, Match>> {
  const byKey = await candidates(
    batch,
    entity,
    `SELECT external_key AS word, id FROM ${TABLE[entity]} WHERE external_key = ANY($1)`,
    rows.map(({ row }) => row.key),
  );
  const natural = batch.plan.key.filter((target) => target !== 'key');
  const ways = natural.map((target) => NATURAL[entity][target]);
  const found = await Promise.all(
    ways.map((way) =>
      way
        ? candidates(
            batch,
            entity,
            way.sql,
            rows.flatMap((row) => way.words(row, batch.plan.country)),
          )
        : Promise.resolve(new Map<string, Candidate[]>()),
    ),
  );
  const isWhole = ways.length > 0 && ways.every(Boolean) && !batch.plan.key.includes('key');
  return new Map(
    rows.map((row) => {
      const keyed = byKey.get(row.row.key);
      if (keyed) return [row.row.row, verdict(keyed)];
      if (!isWhole) return [row.row.row, null];
      const sets = ways.map((way, i) =>
        (way?.words(row, batch.plan.country) ?? []).flatMap((word) => found[i]?.get(word) ?? []),
      );
      const [first = [], ...rest] = sets;
      return [row.row.row, verdict(first.filter(({ id }) => rest.every((set) => set.some((one) => one.id === id))))];
    }),
  );
}

function verdict(all: readonly Candidate[]): Match {
  const ids = new Set(all.map(({ id }) => id));
  const [one] = all;
  if (!one) return null;
  if (ids.size > 1) return { refused: 'SeveralMatch' };
  if (one.erased) return { refused: 'PersonErased' };
  return one.seen ? { id: one.id } : { refused: 'NotYours' };
}

/** The cards behind words, doubles as what they live on in. */
async function candidates(
  { client, sight }: FileBatch,
  entity: 'account' | 'contact',
  sql: string,
  words: readonly string[],
): Promise<Map<string, Candidate[]>> {
  const values: unknown[] = [[...new Set(words)]];
  const seen = seenSql(sight, entity, 't', (value) => `$${values.push(value)}`);
  const erased = entity === 'contact' ? 't.erased_at IS NOT NULL' : 'false';
  const { rows } = await client.query<Candidate>(
    `SELECT w.word, t.id, ${seen} AS seen, ${erased} AS erased FROM (${sql}) w
     JOIN ${TABLE[entity]} o ON o.id = w.id JOIN ${TABLE[entity]} t ON t.id = coalesce(o.merged_into, o.id)`,
    values,
  );
  const found = new Map<string, Candidate[]>();
  for (const one of rows) found.set(one.word, [...(found.get(one.word) ?? []), one]);
  return found;
}

/** The note of a row whose record must not be touched. */
export const refusedMatch = ({ row }: RowValues, code: NoteCode) => rejection(code, 'key', row.key);
