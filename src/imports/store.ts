import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Sight } from '../access';
import { ms, type Page, type PageRequest, pageOf, type Ref, ref, startOf } from '../crm';
import { inTransaction } from '../platform/in-transaction';
import type { Instant } from '../process';
import { keepChunks, keptBytes } from './chunks';
import type { Bytes } from './files/bytes';
import { type Looking, lookAt, type Shape } from './files/look';
import type { ImportPlan } from './plan';

/** The states that an import can be in. `waiting`: the command line has staged it. */
export const IMPORT_STATUSES = [
  'uploading',
  'uploaded',
  'mapped',
  'previewing',
  'previewed',
  'waiting',
  'running',
  'paused',
  'cancelled',
  'done',
  'failed',
  'reverting',
  'reverted',
] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** An import as its row has it. */
export interface ImportCard {
  id: string;
  kind: string;
  fileName: string;
  status: ImportStatus;
  total: number;
  done: number;
  format: string | null;
  sizeBytes: number;
  shape: Shape | null;
  plan: ImportPlan | null;
  trouble: string | null;
  summary: unknown;
  createdBy: Ref | null;
  createdAt: Instant;
  startedAt: Instant;
  finishedAt: Instant | null;
}

const SELECT = `SELECT x.id, x.kind, x.file_name AS "fileName", x.status, x.total, x.done, x.format, x.size_bytes::float8 AS "sizeBytes", x.shape, x.plan,
  x.trouble, x.summary, ${ref('o')} AS "createdBy", ${ms('x.created_at')} AS "createdAt", ${ms('x.started_at')} AS "startedAt", ${ms('x.finished_at')} AS "finishedAt"
  FROM imports x LEFT JOIN people o ON o.id = x.created_by`;

/** Whose imports somebody sees: those of the people whose records they see, and their own. $n: owners, $n+1: the person. */
const seen = (n: number) => `($${n}::uuid[] IS NULL OR x.created_by = ANY($${n}) OR x.created_by = $${n + 1})`;

/** null: there is none, or it is not among those that this sight reaches. */
export async function readImportCard(pool: Pool, sight: Sight, id: string): Promise<ImportCard | null> {
  const { rows } = await pool.query<ImportCard>(`${SELECT} WHERE x.id = $1 AND ${seen(2)}`, [
    id,
    sight.owners,
    sight.personId,
  ]);
  return rows[0] ?? null;
}

/** Imports, the newest first. */
export async function listImports(
  pool: Pool,
  sight: Sight,
  page: PageRequest,
  now: Instant,
): Promise<Page<ImportCard>> {
  const start = startOf(page, 'imports', now);
  const [at, id] = start.after;
  const { rows } = await pool.query<ImportCard>(
    `${SELECT} WHERE x.created_at <= $1 AND ${seen(2)} AND ($4::timestamptz IS NULL OR (x.created_at, x.id) < ($4, $5::uuid)) ORDER BY x.created_at DESC, x.id DESC LIMIT $6`,
    [
      new Date(start.asOf),
      sight.owners,
      sight.personId,
      start.first ? null : new Date(Number(at)),
      start.first ? null : id,
      page.limit + 1,
    ],
  );
  return pageOf(rows, page, start.asOf, 'imports', (row) => [row.createdAt, row.id]);
}

export interface NewImport {
  id: string;
  fileName: string;
  createdBy: string;
  now: Instant;
  told: Looking;
}

/**
 * Keeps a file that somebody sends and finds out what it is. A file that is refused leaves nothing.
 * @throws FileRefused in words for whoever sent it
 */
export async function uploadImport(
  pool: Pool,
  { id, fileName, createdBy, now, told }: NewImport,
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  // What was given up half way is forgotten when the next one comes.
  await pool.query(`DELETE FROM imports WHERE status = 'uploading' AND created_at < now() - interval '1 day'`);
  await pool.query(
    `INSERT INTO imports (id, kind, file_hash, file_name, mapping, status, started_at, created_at, created_by) VALUES ($1, 'file', '', $2, '{}', 'uploading', $3, $3, $4)`,
    [id, fileName, new Date(now), createdBy],
  );
  try {
    const hash = createHash('sha256');
    const size = await keepChunks(pool, id, hashed(pieces, hash));
    const shape = await lookAt(keptBytes(pool, id, size), told);
    await pool.query(
      `UPDATE imports SET status = 'uploaded', format = $2, size_bytes = $3, shape = $4, columns_key = $5, file_hash = $6 WHERE id = $1`,
      [id, shape.format, size, JSON.stringify(shape), columnsKey(shape), hash.digest('hex')],
    );
  } catch (error) {
    await pool.query('DELETE FROM imports WHERE id = $1', [id]);
    throw error;
  }
}

