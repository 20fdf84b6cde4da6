import { z } from 'zod';
import { listSubscriptions, pushPublicKey, type Subscription, subscribe, unsubscribe } from '../notices';
import { faultOfPushKeys, faultOfUrl } from '../outbound';
import { once } from './kept';
import { badInput, notFound, Problem } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, isoOrNull, OptionalKey, Time, words } from './schema';

const SubscriptionView = z
  .object({
    id: z.uuid(),
    label: z.string(),
    service: z.string().meta({ description: 'Whose push service carries it' }),
    at: Time,
    toldAt: Time.nullable().meta({ description: 'When something last reached it' }),
  })
  .meta({ id: 'PushSubscription' });

const viewOf = ({ id, label, endpoint, at, toldAt }: Subscription): z.input<typeof SubscriptionView> => ({
  id,
  label,
  service: new URL(endpoint).host,
  at: isoOf(at),
  toldAt: isoOrNull(toldAt),
});

const key = route({
  method: 'get',
  path: '/me/push-key',
  right: 'self.read',
  summary: 'The key that a browser subscribes to pushes with (its `applicationServerKey`)',
  answers: z.object({ publicKey: z.string() }).meta({ id: 'PushKey' }),
  refuses: ['NotSetUp'],
  handle: async (_, { pool }) => {
    const publicKey = await pushPublicKey(pool);
    if (publicKey === null) throw new Problem('NotSetUp', { detail: 'The first worker that starts makes the key.' });
    return { publicKey };
  },
});

const list = route({
  method: 'get',
  path: '/me/push-subscriptions',
  right: 'self.read',
  summary: 'Your browsers that are told of your notifications',
  answers: z.object({ items: z.array(SubscriptionView) }),
  handle: async ({ actor }, { pool }) => ({ items: (await listSubscriptions(pool, actor.id)).map(viewOf) }),
});

const Base64Url = z
  .string()
  .max(200)
  .regex(/^[\w-]+=*$/, 'Must be base64url');

const add = route({
  method: 'post',
  path: '/me/push-subscriptions',
  right: 'self.change',
  summary: 'Let a browser be told of your notifications: what its `PushSubscription` gives as JSON',
  description:
    'A browser that is known keeps its id, and is told of your notifications from now on, and of nobody else’s. Twenty at most: one more takes the place of the oldest.',
  headers: OptionalKey,
  body: z
    .strictObject({
      endpoint: z.string().max(2000),
      keys: z.strictObject({ p256dh: Base64Url, auth: Base64Url }),
      expirationTime: z.number().nullable().optional(),
      label: words(100).default('Browser').meta({ description: 'What you call it' }),
    })
    .meta({ id: 'AddPushSubscription' }),
  answers: SubscriptionView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) => {
    const { endpoint, keys, label } = asked.body;
    const { pool, clock, config } = context;
    const away = faultOfUrl(endpoint, config.outbound.webhooksTo);
    if (away !== null) throw badInput({ path: 'body.endpoint', message: away });
    const fault = faultOfPushKeys(keys);
    if (fault) throw badInput({ path: `body.keys.${fault.key}`, message: fault.message });
    const target = { endpoint, ...keys, label, personId: asked.actor.id, now: clock.now() };
    return once(context, asked, async (id) => viewOf(await subscribe(pool, { ...target, id })));
  },
});

const remove = route({
  method: 'delete',
  path: '/me/push-subscriptions/:id',
  right: 'self.change',
  summary: 'Tell a browser of yours nothing any more',
  params: Id,
  answers: z.object({ id: z.uuid(), removed: z.literal(true) }).meta({ id: 'PushSubscriptionRemoved' }),
  refuses: ['NotFound'],
  handle: async ({ params: { id }, actor }, { pool }) => {
    if (!(await unsubscribe(pool, actor.id, id))) throw notFound('subscription');
    return { id, removed: true as const };
  },
});

export const pushSubscriptions: Route[] = [key, list, add, remove];
