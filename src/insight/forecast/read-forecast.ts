import type { Pool } from 'pg';
import type { Sight } from '../../access';
import type { LocalDate } from '../../process';
import { groupSql, type Question, questionSql } from '../question';
import { readBase } from '../sources/source-results';
import { type AlikeSales, type Expected, forecastByHistory, type HistoryForecast } from './by-history';
import { CATEGORIES, type Category } from './categories';
import { LANDMARKS, readPastCourses } from './past-courses';
import { type Bucket, dayIn, type Per, spanOfBuckets } from './periods';
import { CATEGORY, expectedSql, PUSHES } from './sets';

/** So many sales, and what they are worth in minor units of the base currency. */
export interface Worth {
  count: number;
  minor: number;
}

/** What one month or quarter looks like. */
export interface ForecastBucket {
  startsOn: LocalDate;
  endsBefore: LocalDate;
  won: Worth;
  lost: Worth;
  byCategory: Record<Category, Worth>;
  /** All categories. */
  open: Worth;
  /** The open ones' money by the probability of their stages, or their owners' own. */
  weightedMinor: number;
  /** Of the open ones: whose day was put off, and how often in all. */
  pushed: { count: number; times: number };
  byHistory: Expected | null;
}

export interface ForecastGroup {
  key: string;
  label: string;
  buckets: ForecastBucket[];
  /** Open ones whose day lies before the first bucket; those of no day. */
  past: Worth;
  undated: Worth;
}

export interface Forecast {
  currency: string;
  groups: ForecastGroup[];
  /** From what the past tells; null where it was not asked for. */
  history: Pick<HistoryForecast, 'all' | 'unknown' | 'learnedFrom'> | null;
}

export interface AskedForecast {
  question: Question;
  sight: Sight;
  buckets: readonly Bucket[];
  per: Per;
  /** Whether to count by what became of past deals, too. */
  history: boolean;
}

interface Row {
  key: string;
  label: string;
  /** The first day of a bucket; `past`, `undated`. */
  bucket: string;
  /** A category of open ones, else `won` or `lost`. */
  what: Category | 'won' | 'lost';
  count: number;
  minor: number;
  weighted: number;
  pushed: number;
  times: number;
}

/** The forecast month by month or quarter by quarter: by probability, by category, by history, beside what is won already. */
export async function readForecast(pool: Pool, asked: AskedForecast): Promise<Forecast> {
  const [rows, currency, history] = await Promise.all([
    readRows(pool, asked),
    readBase(pool),
    asked.history ? readHistory(pool, asked) : null,
  ]);
  const labels = new Map(rows.map(({ key, label }) => [key, label]));
  const groups = [...labels].map(([key, label]) => {
    const mine = rows.filter((row) => row.key === key);
    return groupOf({ key, label }, mine, asked.buckets, history?.groups.get(key) ?? null);
  });
  groups.sort((a, b) => openMinor(b) - openMinor(a) || (a.label < b.label ? -1 : 1));
  return { currency, groups, history };
}

const openMinor = ({ buckets }: ForecastGroup): number => buckets.reduce((sum, one) => sum + one.open.minor, 0);

