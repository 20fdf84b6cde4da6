import type { FileBatch, StagedRow } from './batch';
import type { RowValues } from './read-row';
import { textOf } from './read-row';

/** What names in a file stand for. `several`: more than one record has this name, so none is meant for certain. */
export type Found = { id: string } | 'several' | null;

export interface Names {
  of(name: string): Found;
}

type Table = 'people' | 'accounts' | 'products' | 'contacts';

/** By what a name may be known, beside the key that this source gave it. */
const WORDS: Readonly<Record<Table, string>> = {
  people: `SELECT lower(name) AS word, id FROM people WHERE lower(name) = ANY($1) UNION ALL SELECT lower(email), id FROM people WHERE lower(email) = ANY($1)`,
  accounts: `SELECT lower(name) AS word, id FROM accounts WHERE lower(name) = ANY($1) AND merged_into IS NULL`,
  contacts: `SELECT lower(name) AS word, id FROM contacts WHERE lower(name) = ANY($1) AND merged_into IS NULL AND erased_at IS NULL`,
  products: `SELECT lower(name) AS word, id FROM products WHERE lower(name) = ANY($1) UNION ALL SELECT lower(key), id FROM products WHERE lower(key) = ANY($1)`,
};

const KEYED: Readonly<Record<Table, string | null>> = {
  people: 'SELECT external_key AS key, id FROM people WHERE external_key = ANY($1)',
  accounts: 'SELECT external_key AS key, coalesce(merged_into, id) AS id FROM accounts WHERE external_key = ANY($1)',
  contacts:
    'SELECT external_key AS key, coalesce(merged_into, id) AS id FROM contacts WHERE external_key = ANY($1) AND erased_at IS NULL',
  products: null,
};

/** Finds the records that the rows name in a field. Letters large or small are the same. */
export async function lookUp(
  { client, plan }: FileBatch,
  table: Table,
  rows: readonly RowValues[],
  target: string,
): Promise<Names> {
  const names = [...new Set(rows.map((row) => textOf(row, target)).filter(Boolean))];
  const found = new Map<string, Set<string>>();
  const keyed = new Map<string, string>();
  if (names.length > 0) {
    const { rows: byWord } = await client.query<{ word: string; id: string }>(WORDS[table], [
      names.map((name) => name.toLowerCase()),
    ]);
    for (const { word, id } of byWord) found.set(word, (found.get(word) ?? new Set()).add(id));
    const sql = KEYED[table];
    if (sql !== null) {
      const { rows: byKey } = await client.query<{ key: string; id: string }>(sql, [
        names.map((name) => `${plan.source}:${name}`),
      ]);
      for (const { key, id } of byKey) keyed.set(key, id);
    }
  }
  return {
    of(name) {
      const known = keyed.get(`${plan.source}:${name}`);
      if (known !== undefined) return { id: known };
      const ids = found.get(name.toLowerCase());
      if (!ids) return null;
      const [id] = ids;
      return ids.size === 1 && id !== undefined ? { id } : 'several';
    },
  };
}

/** Keys of rows, for statements. */
export const keysOf = (rows: readonly StagedRow[]): string[] => rows.map(({ key }) => key);

/** The id of what a field names; where that is nobody for certain, it is noted and left empty. */
export function namedId(
  row: RowValues,
  names: Names,
  target: string,
  unknown: 'OwnerUnknown' | 'AccountUnknown' | 'ProductUnknown' | 'HoldingUnknown' | 'ContactUnknown',
): string | null {
  const name = textOf(row, target);
  if (name === '') return null;
  const found = names.of(name);
  if (found !== null && found !== 'several') return found.id;
  row.notes.push({
    code: found === 'several' ? 'NameAmbiguous' : unknown,
    field: target,
    value: name,
    done: 'left empty',
  });
  return null;
}
