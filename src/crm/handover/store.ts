import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import { inTransaction } from '../../platform/in-transaction';
import type { Actor, Instant } from '../../process';
import { ms, type Ref, ref } from '../instance-sql';
import type { HandedWhat, ItemKind, PlannedItem } from './plan';

export type HandoverStatus = 'running' | 'done' | 'returning' | 'returned';
export type Asker = Pick<Actor, 'id' | 'roles' | 'teams'>;

export interface HandoverCard {
  id: string;
  what: HandedWhat['kind'];
  ofId: string;
  from: Ref;
  to: Ref;
  reason: string;
  until: Instant | null;
  absenceId: string | null;
  status: HandoverStatus;
  askedBy: Ref | null;
  createdAt: Instant;
  doneAt: Instant | null;
  returnedAt: Instant | null;
  /** How many parts came to what; `waiting` until something has. */
  results: Readonly<Record<string, number>>;
  back: Readonly<Record<string, number>>;
}

export interface NewHandover {
  id: string;
  what: HandedWhat;
  from: string;
  to: string;
  reason: string;
  until: Instant | null;
  absenceId: string | null;
  asked: Asker;
  at: Instant;
}

/** Keeps a handover with its parts, before any of it is done; the same id again does nothing. */
export async function keepHandover(pool: Pool, made: NewHandover, items: readonly PlannedItem[]): Promise<void> {
  const { id, what, from, to, reason, until, absenceId, asked, at } = made;
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `INSERT INTO handovers (id, what, of_id, from_id, to_id, reason, until, absence_id, asked, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
      [
        ...[id, what.kind, what.id, from, to, reason, until === null ? null : new Date(until), absenceId],
        ...[JSON.stringify(asked), new Date(at)],
      ],
    );
    if (rowCount === 0) return;
    await client.query(
      `INSERT INTO handover_items (handover_id, kind, ref_id) SELECT $1, k, i FROM unnest($2::text[], $3::uuid[]) AS x (k, i)`,
      [id, items.map(({ kind }) => kind), items.map((item) => item.id)],
    );
  });
}

/** Asks for what was moved to go back; false where it is not done, or was asked for before. */
export async function askBack(pool: Pool, id: string, asked: Asker): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE handovers SET status = 'returning', back_asked = $2 WHERE id = $1 AND status = 'done'`,
    [id, JSON.stringify(asked)],
  );
  return rowCount === 1;
}

const counts = (column: string, of: string): string =>
  `(SELECT coalesce(jsonb_object_agg(k, n), '{}') FROM (
     SELECT coalesce(${column}, 'waiting') AS k, count(*)::int AS n FROM handover_items i WHERE i.handover_id = h.id AND ${of} GROUP BY 1) c)`;

const SELECT = `
  SELECT h.id, h.what, h.of_id AS "ofId", ${ref('f')} AS "from", ${ref('t')} AS "to", h.reason, ${ms('h.until')} AS until,
    h.absence_id AS "absenceId", h.status, ${ref('a')} AS "askedBy", ${ms('h.created_at')} AS "createdAt",
    ${ms('h.done_at')} AS "doneAt", ${ms('h.returned_at')} AS "returnedAt", ${counts('i.result', 'true')} AS results,
    CASE WHEN h.status IN ('returning', 'returned') THEN ${counts('i.back', `i.result = 'moved'`)} ELSE '{}' END AS back
  FROM handovers h JOIN people f ON f.id = h.from_id JOIN people t ON t.id = h.to_id LEFT JOIN people a ON a.id = (h.asked ->> 'id')::uuid`;

/** A handover concerns whoever asked for it, those it is between, and those above them; an administrator all of them. */
const CONCERNS = `($1::boolean OR $2::uuid IN (h.from_id, h.to_id, (h.asked ->> 'id')::uuid)
  OR is_above($2::uuid, h.from_id) OR is_above($2::uuid, h.to_id))`;

type Reader = { id: string; roles: readonly string[] };
const readerOf = ({ id, roles }: Reader) => [roles.includes('administrator'), id];

/** null when there is none that concerns this person. */
export async function readHandover(pool: Pool, id: string, reader: Reader): Promise<HandoverCard | null> {
  const { rows } = await pool.query<HandoverCard>(`${SELECT} WHERE ${CONCERNS} AND h.id = $3`, [
    ...readerOf(reader),
    id,
  ]);
  return rows[0] ?? null;
}

const NEWEST = 100;

/** The handovers that concern somebody, the newest first; 100 at most. */
export async function listHandovers(pool: Pool, reader: Reader): Promise<HandoverCard[]> {
  const { rows } = await pool.query<HandoverCard>(
    `${SELECT} WHERE ${CONCERNS} ORDER BY h.created_at DESC, h.id LIMIT ${NEWEST}`,
    readerOf(reader),
  );
  return rows;
}

