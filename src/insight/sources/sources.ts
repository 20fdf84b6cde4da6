import type { Pool } from 'pg';
import { type Model, shareBySource, touchSeenSql } from '../../crm';
import type { Money, Text } from '../../process';
import { type Result, readBase, readResults, type SourcesAsked, within } from './source-results';

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
 * are those of the whole source. Sources that did nothing then are not among them.
 */
export async function readSourceFigures(pool: Pool, asked: SourcesAsked): Promise<SourceFigures[]> {
  const [sources, won, qualified, currency] = await Promise.all([
    readSources(pool, asked),
    readResults(pool, 'sale', asked),
    readResults(pool, 'lead', asked),
    readBase(pool),
  ]);
  const money = shared(asked.model, won, ({ minor }) => minor);
  const sales = shared(asked.model, won, () => WHOLE);
  const conversions = shared(asked.model, qualified, () => WHOLE);
  const figures = sources.map(
    (row): SourceFigures => ({
      source: { id: row.id, key: row.key, name: row.name, kind: row.kind },
      touches: row.touches,
      leads: row.leads,
      conversions: (conversions.get(row.id) ?? 0) / WHOLE,
      sales: (sales.get(row.id) ?? 0) / WHOLE,
      won: { minor: money.get(row.id) ?? 0, currency },
      ...returnOf(money.get(row.id) ?? 0, row, currency),
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

async function readSources(pool: Pool, { from, to, sight }: SourcesAsked): Promise<SourceRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const during = within('t.activity_at', { from, to }, bind);
  const { rows } = await pool.query<SourceRow>(
    `SELECT s.id, s.key, s.name, s.kind, s.cost_minor::float8 AS "costMinor",
       CASE WHEN s.currency IS NULL THEN 0 ELSE to_base(s.cost_minor, s.currency) END::float8 AS "costBase",
       coalesce(f.touches, 0) AS touches, coalesce(f.leads, 0) AS leads
     FROM sources s LEFT JOIN (
       SELECT t.source_id, count(*)::int AS touches, count(*) FILTER (WHERE t.external_key = 'lead ' || t.lead_id)::int AS leads
       FROM touches t WHERE ${during} AND ${touchSeenSql(sight, bind)} GROUP BY t.source_id) f ON f.source_id = s.id
     ORDER BY s.key`,
    values,
  );
  return rows;
}

function shared(model: Model, results: readonly Result[], worth: (one: Result) => number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const one of results)
    for (const [source, share] of shareBySource(model, worth(one), one.sources))
      sums.set(source, (sums.get(source) ?? 0) + share);
  return sums;
}

/** So that the columns add up to all that was won and qualified. */
function nothingBefore(won: readonly Result[], qualified: readonly Result[], currency: string): SourceFigures | null {
  const sales = won.filter(({ sources }) => sources.length === 0);
  const leads = qualified.filter(({ sources }) => sources.length === 0);
  if (sales.length + leads.length === 0) return null;
  const minor = sales.reduce((sum, one) => sum + one.minor, 0);
  return {
    source: null,
    touches: 0,
    leads: 0,
    conversions: leads.length,
    sales: sales.length,
    won: { minor, currency },
    ...returnOf(minor, { costMinor: 0, costBase: 0 }, currency),
  };
}
