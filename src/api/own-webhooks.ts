import { z } from 'zod';
import { addOwnWebhook, listOwnWebhooks, type OwnWebhook, removeOwnWebhook } from '../notices';
import { faultOfUrl } from '../outbound';
import { badInput, notFound } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, isoOrNull, Time, words } from './schema';

const WebhookView = z
  .object({
    id: z.uuid(),
    label: z.string(),
    url: z.string(),
    at: Time,
    toldAt: Time.nullable().meta({ description: 'When it last took something' }),
    offAt: Time.nullable().meta({ description: 'It is told nothing since then; name it again to have it told' }),
    offReason: z.string().nullable(),
  })
  .meta({ id: 'OwnWebhook' });

const viewOf = ({ at, toldAt, offAt, ...hook }: OwnWebhook): z.input<typeof WebhookView> => ({
  ...hook,
  at: isoOf(at),
  toldAt: isoOrNull(toldAt),
  offAt: isoOrNull(offAt),
});

const list = route({
  method: 'get',
  path: '/me/webhooks',
  right: 'self.read',
  summary: 'Your programs that are told of your notifications; not what the calls are signed with',
  answers: z.object({ items: z.array(WebhookView) }),
  handle: async ({ actor }, { pool }) => ({ items: (await listOwnWebhooks(pool, actor.id)).map(viewOf) }),
});

const add = route({
  method: 'post',
  path: '/me/webhooks',
  right: 'self.change',
  summary: 'Have a program told of your notifications; the answer holds its secret, this once',
  description:
    'Of the kinds that are pushed to you, and as quiet hours and your mute let it. One that you have named before gets a new secret, and is told again. Five at most: one more takes the place of the oldest.',
  body: z
    .strictObject({
      url: z.string().max(2000),
      label: words(100).default('Webhook').meta({ description: 'What you call it' }),
    })
    .meta({ id: 'NewOwnWebhook' }),
  answers: WebhookView.extend({ secret: z.string() }).meta({ id: 'OwnWebhookAdded' }),
  status: 201,
  handle: async ({ body, actor }, { pool, clock, config }) => {
    const fault = faultOfUrl(body.url, config.outbound.webhooksTo);
    if (fault !== null) throw badInput({ path: 'body.url', message: fault });
    const { secret, ...hook } = await addOwnWebhook(pool, { ...body, personId: actor.id, now: clock.now() });
    return { ...viewOf(hook), secret };
  },
});

const remove = route({
  method: 'delete',
  path: '/me/webhooks/:id',
  right: 'self.change',
  summary: 'Tell a program of yours nothing any more',
  params: Id,
  answers: z.object({ id: z.uuid(), removed: z.literal(true) }).meta({ id: 'OwnWebhookRemoved' }),
  refuses: ['NotFound'],
  handle: async ({ params: { id }, actor }, { pool }) => {
    if (!(await removeOwnWebhook(pool, actor.id, id))) throw notFound('webhook');
    return { id, removed: true as const };
  },
});

/** One's own notifications by webhook. */
export const ownWebhooks: Route[] = [list, add, remove];
