import type { Pool } from 'pg';
import type { Sight } from '../../access';
import { ms, type Page, type PageRequest, pageOf, type Ref, startOf } from '../../crm';
import type { Instant, Kind } from '../../process';
import type { Question } from '../question';
import { FAMILIES, type Family, familySql, personNarrow, WORK, WORKS, type Work } from './work';

/** What somebody has to do, and did, in a period. */
export interface Workload {
  /** Null: nobody's, as tasks in queues. */
  person: Ref | null;
  counts: Record<Work, number>;
  /** From when a lead came until somebody of ours reached out, in wall time. */
  medianSecondsToAnswer: number | null;
  presence: Presence | null;
}

/** How much of a period's working time somebody was there. */
export interface Presence {
  workingHours: number;
  absentHours: number;
  /** Away as of now: until when, and who stands in. */
  away: { until: Instant; deputy: Ref | null } | null;
}

type Counted = Record<string, number> & { person: string | null };

/** The work of each person that somebody sees, the one with most overdue first. */
export async function readWorkload(pool: Pool, question: Question, sight: Sight): Promise<Workload[]> {
  const found = await Promise.all(FAMILIES.map((family) => countFamily(pool, family, question, sight)));
  const medians = await readMedians(pool, question, sight);
  const people = new Set([...found.flat().map(({ person }) => person), ...medians.keys()]);
  const known = await readPeople(
    pool,
    [...people].flatMap((id) => id ?? []),
    question,
  );
  const rows = [...people].map((id): Workload => {
    const counts = Object.fromEntries(WORKS.map((work) => [work, 0])) as Record<Work, number>;
    for (const [n, family] of FAMILIES.entries()) {
      const mine = found[n]?.find(({ person }) => person === id);
      for (const [k, which] of WORK[family].entries()) counts[`${family}: ${which}` as Work] = mine?.[`n${k}`] ?? 0;
    }
    const person = id === null ? null : (known.get(id) ?? { ref: { id, name: '' }, presence: null });
    return {
      person: person?.ref ?? null,
      counts,
      presence: person?.presence ?? null,
      medianSecondsToAnswer: medians.get(id) ?? null,
    };
  });
  const burden = ({ counts }: Workload) => [counts['tasks: overdue'], counts['tasks: open']] as const;
  return rows.sort(
    (a, b) =>
      burden(b)[0] - burden(a)[0] ||
      burden(b)[1] - burden(a)[1] ||
      ((a.person?.name ?? '') < (b.person?.name ?? '') ? -1 : 1),
  );
}

async function countFamily(pool: Pool, family: Family, question: Question, sight: Sight): Promise<Counted[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { from, where, person, holds } = familySql(family, { question, sight, bind });
  const numbers = WORK[family].map((which, n) => `(count(*) FILTER (WHERE ${holds[which] ?? 'false'}))::int AS n${n}`);
  const conditions = [where, ...personNarrow(question, person, bind)].join(' AND ');
  const { rows } = await pool.query<Counted>(
    `SELECT ${person} AS person, ${numbers.join(', ')} FROM ${from} WHERE ${conditions} AND ${used(values)} GROUP BY 1`,
    values,
  );
  return rows;
}

/** PostgreSQL wants to know the type of each value that it is given, also of the instants that a family has no use for. */
const used = (values: readonly unknown[]): string =>
  `num_nulls(${values.flatMap((value, n) => (value instanceof Date ? [`$${n + 1}::timestamptz`] : [])).join(', ')}) >= 0`;

async function readMedians(pool: Pool, question: Question, sight: Sight): Promise<Map<string | null, number>> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { from, where, person } = familySql('leads', { question, sight, bind });
  const conditions = [where, ...personNarrow(question, person, bind)].join(' AND ');
  const { rows } = await pool.query<{ person: string; median: number }>(
    `SELECT ${person} AS person, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM l.first_response_at - l.created_at)::float8) AS median
     FROM ${from} WHERE ${conditions} AND ${used(values)} AND l.first_response_at IS NOT NULL GROUP BY 1`,
    values,
  );
  return new Map(rows.map((row) => [row.person, row.median]));
}

interface PersonRow {
  id: string;
  name: string;
  workingMs: number | null;
  absentMs: number | null;
  away: Presence['away'];
}

