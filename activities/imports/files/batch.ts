import type { ClientBase, Pool } from 'pg';
import { readPerson, type Sight, sightOf, toWorkOn } from '../../../src/access';
import { type CustomField, readCustomFields } from '../../../src/crm';
import { ImportPlan, type Shape } from '../../../src/imports';
import type { Text } from '../../../src/process';
import type { Reference } from '../../reference';
import type { Note } from '../note';

/** A row of a file that is looked at or brought in. */
export interface StagedRow {
  row: number;
  /** What it is known by in our tables, name of the source included. */
  key: string;
  raw: Readonly<Record<string, string>>;
  /** What was said of it when the file was read. */
  notes: readonly Note[];
}

/** What a field was, and becomes. */
export type Changes = Readonly<Record<string, { from: unknown; to: unknown }>>;

/** What a row would do, or has done. */
export interface RowPlan {
  row: number;
  action: 'create' | 'update' | 'present' | 'rejected';
  entityId: string | null;
  changes: Changes;
  notes: readonly Note[];
}

/** What every importer is handed beside its rows. */
export interface FileBatch {
  /** Inside the transaction of the batch. */
  client: ClientBase;
  /** For what has a transaction of its own. */
  pool: Pool;
  importId: string;
  plan: ImportPlan;
  /** When it was started: what has no date of its own happened then. */
  importAt: number;
  /** Who brings it in, and what they see. */
  by: string;
  sight: Sight;
  custom: readonly CustomField[];
  catalogues: Catalogues;
  reference: Reference;
  /** Nothing is written: it is only said what would be. */
  preview: boolean;
}

export interface ImportRecord {
  plan: unknown;
  shape: Shape;
  startedAt: Date;
  createdBy: string;
}

/** What an import is, from its row. @throws Error where there is none that files can be read by */
export async function readImportRecord(client: Pick<Pool, 'query'>, importId: string): Promise<ImportRecord> {
  const { rows } = await client.query<ImportRecord>(
    `SELECT plan, shape, started_at AS "startedAt", created_by AS "createdBy" FROM imports WHERE id = $1 AND plan IS NOT NULL`,
    [importId],
  );
  const [found] = rows;
  if (!found) throw new Error(`Import ${importId} is in no table, or has no mapping.`);
  return found;
}

/** Everything that rows of a page are held against. */
export async function openBatch(
  given: Pick<FileBatch, 'pool' | 'client' | 'importId' | 'reference' | 'preview'>,
): Promise<FileBatch> {
  const { plan, startedAt, createdBy } = await readImportRecord(given.client as unknown as Pool, given.importId);
  const read = ImportPlan.parse(plan);
  const person = await readPerson(given.pool, createdBy);
  const hasCustom =
    read.entity === 'account' || read.entity === 'contact' || read.entity === 'lead' || read.entity === 'sale';
  return {
    ...given,
    plan: read,
    importAt: startedAt.getTime(),
    by: createdBy,
    // Whoever has left while their file was coming in reaches what was theirs.
    sight: person ? toWorkOn(await sightOf(given.pool, person)) : { personId: createdBy, owners: [createdBy] },
    custom: hasCustom ? await readCustomFields(given.pool, read.entity as CustomField['entity']) : [],
    catalogues: await readCatalogues(given.pool),
  };
}

/** By catalogue: its keys, by the words that people have for them. */
export type Catalogues = ReadonlyMap<string, ReadonlyMap<string, string>>;

async function readCatalogues(pool: Pool): Promise<Catalogues> {
  const { rows } = await pool.query<{ catalogue: string; key: string; name: Text }>(
    'SELECT catalogue, key, name FROM catalogue_values WHERE retired_at IS NULL',
  );
  const all = new Map<string, Map<string, string>>();
  for (const { catalogue, key, name } of rows) {
    const words = all.get(catalogue) ?? new Map<string, string>();
    for (const word of [name.ru, name.en, key]) words.set(word.toLowerCase(), key);
    all.set(catalogue, words);
  }
  return all;
}
