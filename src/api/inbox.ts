import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import { sightOf } from '../access';
import { countInbox, readInbox, SHOWN, URGENCIES } from '../crm';
import { Counters, type InboxItem, InboxPage, inboxItem } from './inbox-views';
import { workerOf } from './must-reach';
import { type Route, route } from './route';
import { counted, isoOf } from './schema';

const list = route({
  method: 'get',
  path: '/inbox',
  right: 'task.read',
  personal: true,
  summary: 'What the processes want from you now, the most urgent first',
  description:
    'Tasks of yours and those that you may claim, whatever your sight: escalated, overdue, due soon, then by the due instant, the larger deal, the better rating, the older task. Nothing leaves by age.',
  query: z.strictObject({
    show: z
      .enum(SHOWN)
      .default('now')
      .meta({ description: 'now: without what is snoozed and what waits; or only those; or all' }),
    whose: z.enum(['held', 'claimable']).optional(),
    process: z.string().min(1).max(100).optional().meta({ description: 'Its key' }),
    urgency: z.enum(URGENCIES).optional(),
    instance: z
      .union([z.uuid(), z.array(z.uuid()).min(1).max(100)])
      .transform((given) => (Array.isArray(given) ? given : [given]))
      .optional()
      .meta({ description: 'Only tasks of these leads and sales: of what has just moved' }),
    ...counted,
  }),
  answers: InboxPage,
  handle: async ({ query, actor }, context) => {
    const { limit, cursor, count, ...filter } = query;
    const worker = workerOf(actor);
    const asked = { worker, sight: await sightOf(context.pool, actor), filter, page: { limit, cursor, count } };
    const page = await readInbox(context, asked, context.clock.now());
    const items: z.input<typeof InboxItem>[] = [];
    for (const row of page.items) {
      items.push(inboxItem(row, worker, page.asOf));
      // Each outcome is tried on the machine: other requests come in between.
      await breathe();
    }
    return { ...page, items, asOf: isoOf(page.asOf) };
  },
});

const counters = route({
  method: 'get',
  path: '/inbox/counters',
  right: 'task.read',
  summary: 'How much is in your inbox: by urgency, due today, snoozed, claimable, by process',
  answers: Counters,
  handle: async ({ actor }, context) => {
    const now = context.clock.now();
    return { ...(await countInbox(context, workerOf(actor), now)), asOf: isoOf(now) };
  },
});

export const inbox: Route[] = [list, counters];
