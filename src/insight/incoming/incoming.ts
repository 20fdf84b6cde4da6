import type { Pool } from 'pg';
import type { Sight } from '../../access';
import { ms, type Page, type PageRequest, pageOf, type Ref, startOf } from '../../crm';
import type { Instant, Kind } from '../../process';
import type { Narrow } from '../question';
import { type Answered, type Channel, incomingSql } from './incoming-sql';

export interface Span {
  from: Instant;
  to: Instant;
  /** To which leads and sales it is narrowed. */
  narrow?: Narrow;
}

/** A span that was left open: up to `asOf`, and thirty days. */
export function spanOf({ from, to }: Pick<IncomingFilter, 'from' | 'to'>, asOf: Instant): Span {
  const end = to ?? asOf + 1;
  return { from: from ?? end - 30 * 24 * 60 * 60 * 1000, to: end };
}

/** How what came in by one channel was dealt with. Seconds are wall time, nights and weekends included. */
export interface IncomingChannel {
  channel: Channel;
  cameIn: number;
  answered: number;
  waiting: number;
  /** Its lead or sale is over, and nobody ever answered. */
  over: number;
  medianS: number | null;
  p90S: number | null;
  /** Who answered; null: somebody whom nobody wrote down. */
  by: { person: Ref | null; answered: number; medianS: number }[];
  /** Whose leads and sales it was about; null: nobody's. */
  owners: { person: Ref | null; cameIn: number; answered: number; waiting: number; over: number }[];
}

const MIDDLE = 'round(percentile_cont(0.5) WITHIN GROUP (ORDER BY after_s))';
const counts = `count(*)::int AS "cameIn", (count(*) FILTER (WHERE state = 'answered'))::int AS answered,
  (count(*) FILTER (WHERE state = 'waiting'))::int AS waiting, (count(*) FILTER (WHERE state = 'over'))::int AS over`;
const named = (column: string) =>
  `(SELECT jsonb_build_object('id', p.id, 'name', p.name) FROM people p WHERE p.id = ${column})`;

/** By channel: what came in, what was answered, after how long, by whom, and what was not. */
export async function readIncoming(pool: Pool, sight: Sight, span: Span): Promise<IncomingChannel[]> {
  const values: unknown[] = [];
  const tables = incomingSql(sight, span, (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<IncomingChannel>(
    `WITH ${tables}
     SELECT d.channel, ${counts}, ${MIDDLE} AS "medianS", round(percentile_cont(0.9) WITHIN GROUP (ORDER BY after_s)) AS "p90S",
       coalesce((SELECT jsonb_agg(to_jsonb(b) ORDER BY b.answered DESC, b.person ->> 'name') FROM (
         SELECT ${named('answered_by')} AS person, count(*)::int AS answered, ${MIDDLE} AS "medianS"
         FROM dealt o WHERE o.channel = d.channel AND state = 'answered' GROUP BY answered_by) b), '[]') AS by,
       coalesce((SELECT jsonb_agg(to_jsonb(w) ORDER BY w."cameIn" DESC, w.person ->> 'name') FROM (
         SELECT ${named('owner')} AS person, ${counts} FROM dealt o WHERE o.channel = d.channel GROUP BY owner) w), '[]') AS owners
     FROM dealt d GROUP BY d.channel ORDER BY d.channel`,
    values,
  );
  return rows;
}

/** One thing that came in. */
export interface IncomingItem {
  /** Of the interaction; of the lead where somebody noted it by hand. */
  id: string;
  channel: Channel;
  at: Instant;
  subject: string;
  state: Answered;
  answeredAt: Instant | null;
  answeredBy: Ref | null;
  afterS: number | null;
  instance: { id: string; kind: Kind } | null;
  contact: Ref | null;
  owner: Ref | null;
}

/** Which of them; `nobody`: answered by, or owned by, nobody who was written down. */
export interface IncomingFilter {
  from?: Instant | undefined;
  to?: Instant | undefined;
  channel?: Channel | undefined;
  state?: Answered | undefined;
  by?: string | undefined;
  owner?: readonly string[] | undefined;
  narrow?: Narrow | undefined;
}

/** What stands behind a number, the newest first. */
export async function listIncoming(
  pool: Pool,
  sight: Sight,
  { filter, page }: { filter: IncomingFilter; page: PageRequest },
  now: Instant,
): Promise<Page<IncomingItem> & { total?: number }> {
  const start = startOf(page, filter, now);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const tables = incomingSql(sight, { ...spanOf(filter, start.asOf), narrow: filter.narrow }, bind);
  const where = ['true'];
  if (filter.channel) where.push(`d.channel = ${bind(filter.channel)}`);
  if (filter.state) where.push(`d.state = ${bind(filter.state)}`);
  const whose = (column: string, ids: readonly string[]) => {
    const people = ids.filter((id) => id !== 'nobody');
    return `(${people.length < ids.length ? `${column} IS NULL OR ` : ''}${column} = ANY(${bind(people)}::uuid[]))`;
  };
  if (filter.by) where.push(`d.state = 'answered'`, whose('d.answered_by', [filter.by]));
  if (filter.owner) where.push(whose('d.owner', filter.owner));
  const [at, id] = start.after;
  const after = start.first ? 'true' : `(d.at, d.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`;
  // They are made together: counting them costs nothing beside it.
  const { rows } = await pool.query<IncomingItem & { total: number }>(
    `WITH ${tables}
     SELECT d.total, d.id, d.channel, ${ms('d.at')} AS at, d.subject, d.state, ${ms('d.answered_at')} AS "answeredAt",
       ${named('d.answered_by')} AS "answeredBy", d.after_s AS "afterS",
       CASE WHEN d.instance_kind IS NOT NULL THEN jsonb_build_object('id', d.instance_id, 'kind', d.instance_kind) END AS instance,
       (SELECT jsonb_build_object('id', c.id, 'name', c.name) FROM contacts c WHERE c.id = d.contact_id AND c.erased_at IS NULL) AS contact,
       ${named('d.owner')} AS owner
     FROM (SELECT d.*, count(*) OVER ()::int AS total FROM dealt d WHERE ${where.join(' AND ')}) d
     WHERE ${after} ORDER BY d.at DESC, d.id DESC LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  const items = rows.map(({ total: _, ...item }) => item);
  const read = pageOf(items, page, start.asOf, filter, (row) => [row.at, row.id]);
  return page.count ? { ...read, total: rows[0]?.total ?? 0 } : read;
}
