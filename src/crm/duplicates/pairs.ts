import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import type { Ref } from '../instance-sql';
import type { Reason } from './judge';
import type { DuplicateEntity } from './records';

/** Two records that may be the same. */
export interface DuplicatePair {
  id: string;
  entity: DuplicateEntity;
  left: Ref;
  right: Ref;
  score: number;
  reasons: Reason[];
  status: PairStatus;
  foundAt: Date;
  settledAt: Date | null;
  note: string | null;
}

export const PAIR_STATUSES = ['open', 'dismissed', 'merged'] as const;
export type PairStatus = (typeof PAIR_STATUSES)[number];

const SHOWN = (kind: DuplicateEntity, side: 'left' | 'right'): string => {
  const name = kind === 'lead' ? 'topic' : 'name';
  return `(SELECT jsonb_build_object('id', r.id, 'name', r.${name}) FROM ${kind}s r WHERE r.id = p.${side}_id) AS "${side}"`;
};

interface AskedPairs {
  entity: DuplicateEntity;
  status: PairStatus;
  /** The least score. */
  from?: number;
  /** A record that is one of the two. */
  of?: string;
  sight: Sight;
}

/** Over `p`. */
function pairsSql({ entity, status, from = 0, of, sight }: AskedPairs, bind: Bind): string {
  const one = of === undefined ? 'true' : `${bind(of)}::uuid IN (p.left_id, p.right_id)`;
  return `p.entity = ${bind(entity)} AND p.status = ${bind(status)} AND p.score >= ${bind(from)} AND ${one} AND ${bothSeen(entity, status, sight, bind)}`;
}

/** Pairs of a kind, the likeliest first. Only those of which one sees both. */
export async function listPairs(
  pool: Pool,
  asked: AskedPairs & { page: PageRequest },
  now: Instant,
): Promise<Page<DuplicatePair>> {
  const { entity, status, from = 0, of, page } = asked;
  const question = { duplicates: entity, status, from, of };
  const start = startOf(page, question, now);
  const values: unknown[] = [page.limit + 1];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const after = start.first
    ? 'true'
    : `(p.score, p.id) < (${bind(start.after[0])}::float8, ${bind(start.after[1])}::uuid)`;
  const { rows } = await pool.query<DuplicatePair>(
    `SELECT ${COLUMNS}, ${SHOWN(entity, 'left')}, ${SHOWN(entity, 'right')} FROM duplicate_pairs p
     WHERE ${pairsSql(asked, bind)} AND ${after} ORDER BY p.score DESC, p.id DESC LIMIT $1`,
    values,
  );
  return pageOf(rows, page, start.asOf, question, ({ score, id }) => [score, id]);
}

/** How many of them there are. */
export async function countPairs(pool: Pool, asked: AskedPairs): Promise<number> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const counted = `SELECT count(*)::int AS count FROM duplicate_pairs p WHERE ${pairsSql(asked, bind)}`;
  const { rows } = await pool.query<{ count: number }>(counted, values);
  return rows[0]?.count ?? 0;
}

const COLUMNS = `p.id, p.entity, p.score, p.reasons, p.status, p.found_at AS "foundAt", p.settled_at AS "settledAt", p.note`;

/** Neither is gone, and both are seen; one of a pair that was merged lives on in the other. */
function bothSeen(kind: DuplicateEntity, status: PairStatus, sight: Sight, bind: Bind): string {
  const alive = status === 'merged' || kind === 'lead' ? 'true' : 'r.merged_into IS NULL';
  const seen = (side: 'left' | 'right') =>
    kind === 'lead'
      ? `EXISTS (SELECT 1 FROM process_instances i JOIN leads w ON w.id = i.id
          WHERE i.id = p.${side}_id AND ${seenSql(sight, kind, 'i', bind)})`
      : `EXISTS (SELECT 1 FROM ${kind}s r WHERE r.id = p.${side}_id AND ${alive} AND ${seenSql(sight, kind, 'r', bind)})`;
  return `${seen('left')} AND ${seen('right')}`;
}

/** Null: there is none, or one does not see both of it. */
export async function readPair(pool: Pool, id: string, sight: Sight): Promise<DuplicatePair | null> {
  const found = await pool.query<{ entity: DuplicateEntity; status: PairStatus }>(
    'SELECT entity, status FROM duplicate_pairs WHERE id = $1',
    [id],
  );
  const [pair] = found.rows;
  if (!pair) return null;
  const { entity, status } = pair;
  const values: unknown[] = [id];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { rows } = await pool.query<DuplicatePair>(
    `SELECT ${COLUMNS}, ${SHOWN(entity, 'left')}, ${SHOWN(entity, 'right')} FROM duplicate_pairs p
     WHERE p.id = $1 AND ${bothSeen(entity, status, sight, bind)}`,
    values,
  );
  return rows[0] ?? null;
}

/** Notes that two are not the same, or takes that back. A pair that was merged stays so. */
export async function settlePair(
  pool: Pool,
  id: string,
  { status, by, note, at }: { status: 'open' | 'dismissed'; by: string; note?: string; at: Instant },
): Promise<void> {
  await pool.query(
    `UPDATE duplicate_pairs SET status = $2, settled_by = CASE WHEN $2 = 'dismissed' THEN $3::uuid END,
       settled_at = CASE WHEN $2 = 'dismissed' THEN $4::timestamptz END, note = $5
     WHERE id = $1 AND status <> 'merged'`,
    [id, status, by, new Date(at), note ?? null],
  );
}
