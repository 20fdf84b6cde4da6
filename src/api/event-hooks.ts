import { z } from 'zod';
import {
  addEventHook,
  changeEventHook,
  DELIVERY_STATES,
  EVENT_KINDS,
  type EventDelivery,
  type EventHook,
  faultOfUrl,
  listDeliveries,
  listEventHooks,
  MOST_REPLAYED,
  readEventHook,
  removeEventHook,
  replayEvents,
} from '../outbound';
import type { Context } from './context';
import { once } from './kept';
import { notFound, Problem } from './problem';
import { type Route, route } from './route';
import { isoOf, isoOrNull, OptionalKey, Time, TimeIn } from './schema';

const Name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'Must be small letters, digits and hyphens');
const Address = z.string().max(2000);
const Named = z.object({ name: Name });
const Kinds = z
  .array(z.enum(EVENT_KINDS))
  .min(1)
  .max(EVENT_KINDS.length)
  .transform((kinds) => [...new Set(kinds)]);

const HookView = z
  .object({
    name: z.string(),
    url: z.string(),
    kinds: z.array(z.string()),
    active: z.boolean(),
    reason: z.string().nullable().meta({ description: 'Why it is off, where nobody turned it off' }),
    offAt: Time.nullable().meta({ description: 'Since when it is off: replay from then once it is on again' }),
    failures: z.number().meta({ description: 'Tries in a row that came to nothing' }),
    failingSince: Time.nullable(),
    createdAt: Time,
  })
  .meta({ id: 'EventHook' });

const NewHookView = HookView.extend({
  secret: z.string().meta({ description: 'What calls are signed with. It is shown here and never again' }),
}).meta({ id: 'EventHookWithSecret' });

const hookView = ({ offAt, failingSince, createdAt, ...hook }: EventHook): z.input<typeof HookView> => ({
  ...hook,
  offAt: isoOrNull(offAt),
  failingSince: isoOrNull(failingSince),
  createdAt: isoOf(createdAt),
});

const DeliveryView = z
  .object({
    n: z.number(),
    subject: z.uuid().meta({ description: 'The lead, sale, account or contact whose events go one after another' }),
    source: z.enum(['decision', 'change', 'interaction', 'alert']),
    sourceId: z.uuid(),
    sourceN: z.number().meta({ description: 'Of a decision: its seq' }),
    status: z.enum(DELIVERY_STATES),
    kinds: z.array(z.string()).meta({ description: 'What it was told of so far' }),
    tries: z.number(),
    detail: z.string().nullable().meta({ description: 'What came of the last try' }),
    replay: z.boolean(),
    queuedAt: Time,
    nextTryAt: Time.nullable(),
    settledAt: Time.nullable(),
  })
  .meta({ id: 'EventDelivery' });

const deliveryView = ({ queuedAt, nextTryAt, settledAt, ...one }: EventDelivery): z.input<typeof DeliveryView> => ({
  ...one,
  queuedAt: isoOf(queuedAt),
  nextTryAt: one.status === 'waiting' ? isoOf(nextTryAt) : null,
  settledAt: isoOrNull(settledAt),
});

/** Refused before it is kept; where a name leads is looked at again with each call. */
function checkAddress({ config }: Context, url: string): void {
  const message = faultOfUrl(url, config.outbound.webhooksTo);
  if (message !== null) throw new Problem('BadInput', { detail: message, errors: [{ path: 'body.url', message }] });
}

async function mustBeThere({ pool }: Context, name: string): Promise<EventHook> {
  const hook = await readEventHook(pool, name);
  if (!hook) throw notFound('event hook');
  return hook;
}

const list = route({
  method: 'get',
  path: '/event-hooks',
  right: 'event-hook.read',
  summary: 'Who is told of events outside, and of which; not what the calls are signed with',
  answers: z.object({ items: z.array(HookView), kinds: z.array(z.string()) }),
  handle: async (_asked, { pool }) => ({ items: (await listEventHooks(pool)).map(hookView), kinds: [...EVENT_KINDS] }),
});

