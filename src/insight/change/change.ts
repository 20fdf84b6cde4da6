import type { Pool } from 'pg';
import { z } from 'zod';
import type { Sight } from '../../access';
import { dealSet, ofGroup, opens, type Question } from '../question';
import { CHANGES, type Change, type Closing, changeSql, pipelineSql } from './change-sql';

const day = z.iso.date().optional();

/** The sales of one kind of change. */
export const CHANGED = dealSet({
  name: 'pipeline.change',
  at: z.strictObject({ change: z.enum(CHANGES), closeFrom: day, closeUntil: day }),
  holds: ({ question, bind }, { change, closeFrom, closeUntil }) => {
    const closing = closeFrom && closeUntil ? { from: closeFrom, until: closeUntil } : null;
    const { join, is } = changeSql(question, closing, bind);
    return `EXISTS (SELECT 1 FROM (SELECT 1) one ${join('i.id')} WHERE ${is[change].holds})`;
  },
});

/** How the pipeline of a group changed: how many sales and how much money, by kind of change. */
export interface PipelineChange {
  group: { key: string; name: string } | null;
  changes: Readonly<Record<Change, { count: number; minor: number; opens: string }>>;
}

interface Row {
  key: string;
  name: string;
  [count: `count${number}`]: number;
  [minor: `minor${number}`]: number;
}

/**
 * How the pipeline changed over a period: all open sales, or those that are expected to close within some days. Whose a sale is and
 * what it is narrowed by is as of now; where it stood and what it was worth is as of then.
 */
export async function readPipelineChange(
  pool: Pool,
  asked: Question,
  closing: Closing | null,
  sight: Sight,
): Promise<PipelineChange[]> {
  const question: Question = { ...asked, kind: 'sale' };
  const values: unknown[] = [];
  const sql = pipelineSql(question, closing, sight, (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<Row>(sql, values);
  const found = rows.length > 0 || question.by !== null ? rows : [{ key: '', name: '' }];
  return found.map((row) => changeOf(row, question, closing));
}

function changeOf(row: Row, question: Question, closing: Closing | null): PipelineChange {
  const here = ofGroup(question, row.key);
  const window = closing ? { closeFrom: closing.from, closeUntil: closing.until } : {};
  const changes = CHANGES.map((change, n) => [
    change,
    {
      count: row[`count${n}`] ?? 0,
      minor: row[`minor${n}`] ?? 0,
      opens: opens(CHANGED, here, { change, ...window }),
    },
  ]);
  return {
    group: question.by === null ? null : { key: row.key, name: row.name },
    changes: Object.fromEntries(changes) as PipelineChange['changes'],
  };
}
