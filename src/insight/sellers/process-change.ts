import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import { ms } from '../../crm';
import type { Instant } from '../../process';
import { groupSql, narrowSql, type Period, type Question } from '../question';
import { type Interval, median, medianDifference, newcombe, wilson } from '../statistics';

/** What was put in force, and when. */
export interface Change {
  process: string;
  version: number;
  at: Instant;
}

/** Sales that began within a span, by how they stood at its end. */
export interface Cohort {
  began: number;
  won: number;
  lost: number;
  open: number;
  conversion: ({ share: number } & Interval) | null;
  /** From begin to closing, of those that were closed. */
  medianDays: number | null;
  /** Of leads that came within the span and were answered within it. */
  leads: number;
  answered: number;
  medianSecondsToAnswer: number | null;
}

type Difference = (Interval & { difference: number }) | null;

/** The same part before and after. */
export interface Compared {
  key: string;
  label: string;
  before: Cohort;
  after: Cohort;
  conversion: Difference;
  days: Difference;
  secondsToAnswer: Difference;
}

export interface ProcessChange {
  change: Change;
  /** Of the same length, and each looked at as of its own end: what began in them was watched for as long in both. */
  before: Period;
  after: Period;
  all: Compared;
  /** By who is responsible now, or by whatever else is asked. */
  groups: Compared[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** When a version was first put in force; null: it never was. */
export async function readChange(pool: Pool, process: string, version: number): Promise<Change | null> {
  const { rows } = await pool.query<{ at: Instant }>(
    `SELECT ${ms('min(coalesce(p.at, v.published_at))')} AS at FROM process_versions v LEFT JOIN publications p ON p.version_id = v.id
     WHERE v.key = $1 AND v.version = $2 HAVING count(*) > 0`,
    [process, version],
  );
  return rows[0] ? { process, version, at: rows[0].at } : null;
}

/** The last change that is in force by then, of some processes or of any; null: nothing has been published. */
export async function readLastChange(pool: Pool, processes: readonly string[], asOf: Instant): Promise<Change | null> {
  const { rows } = await pool.query<Change>(
    `SELECT process, version, at FROM (SELECT v.key AS process, v.version, ${ms('min(coalesce(p.at, v.published_at))')} AS at
       FROM process_versions v LEFT JOIN publications p ON p.version_id = v.id
       WHERE v.kind = 'sale' AND ($1::text[] = '{}' OR v.key = ANY($1)) GROUP BY v.key, v.version) c
     WHERE at < $2 ORDER BY at DESC, version DESC, process LIMIT 1`,
    [processes, asOf],
  );
  return rows[0] ?? null;
}

/** Two spans of the same length around an instant: of as many days as asked, or as there were since. */
export function spansAround(change: Pick<Change, 'at'>, days: number, { asOf, period }: Question): [Period, Period] {
  const length = Math.max(0, Math.min(days * DAY_MS, asOf - change.at));
  const { zone } = period;
  return [
    { from: change.at - length, until: change.at, zone },
    { from: change.at, until: change.at + length, zone },
  ];
}

/** How sales went before and after a version was put in force. Source: TB-SFA-10, "Read carefully" 23. */
export async function readProcessChange(
  pool: Pool,
  { change, question, sight, days }: { change: Change; question: Question; sight: Sight; days: number },
): Promise<ProcessChange> {
  const [before, after] = spansAround(change, days, question);
  const whole = { ...question, by: null };
  const read = (asked: Question, span: Period) => readCohorts(pool, { change, question: asked, sight, span });
  // Whoever is in two teams counts in both, so that parts need not add up: the whole is read for itself.
  const [[wasAll = NOBODY], [isAll = NOBODY], was, is] = await Promise.all([
    read(whole, before),
    read(whole, after),
    read(question, before),
    read(question, after),
  ]);
  const labels = new Map([...was, ...is].map(({ key, label }) => [key, label]));
  const of = (rows: readonly Row[], key: string) => rows.find((row) => row.key === key) ?? NOBODY;
  const groups = [...labels].map(([key, label]) => compared(key, label, of(was, key), of(is, key)));
  groups.sort((a, b) => b.after.began - a.after.began || (a.label < b.label ? -1 : 1));
  return { change, before, after, all: compared('', '', wasAll, isAll), groups };
}

/** What was read of one part and one span. */
interface Row {
  key: string;
  label: string;
  began: number;
  won: number;
  lost: number;
  days: number[];
  leads: number;
  seconds: number[];
}
type Drawn = Omit<Row, 'key' | 'label'>;
const NOBODY: Drawn = { began: 0, won: 0, lost: 0, days: [], leads: 0, seconds: [] };

function cohortOf({ began, won, lost, days, leads, seconds }: Drawn): Cohort {
  const interval = wilson(won, won + lost);
  return {
    ...{ began, won, lost, open: began - won - lost, medianDays: median(days) },
    conversion: interval && { share: won / (won + lost), ...interval },
    ...{ leads, answered: seconds.length, medianSecondsToAnswer: median(seconds) },
  };
}

const compared = (key: string, label: string, was: Drawn, is: Drawn): Compared => ({
  ...{ key, label, before: cohortOf(was), after: cohortOf(is) },
  conversion: newcombe({ hits: was.won, n: was.won + was.lost }, { hits: is.won, n: is.won + is.lost }),
  days: medianDifference(was.days, is.days),
  secondsToAnswer: medianDifference(was.seconds, is.seconds),
});

async function readCohorts(
  pool: Pool,
  { change, question, sight, span }: { change: Change; question: Question; sight: Sight; span: Period },
): Promise<Row[]> {
  const { process: _, ...narrow } = question.narrow;
  const values: unknown[] = [new Date(span.from), new Date(span.until), change.process];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const of = (kind: 'sale' | 'lead') => ({
    group: groupSql({ ...question, kind }, bind),
    where: [
      `i.kind = '${kind}' AND i.started_at >= $1 AND i.started_at < $2`,
      ...narrowSql(narrow, kind, bind),
      seenSql(sight, kind, 'i', bind),
    ].join(' AND '),
  });
  const [sales, leads] = [of('sale'), of('lead')];
  const { rows } = await pool.query<Row>(
    `WITH stood AS (
       SELECT ${sales.group.key} AS key, ${sales.group.label} AS label, h.result, CASE WHEN NOT h.open THEN extract(epoch FROM (
           SELECT max(s.entered_at) FROM stage_visits s WHERE s.instance_id = i.id AND s.entered_at <= $2::timestamptz) - i.started_at)::float8 / 86400 END AS days
       FROM process_instances i JOIN deal_history h ON h.instance_id = i.id AND h.at <= $2 AND h.until > $2 ${sales.group.join}
       WHERE ${sales.where} AND i.version_id IN (SELECT v.id FROM process_versions v WHERE v.key = $3)
     ), answered AS (
       SELECT ${leads.group.key} AS key, ${leads.group.label} AS label,
         CASE WHEN l.first_response_at < $2 THEN extract(epoch FROM l.first_response_at - l.created_at)::float8 END AS seconds
       FROM process_instances i JOIN leads l ON l.id = i.id ${leads.group.join} WHERE ${leads.where}
     ), sold AS (
       SELECT key, max(label) AS label, count(*)::int AS began, (count(*) FILTER (WHERE result = 'won'))::int AS won,
         (count(*) FILTER (WHERE result = 'lost'))::int AS lost, array_remove(array_agg(days), NULL) AS days FROM stood GROUP BY 1
     ), came AS (
       SELECT key, max(label) AS label, count(*)::int AS leads, array_remove(array_agg(seconds), NULL) AS seconds FROM answered GROUP BY 1
     )
     SELECT key, coalesce(sold.label, came.label) AS label, coalesce(began, 0) AS began, coalesce(won, 0) AS won, coalesce(lost, 0) AS lost,
       coalesce(days, '{}') AS days, coalesce(leads, 0) AS leads, coalesce(seconds, '{}') AS seconds
     FROM sold FULL JOIN came USING (key) ORDER BY key`,
    values,
  );
  return rows;
}