const add = route({
  method: 'post',
  path: '/event-hooks',
  right: 'event-hook.change',
  summary: 'Have a receiver told of events from now on; the answer holds its secret, this once',
  body: z.strictObject({ name: Name, url: Address, kinds: Kinds }).meta({ id: 'NewEventHook' }),
  answers: NewHookView,
  status: 201,
  refuses: ['MovedOn'],
  handle: async ({ body, actor }, context) => {
    checkAddress(context, body.url);
    const made = await addEventHook(context.pool, { ...body, by: actor.id }, context.clock.now());
    if (!made)
      throw new Problem('MovedOn', { detail: `There is an event hook "${body.name}": change or remove that one.` });
    return { ...hookView(made.hook), secret: made.secret };
  },
});

const change = route({
  method: 'put',
  path: '/event-hooks/:name',
  right: 'event-hook.change',
  summary: 'Change where a receiver is or what it is told of, or turn it off or on; what waited for it then goes on',
  params: Named,
  body: z
    .strictObject({ url: Address.optional(), kinds: Kinds.optional(), active: z.boolean().optional() })
    .meta({ id: 'ChangedEventHook' }),
  answers: HookView,
  refuses: ['NotFound'],
  handle: async ({ params: { name }, body }, context) => {
    if (body.url !== undefined) checkAddress(context, body.url);
    const changed = await changeEventHook(context.pool, name, body, context.clock.now());
    if (!changed) throw notFound('event hook');
    return hookView(changed);
  },
});

const remove = route({
  method: 'delete',
  path: '/event-hooks/:name',
  right: 'event-hook.change',
  summary: 'Forget a receiver, with what it was still to be told and its log',
  params: Named,
  answers: z.object({ name: z.string() }),
  refuses: ['NotFound'],
  handle: async ({ params: { name } }, { pool }) => {
    if (!(await removeEventHook(pool, name))) throw notFound('event hook');
    return { name };
  },
});

const replay = route({
  method: 'post',
  path: '/event-hooks/:name/replay',
  right: 'event-hook.change',
  summary: 'Tell a receiver again of all that has happened since a point, in its order and under the same ids',
  params: Named,
  headers: OptionalKey,
  body: z.strictObject({ from: TimeIn }).meta({ id: 'ReplayEvents' }),
  answers: z.object({
    queued: z.number().meta({ description: 'Decisions, changes and interactions, of whatever kinds' }),
  }),
  refuses: ['NotFound', 'MovedOn', 'IdempotencyKeyReused'],
  handle: async (asked, context) => {
    const { active } = await mustBeThere(context, asked.params.name);
    if (!active) throw new Problem('MovedOn', { detail: 'It is off: turn it on first.' });
    return once(context, asked, () => replayed(context, asked.params.name, asked.body.from), 200);
  },
});

async function replayed({ pool, clock }: Context, name: string, from: number) {
  const queued = await replayEvents(pool, name, from, clock.now());
  if (queued !== null) return { queued };
  const message = `More than ${MOST_REPLAYED} events have happened since: choose a later point.`;
  throw new Problem('BadInput', { detail: message, errors: [{ path: 'body.from', message }] });
}

const deliveries = route({
  method: 'get',
  path: '/event-hooks/:name/deliveries',
  right: 'event-hook.read',
  summary: 'What a receiver was told of and is to be, the newest first; what was told is kept for 30 days',
  params: Named,
  query: z.strictObject({
    status: z.enum(DELIVERY_STATES).optional(),
    subject: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
    before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  }),
  answers: z.object({
    items: z.array(DeliveryView),
    next: z.number().nullable().meta({ description: 'What `before` says for the next page; null on the last' }),
  }),
  refuses: ['NotFound'],
  handle: async ({ params: { name }, query }, context) => {
    await mustBeThere(context, name);
    const rows = await listDeliveries(context.pool, name, { ...query, limit: query.limit + 1 });
    const items = rows.slice(0, query.limit);
    return { items: items.map(deliveryView), next: rows.length > query.limit ? (items.at(-1)?.n ?? null) : null };
  },
});

export const eventHooks: Route[] = [list, add, change, remove, replay, deliveries];
