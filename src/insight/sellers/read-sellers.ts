import type { Pool } from 'pg';
import type { Sight } from '../../access';
import { groupSql, type Narrow, type Question, questionSql, type SetScope, setSql } from '../question';
import { readBase } from '../sources/source-results';
import { type Interval, wilson } from '../statistics';
import { LEADS, LOST_SALES, SOLD } from './sets';

/** How one seller, or one group of them, fared in a period. Days are spans of 24 hours, seconds wall time. */
export interface SellerFigures {
  key: string;
  label: string;
  won: { count: number; minor: number };
  lost: { count: number; minor: number };
  /** Won of what was closed; null: nothing was. */
  conversion: ({ share: number } & Interval) | null;
  /** From begin to closing. */
  daysToWin: Middle;
  daysToLose: Middle;
  /** Null where it is parted by, or narrowed to, what leads do not have. */
  leads: { came: number; answered: number; secondsToAnswer: Middle } | null;
}

/** Null: of nothing. */
export interface Middle {
  median: number | null;
  p90: number | null;
}

interface SaleRow {
  key: string;
  label: string;
  won: number;
  wonMinor: number;
  lost: number;
  lostMinor: number;
  winMedian: number | null;
  winP90: number | null;
  loseMedian: number | null;
  loseP90: number | null;
}

interface LeadRow {
  key: string;
  label: string;
  came: number;
  answered: number;
  median: number | null;
  p90: number | null;
}

/** What a lead has no part of. */
const OF_SALES_ALONE: readonly (keyof Narrow)[] = ['process', 'version', 'stage'];

/** The same question of leads; null where it is parted by, or narrowed to, what leads do not have. */
export function questionOfLeads(question: Question): Question | null {
  if (question.by !== null && OF_SALES_ALONE.includes(question.by)) return null;
  if (OF_SALES_ALONE.some((key) => question.narrow[key]?.length)) return null;
  return { ...question, kind: 'lead' };
}

/** How sellers fared: what they closed in the period, and how soon they answered the leads that came in it. */
export async function readSellers(
  pool: Pool,
  question: Question,
  sight: Sight,
): Promise<{ currency: string; items: SellerFigures[] }> {
  const ofLeads = questionOfLeads(question);
  const [sales, leads, currency] = await Promise.all([
    readSales(pool, question, sight),
    ofLeads ? readLeads(pool, ofLeads, sight) : [],
    readBase(pool),
  ]);
  const labels = new Map([...leads, ...sales].map(({ key, label }) => [key, label]));
  const items = [...labels].map(([key, label]) => {
    const sold = sales.find((row) => row.key === key);
    const came = leads.find((row) => row.key === key);
    return { ...figuresOf(key, label, sold), leads: ofLeads && leadsOf(came) };
  });
  items.sort((a, b) => b.won.minor - a.won.minor || b.won.count - a.won.count || (a.label < b.label ? -1 : 1));
  return { currency, items };
}

function figuresOf(key: string, label: string, row: SaleRow | undefined): Omit<SellerFigures, 'leads'> {
  const { won = 0, lost = 0, wonMinor = 0, lostMinor = 0 } = row ?? {};
  const interval = wilson(won, won + lost);
  return {
    ...{ key, label, won: { count: won, minor: wonMinor }, lost: { count: lost, minor: lostMinor } },
    conversion: interval && { share: won / (won + lost), ...interval },
    daysToWin: { median: row?.winMedian ?? null, p90: row?.winP90 ?? null },
    daysToLose: { median: row?.loseMedian ?? null, p90: row?.loseP90 ?? null },
  };
}

const leadsOf = (row: LeadRow | undefined): NonNullable<SellerFigures['leads']> => ({
  came: row?.came ?? 0,
  answered: row?.answered ?? 0,
  secondsToAnswer: { median: row?.median ?? null, p90: row?.p90 ?? null },
});

const at = (part: number, of: string, filter: string) =>
  `percentile_cont(${part}) WITHIN GROUP (ORDER BY ${of}) FILTER (WHERE ${filter})`;

async function readSales(pool: Pool, question: Question, sight: Sight): Promise<SaleRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const scope: SetScope = { question, sight, bind };
  const { join, key, label } = groupSql(question, bind);
  const nothing = {};
  const days = 'extract(epoch FROM i.closed_at - i.started_at)::float8 / 86400';
  const { rows } = await pool.query<SaleRow>(
    `SELECT ${key} AS key, ${label} AS label, (count(*) FILTER (WHERE won))::int AS won, (count(*) FILTER (WHERE NOT won))::int AS lost,
       coalesce(sum(i.amount_base_minor) FILTER (WHERE won), 0)::float8 AS "wonMinor",
       coalesce(sum(i.amount_base_minor) FILTER (WHERE NOT won), 0)::float8 AS "lostMinor",
       ${at(0.5, days, 'won')} AS "winMedian", ${at(0.9, days, 'won')} AS "winP90",
       ${at(0.5, days, 'NOT won')} AS "loseMedian", ${at(0.9, days, 'NOT won')} AS "loseP90"
     FROM process_instances i CROSS JOIN LATERAL (SELECT i.result = 'won' AS won) r ${join}
     WHERE ${questionSql(question, sight, bind)} AND (${SOLD.holds(scope, nothing)} OR ${LOST_SALES.holds(scope, nothing)})
     GROUP BY 1, 2`,
    values,
  );
  return rows;
}

async function readLeads(pool: Pool, question: Question, sight: Sight): Promise<LeadRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { join, key, label } = groupSql(question, bind);
  const seconds = 'extract(epoch FROM l.first_response_at - l.created_at)::float8';
  const answered = 'l.first_response_at IS NOT NULL';
  const { rows } = await pool.query<LeadRow>(
    `SELECT ${key} AS key, ${label} AS label, count(*)::int AS came, (count(*) FILTER (WHERE ${answered}))::int AS answered,
       ${at(0.5, seconds, answered)} AS median, ${at(0.9, seconds, answered)} AS p90
     FROM process_instances i JOIN leads l ON l.id = i.id ${join}
     WHERE ${setSql(LEADS, { question, sight, bind }, {})} GROUP BY 1, 2`,
    values,
  );
  return rows;
}