/** One part of a handover. Its name is told to whoever sees it. */
export interface HandoverItem {
  kind: ItemKind;
  id: string;
  name: string | null;
  /** Of a deal, a task and a contact: the lead or sale, and its client, as far as they are seen. */
  deal: { id: string; kind: string; number: number } | null;
  account: Ref | null;
  contact: Ref | null;
  result: string | null;
  reason: string | null;
  back: string | null;
  backReason: string | null;
  /** Limits that are due at another time than before: those that count in their owner's calendar. */
  dues: { subject: string; before: Instant; after: Instant }[];
}

/** The parts of a handover with what became of each. */
export const handoverItems = async (pool: Pool, id: string, sight: Sight): Promise<HandoverItem[]> =>
  itemsOf(
    pool,
    `SELECT kind, ref_id, result, reason, back, back_reason, seq FROM handover_items WHERE handover_id = $1`,
    [id],
    sight,
  );

/** Parts that a handover would have, told the same way. */
export const plannedItems = async (pool: Pool, items: readonly PlannedItem[], sight: Sight): Promise<HandoverItem[]> =>
  itemsOf(
    pool,
    `SELECT kind, ref_id, NULL AS result, NULL AS reason, NULL AS back, NULL AS back_reason, NULL::int AS seq
     FROM unnest($1::text[], $2::uuid[]) AS x (kind, ref_id)`,
    [items.map(({ kind }) => kind), items.map((item) => item.id)],
    sight,
  );

/** Clocks by their subject, in a snapshot `e.snapshot`. */
const CLOCKS = (e: string) => `(
  SELECT t ->> 'key' AS subject, (t #>> '{clock,dueAt}')::float8 AS at FROM jsonb_array_elements(${e}.snapshot -> 'tasks') t WHERE t ->> 'status' = 'open'
  UNION ALL SELECT 'stage', (${e}.snapshot #>> '{clock,dueAt}')::float8)`;

async function itemsOf(pool: Pool, items: string, values: unknown[], sight: Sight): Promise<HandoverItem[]> {
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await pool.query<HandoverItem>(
    `WITH items AS (${items})
     SELECT x.kind, x.ref_id AS id, x.result, x.reason, x.back, x.back_reason AS "backReason",
       CASE WHEN x.kind IN ('account', 'contact') THEN coalesce(a.name, c.name)
         WHEN x.kind = 'interaction' THEN CASE WHEN (i.id IS NOT NULL OR n.instance_id IS NULL)
           AND (n.account_id IS NULL OR a.id IS NOT NULL) AND (n.contact_id IS NULL OR c.id IS NOT NULL) THEN n.subject END
         WHEN i.id IS NOT NULL THEN coalesce(s.title, l.topic) END AS name,
       CASE WHEN i.id IS NOT NULL THEN jsonb_build_object('id', i.id, 'kind', i.kind, 'number', coalesce(s.number, l.number)) END AS deal,
       ${ref('a')} AS account, ${ref('c')} AS contact,
       CASE WHEN i.id IS NULL THEN '[]' ELSE (SELECT coalesce(jsonb_agg(jsonb_build_object('subject', b.subject, 'before', b.at, 'after', d.at)), '[]')
        FROM process_events eb JOIN process_events ea ON ea.instance_id = eb.instance_id AND ea.seq = x.seq
          CROSS JOIN LATERAL ${CLOCKS('eb')} b JOIN LATERAL ${CLOCKS('ea')} d ON d.subject = b.subject AND d.at <> b.at
        WHERE eb.instance_id = x.ref_id AND eb.seq = x.seq - 1) END AS dues
     FROM items x
       LEFT JOIN tasks t ON x.kind = 'task' AND t.id = x.ref_id
       LEFT JOIN interactions n ON x.kind = 'interaction' AND n.id = x.ref_id
       LEFT JOIN process_instances i ON i.id = coalesce(t.instance_id, n.instance_id, x.ref_id) AND ${seenSql(sight, 'instance', 'i', bind)}
       LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id
       LEFT JOIN accounts a ON a.id = CASE WHEN x.kind = 'account' THEN x.ref_id ELSE coalesce(n.account_id, s.account_id, l.account_id) END
         AND ${seenSql(sight, 'account', 'a', bind)}
       LEFT JOIN contacts c ON c.id = CASE WHEN x.kind = 'contact' THEN x.ref_id ELSE coalesce(n.contact_id, s.contact_id, l.contact_id) END
         AND ${seenSql(sight, 'contact', 'c', bind)}
     ORDER BY x.kind, x.ref_id`,
    values,
  );
  return rows;
}
