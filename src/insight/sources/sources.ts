import type { Pool } from 'pg';
import { shareBySource, touchSeenSql } from '../../crm';
import type { Money, Text } from '../../process';
import { touchesOfLeads } from '../question';
import { OF_ITS_LEAD } from './sets';
import { eachResult, readBase, type SourcesAsked, within } from './source-results';

/** What one source brought. */
export interface SourceFigures {
  /** null: results that no touch came before. */
  source: { id: string; key: string; name: Text; kind: string } | null;
  touches: number;
  /** Whose first touch it was. */
  leads: number;
  /** Qualified leads, by share. */
  conversions: number;
  /** Won sales, by share. */
  sales: number;
  won: Money;
  /** null: no rate is known for its currency. */
  cost: Money | null;
  /** (won - cost) / cost; null where that is not computable. */
  return: number | null;
  whyNot: 'CostIsZero' | 'NoRate' | null;
}

/** A conversion or a won sale is shared out in millionths, so that shares of one add up to one. */
const WHOLE = 1_000_000;

interface SourceRow {
  id: string;
  key: string;
  name: Text;
  kind: string;
  costMinor: number;
  costBase: number;
  touches: number;
  leads: number;
}

/**
 * What each source brought within a time, in the base currency: touches and leads by their own day; conversions and won money by
 * the day of the result, shared out over the whole sequence of touches before it, however long ago those were (PB-04). Costs
 * are those of the whole source. Sources that did nothing then are not among them. Where it is narrowed, touches that no lead has
 * are left out: they belong to no deal yet.
 */
export async function readSourceFigures(pool: Pool, asked: SourcesAsked): Promise<SourceFigures[]> {
  const [sources, won, qualified, currency] = await Promise.all([
    readSources(pool, asked),
    readShares(pool, 'sale', asked),
    readShares(pool, 'lead', asked),
    readBase(pool),
  ]);
  const figures = sources.map(
    (row): SourceFigures => ({
      source: { id: row.id, key: row.key, name: row.name, kind: row.kind },
      touches: row.touches,
      leads: row.leads,
      conversions: (qualified.results.get(row.id) ?? 0) / WHOLE,
      sales: (won.results.get(row.id) ?? 0) / WHOLE,
      won: { minor: won.money.get(row.id) ?? 0, currency },
      ...returnOf(won.money.get(row.id) ?? 0, row, currency),
    }),
  );
  const brought = figures.filter((one) => one.touches + one.leads + one.conversions + one.sales > 0);
  const none = nothingBefore(won, qualified, currency);
  return none ? [...brought, none] : brought;
}

/** What a source gave back for what it cost. Nothing is divided by nothing (PB-13). */
export function returnOf(
  wonMinor: number,
  { costMinor, costBase }: { costMinor: number; costBase: number },
  currency: string,
): Pick<SourceFigures, 'cost' | 'return' | 'whyNot'> {
  if (costMinor === 0) return { cost: { minor: 0, currency }, return: null, whyNot: 'CostIsZero' };
  // `to_base` gives 0 where no rate is known.
  if (costBase === 0) return { cost: null, return: null, whyNot: 'NoRate' };
  const gained = Math.round(((wonMinor - costBase) / costBase) * 10_000) / 10_000;
  return { cost: { minor: costBase, currency }, return: gained, whyNot: null };
}

async function readSources(pool: Pool, { from, to, sight, narrow = {} }: SourcesAsked): Promise<SourceRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const during = [within('t.activity_at', { from, to }, bind), ...touchesOfLeads(narrow, bind)].join(' AND ');
  const { rows } = await pool.query<SourceRow>(
    `SELECT s.id, s.key, s.name, s.kind, s.cost_minor::float8 AS "costMinor",
       CASE WHEN s.currency IS NULL THEN 0 ELSE to_base(s.cost_minor, s.currency) END::float8 AS "costBase",
       coalesce(f.touches, 0) AS touches, coalesce(f.leads, 0) AS leads
     FROM sources s LEFT JOIN (
       SELECT t.source_id, count(*)::int AS touches, count(*) FILTER (WHERE ${OF_ITS_LEAD})::int AS leads
       FROM touches t WHERE ${during} AND ${touchSeenSql(sight, bind)} GROUP BY t.source_id) f ON f.source_id = s.id
     ORDER BY s.key`,
    values,
  );
  return rows;
}

/** What sources have of results of one kind; beside what no touch came before. */
interface Shares {
  /** In minor units, and in millionths of a result, by source. */
  money: Map<string, number>;
  results: Map<string, number>;
  without: { count: number; minor: number };
}

async function readShares(pool: Pool, kind: 'sale' | 'lead', asked: SourcesAsked): Promise<Shares> {
  const shares: Shares = { money: new Map(), results: new Map(), without: { count: 0, minor: 0 } };
  const add = (sums: Map<string, number>, worth: number, sources: readonly string[]) => {
    for (const [source, share] of shareBySource(asked.model, worth, sources))
      sums.set(source, (sums.get(source) ?? 0) + share);
  };
  await eachResult(pool, kind, asked, (page) => {
    for (const { sources, minor } of page) {
      add(shares.money, minor, sources);
      add(shares.results, WHOLE, sources);
      if (sources.length === 0)
        shares.without = { count: shares.without.count + 1, minor: shares.without.minor + minor };
    }
    return true;
  });
  return shares;
}

/** So that the columns add up to all that was won and qualified. */
function nothingBefore({ without: sales }: Shares, { without: leads }: Shares, currency: string): SourceFigures | null {
  if (sales.count + leads.count === 0) return null;
  return {
    source: null,
    touches: 0,
    leads: 0,
    conversions: leads.count,
    sales: sales.count,
    won: { minor: sales.minor, currency },
    ...returnOf(sales.minor, { costMinor: 0, costBase: 0 }, currency),
  };
}
