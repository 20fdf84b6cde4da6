import { z } from 'zod';
import { addWebhook, changeWebhook, faultOfUrl, listWebhooks, removeWebhook, type Webhook } from '../outbound';
import type { Context } from './context';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { isoOf, Time } from './schema';

const Name = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,62}$/,
    'Must be small letters, digits and hyphens: what a definition writes after "webhook:"',
  );
const Address = z.string().max(2000);
const Named = z.object({ name: Name });

const WebhookView = z
  .object({
    name: z.string(),
    url: z.string(),
    active: z.boolean(),
    reason: z.string().nullable().meta({ description: 'Why it is off, where nobody turned it off' }),
    createdAt: Time,
  })
  .meta({ id: 'Webhook' });

const NewWebhookView = WebhookView.extend({
  secret: z.string().meta({ description: 'What calls are signed with. It is shown here and never again' }),
}).meta({ id: 'WebhookWithSecret' });

const webhookView = ({ createdAt, ...webhook }: Webhook): z.input<typeof WebhookView> => ({
  ...webhook,
  createdAt: isoOf(createdAt),
});

/** Refused before it is kept; where a name leads is looked at again with each call. */
function checkAddress({ config }: Context, url: string): void {
  const message = faultOfUrl(url, config.outbound.webhooksTo);
  if (message !== null) throw new Problem('BadInput', { detail: message, errors: [{ path: 'body.url', message }] });
}

const list = route({
  method: 'get',
  path: '/webhooks',
  right: 'webhook.read',
  summary: 'Who is called outside; not what the calls are signed with',
  answers: z.object({ items: z.array(WebhookView) }),
  handle: async (_asked, { pool }) => ({ items: (await listWebhooks(pool)).map(webhookView) }),
});

const add = route({
  method: 'post',
  path: '/webhooks',
  right: 'webhook.change',
  summary: 'Register a receiver; the answer holds its secret, this once',
  body: z.strictObject({ name: Name, url: Address }).meta({ id: 'NewWebhook' }),
  answers: NewWebhookView,
  status: 201,
  refuses: ['MovedOn'],
  handle: async ({ body, actor }, context) => {
    checkAddress(context, body.url);
    const made = await addWebhook(context.pool, { ...body, by: actor.id }, context.clock.now());
    if (!made)
      throw new Problem('MovedOn', { detail: `There is a webhook "${body.name}" already: change or remove that one.` });
    return { ...webhookView(made.webhook), secret: made.secret };
  },
});

const change = route({
  method: 'put',
  path: '/webhooks/:name',
  right: 'webhook.change',
  summary: 'Change where a receiver is, or turn it off or on',
  params: Named,
  body: z.strictObject({ url: Address.optional(), active: z.boolean().optional() }).meta({ id: 'ChangedWebhook' }),
  answers: WebhookView,
  refuses: ['NotFound'],
  handle: async ({ params: { name }, body }, context) => {
    if (body.url !== undefined) checkAddress(context, body.url);
    const changed = await changeWebhook(context.pool, name, body);
    if (!changed) throw notFound('webhook');
    return webhookView(changed);
  },
});

const remove = route({
  method: 'delete',
  path: '/webhooks/:name',
  right: 'webhook.change',
  summary: 'Forget a receiver; what is still to be sent to it fails',
  params: Named,
  answers: z.object({ name: z.string() }),
  refuses: ['NotFound'],
  handle: async ({ params: { name } }, { pool }) => {
    if (!(await removeWebhook(pool, name))) throw notFound('webhook');
    return { name };
  },
});

export const webhooks: Route[] = [list, add, change, remove];
