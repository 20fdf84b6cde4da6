import type { Pool } from 'pg';
import { z } from 'zod';
import { openSeenSql, type Sight } from '../../access';
import { dealSet, type Group, ofGroup, openGroupSql, openNarrowSql, opens, type Question } from '../question';
import { atAll, notWaiting, openPileSql, PILES, type Pile, pileSql, pilesOf } from './stalled-sql';

/** What lies in a pile of the board. */
export const IN_PILE = dealSet({
  name: 'stalled.pile',
  at: z.strictObject({ pile: z.enum(PILES) }),
  holds: ({ question, bind }, { pile }) => {
    const now = `${bind(new Date(question.asOf))}::timestamptz`;
    return `${atAll(now)} AND ${pileSql(pile, now)}`;
  },
});

/** What lies in one pile of one group. */
export interface PileTotal {
  pile: Pile;
  count: number;
  minor: number;
  opens: string;
}

export interface StalledGroup {
  key: string;
  name: string;
  piles: PileTotal[];
}

interface Row {
  key: string;
  name: string;
  [count: `count${number}`]: number;
  [minor: `minor${number}`]: number;
}

/** The piles of each group, whoever has the most money in the first of them first; without a group, one for all. */
export async function stalledGroups(
  pool: Pool,
  question: Question & { by: Group | null },
  sight: Sight,
): Promise<StalledGroup[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const now = `${bind(new Date(question.asOf))}::timestamptz`;
  const group = openGroupSql(question, bind);
  const where = [
    `i.kind = '${question.kind}'`,
    notWaiting(now),
    ...openNarrowSql(question.narrow, question.kind, bind),
  ];
  const piles = pilesOf(question.kind);
  const totals = piles.map((pile, n) => {
    const those = `FILTER (WHERE ${openPileSql(pile, now)})`;
    return `(count(*) ${those})::int AS count${n}, coalesce(sum(i.amount_base_minor) ${those}, 0)::float8 AS minor${n}`;
  });
  const { rows } = await pool.query<Row>(
    `SELECT ${group.key} AS key, min(${group.label}) AS name, ${totals.join(', ')}
     FROM open_deals i ${group.join} WHERE ${[...where, openSeenSql(sight, 'i', bind)].join(' AND ')}
     GROUP BY 1 ORDER BY minor0 DESC, count0 DESC, 1`,
    values,
  );
  return rows.map((row) => ({
    key: row.key,
    name: row.name,
    piles: piles.map((pile, n) => ({
      pile,
      count: row[`count${n}`] ?? 0,
      minor: row[`minor${n}`] ?? 0,
      opens: opens(IN_PILE, ofGroup(question, row.key), { pile }),
    })),
  }));
}
