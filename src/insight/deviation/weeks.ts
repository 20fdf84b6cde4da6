import type { Pool } from 'pg';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Instant } from '../../process';
import { dealSet, type Period, type SetScope, setSql } from '../question';
import { median } from '../statistics';
import { ALL_DEALS, daysOff } from './deviation';

/** How plans were kept in one week. */
export interface DeviationWeek {
  /** The Monday, in the period's zone. */
  week: string;
  /** The week as far as it lies within the period, up to now. */
  span: Period;
  /** Deals with a plan that ended in it, and how many of them a day or more late. */
  ended: number;
  endedLate: number;
  medianDays: number | null;
  /** Deals with a plan that were open when it ended (or as of now), and how many were a day or more past their plan then. */
  open: number;
  openLate: number;
}

interface Week {
  week: string;
  begins: Instant;
  ends: Instant;
}

/** What of a week is counted, as of its end. */
const WEEK_MARKS = ['ended', 'ended late', 'open', 'open late'] as const;
export type WeekMark = (typeof WEEK_MARKS)[number];

/** Deals with a plan that ended within the question's period, or were open when it ended. */
export const PLAN_WEEK = dealSet({
  name: 'deviation.week',
  at: z.strictObject({ which: z.enum(WEEK_MARKS), account: z.uuid().optional() }),
  holds: ({ question, ...scope }, { which, account }) => {
    const { bind } = scope;
    const until = `${bind(new Date(question.period.until))}::timestamptz`;
    const from = () => `${bind(new Date(question.period.from))}::timestamptz`;
    const ended = which.startsWith('ended');
    const late = `${daysOff(ended ? 'i.closed_at' : until, 'i.planned_for')} >= 1`;
    return [
      'i.planned_for IS NOT NULL',
      ended
        ? `i.closed_at >= ${from()} AND i.closed_at < ${until}`
        : `i.started_at < ${until} AND (i.closed_at IS NULL OR i.closed_at >= ${until})`,
      which.endsWith('late') ? late : 'true',
      ALL_DEALS.holds({ question, ...scope }, { account }),
    ].join(' AND ');
  },
});

/** The weeks of a period up to an instant, in its zone: the first and the last of them may be parts. */
export function weeksOf({ from, until, zone }: Period, asOf: Instant): Week[] {
  const last = Math.min(until, asOf);
  const at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).startOfDay();
  const weeks: Week[] = [];
  for (let monday = at.subtract({ days: at.dayOfWeek - 1 }); monday.epochMilliseconds < last; ) {
    const next = monday.add({ days: 7 });
    const begins = Math.max(monday.epochMilliseconds, from);
    weeks.push({ week: monday.toPlainDate().toString(), begins, ends: Math.min(next.epochMilliseconds, last) });
    monday = next;
  }
  return weeks;
}

/**
 * The trend, week by week within the period. Plans are those of today: a plan that was put off counts as it is now. Each deal is
 * looked at once, however many weeks there are: what is counted is in which of them it began, ended, and was to be over.
 */
export async function readDeviationWeeks(
  pool: Pool,
  { question, sight }: Omit<SetScope, 'bind'>,
  { account }: { account?: string },
): Promise<DeviationWeek[]> {
  const weeks = weeksOf(question.period, question.asOf);
  if (weeks.length === 0) return [];
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const deals = setSql(ALL_DEALS, { question, sight, bind }, { account });
  const from = `${bind(new Date(question.period.from))}::timestamptz`;
  const ends = `${bind(weeks.map(({ ends }) => new Date(ends)))}::timestamptz[]`;
  const { rows } = await pool.query<Row>(
    `SELECT width_bucket(i.started_at, ${ends}) AS began, width_bucket(i.closed_at, ${ends}) AS ended,
       width_bucket(i.planned_for + interval '86399.999 seconds', ${ends}) AS late, count(*)::int AS n,
       array_agg(${daysOff('i.closed_at', 'i.planned_for')}) FILTER (WHERE i.closed_at IS NOT NULL) AS days
     FROM process_instances i
     WHERE i.planned_for IS NOT NULL AND (i.closed_at IS NULL OR i.closed_at >= ${from}) AND ${deals} GROUP BY 1, 2, 3`,
    values,
  );
  const { zone } = question.period;
  return weeks.map(({ week, begins, ends }, n) => weekOf({ week, span: { from: begins, until: ends, zone } }, n, rows));
}

/** Of deals that are alike: the first weeks at whose end they had begun, had ended, were late; null: not ended. */
interface Row {
  began: number;
  ended: number | null;
  late: number;
  n: number;
  days: number[] | null;
}

function weekOf(week: Pick<DeviationWeek, 'week' | 'span'>, n: number, rows: readonly Row[]): DeviationWeek {
  const ended = rows.filter((row) => row.ended === n).flatMap(({ days }) => days ?? []);
  const open = rows.filter(({ began, ended }) => began <= n && (ended === null || ended > n));
  const sum = (some: readonly Row[]) => some.reduce((all, row) => all + row.n, 0);
  return {
    ...week,
    ended: ended.length,
    endedLate: ended.filter((days) => days >= 1).length,
    medianDays: median(ended),
    open: sum(open),
    openLate: sum(open.filter(({ late }) => late <= n)),
  };
}
