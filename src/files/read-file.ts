import type { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { type Page, type PageRequest, pageOf, startOf } from '../crm';
import type { Instant } from '../process';
import { StoreAway } from './limits';
import type { FileCard, FileRecord, HeldFile, On } from './records';
import type { FileRoom } from './room';

/** Rows `f` of files with what names them; one that hangs on nothing yet is not among them. */
const SELECT = `
  SELECT f.id, f.name, f.type, f.bytes::float8 AS bytes, f.state, f.verdict, f.origin,
    jsonb_build_object(
      'kind', coalesce(i.kind, CASE WHEN f.account_id IS NOT NULL THEN 'account' WHEN f.contact_id IS NOT NULL THEN 'contact'
        WHEN f.interaction_id IS NOT NULL THEN 'interaction' ELSE 'task' END),
      'id', coalesce(f.instance_id, f.account_id, f.contact_id, f.interaction_id, f.task_id)) AS on,
    CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('id', p.id, 'name', p.name) END AS by,
    (extract(epoch FROM f.created_at) * 1000)::float8 AS at`;
const FROM = `
  FROM files f LEFT JOIN process_instances i ON i.id = f.instance_id LEFT JOIN people p ON p.id = f.created_by`;
const HANGS = 'coalesce(f.instance_id, f.account_id, f.contact_id, f.interaction_id, f.task_id) IS NOT NULL';

/** A lead that was qualified and made no sale became its organisation, or the person where there is none. */
const QUALIFIED = (column: string): string =>
  `SELECT l.id FROM leads l JOIN process_instances li ON li.id = l.id
   WHERE ${column} = $1 AND l.sale_id IS NULL AND li.result = 'qualified'`;

/** Files on a record: with those of the leads that became it. */
const ON: Readonly<Record<FileRecord, string>> = {
  lead: 'f.instance_id = $1',
  sale: 'f.instance_id IN (SELECT $1::uuid UNION ALL SELECT l.id FROM leads l WHERE l.sale_id = $1)',
  account: `(f.account_id = $1 OR f.instance_id IN (${QUALIFIED('l.account_id')}))`,
  contact: `(f.contact_id = $1 OR f.instance_id IN (${QUALIFIED('l.contact_id')} AND l.account_id IS NULL))`,
  interaction: 'f.interaction_id = $1',
  task: 'f.task_id = $1',
};

/** A page of the files on a record that somebody sees, the newest first. */
export async function listFiles(pool: Pool, on: On, page: PageRequest, now: Instant): Promise<Page<FileCard>> {
  const start = startOf(page, on, now);
  const values: unknown[] = [on.id];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [ON[on.kind], `f.created_at <= ${bind(new Date(start.asOf))}`];
  const [at, id] = start.after;
  if (!start.first) where.push(`(f.created_at, f.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const sql = `${SELECT} ${FROM} WHERE ${where.join(' AND ')} ORDER BY f.created_at DESC, f.id DESC LIMIT ${bind(page.limit + 1)}`;
  const { rows } = await pool.query<FileCard>(sql, values);
  return pageOf(rows, page, start.asOf, on, (row) => [row.at, row.id]);
}

/** A file by its id, whoever asks; null where there is none that hangs on a record. */
export async function heldFile(pool: Pool, id: string): Promise<HeldFile | null> {
  const { rows } = await pool.query<HeldFile>(
    `${SELECT}, encode(f.sha256, 'hex') AS key, b.place,
       coalesce((SELECT jsonb_agg(one) FROM (
         SELECT jsonb_build_object('kind', 'sale', 'id', l.sale_id) AS one FROM leads l WHERE l.id = f.instance_id AND l.sale_id IS NOT NULL
         UNION ALL SELECT jsonb_build_object('kind', CASE WHEN l.account_id IS NULL THEN 'contact' ELSE 'account' END,
           'id', coalesce(l.account_id, l.contact_id))
         FROM leads l WHERE l.id = f.instance_id AND l.sale_id IS NULL AND i.result = 'qualified'
           AND coalesce(l.account_id, l.contact_id) IS NOT NULL) o), '[]') AS "alsoOn"
     ${FROM} LEFT JOIN file_blobs b ON b.sha256 = f.sha256 WHERE f.id = $1 AND ${HANGS}`,
    [id],
  );
  return rows[0] ?? null;
}

/** The bytes of a file, as they come. @throws StoreAway */
export async function openFile(
  { stores }: FileRoom,
  { key, place }: Pick<HeldFile, 'key' | 'place'>,
): Promise<Readable> {
  if (key === null || place === null) throw new StoreAway('The file has no bytes.');
  const store = stores[place];
  if (!store) throw new StoreAway(`The file lies in ${place}, which is no longer set up.`);
  return store.read(key);
}

/** Takes a file off its record. Its bytes go with the last file that has them. Gives whether it was there. */
export async function removeFile(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM files WHERE id = $1', [id]);
  return rowCount === 1;
}
