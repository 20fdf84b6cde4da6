import type { Pool } from 'pg';
import type { Bind, Sight } from '../../access';
import { ms } from '../../crm';
import type { Instant, LocalDate, Money } from '../../process';
import { type Narrow, type Period, questionSql, readRows } from '../question';
import type { Category } from './categories';
import { CAME, type Came, cameSql, keptFor, SAID_THEN } from './kept-sets';
import { closedAs, expectedSql } from './sets';

/** A day whose forecast was kept. */
export interface KeptDay {
  day: LocalDate;
  keptAt: Instant;
  sales: number;
}

/** The days whose forecasts were kept, the newest first. */
export async function listKeptDays(pool: Pool, limit: number): Promise<KeptDay[]> {
  const { rows } = await pool.query<KeptDay>(
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, ${ms('kept_at')} AS "keptAt", sales FROM forecast_days ORDER BY day DESC LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Keeps how all open sales stand as that of the office's day, once. Gives whether it did. */
export async function keepForecast(pool: Pool, now: Instant): Promise<boolean> {
  const { rows } = await pool.query<{ kept: boolean }>(
    'SELECT keep_forecast(($1::timestamptz AT TIME ZONE office_zone())::date, $1) AS kept',
    [new Date(now)],
  );
  return rows[0]?.kept ?? false;
}

/** One sale of a past forecast, and what came of it. */
export interface ForecastSale {
  id: string;
  number: number;
  title: string;
  ownerName: string;
  /** As it stood then. */
  state: string;
  category: Category;
  probabilityPct: number | null;
  thenMinor: number;
  expectedOn: LocalDate;
  /** How it stands now. */
  came: Came;
  nowMinor: number;
  expectedNow: LocalDate | null;
}

export interface AskedKept {
  /** The forecast of this day; where none was kept then, of the last one before. */
  day: LocalDate;
  period: Period;
  narrow: Narrow;
  sight: Sight;
}

/** A past forecast of a period, held against what came of it. */
export interface KeptForecast {
  day: LocalDate;
  currency: string;
  expected: {
    count: number;
    minor: number;
    weightedMinor: number;
    byCategory: Record<Category, Money & { count: number }>;
  };
  came: Record<Came, { count: number; thenMinor: number; nowMinor: number }>;
  /** What was won in the period although it was not expected in it: it was expected at another time, or was not there. */
  surprise: { count: number; minor: number };
  /** All that was won in the period. */
  won: { count: number; minor: number };
  sales: ForecastSale[];
}

const MOST = 500;

/** Reads the forecast of a day anew, and what came. Null: no forecast was kept on that day or before. */
export async function readKeptForecast(pool: Pool, asked: AskedKept): Promise<KeptForecast | null> {
  const { rows: days } = await pool.query<{ day: LocalDate; currency: string }>(
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, currency FROM forecast_days WHERE day <= $1::date ORDER BY day DESC LIMIT 1`,
    [asked.day],
  );
  const [kept] = days;
  if (!kept) return null;
  const [sales, won] = await Promise.all([readExpected(pool, asked, kept.day), readWon(pool, asked, kept.day)]);
  return { ...kept, ...sums(sales, kept.currency), ...won, sales: sales.slice(0, MOST) };
}

/** Over `i`: where it is as it was then, its owner counts as of today, as everywhere. */
const conditions = ({ narrow, sight }: AskedKept, bind: Bind): string =>
  questionSql({ kind: 'sale', narrow }, sight, bind);

async function readExpected(pool: Pool, asked: AskedKept, day: LocalDate): Promise<ForecastSale[]> {
  const { period } = asked;
  return readRows<ForecastSale>(pool, (bind) => {
    const zone = bind(period.zone);
    return `SELECT i.id, s.number, s.title, coalesce(p.name, '') AS "ownerName", r.state, ${SAID_THEN} AS category,
       r.probability_pct AS "probabilityPct", r.amount_base_minor::float8 AS "thenMinor", to_char(r.expected_on, 'YYYY-MM-DD') AS "expectedOn",
       ${cameSql(period, bind)} AS came, i.amount_base_minor::float8 AS "nowMinor",
       CASE WHEN i.open THEN to_char(${expectedSql(zone)}, 'YYYY-MM-DD') END AS "expectedNow"
     FROM forecast_rows r JOIN process_instances i ON i.id = r.sale_id JOIN sales s ON s.id = i.id LEFT JOIN people p ON p.id = i.owner_id
     WHERE ${keptFor(period, day, bind)} AND ${conditions(asked, bind)}
     ORDER BY r.amount_base_minor DESC, i.id`;
  });
}

async function readWon(pool: Pool, asked: AskedKept, day: LocalDate): Promise<Pick<KeptForecast, 'won' | 'surprise'>> {
  const { period } = asked;
  const rows = await readRows<{ expected: boolean; count: number; minor: number }>(
    pool,
    (
      bind,
    ) => `SELECT EXISTS (SELECT 1 FROM forecast_rows r WHERE r.sale_id = i.id AND ${keptFor(period, day, bind)}) AS expected,
       count(*)::int AS count, sum(i.amount_base_minor)::float8 AS minor
     FROM process_instances i WHERE ${closedAs('won', period, bind)} AND ${conditions(asked, bind)} GROUP BY 1`,
  );
  const none = { count: 0, minor: 0 };
  const of = ({ count, minor }: { count: number; minor: number }) => ({ count, minor });
  const unexpected = rows.find(({ expected }) => !expected) ?? none;
  return {
    surprise: of(unexpected),
    won: rows.map(of).reduce((a, b) => ({ count: a.count + b.count, minor: a.minor + b.minor }), none),
  };
}

function sums(sales: readonly ForecastSale[], currency: string): Pick<KeptForecast, 'expected' | 'came'> {
  const total = (of: readonly ForecastSale[], what: 'thenMinor' | 'nowMinor') =>
    of.reduce((all, one) => all + one[what], 0);
  const ofCategory = (category: Category) => {
    const of = sales.filter((one) => one.category === category);
    return { count: of.length, minor: total(of, 'thenMinor'), currency };
  };
  const cameOf = (came: Came) => {
    const of = sales.filter((one) => one.came === came);
    return { count: of.length, thenMinor: total(of, 'thenMinor'), nowMinor: total(of, 'nowMinor') };
  };
  return {
    expected: {
      count: sales.length,
      minor: total(sales, 'thenMinor'),
      weightedMinor: sales.reduce((all, one) => all + Math.round((one.thenMinor * (one.probabilityPct ?? 0)) / 100), 0),
      byCategory: {
        commit: ofCategory('commit'),
        'best case': ofCategory('best case'),
        pipeline: ofCategory('pipeline'),
      },
    },
    came: Object.fromEntries(CAME.map((one) => [one, cameOf(one)])) as KeptForecast['came'],
  };
}