/** Who they are, and how much of the period's working time, by their own calendars, they were not away. */
async function readPeople(
  pool: Pool,
  ids: readonly string[],
  { period, asOf }: Question,
): Promise<Map<string, { ref: Ref; presence: Presence }>> {
  const { rows } = await pool.query<PersonRow>(
    `WITH span AS (SELECT ms_of($2::timestamptz) AS a, ms_of($3::timestamptz) AS b)
     SELECT p.id, p.name, (worked_before(c.key, b) - worked_before(c.key, a))::float8 AS "workingMs",
       (SELECT sum(worked_before(c.key, ms_of(upper(r))) - worked_before(c.key, ms_of(lower(r))))::float8
        FROM (SELECT unnest(range_agg(tstzrange(greatest(o."from", $2), least(o."to", $3)))) AS r
              FROM absences o WHERE o.person_id = p.id AND o."from" < $3 AND o."to" > $2) away) AS "absentMs",
       (SELECT jsonb_build_object('until', ${ms('o."to"')}, 'deputy', CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('id', d.id, 'name', d.name) END)
        FROM absences o LEFT JOIN people d ON d.id = o.deputy_id WHERE o.person_id = p.id AND o."from" <= $4 AND o."to" > $4 ORDER BY o."to" DESC LIMIT 1) AS away
     FROM people p CROSS JOIN span CROSS JOIN LATERAL (SELECT calendar_of(p.id) AS key) c WHERE p.id = ANY($1::uuid[])`,
    [ids, new Date(period.from), new Date(period.until), new Date(asOf)],
  );
  const hours = (of: number | null) => Math.round((of ?? 0) / 36_000) / 100;
  return new Map(
    rows.map(({ id, name, workingMs, absentMs, away }) => [
      id,
      { ref: { id, name }, presence: { workingHours: hours(workingMs), absentHours: hours(absentMs), away } },
    ]),
  );
}

/** One thing that a number of the report counts. */
export interface WorkItem {
  /** Of the task, the interaction, the lead or sale, or what the client did. */
  id: string;
  title: string;
  at: Instant | null;
  instance: { id: string; kind: Kind } | null;
}

/** What stands behind a number, the earliest first. */
export async function listWork(
  pool: Pool,
  {
    question,
    sight,
    work,
    person,
    page,
  }: { question: Question; sight: Sight; work: Work; person: string | null; page: PageRequest },
): Promise<Page<WorkItem>> {
  const wording = { work, person, period: question.period, narrow: question.narrow };
  const start = startOf(page, wording, question.asOf);
  const [family, which] = work.split(': ') as [Family, string];
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const sql = familySql(family, { question: { ...question, asOf: start.asOf }, sight, bind });
  const where = [sql.where, sql.holds[which] ?? 'false', ...personNarrow(question, sql.person, bind)];
  where.push(person === null ? `${sql.person} IS NULL` : `${sql.person} = ${bind(person)}::uuid`);
  const key = `coalesce(${sql.at}, 'infinity')`;
  const tie = TIE[family] ?? '0::int';
  const counting = `SELECT count(*)::int AS total FROM ${sql.from} WHERE ${where.join(' AND ')} AND ${used(values)}`;
  const total = page.count ? (await pool.query<{ total: number }>(counting, [...values])).rows[0]?.total : undefined;
  const [at, id, n] = start.after;
  if (!start.first)
    where.push(`(${key}, ${sql.id}, ${tie}) > (${bind(at)}::timestamptz, ${bind(id)}::uuid, ${bind(n)}::int)`);
  const { rows } = await pool.query<WorkItem & { key: string; n: number }>(
    `SELECT ${sql.id} AS id, ${sql.title} AS title, ${ms(sql.at)} AS at, (${key})::text AS key, ${tie} AS n,
       CASE WHEN i.id IS NOT NULL THEN jsonb_build_object('id', i.id, 'kind', i.kind) END AS instance
     FROM ${sql.from} WHERE ${where.join(' AND ')} AND ${used(values)} ORDER BY ${key}, ${sql.id}, ${tie} LIMIT ${Math.trunc(page.limit + 1)}`,
    values,
  );
  const read = pageOf(rows, page, start.asOf, wording, (row) => [row.key, row.id, row.n]);
  const items = read.items.map(({ key: _, n: __, ...item }) => item);
  return { ...read, items, ...(total !== undefined && { total }) };
}

/** What tells rows of one id apart: a deal's visits of stages. */
const TIE: Partial<Record<Family, string>> = { transitions: 'v.n', moves: 'v.n' };
