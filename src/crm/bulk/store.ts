import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant, Kind } from '../../process';
import { ms, type Ref, ref } from '../instance-sql';
import type { Asker, Bulk, BulkAct } from './act';

/** Keeps what is asked of many before any of it is done; the same id again does nothing. What is hidden from who asks is not there. */
export async function keepBulk(
  pool: Pool,
  { id, kind, act, items, asked, at }: Bulk & { id: string; asked: Asker; at: Instant },
  hidden: ReadonlySet<string>,
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      'INSERT INTO bulk_acts (id, kind, act, asked, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING',
      [id, kind, JSON.stringify(act), JSON.stringify(asked), new Date(at)],
    );
    if (rowCount === 0) return;
    await client.query(
      `INSERT INTO bulk_act_items (bulk_id, instance_id, n, expected_seq, result)
       SELECT $1, x.id, x.n, x.seq, CASE WHEN x.id = ANY($4::uuid[]) THEN 'not there' END
       FROM unnest($2::uuid[], $3::int[]) WITH ORDINALITY AS x (id, seq, n) ON CONFLICT DO NOTHING`,
      [id, items.map((one) => one.id), items.map((one) => one.seq ?? null), [...hidden]],
    );
  });
}

/** One of many, and what became of it. */
export interface BulkResult {
  id: string;
  number: number | null;
  name: string | null;
  result: string | null;
  reason: { code: string; detail: string; until: { code: string; params: Record<string, unknown> }[] } | null;
  seq: number | null;
  /** Of a question: its task, who has it, and what they answered. */
  task: { id: string; status: string; assignee: Ref | null; answer: string | null; answeredAt: Instant | null } | null;
}

export interface BulkCard {
  id: string;
  kind: Kind;
  act: BulkAct;
  status: 'running' | 'done';
  askedBy: Ref | null;
  createdAt: Instant;
  doneAt: Instant | null;
  /** How many came to what; `waiting` until something has. */
  results: Readonly<Record<string, number>>;
}

const SELECT = `
  SELECT b.id, b.kind, b.act, b.status, ${ref('p')} AS "askedBy", ${ms('b.created_at')} AS "createdAt", ${ms('b.done_at')} AS "doneAt",
    (SELECT coalesce(jsonb_object_agg(k, n), '{}') FROM (SELECT coalesce(i.result, 'waiting') AS k, count(*)::int AS n
       FROM bulk_act_items i WHERE i.bulk_id = b.id GROUP BY 1) c) AS results
  FROM bulk_acts b LEFT JOIN people p ON p.id = (b.asked ->> 'id')::uuid
  WHERE ($1::boolean OR b.asked ->> 'id' = $2)`;

type Reader = { id: string; roles: readonly string[] };
const readerOf = ({ id, roles }: Reader) => [roles.includes('administrator'), id];

/** What somebody asked of many; null when there is none of theirs. An administrator reads everybody's. */
export async function readBulk(pool: Pool, id: string, reader: Reader): Promise<BulkCard | null> {
  const { rows } = await pool.query<BulkCard>(`${SELECT} AND b.id = $3`, [...readerOf(reader), id]);
  return rows[0] ?? null;
}

const NEWEST = 100;

/** The newest of what somebody asked of many; 100 at most. */
export async function listBulks(pool: Pool, reader: Reader): Promise<BulkCard[]> {
  const sql = `${SELECT} ORDER BY b.created_at DESC, b.id LIMIT ${NEWEST}`;
  return (await pool.query<BulkCard>(sql, readerOf(reader))).rows;
}

/** What became of each, in the order in which they were asked for. Names are told to whoever sees them. */
export async function bulkResults(pool: Pool, id: string, kind: Kind, sight: Sight): Promise<BulkResult[]> {
  const values: unknown[] = [id];
  const seen = seenSql(sight, kind, 'i', (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<BulkResult>(
    `SELECT x.instance_id AS id, w.number, w.${kind === 'sale' ? 'title' : 'topic'} AS name, x.result, x.reason, x.seq,
       CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('id', t.id, 'status', t.status, 'assignee', ${ref('h')},
         'answer', said.words, 'answeredAt', ${ms('said.at')}) END AS task
     FROM bulk_act_items x
       LEFT JOIN process_instances i ON i.id = x.instance_id AND ${seen}
       LEFT JOIN ${kind}s w ON w.id = i.id
       LEFT JOIN tasks t ON t.id = x.task_id AND i.id IS NOT NULL LEFT JOIN people h ON h.id = t.assignee_id
       LEFT JOIN LATERAL (
         SELECT words, at FROM (
           SELECT c.record ->> 'comment' AS words, c.answered_at AS at FROM commands c
           WHERE c.instance_id = t.instance_id AND c.type = 'complete' AND c.status = 'applied' AND c.command ->> 'task' IN (t.key, t.id::text)
           UNION ALL SELECT m.body, m.at FROM task_comments m WHERE m.task_id = t.id AND m.author_id = t.assignee_id) a
         WHERE words IS NOT NULL ORDER BY at DESC LIMIT 1) said ON true
     WHERE x.bulk_id = $1 ORDER BY x.n`,
    values,
  );
  return rows;
}
