import type { ClientBase, Pool } from 'pg';
import type { ImportKind } from './mapping';
import type { Note } from './note';

/** How far an import of one file has come. */
export interface Progress {
  id: string;
  kind: ImportKind;
  fileName: string;
  status: 'waiting' | 'running' | 'done';
  total: number;
  done: number;
  summary: Summary | null;
}

/** What became of the rows of one file. */
export interface Summary {
  imported: number;
  present: number;
  rejected: number;
  /** How many rows each note stands beside. */
  notes: Readonly<Record<string, number>>;
}

/** Closes the book on an import when no row is left that waits. Gives how many are left. */
export async function finishImport(client: ClientBase, importId: string): Promise<number> {
  const { rows } = await client.query<{ left: number }>(`SELECT total - done AS left FROM imports WHERE id = $1`, [
    importId,
  ]);
  const left = rows[0]?.left ?? 0;
  if (left === 0) await client.query(FINISH, [importId]);
  return left;
}

const FINISH = `
  UPDATE imports SET status = 'done', finished_at = coalesce(finished_at, now()), summary = (
    SELECT jsonb_build_object(
      'imported', count(*) FILTER (WHERE result = 'imported'),
      'present', count(*) FILTER (WHERE result = 'present'),
      'rejected', count(*) FILTER (WHERE result = 'rejected'),
      'notes', (SELECT coalesce(jsonb_object_agg(code, n), '{}') FROM (
         SELECT note ->> 'code' AS code, count(DISTINCT row) AS n FROM import_rows, jsonb_array_elements(notes) AS note
         WHERE import_id = $1 GROUP BY 1) AS by_code))
    FROM import_rows WHERE import_id = $1)
  WHERE id = $1`;

/** How far imports have come, in the order of their ids. */
export async function readProgress(pool: Pool, importIds: readonly string[]): Promise<Progress[]> {
  const { rows } = await pool.query<Progress>(
    `SELECT id, kind, file_name AS "fileName", status, total, done, summary FROM imports WHERE id = ANY($1) ORDER BY id`,
    [importIds],
  );
  return rows;
}

/** What became of one row, for a report. */
export interface ReportRow {
  fileName: string;
  row: number;
  key: string | null;
  result: string;
  notes: Note[];
}

/** What became of every row of imports. */
export async function readReport(pool: Pool, importIds: readonly string[]): Promise<ReportRow[]> {
  const { rows } = await pool.query<ReportRow>(
    `SELECT i.file_name AS "fileName", r.row, r.external_key AS key, r.result, r.notes
     FROM import_rows r JOIN imports i ON i.id = r.import_id WHERE i.id = ANY($1) ORDER BY i.id, r.row`,
    [importIds],
  );
  return rows;
}
