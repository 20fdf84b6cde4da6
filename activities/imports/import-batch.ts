import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../../src/platform/in-transaction';
import { ReferenceStale } from '../bulk/write-histories';
import type { Reference, ReferenceSource } from '../reference';
import { importAccounts } from './import-accounts';
import { importPeople } from './import-people';
import { importProducts } from './import-products';
import { importSalesRows } from './import-sales-rows';
import { type ImportKind, storedMapping } from './mapping';
import { type Batch, keepResults, type RowResult, type WaitingRow } from './row-result';
import { finishImport } from './summary';

/** Rows of one transaction. Lists are short and refer to themselves (holdings, managers): they go at once. */
const ROWS: Readonly<Record<ImportKind, number>> = { people: 10_000, accounts: 10_000, products: 10_000, sales: 500 };
/** How often a batch is made anew because calendars or people change under it. */
const FRESH_TRIES = 5;

interface ImportRow {
  kind: ImportKind;
  mapping: unknown;
  startedAt: Date;
}

/** How many rows a batch took, and how many of the file have no result yet. */
export interface BatchTaken {
  taken: number;
  left: number;
}

/**
 * Imports the next rows of a staged file, all or none, with what became of each. May run twice, and several at once:
 * a row that has its result is not taken again, and one that another batch holds is left to that.
 */
export const createImportBatch = ({ pool, reference }: { pool: Pool; reference: ReferenceSource }) =>
  async function importBatch(importId: string): Promise<BatchTaken> {
    let known = await reference.current();
    for (let n = 0; n < FRESH_TRIES; n++) {
      try {
        return await inTransaction(pool, (client) => takeBatch(client, importId, known));
      } catch (error) {
        if (!(error instanceof ReferenceStale)) throw error;
        known = await reference.refresh();
      }
    }
    throw new Error('Calendars or people change faster than rows can be imported.');
  };

async function takeBatch(client: ClientBase, importId: string, reference: Reference): Promise<BatchTaken> {
  const { rows } = await client.query<ImportRow>(
    `SELECT kind, mapping, started_at AS "startedAt" FROM imports WHERE id = $1`,
    [importId],
  );
  const [found] = rows;
  if (!found) throw new Error(`Import ${importId} is in no table.`);
  const waiting = await readWaiting(client, importId, ROWS[found.kind]);
  const batch = { client, mapping: storedMapping(found.mapping), importAt: found.startedAt.getTime() };
  if (waiting.length > 0) await keepResults(client, importId, await take(batch, found.kind, waiting, reference));
  return { taken: waiting.length, left: await finishImport(client, importId) };
}

function take(batch: Batch, kind: ImportKind, rows: readonly WaitingRow[], reference: Reference): Promise<RowResult[]> {
  switch (kind) {
    case 'people':
      return importPeople(batch, rows);
    case 'accounts':
      return importAccounts(batch, rows);
    case 'products':
      return importProducts(batch, rows);
    case 'sales':
      return importSalesRows(batch, rows, reference);
  }
}

async function readWaiting(client: ClientBase, importId: string, limit: number): Promise<WaitingRow[]> {
  const { rows } = await client.query<WaitingRow>(
    `SELECT row, external_key AS key, raw, notes FROM import_rows WHERE import_id = $1 AND result = 'waiting' ORDER BY row LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [importId, limit],
  );
  return rows;
}
