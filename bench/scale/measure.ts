import type { Http, HttpAnswer } from '../http';
import { UnexpectedAnswer } from '../http';
import { percentiles } from '../load';
import type { Rig } from '../rig';
import { READERS, type Reader } from './company';
import { type Filled, fillDatabase } from './fill';
import { type Asked, questionsOf } from './questions';

/** What one question costs, asked again and again by one reader. */
export interface AskedFigures {
  what: string;
  by: Reader;
  times: number;
  /** The first time: pages are cold, and no answer is kept yet. */
  firstMs: number;
  p50Ms: number;
  p99Ms: number;
  /** The aim for p99, where there is one. */
  aimMs?: number;
  kilobytes: number;
}

/** Reports over a filled database. */
export interface ScaleFigures {
  filled: Omit<Filled, 'tokens'>;
  rows: { table: string; rows: number; megabytes: number }[];
  asked: AskedFigures[];
  /** Tables that questions read from beginning to end, with how often that was, and their rows. */
  readWhole: { table: string; times: number; rows: number }[];
  apiMemoryMb: { before: number; highest: number; after: number };
}

/** Fills a database unless it is filled, asks each question of each reader, and looks at what was read whole. */
export async function measureScale(rig: Rig, sales: number, say: (line: string) => void): Promise<ScaleFigures> {
  const { tokens, ...filled } = await fillDatabase(rig.pool, { sales, shape: 'company' }, say);
  const readers = Object.fromEntries(READERS.map((reader) => [reader, rig.as(tokens[reader])])) as Record<Reader, Http>;
  const questions = await questionsOf(rig.pool, filled.people);
  await Promise.all(READERS.map((reader) => get(readers[reader], '/insight/stalled?limit=1')));
  const before = rig.apiMemoryMb();
  const scans = await wholeReads(rig);
  const asked: AskedFigures[] = [];
  let highest = before;
  for (const question of questions) {
    for (const by of question.by) {
      const figures = await askedAgain(readers[by], question, by);
      asked.push(figures);
      highest = Math.max(highest, rig.apiMemoryMb());
      say(
        `  ${figures.what}, ${by}: ${[figures.firstMs, figures.p50Ms, figures.p99Ms].map((ms) => ms.toFixed(1)).join(' ')}`,
      );
    }
  }
  const after = await wholeReads(rig);
  return {
    filled,
    asked,
    rows: await sizes(rig),
    readWhole: [...after].flatMap(([table, { times, rows }]) => {
      const more = times - (scans.get(table)?.times ?? 0);
      return more > 0 && rows >= WORTH_TELLING ? [{ table, times: more, rows }] : [];
    }),
    apiMemoryMb: { before, highest, after: rig.apiMemoryMb() },
  };
}

/** Reading a table of fewer rows whole is what an index would do too. */
const WORTH_TELLING = 1_000;
const WARM_UP = 3;

async function askedAgain(http: Http, { what, path, times, aimMs }: Asked, by: Reader): Promise<AskedFigures> {
  const latencies: number[] = [];
  let kilobytes = 0;
  for (let n = 0; n < WARM_UP + times; n++) {
    const began = performance.now();
    const { body } = await get(http, typeof path === 'string' ? path : path(n));
    latencies.push(performance.now() - began);
    if (n === 0) kilobytes = JSON.stringify(body).length / 1024;
  }
  const { p50Ms, p99Ms } = percentiles(latencies.slice(WARM_UP));
  return { what, by, times, firstMs: latencies[0] ?? Number.NaN, p50Ms, p99Ms, aimMs, kilobytes };
}

async function get(http: Http, path: string): Promise<HttpAnswer> {
  const answer = await http.get(path);
  if (answer.status !== 200) throw new UnexpectedAnswer(path, answer);
  return answer;
}

async function wholeReads({ pool }: Rig): Promise<ReadonlyMap<string, { times: number; rows: number }>> {
  const { rows } = await pool.query<{ table: string; times: number; rows: number }>(
    `SELECT pg_stat_clear_snapshot(), s.relname AS table, s.seq_scan::float8 AS times, c.reltuples::float8 AS rows
     FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid`,
  );
  return new Map(rows.map(({ table, ...rest }) => [table, rest]));
}

async function sizes({ pool }: Rig): Promise<ScaleFigures['rows']> {
  const { rows } = await pool.query<ScaleFigures['rows'][number]>(
    `SELECT relname AS table, reltuples::float8 AS rows, round(pg_total_relation_size(oid) / 1048576.0)::int AS megabytes FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'bench%' ORDER BY 3 DESC LIMIT 8`,
  );
  return rows;
}
