import type { ClientBase } from 'pg';
import type { Mapping } from './mapping';
import type { Note } from './note';

/** A row that waits to be imported. */
export interface WaitingRow {
  row: number;
  /** As the file has it, without the source's name before it. */
  key: string;
  raw: Readonly<Record<string, string>>;
  /** What was said of it when it was staged. */
  notes: readonly Note[];
}

/** What became of a row. */
export interface RowResult {
  row: number;
  result: 'imported' | 'present' | 'rejected';
  entityId: string | null;
  notes: readonly Note[];
}

/** What every importer is handed beside its rows. */
export interface Batch {
  /** Inside the transaction of the batch. */
  client: ClientBase;
  mapping: Mapping;
  /** When the import was staged: what has no date of its own happened then. */
  importAt: number;
}

/** What a row of the source is known by in our tables. */
export const externalKey = ({ source }: Mapping, key: string): string => `${source}:${key}`;

export const rejected = ({ row, notes }: WaitingRow, why: readonly Note[]): RowResult => ({
  row,
  result: 'rejected',
  entityId: null,
  notes: [...notes, ...why],
});

/** Ids by external key, of the rows of a table that are there already. */
export async function idsByKey(
  client: ClientBase,
  table: 'accounts' | 'people' | 'sales',
  keys: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; key: string }>(
    `SELECT id, external_key AS key FROM ${table} WHERE external_key = ANY($1)`,
    [keys],
  );
  return new Map(rows.map((one) => [one.key, one.id]));
}

/** Keeps what became of rows, and how far the import has come. */
export async function keepResults(client: ClientBase, importId: string, results: readonly RowResult[]): Promise<void> {
  await client.query(
    `UPDATE import_rows r SET result = d.result, entity_id = d."entityId", notes = d.notes
     FROM json_to_recordset($2) AS d(row int, result text, "entityId" uuid, notes jsonb)
     WHERE r.import_id = $1 AND r.row = d.row`,
    [importId, JSON.stringify(results)],
  );
  await client.query(`UPDATE imports SET done = done + $2, status = 'running' WHERE id = $1`, [
    importId,
    results.length,
  ]);
}