/** Whether an import is of a file with these bytes, told by their SHA-256. */
export async function sameUpload(pool: Pool, id: string, hash: string): Promise<boolean> {
  const { rows } = await pool.query('SELECT 1 FROM imports WHERE id = $1 AND file_hash = $2', [id, hash]);
  return rows.length > 0;
}

/** Forgets an upload of which nobody was told and with which nothing was done. */
export async function forgetUpload(pool: Pool, id: string): Promise<void> {
  await pool.query(`DELETE FROM imports WHERE id = $1 AND status IN ('uploading', 'uploaded')`, [id]);
}

async function* hashed(pieces: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

/** The columns as one word: a file with the same ones is likely the next of its kind. */
const columnsKey = ({ columns }: Shape): string =>
  createHash('sha256')
    .update(JSON.stringify(columns.map(({ name }) => name).sort()))
    .digest('hex')
    .slice(0, 32);

/** Looks at a kept file anew: another sheet, another row as its heading. @throws FileRefused */
export async function lookAgain(
  pool: Pool,
  { id, sizeBytes }: Pick<ImportCard, 'id' | 'sizeBytes'>,
  told: Looking,
): Promise<void> {
  const shape = await lookAt(bytesOfImport(pool, { id, sizeBytes }), told);
  await pool.query(
    `UPDATE imports SET status = 'uploaded', shape = $2, columns_key = $3, plan = NULL, read_at = NULL, trouble = NULL WHERE id = $1`,
    [id, JSON.stringify(shape), columnsKey(shape)],
  );
}

export const bytesOfImport = (pool: Pool, { id, sizeBytes }: Pick<ImportCard, 'id' | 'sizeBytes'>): Bytes =>
  keptBytes(pool, id, sizeBytes);

/** Says how a file is mapped. What was read or previewed under another mapping is of no use any more. */
export async function setPlan(pool: Pool, id: string, plan: ImportPlan): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('DELETE FROM import_rows WHERE import_id = $1', [id]);
    await client.query(
      `UPDATE imports SET plan = $2, kind = $3, status = 'mapped', read_at = NULL, total = 0, done = 0, trouble = NULL, summary = NULL WHERE id = $1`,
      [id, JSON.stringify(plan), plan.entity],
    );
  });
}

/** A preview of what is there now: what an earlier one said goes. */
export async function forgetPreview(pool: Pool, id: string): Promise<void> {
  await pool.query(
    `UPDATE import_rows SET would = NULL, would_notes = NULL, changes = NULL WHERE import_id = $1 AND result = 'waiting' AND would IS NOT NULL`,
    [id],
  );
}

/** A mapping that was used for a file of the same columns: one with a name, or of the last import. */
export interface KeptPlan {
  name: string | null;
  plan: ImportPlan;
}

export async function plansFor(pool: Pool, id: string): Promise<KeptPlan[]> {
  const { rows } = await pool.query<KeptPlan>(
    `SELECT name, plan FROM import_mappings WHERE columns_key = (SELECT columns_key FROM imports WHERE id = $1)
     UNION ALL (SELECT NULL, plan FROM imports WHERE columns_key = (SELECT columns_key FROM imports WHERE id = $1) AND id <> $1 AND status = 'done'
       ORDER BY created_at DESC LIMIT 1)`,
    [id],
  );
  return rows;
}

/** Keeps the mapping of an import under a name, in place of what had that name. */
export async function keepPlan(pool: Pool, id: string, name: string, by: string): Promise<void> {
  await pool.query(
    `INSERT INTO import_mappings (name, plan, columns_key, updated_by) SELECT $2, plan, columns_key, $3 FROM imports WHERE id = $1
     ON CONFLICT (name) DO UPDATE SET plan = excluded.plan, columns_key = excluded.columns_key, updated_at = now(), updated_by = excluded.updated_by`,
    [id, name, by],
  );
}

export interface NamedPlan {
  name: string;
  plan: ImportPlan;
  updatedAt: Instant;
  updatedBy: Ref | null;
}

export async function listPlans(pool: Pool): Promise<NamedPlan[]> {
  const { rows } = await pool.query<NamedPlan>(
    `SELECT x.name, x.plan, ${ms('x.updated_at')} AS "updatedAt", ${ref('o')} AS "updatedBy" FROM import_mappings x LEFT JOIN people o ON o.id = x.updated_by ORDER BY x.name`,
  );
  return rows;
}

/** Whether there was one of that name. */
export async function forgetPlan(pool: Pool, name: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM import_mappings WHERE name = $1', [name]);
  return (rowCount ?? 0) > 0;
}

/** The processes that the routing rule may give to new records of a kind. */
export async function routedProcesses(pool: Pool, kind: 'lead' | 'sale'): Promise<string[]> {
  const { rows } = await pool.query<{ process: string }>(
    `SELECT DISTINCT rule ->> 'process' AS process FROM settings, jsonb_array_elements(value) rule WHERE key = 'routing' AND rule ->> 'kind' = $1`,
    [kind],
  );
  return rows.map(({ process }) => process);
}
