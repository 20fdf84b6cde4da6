import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import type { Instant, Kind, Text } from '../../process';
import { ms, type Ref, ref } from '../instance-sql';
import { type TouchesOf, touchesOfSql, touchSeenSql } from './touches';

/** What is read of a long sequence before any of it: how it stands now, and what the interest is in (PB-07). */
export interface TouchHead {
  touches: number;
  responses: number;
  firstAt: Instant | null;
  lastAt: Instant | null;
  lastResponseAt: Instant | null;
  /** By product: those that were answered most come first; 10 at most. */
  interests: { product: Ref; touches: number; responses: number; lastAt: Instant }[];
  /** The latest first; 10 at most. */
  sources: { source: { id: string; key: string; name: Text }; touches: number; responses: number; lastAt: Instant }[];
  /** Open leads and sales, the latest first; 10 at most. */
  open: {
    id: string;
    kind: Kind;
    number: number;
    name: string;
    versionId: string;
    state: string;
    rating: string | null;
    owner: Ref | null;
  }[];
}

type Totals = Omit<TouchHead, 'open'>;

/** The head over somebody's touches. */
export async function readTouchHead(pool: Pool, whose: TouchesOf, sight: Sight): Promise<TouchHead> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = `${touchesOfSql(whose, bind)} AND ${touchSeenSql(sight, bind)}`;
  const grouped = `count(*)::int AS touches, count(response_at)::int AS responses, ${ms('max(activity_at)')} AS "lastAt"`;
  const { rows } = await pool.query<Totals>(
    `WITH mine AS MATERIALIZED (SELECT * FROM touches t WHERE ${where})
     SELECT count(*)::int AS touches, count(response_at)::int AS responses, ${ms('min(activity_at)')} AS "firstAt",
       ${ms('max(activity_at)')} AS "lastAt", ${ms('max(response_at)')} AS "lastResponseAt",
       (SELECT coalesce(jsonb_agg(q), '[]') FROM (
          SELECT jsonb_build_object('id', p.id, 'name', p.name) AS product, ${grouped} FROM mine JOIN products p ON p.id = product_id
          GROUP BY p.id ORDER BY responses DESC, touches DESC, "lastAt" DESC LIMIT 10) q) AS interests,
       (SELECT coalesce(jsonb_agg(q), '[]') FROM (
          SELECT jsonb_build_object('id', s.id, 'key', s.key, 'name', s.name) AS source, ${grouped} FROM mine JOIN sources s ON s.id = source_id
          GROUP BY s.id ORDER BY "lastAt" DESC LIMIT 10) q) AS sources
     FROM mine`,
    values,
  );
  const [totals] = rows;
  if (!totals) throw new Error('A count gave no row.');
  return { ...totals, open: await readOpen(pool, whose, sight) };
}

async function readOpen(pool: Pool, { of, id }: TouchesOf, sight: Sight): Promise<TouchHead['open']> {
  const values: unknown[] = [id];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const clients = `w.${of}_id = $1`;
  const lead = { lead: 'w.id = $1', sale: 'w.sale_id = $1', contact: clients, account: clients }[of];
  const sale = {
    lead: 'w.id = (SELECT sale_id FROM leads WHERE id = $1)',
    sale: 'w.id = $1',
    contact: clients,
    account: clients,
  }[of];
  const part = (kind: Kind, name: string, where: string) =>
    `SELECT i.id, i.kind, w.number, ${name} AS name, i.version_id AS "versionId", i.state, i.rating, ${ref('o')} AS owner, i.started_at
     FROM ${kind}s w JOIN process_instances i ON i.id = w.id LEFT JOIN people o ON o.id = i.owner_id
     WHERE ${where} AND i.open AND ${seenSql(sight, kind, 'i', bind)}`;
  const { rows } = await pool.query<TouchHead['open'][number] & { started_at: Date }>(
    `${part('lead', 'w.topic', lead)} UNION ALL ${part('sale', 'w.title', sale)} ORDER BY started_at DESC, id LIMIT 10`,
    values,
  );
  return rows.map(({ started_at: _, ...row }) => row);
}
