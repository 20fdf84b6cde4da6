import { z } from 'zod';
import { comingDeadlines } from '../crm';
import { Deadline } from './deadline-views';
import { type Route, route } from './route';
import { isoOf, pageOfItems, paging, Ref } from './schema';

const HOUR_MS = 60 * 60 * 1000;

const Coming = Deadline.extend({
  owner: Ref.nullable(),
  instance: z.object({ id: z.uuid(), kind: z.enum(['lead', 'sale']), number: z.number(), name: z.string() }),
}).meta({ id: 'ComingDeadline' });

const next = route({
  method: 'get',
  path: '/deadlines/next',
  right: 'task.read',
  summary: 'What will happen by itself within the next hours; what should have happened already comes first',
  query: z.strictObject({
    hours: z.coerce
      .number()
      .min(0)
      .max(24 * 366)
      .default(24),
    owner: z.union([z.literal('me'), z.uuid()]).optional(),
    ...paging,
  }),
  answers: pageOfItems(Coming),
  handle: async ({ query, actor }, { pool, clock }) => {
    const { hours, owner, ...page } = query;
    const asked = { within: hours * HOUR_MS, owner: owner === 'me' ? actor.id : owner, page };
    const read = await comingDeadlines(pool, asked, clock.now());
    const items = read.items.map(({ at, ...deadline }) => ({ ...deadline, at: isoOf(at) }));
    return { ...read, items, asOf: isoOf(read.asOf) };
  },
});

export const deadlines: Route[] = [next];
