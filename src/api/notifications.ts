import { z } from 'zod';
import { listNotifications, markRead } from '../crm';
import { type Route, route } from './route';
import { Flag, isoOf, isoOrNull, pageOfItems, paging, Time } from './schema';

const NotificationView = z
  .object({
    id: z.uuid(),
    code: z.string().meta({ description: 'What about; worded by the screen' }),
    subject: z.string(),
    at: Time,
    readAt: Time.nullable(),
    instance: z.object({ id: z.uuid(), kind: z.enum(['lead', 'sale']), number: z.number(), name: z.string() }),
  })
  .meta({ id: 'Notification' });

const list = route({
  method: 'get',
  path: '/notifications',
  right: 'notification.read',
  summary: 'Your notifications, the newest first',
  query: z.strictObject({ unread: Flag.default(false), ...paging }),
  answers: pageOfItems(NotificationView),
  handle: async ({ query: { unread, ...page }, actor }, { pool, clock }) => {
    const read = await listNotifications(pool, { personId: actor.id, unread, page }, clock.now());
    const items = read.items.map((one) => ({ ...one, at: isoOf(one.at), readAt: isoOrNull(one.readAt) }));
    return { ...read, items, asOf: isoOf(read.asOf) };
  },
});

const read = route({
  method: 'post',
  path: '/notifications/read',
  right: 'notification.read',
  summary: 'Mark notifications of yours as read: those given, or all up to now',
  body: z.strictObject({ ids: z.array(z.uuid()).max(500).optional() }).prefault({}),
  answers: z.object({ read: z.number() }),
  handle: async ({ body, actor }, { pool, clock }) => ({
    read: await markRead(pool, { personId: actor.id, ids: body.ids }, clock.now()),
  }),
});

export const notifications: Route[] = [list, read];
