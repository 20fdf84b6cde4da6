import type { Pool } from 'pg';
import { Temporal } from 'temporal-polyfill';
import { sightOf } from '../../access';
import type { Instant, Money, Text } from '../../process';
import { askerFor } from './asker';
import { type BarKey, barFilter, barLabel, type ChartWidth, isCharted, SPANS, valueSqlOf } from './chart-bars';
import { worthSql } from './compile';
import { findingsIn } from './filter';
import { noField } from './narrow';
import { type Question, WordingError } from './question';
import { type Reader, type Statement, statementOf } from './read-list';
import { type SqlField, sqlOf } from './sql-field';

/** What a chart of a list is drawn from. */
export interface AskedListChart {
  /** The field that bars stand for. */
  by: string;
  /** Of times and dates. */
  width: ChartWidth;
  /** A number or an amount that is added up beside the count. */
  sum?: string | undefined;
}

/** One bar: how many rows have the value, and the filter that shows just them. */
export interface ListBar {
  /** '' for those without one; of time the day on which the bar begins. */
  value: string;
  label: Text;
  count: number;
  /** What was asked to be added up; null where nothing was, or no row has it. */
  sum: Money | number | null;
  filter: string;
}

export interface ListChart {
  by: SqlField;
  sum: SqlField | null;
  bars: ListBar[];
  /** Rows whose value has no bar: there are no more than so many. */
  others: number;
  /** Rows whose amount cannot be told in the base currency, for want of a rate. */
  unrated: number;
}

/** As many bars as anybody can look at. */
const MOST_BARS = 200;

interface Row {
  value: string;
  name: string;
  count: number;
  sum: string | null;
  unrated: number;
}

/**
 * The rows of a list by the values of a field: the most first, of times the earliest first, without gaps. A row that holds several
 * values is in the bar of each. Amounts are in the base currency by the rates of the day. Source: DYN-23.
 * @throws WordingError for a field that there is not, or that nothing is charted by
 */
export async function readListChart(
  pool: Pool,
  reader: Reader,
  question: Question,
  asked: AskedListChart,
  now: Instant,
): Promise<ListChart> {
  const by = chartField(question, asked.by, 'by');
  const sum = asked.sum === undefined ? null : chartField(question, asked.sum, 'sum');
  const key: BarKey = { field: by, width: asked.width };
  const [asker, sight, base] = await Promise.all([
    askerFor(pool, reader.person, now, reader.zone),
    sightOf(pool, reader.person),
    baseCurrency(pool),
  ]);
  const statement = statementOf(question, asker, sight);
  const { rows } = await pool.query<Row>(chartSql(statement, key, sum, asker.zone), statement.values);
  const timed = isTimed(by);
  const shown = timed ? withoutGaps(rows, asked.width) : rows;
  const kept = timed ? shown.slice(-MOST_BARS) : shown.slice(0, MOST_BARS);
  const sumOf = (of: string | null) => (of === null ? null : sum?.type === 'money' ? money(of, base) : Number(of));
  const bars = kept.map(({ value, name, count, sum: of }) => ({
    ...{ value, count, sum: sumOf(of) },
    label: barLabel(key, value, name),
    filter: barFilter(key, value, name),
  }));
  const counted = (of: readonly { count: number }[]) => of.reduce((all, { count }) => all + count, 0);
  const unrated = rows.reduce((all, one) => all + one.unrated, 0);
  return { by, sum, bars, others: counted(shown) - counted(kept), unrated };
}

const money = (minor: string, currency: string): Money => ({ minor: Number(minor), currency });

async function baseCurrency(pool: Pool): Promise<string> {
  const sql = `SELECT value #>> '{}' AS base FROM settings WHERE key = 'base currency'`;
  const { rows } = await pool.query<{ base: string }>(sql);
  return rows[0]?.base ?? 'RUB';
}

const isTimed = ({ type }: SqlField): boolean => type === 'time' || type === 'date';
const isSummed = ({ type }: SqlField): boolean => type === 'number' || type === 'money';

/**
 * A field as a chart is drawn by it, or adds it up.
 * @throws WordingError for a field that there is not, or that no chart is drawn of
 */
export function chartField({ entity, fields }: Question, key: string, as: 'by' | 'sum'): SqlField {
  const field = fields.find((one) => one.key === key && !one.retired);
  const at = { from: 0, to: key.length };
  if (!field) throw new WordingError({ columns: findingsIn(key, [{ ...noField(entity, key), ...at }]) });
  if (as === 'by' ? isCharted(field) : isSummed(field)) return field;
  const message = {
    en: `No chart is drawn of ${key}: it is a ${field.type}.`,
    ru: `По полю ${key} диаграмма не строится: его тип ${field.type}.`,
  };
  throw new WordingError({ columns: findingsIn(key, [{ ...at, code: 'ValueUnfit', message }]) });
}

function chartSql({ from, where, context }: Statement, key: BarKey, sum: SqlField | null, zone: string): string {
  const { value, name, join } = valueSqlOf(key, context, zone);
  const amount = sum ? summed(sum, context) : { of: 'NULL::numeric', lacks: 'false' };
  const order = isTimed(key.field) ? 'value' : 'count DESC, value';
  return `SELECT value, coalesce(min(name), '') AS name, count(*)::int AS count, round(sum(amount), 2)::text AS sum,
      (count(*) FILTER (WHERE lacks))::int AS unrated
    FROM (SELECT ${value} AS value, ${name} AS name, ${amount.of} AS amount, ${amount.lacks} AS lacks
      FROM ${from} ${join} WHERE ${where.join(' AND ')}) listed
    GROUP BY value ORDER BY ${order}`;
}

function summed({ sql }: SqlField, context: Statement['context']): { of: string; lacks: string } {
  if (sql.of === 'money') {
    const minor = sqlOf(sql.minor, context);
    const rates = context.bind(JSON.stringify(context.rates));
    const worth = `round(${worthSql(minor, sqlOf(sql.currency, context), rates)})`;
    return { of: worth, lacks: `(${minor} IS NOT NULL AND ${worth} IS NULL)` };
  }
  if (sql.of !== 'value') throw new Error('What is added up is a number or an amount.');
  return { of: `(${sqlOf(sql.value, context)})::numeric`, lacks: 'false' };
}

/** Spans in which nothing came are bars too: how fast something comes is seen by its gaps. */
function withoutGaps(rows: readonly Row[], width: ChartWidth): Row[] {
  const dated = rows.filter(({ value }) => value !== '');
  const [first, last] = [dated[0], dated.at(-1)];
  const empty = rows.filter(({ value }) => value === '');
  if (!first || !last) return [...empty];
  const known = new Map(dated.map((row) => [row.value, row]));
  const all: Row[] = [];
  let day = Temporal.PlainDate.from(last.value);
  while (all.length < MOST_BARS && Temporal.PlainDate.compare(day, first.value) >= 0) {
    const value = day.toString();
    all.push(known.get(value) ?? { value, name: '', count: 0, sum: null, unrated: 0 });
    day = day.subtract(SPANS[width]);
  }
  const shown = new Set(all.map(({ value }) => value));
  return [...empty, ...dated.filter(({ value }) => !shown.has(value)), ...all.reverse()];
}
