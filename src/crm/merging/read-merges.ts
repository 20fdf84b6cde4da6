import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms, type Ref, ref } from '../instance-sql';
import type { Mergeable } from './fields';

/** A merge that was done. */
export interface MergeCard {
  id: string;
  entity: Mergeable;
  survivor: Ref;
  doubles: Ref[];
  status: 'merged' | 'undone';
  at: Instant;
  by: Ref | null;
  undoneAt: Instant | null;
  undoneBy: Ref | null;
  /** How many rows of which table it moved, gave a value, or took away. */
  did: { table: string; column: string; what: 'moved' | 'value' | 'gone'; rows: number; back: number }[];
}

export interface MergeFilter {
  /** Merges that a record took part in, as the survivor or as a double. */
  account?: string;
  contact?: string;
}

const named = (entity: Mergeable, id: string) =>
  `(SELECT jsonb_build_object('id', r.id, 'name', r.name) FROM ${entity}s r WHERE r.id = ${id})`;
const either = (id: string) =>
  `CASE m.entity WHEN 'account' THEN ${named('account', id)} ELSE ${named('contact', id)} END`;

const SELECT = `
  SELECT m.id, m.entity, m.status, ${ms('m.at')} AS at, ${ms('m.undone_at')} AS "undoneAt", ${ref('b')} AS by, ${ref('u')} AS "undoneBy",
    ${either('m.survivor')} AS survivor,
    (SELECT jsonb_agg(${either('d.id')} ORDER BY d.n) FROM unnest(m.doubles) WITH ORDINALITY AS d (id, n)) AS doubles,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('table', table_name, 'column', column_name, 'what', what, 'rows', rows, 'back', back)
       ORDER BY table_name, column_name, what), '[]')
     FROM (SELECT table_name, column_name, what, count(*) AS rows, count(*) FILTER (WHERE undone = 'back') AS back
           FROM merge_moves WHERE merge_id = m.id GROUP BY 1, 2, 3) did) AS did
  FROM merges m LEFT JOIN people b ON b.id = m.by LEFT JOIN people u ON u.id = m.undone_by`;

const seen = (sight: Sight, bind: Bind): string =>
  sight.owners === null
    ? 'true'
    : `(EXISTS (SELECT 1 FROM accounts r WHERE r.id = m.survivor AND ${seenSql(sight, 'account', 'r', bind)})
        OR EXISTS (SELECT 1 FROM contacts r WHERE r.id = m.survivor AND ${seenSql(sight, 'contact', 'r', bind)}))`;

/** One merge; null when there is none, or none that one sees. */
export async function readMerge(pool: Pool, id: string, sight: Sight): Promise<MergeCard | null> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const sql = `${SELECT} WHERE m.id = ${bind(id)} AND ${seen(sight, bind)}`;
  const { rows } = await pool.query<MergeCard>(sql, values);
  return rows[0] ?? null;
}

/** Merges, the newest first. */
export async function listMerges(
  pool: Pool,
  asked: { filter: MergeFilter; page: PageRequest; sight: Sight },
  now: Instant,
): Promise<Page<MergeCard>> {
  const { filter, page, sight } = asked;
  const question = { merges: filter };
  const start = startOf(page, question, now);
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = [`m.at <= ${bind(new Date(start.asOf))}`, seen(sight, bind)];
  for (const entity of ['account', 'contact'] as const) {
    const id = filter[entity];
    if (id === undefined) continue;
    const place = bind(id);
    where.push(`m.entity = '${entity}' AND (m.survivor = ${place} OR m.doubles @> ARRAY[${place}::uuid])`);
  }
  const [at, id] = start.after;
  if (!start.first) where.push(`(m.at, m.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const sql = `${SELECT} WHERE ${where.join(' AND ')} ORDER BY m.at DESC, m.id DESC LIMIT ${bind(page.limit + 1)}`;
  const { rows } = await pool.query<MergeCard>(sql, values);
  return pageOf(rows, page, start.asOf, question, (row) => [row.at, row.id]);
}
