import { z } from 'zod';
import { CARD_LIGHTS, INSTANCE_SORTS, type InstanceFilter, listInstances } from '../crm';
import type { Kind } from '../process';
import type { Context } from './context';
import { counted, Flag, isoOf, TimeIn } from './schema';
import { rowView } from './views';

/** Filters and order that lists of leads and of sales have in common. */
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
  sort: z.enum(INSTANCE_SORTS).default('-startedAt'),
  ...counted,
};

type ListQuery = z.output<z.ZodObject<typeof listQuery>> & { rating?: string };

/** A page of leads or sales. */
export async function instancePage(context: Context, kind: Kind, query: ListQuery, me: string) {
  const { sort, limit, cursor, count, owner, ...rest } = query;
  const filter: InstanceFilter = { ...rest, ...(owner !== undefined && { owner: owner === 'me' ? me : owner }) };
  const read = await listInstances(
    context,
    kind,
    { filter, sort, page: { limit, cursor, count } },
    context.clock.now(),
  );
  return { ...read, items: read.items.map((row) => rowView(row, read.asOf)), asOf: isoOf(read.asOf) };
}
