import type { Pool } from 'pg';
import { sightOf } from '../../access';
import type { Instant } from '../../process';
import { askerFor } from './asker';
import { cellsSql } from './cells';
import { orderSql } from './order';
import type { Question } from './question';
import { countRows, type Reader, statementOf } from './read-list';
import { ID } from './scope';

/** The columns of one row, by key. */
export type Cells = Readonly<Record<string, unknown>>;

const AT_ONCE = 1000;

/** How many rows a list has for somebody. */
export async function countList(pool: Pool, reader: Reader, question: Question, now: Instant): Promise<number> {
  const [asker, sight] = await Promise.all([
    askerFor(pool, reader.person, now, reader.zone),
    sightOf(pool, reader.person),
  ]);
  return countRows(pool, statementOf(question, asker, sight));
}

/**
 * A whole list, some rows at a time and all as of one moment, whatever is written meanwhile; however long it is, no more than a
 * thousand rows are held. Keeps a connection until it is read to its end, or left.
 */
export async function* rowsOfList(
  pool: Pool,
  reader: Reader,
  question: Question,
  now: Instant,
): AsyncGenerator<Cells[]> {
  const [asker, sight] = await Promise.all([
    askerFor(pool, reader.person, now, reader.zone),
    sightOf(pool, reader.person),
  ]);
  const { from, where, values, context } = statementOf(question, asker, sight);
  const cells = cellsSql(question.columns, context);
  const { orderBy } = orderSql(question.order, ID[question.entity], context);
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(
      `DECLARE rows_of_list NO SCROLL CURSOR FOR SELECT ${cells} AS cells FROM ${from} WHERE ${where.join(' AND ')} ORDER BY ${orderBy}`,
      values,
    );
    for (;;) {
      const { rows } = await client.query<{ cells: Cells }>(`FETCH ${AT_ONCE} FROM rows_of_list`);
      if (rows.length > 0) yield rows.map((row) => row.cells);
      if (rows.length < AT_ONCE) return;
    }
  } finally {
    // Nothing was written: what matters is that the connection is clean again, or gone.
    await client.query('ROLLBACK').then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}
