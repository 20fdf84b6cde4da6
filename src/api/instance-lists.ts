import { z } from 'zod';
import type { Person } from '../access';
import { CARD_LIGHTS, type InstanceFilter, instancePage, narrowedInstances } from '../crm';
import type { Kind } from '../process';
import type { Context } from './context';
import { columnsOut } from './list-cells';
import { listAsked, questionOf, readerOf } from './list-question';
import { Flag, isoOf, TimeIn } from './schema';
import { rowView } from './views';

/** Filters and order that lists of leads and of sales have in common; what `filter` can say too is short for it. */
export const listQuery = {
  owner: z.union([z.literal('me'), z.uuid()]).optional(),
  state: z.string().max(200).optional(),
  process: z.string().max(200).optional(),
  open: Flag.optional(),
  result: z.enum(['won', 'lost', 'qualified', 'disqualified']).optional(),
  light: z.enum(CARD_LIGHTS).optional(),
  account: z.uuid().optional(),
  contact: z.uuid().optional(),
  source: z.string().max(300).optional(),
  startedFrom: TimeIn.optional(),
  startedTo: TimeIn.optional(),
  ...listAsked,
};

type ListQuery = z.output<z.ZodObject<typeof listQuery>> & { rating?: string };

/** A page of leads or sales that somebody sees. */
export async function pageOfInstances(context: Context, kind: Kind, query: ListQuery, actor: Person) {
  const { view, filter, sort, columns, zone, limit, cursor, count, owner, ...rest } = query;
  const narrow: InstanceFilter = { ...rest, ...(owner !== undefined && { owner: owner === 'me' ? actor.id : owner }) };
  const question = narrowedInstances(await questionOf(context, actor, kind, { view, filter, sort, columns }), narrow);
  const wording = { kind, view, filter, sort, columns, zone, narrow };
  const asked = { page: { limit, cursor, count }, wording };
  const read = await instancePage(context, readerOf(actor, zone), question, asked, context.clock.now());
  const times = timesOf(question);
  const items = read.items.map((row) => ({ ...rowView(row, read.asOf), ...columnsOut(row.cells, times) }));
  return { ...read, items, asOf: isoOf(read.asOf) };
}

/** Which of the columns are instants. */
export const timesOf = ({ columns }: { columns: readonly { key: string; type: string }[] }): ReadonlySet<string> =>
  new Set(columns.filter(({ type }) => type === 'time').map(({ key }) => key));
