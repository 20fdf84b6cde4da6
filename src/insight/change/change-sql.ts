import type { Bind, Sight } from '../../access';
import type { LocalDate } from '../../process';
import { groupSql, type Question, questionSql } from '../question';

/** Sales that are expected to close from a day up to another one, which is not part of it. */
export interface Closing {
  from: LocalDate;
  until: LocalDate;
}

/** What became of the pipeline. `came in`, `moved in`, `won`, `lost` and `moved out` change how many there are; `grew` and `shrank` by how much. */
export const CHANGES = [
  'begin',
  'came in',
  'moved in',
  'grew',
  'shrank',
  'won',
  'lost',
  'moved out',
  'end',
  'idle',
] as const;
export type Change = (typeof CHANGES)[number];

/** How a sale stood at the begin, `b`, and at the end, `e`: conditions and worth of each kind of change. */
export type ChangeSql = Readonly<Record<Change, { holds: string; worth: string }>>;

interface Places {
  /** Joins `b` and `e` of a deal whose id this is. */
  join: (id: string) => string;
  is: ChangeSql;
}

/** The first instant after the report: what has not come yet cannot be told. */
export const endOf = ({ period, asOf }: Pick<Question, 'period' | 'asOf'>): number => Math.min(period.until, asOf + 1);

/**
 * The kinds of change as SQL. How it stood at an instant is how it stood right before: what happens at that very instant belongs to
 * the period that begins there, so periods that follow each other add up. Source: the issue's "adds up exactly": begin, and what
 * came in, moved in and grew, without what shrank, was won, was lost and moved out, is the end.
 */
export function changeSql(question: Question, closing: Closing | null, bind: Bind): Places {
  const from = `${bind(new Date(question.period.from))}::timestamptz`;
  const until = `${bind(new Date(endOf(question)))}::timestamptz`;
  const zone = closing ? `${bind(question.period.zone)}::text` : '';
  const [first, last] = closing ? [`${bind(closing.from)}::date`, `${bind(closing.until)}::date`] : ['', ''];
  const within = (day: string) => (closing ? `coalesce(${day} >= ${first} AND ${day} < ${last}, false)` : 'true');
  const expected = (at: string) => `coalesce(${at}.decision_on, (${at}.planned_for AT TIME ZONE ${zone})::date)`;
  const inIt = (at: string) => `(coalesce(${at}.open, false) AND ${within(expected(at))})`;
  const [begun, ends] = [inIt('b'), inIt('e')];
  const closed = `(NOT e.open AND e.at >= ${from} AND (${begun} OR ${within(`(e.at AT TIME ZONE ${zone})::date`)}))`;
  const enters = `(NOT ${begun} AND (${ends} OR ${closed}))`;
  const leaves = `((${begun} OR ${closed}) AND NOT ${ends})`;
  const more = '(e.amount_base_minor - b.amount_base_minor)';
  const worth = 'e.amount_base_minor';
  return {
    join: (id) => `JOIN deal_history e ON e.instance_id = ${id} AND e.at < ${until} AND e.until >= ${until}
      LEFT JOIN deal_history b ON b.instance_id = ${id} AND b.at < ${from} AND b.until >= ${from}`,
    is: {
      begin: { holds: begun, worth: 'b.amount_base_minor' },
      'came in': { holds: `(${enters} AND NOT coalesce(b.open, false))`, worth },
      'moved in': { holds: `(${enters} AND coalesce(b.open, false))`, worth },
      grew: { holds: `(${begun} AND ${more} > 0)`, worth: more },
      shrank: { holds: `(${begun} AND ${more} < 0)`, worth: `-${more}` },
      won: { holds: `(${leaves} AND e.result IS NOT DISTINCT FROM 'won')`, worth },
      lost: { holds: `(${leaves} AND NOT e.open AND e.result IS DISTINCT FROM 'won')`, worth },
      'moved out': { holds: `(${leaves} AND e.open)`, worth },
      end: { holds: ends, worth },
      idle: { holds: `(${begun} AND ${ends} AND e.seq = b.seq)`, worth },
    },
  };
}

/** Everything that the change of the pipeline counts, by group, in one statement. */
export function pipelineSql(question: Question, closing: Closing | null, sight: Sight, bind: Bind): string {
  const group = groupSql(question, bind);
  const { join, is } = changeSql(question, closing, bind);
  const figures = CHANGES.map((change, n) => {
    const { holds, worth } = is[change];
    return `(count(*) FILTER (WHERE ${holds}))::int AS count${n}, coalesce(sum(${worth}) FILTER (WHERE ${holds}), 0)::float8 AS minor${n}`;
  });
  const [from, until] = [bind(new Date(question.period.from)), bind(new Date(endOf(question)))];
  return `
    WITH touched AS MATERIALIZED (
      SELECT DISTINCT o.instance_id FROM deal_history o
      WHERE o.kind = 'sale' AND o.open AND o.until >= ${from}::timestamptz AND o.at < ${until}::timestamptz)
    SELECT ${group.key} AS key, min(${group.label}) AS name, ${figures.join(', ')}
    FROM touched JOIN process_instances i ON i.id = touched.instance_id ${group.join} ${join('i.id')}
    WHERE ${questionSql(question, sight, bind)} GROUP BY 1 ORDER BY 1`;
}
