import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import { type Model, ms, shareBySource, touchesOfSale } from '../../crm';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant, Money } from '../../process';
import { type Narrow, narrowSql } from '../question';

/** Which results are asked for, and by which rule they are shared out. */
export interface SourcesAsked {
  model: Model;
  from?: Instant;
  to?: Instant;
  sight: Sight;
  /** To which leads and sales it is narrowed. */
  narrow?: Narrow;
}

/** A won sale or a qualified lead, with the sources of the touches before it in their order. */
export interface Result {
  id: string;
  number: number;
  name: string;
  closedAt: Instant;
  minor: number;
  sources: string[];
}

type Bind = (value: unknown) => string;

/** That a time lies within what is asked for. */
export const within = (column: string, { from, to }: Pick<SourcesAsked, 'from' | 'to'>, bind: Bind): string =>
  [
    from === undefined ? 'true' : `${column} >= ${bind(new Date(from))}`,
    to === undefined ? 'true' : `${column} < ${bind(new Date(to))}`,
  ].join(' AND ');

/** A sale's touches are those of its lead, of its contact and of its account; a lead's its own and those of its contact. */
const TOUCHES_BEFORE = {
  sale: touchesOfSale('w.id'),
  lead: `SELECT t.id FROM touches t WHERE t.lead_id = w.id UNION SELECT t.id FROM touches t WHERE t.contact_id = w.contact_id`,
} as const;

/** So many are in memory at a time, however many there were in the period. */
const PAGE = 1000;

/**
 * Won sales, or qualified leads, the latest first, as of one moment: handed over a page at a time, so that a year of a large
 * company takes no more memory than a day. `take` says false when it has enough.
 */
export async function eachResult(
  pool: Pool,
  kind: 'sale' | 'lead',
  { from, to, sight, narrow = {} }: SourcesAsked,
  take: (page: readonly Result[]) => boolean | undefined,
): Promise<void> {
  const values: unknown[] = [kind, kind === 'sale' ? 'won' : 'qualified'];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const sql = `SELECT i.id, w.number, w.${kind === 'sale' ? 'title' : 'topic'} AS name, ${ms('i.closed_at')} AS "closedAt",
       i.amount_base_minor::float8 AS minor, coalesce((
       SELECT array_agg(t.source_id::text ORDER BY t.activity_at, t.id) FROM touches t
       WHERE t.id IN (${TOUCHES_BEFORE[kind]}) AND t.activity_at <= i.closed_at), '{}') AS sources
     FROM process_instances i JOIN ${kind}s w ON w.id = i.id
     WHERE i.kind = $1 AND i.result = $2 AND ${[within('i.closed_at', { from, to }, bind), ...narrowSql(narrow, kind, bind), seenSql(sight, kind, 'i', bind)].join(' AND ')}
     ORDER BY i.closed_at DESC, i.id`;
  await inTransaction(pool, async (client) => {
    await client.query(`DECLARE results NO SCROLL CURSOR FOR ${sql}`, values);
    for (let more = true; more; ) {
      const { rows } = await client.query<Result>(`FETCH ${PAGE} FROM results`);
      more = take(rows) !== false && rows.length === PAGE;
    }
  });
}

/** One won sale or qualified lead that a source has a share of. */
export interface SharedResult extends Pick<Result, 'id' | 'number' | 'name' | 'closedAt'> {
  /** Of 1. */
  share: number;
  /** Of a sale: what was won, and what of it is the source's. */
  won: Money | null;
  sharedMoney: Money | null;
  /** How many touches came before it. */
  touches: number;
}

const WHOLE = 1_000_000;
const MOST = 500;

/** What a source's figures are made of: each result that it has a share of, the latest first; 500 at most. */
export async function readSharedResults(
  pool: Pool,
  { kind, sourceId, ...asked }: SourcesAsked & { kind: 'sale' | 'lead'; sourceId: string },
): Promise<SharedResult[]> {
  const base = await readBase(pool);
  const shareOf = ({ sources, minor, ...rest }: Result): SharedResult[] => {
    const share = shareBySource(asked.model, WHOLE, sources).get(sourceId) ?? 0;
    if (share === 0) return [];
    const part = shareBySource(asked.model, minor, sources).get(sourceId) ?? 0;
    const money = (units: number) => (kind === 'sale' ? { minor: units, currency: base } : null);
    return [{ ...rest, share: share / WHOLE, won: money(minor), sharedMoney: money(part), touches: sources.length }];
  };
  const mine: SharedResult[] = [];
  await eachResult(pool, kind, asked, (page) => {
    mine.push(...page.flatMap(shareOf));
    return mine.length < MOST;
  });
  return mine.slice(0, MOST);
}

/** The currency that everything is counted in. */
export async function readBase(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ currency: string }>(
    `SELECT value #>> '{}' AS currency FROM settings WHERE key = 'base currency'`,
  );
  return rows[0]?.currency ?? 'RUB';
}
