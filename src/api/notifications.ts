import { z } from 'zod';
import { sightOf } from '../access';
import { countNotices, listNotices, markRead, NOTICE_KINDS, type NoticeCard, snooze } from '../notices';
import type { Instant } from '../process';
import { once } from './kept';
import { laterWithin } from './later';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Flag, Id, isoOf, isoOrNull, OptionalKey, pageOfItems, paging, Text, Time, TimeIn } from './schema';

const Kind = z.enum(NOTICE_KINDS);

const NotificationView = z
  .object({
    id: z.uuid(),
    kind: Kind,
    code: z.string().meta({ description: 'What about' }),
    subject: z.string(),
    words: Text.meta({ description: 'What about, said in full' }),
    at: Time,
    snoozedUntil: Time.nullable(),
    readAt: Time.nullable(),
    times: z.number().meta({ description: 'How many about the same thing it stands for' }),
    instance: z
      .object({ id: z.uuid(), kind: z.enum(['lead', 'sale']), number: z.number(), name: z.string() })
      .nullable()
      .meta({ description: 'Null for what is about none, or about one that you do not see' }),
    interactionId: z.uuid().nullable(),
    client: z
      .object({ kind: z.enum(['account', 'contact']), id: z.uuid(), name: z.string() })
      .nullable()
      .meta({ description: 'Whom it is with, or about; null where you do not see them' }),
  })
  .meta({ id: 'Notification' });

const viewOf = ({ shownAt, at, readAt, ...card }: NoticeCard, now: Instant): z.input<typeof NotificationView> => ({
  ...card,
  at: isoOf(at),
  readAt: isoOrNull(readAt),
  snoozedUntil: shownAt > now ? isoOf(shownAt) : null,
});

const list = route({
  method: 'get',
  path: '/notifications',
  right: 'notification.read',
  personal: true,
  summary: 'Your notifications, the newest first; one that was put off comes back on top',
  query: z.strictObject({
    unread: Flag.default(false),
    kind: Kind.optional(),
    snoozed: Flag.default(false).meta({ description: 'Those that you have put off' }),
    ...paging,
  }),
  answers: pageOfItems(NotificationView),
  handle: async ({ query: { unread, kind, snoozed, ...page }, actor }, { pool, clock }) => {
    const question = { personId: actor.id, unread, snoozed, ...(kind && { kind }) };
    const now = clock.now();
    const read = await listNotices(pool, { question, sight: await sightOf(pool, actor), page }, now);
    return { ...read, items: read.items.map((one) => viewOf(one, now)), asOf: isoOf(read.asOf) };
  },
});

const counters = route({
  method: 'get',
  path: '/notifications/counters',
  right: 'notification.read',
  summary: 'How many notifications you have not read, by kind, and how many you have put off',
  answers: z
    .object({ unread: z.number(), byKind: z.partialRecord(Kind, z.number()), snoozed: z.number() })
    .meta({ id: 'NotificationCounters' }),
  handle: ({ actor }, { pool, clock }) => countNotices(pool, actor.id, clock.now()),
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

const MOST_DAYS = 90;

const putOff = route({
  method: 'post',
  path: '/notifications/:id/snooze',
  right: 'self.change',
  summary: `Put a notification of yours off, for up to ${MOST_DAYS} days: until then it is in no list and no counter, then unread again`,
  params: Id,
  headers: OptionalKey,
  body: z.strictObject({ until: TimeIn }).meta({ id: 'SnoozeNotification' }),
  answers: z.object({ snoozedUntil: Time }),
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const until = laterWithin(asked.body.until, context.clock.now(), MOST_DAYS);
        const { id } = asked.params;
        if (!(await snooze(context.pool, { personId: asked.actor.id, id, until }))) throw notFound('notification');
        return { snoozedUntil: isoOf(until) };
      },
      200,
    ),
});

export const notifications: Route[] = [list, counters, read, putOff];
