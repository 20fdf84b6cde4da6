import type { Pool, PoolClient } from 'pg';
import { type Bind, type Person, type Sight, sightOf } from '../../access';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { askerFor } from './asker';
import { cellsSql } from './cells';
import { type CompileContext, compile } from './compile';
import type { Asker } from './filter';
import { orderSql } from './order';
import type { Question } from './question';
import { FROM, ID, scopeSql } from './scope';

/** Who reads a list, and by which zone days begin for them. */
export interface Reader {
  person: Pick<Person, 'id' | 'roles' | 'teams'>;
  zone?: string;
}

/** What a row of a list gives beside what was selected of it. */
interface Row {
  id: string;
  sortKeys: (string | null)[];
  cells: Record<string, unknown>;
}

/** A list as statements: what they hold, in which order, and the values that go with the text. */
export interface Statement {
  from: string;
  where: string[];
  values: unknown[];
  context: CompileContext;
}

/** What stands behind a question for one reader at one instant. */
export function statementOf(question: Question, asker: Asker, sight: Sight): Statement {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { entity, filters, lists } = question;
  const context: CompileContext = {
    bind,
    sight,
    asOf: asker.now,
    rates: asker.rates,
    asker,
    inList: (id, list) => inList(id, list),
  };
  const inList = (id: string, list: string): string => {
    const meant = lists.get(list);
    if (!meant) throw new Error(`Nobody looked up the list ${list}.`);
    if ('id' in meant)
      return `${id} IN (SELECT m.account_id FROM account_list_members m WHERE m.list_id = ${bind(meant.id)}::uuid)`;
    const met = meant.condition === null ? 'true' : compile(meant.condition, context);
    return `${id} IN (SELECT r.id FROM ${FROM.account} WHERE ${[...scopeSql('account', context), met].join(' AND ')})`;
  };
  const where = [...scopeSql(entity, context), ...filters.map((filter) => compile(filter, context))];
  return { from: FROM[entity], where, values, context };
}

/** A page of a list: its rows' ids, the cells of the columns asked for, and whatever else `select` adds; `also` is a further condition. */
export async function readList<T extends object>(
  pool: Pool,
  reader: Reader,
  question: Question,
  asked: { page: PageRequest; wording: unknown; select?: string; sight?: Sight; also?: (bind: Bind) => string },
  now: Instant,
): Promise<Page<T & { id: string; cells: Record<string, unknown> }>> {
  const { page, wording, select, sight, also } = asked;
  const start = startOf(page, wording, now);
  const [asker, seen] = await Promise.all([
    askerFor(pool, reader.person, start.asOf, reader.zone),
    sight ?? sightOf(pool, reader.person),
  ]);
  const { from, where, values, context } = statementOf(question, asker, seen);
  if (also) where.push(also(context.bind));
  const total = page.count ? await countRows(pool, { from, where, values: [...values] }) : undefined;
  const id = ID[question.entity];
  const order = orderSql(question.order, id, context);
  const after = start.first ? [] : [order.after(start.after)];
  const columns = [
    `${id} AS id`,
    `${order.selected} AS "sortKeys"`,
    `${cellsSql(question.columns, context)} AS cells`,
    ...(select ? [select] : []),
  ];
  const { rows } = await pool.query<T & Row>(
    `SELECT ${columns.join(', ')} FROM ${from} WHERE ${[...where, ...after].join(' AND ')}
     ORDER BY ${order.orderBy} LIMIT ${context.bind(page.limit + 1)}`,
    values,
  );
  const read = pageOf(rows, page, start.asOf, wording, (row) => row.sortKeys);
  return total === undefined ? read : { ...read, total };
}

/** How many rows a list has. */
export async function countRows(
  pool: Pool | PoolClient,
  { from, where, values }: Omit<Statement, 'context'>,
): Promise<number> {
  const sql = `SELECT count(*)::int AS total FROM ${from} WHERE ${where.join(' AND ')}`;
  const { rows } = await pool.query<{ total: number }>(sql, values);
  return rows[0]?.total ?? 0;
}