async function readRows(pool: Pool, { question, sight, buckets, per }: AskedForecast): Promise<Row[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = questionSql(question, sight, bind);
  const { join, key, label } = groupSql(question, bind);
  const span = spanOfBuckets(buckets);
  const [zone, unit, from, until] = [span.zone, per, new Date(span.from), new Date(span.until)].map(bind);
  const [first, end] = [dayIn(span.zone, span.from), dayIn(span.zone, span.until)].map(bind);
  const bucketOf = (day: string) => `to_char(date_trunc(${unit}::text, ${day}::timestamp), 'YYYY-MM-DD')`;
  const { rows } = await pool.query<Row>(
    `SELECT key, label, bucket, what, count(*)::int AS count, sum(minor)::float8 AS minor,
       sum(round(minor * coalesce(pct, 0) / 100.0))::float8 AS weighted, (count(*) FILTER (WHERE pushes > 0))::int AS pushed, sum(pushes)::int AS times
     FROM (
       SELECT key, label, what, minor, pct, pushes, CASE WHEN day IS NULL THEN 'undated' WHEN day < ${first}::date THEN 'past' ELSE ${bucketOf('day')} END AS bucket
       FROM (SELECT ${key} AS key, ${label} AS label, ${CATEGORY} AS what, i.amount_base_minor AS minor, i.probability_pct AS pct,
           ${PUSHES} AS pushes, ${expectedSql(`${zone}::text`)} AS day
         FROM process_instances i ${join} WHERE ${where} AND i.open) o
       WHERE day IS NULL OR day < ${end}::date
       UNION ALL
       SELECT ${key}, ${label}, i.result, i.amount_base_minor, NULL, 0, ${bucketOf(`(i.closed_at AT TIME ZONE ${zone}::text)::date`)}
       FROM process_instances i ${join}
       WHERE ${where} AND NOT i.open AND i.result IN ('won', 'lost') AND i.closed_at >= ${from} AND i.closed_at < ${until}
     ) r GROUP BY 1, 2, 3, 4`,
    values,
  );
  return rows;
}

const NOTHING: Worth = { count: 0, minor: 0 };
const sum = (rows: readonly Row[]): Worth =>
  rows.reduce((all, { count, minor }) => ({ count: all.count + count, minor: all.minor + minor }), NOTHING);

function groupOf(
  named: { key: string; label: string },
  rows: readonly Row[],
  buckets: readonly Bucket[],
  history: readonly Expected[] | null,
): ForecastGroup {
  const open = rows.filter(({ what }) => what !== 'won' && what !== 'lost');
  return {
    ...named,
    past: sum(open.filter(({ bucket }) => bucket === 'past')),
    undated: sum(open.filter(({ bucket }) => bucket === 'undated')),
    buckets: buckets.map(({ startsOn, endsBefore }, n) => {
      const here = rows.filter(({ bucket }) => bucket === startsOn);
      const of = (what: Row['what']) => sum(here.filter((row) => row.what === what));
      const still = open.filter(({ bucket }) => bucket === startsOn);
      const total = (what: 'weighted' | 'pushed' | 'times') => still.reduce((all, row) => all + row[what], 0);
      return {
        ...{ startsOn, endsBefore, won: of('won'), lost: of('lost'), open: sum(still) },
        byCategory: Object.fromEntries(CATEGORIES.map((one) => [one, of(one)])) as Record<Category, Worth>,
        weightedMinor: total('weighted'),
        pushed: { count: total('pushed'), times: total('times') },
        byHistory: history?.[n] ?? null,
      };
    }),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

async function readHistory(pool: Pool, { question, sight, buckets }: AskedForecast): Promise<HistoryForecast> {
  const [process] = question.narrow.process?.length === 1 ? question.narrow.process : [];
  const [past, alike] = await Promise.all([
    readPastCourses(pool, { sight, process }, question.asOf),
    readAlike(pool, { question, sight }),
  ]);
  const horizons = buckets.map(({ until }) => (until - question.asOf) / DAY_MS);
  return forecastByHistory(alike, past, horizons);
}

/** Open sales, by what the past is asked for them. */
async function readAlike(
  pool: Pool,
  { question, sight }: Pick<AskedForecast, 'question' | 'sight'>,
): Promise<AlikeSales[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = questionSql(question, sight, bind);
  const { join, key } = groupSql(question, bind);
  const days = `extract(epoch FROM ${bind(new Date(question.asOf))}::timestamptz - i.entered_at)::float8 / 86400`;
  const { rows } = await pool.query<AlikeSales>(
    `SELECT v.key AS process, i.state, ${key} AS "group", greatest(0, width_bucket(${days}, ${bind(LANDMARKS)}::float8[]) - 1) AS landmark,
       array_agg(i.amount_base_minor::float8 ORDER BY i.id) AS amounts
     FROM process_instances i JOIN process_versions v ON v.id = i.version_id ${join} WHERE ${where} AND i.open
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    values,
  );
  return rows;
}
