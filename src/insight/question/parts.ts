import type { Pool } from 'pg';
import type { Sight } from '../../access';
import { groupSql, questionSql } from './narrow-sql';
import type { Question } from './question';
import { readRows } from './read-rows';

/** A part of a report: the group's key, what it is called, and how many deals of the report's times it has. */
export interface ReportPart {
  key: string;
  label: string;
  deals: number;
}

/**
 * The parts of a report whose figures cannot be added up from smaller ones (medians, paths), so that each is read for itself: those of
 * deals that lived in the period or in the one it is held against, the largest first.
 */
export async function readParts(
  pool: Pool,
  { question, sight }: { question: Question; sight: Sight },
  most: number,
): Promise<{ parts: ReportPart[]; others: number }> {
  if (question.by === null) return { parts: [], others: 0 };
  const { period, compared, asOf } = question;
  const from = Math.min(period.from, compared?.from ?? period.from);
  const until = Math.min(Math.max(period.until, compared?.until ?? period.until), asOf + 1);
  const rows = await readRows<ReportPart & { all: number }>(pool, (bind) => {
    const group = groupSql(question, bind);
    return `SELECT ${group.key} AS key, min(${group.label}) AS label, count(*)::int AS deals, (count(*) OVER ())::int AS all
      FROM process_instances i ${group.join}
      WHERE ${questionSql(question, sight, bind)} AND i.started_at < ${bind(new Date(until))}
        AND (i.open OR i.closed_at >= ${bind(new Date(from))})
      GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT ${Math.trunc(most)}`;
  });
  return {
    parts: rows.map(({ key, label, deals }) => ({ key, label, deals })),
    others: (rows[0]?.all ?? 0) - rows.length,
  };
}
