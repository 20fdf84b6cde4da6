import { z } from 'zod';
import { pageOf, startOf } from '../crm';
import { listWishes, readWish, retryWish, type Try, WISH_STATES, type WishRow, writeLetters } from '../outbound';
import type { Context } from './context';
import { notFound } from './problem';
import { type Route, route } from './route';
import { Id, isoOf, isoOrNull, pageOfItems, paging, Time } from './schema';

const Wish = z
  .object({
    id: z.uuid(),
    kind: z.enum(['mail', 'webhook']),
    name: z.string().meta({ description: 'Of the mail template, or of the webhook' }),
    subject: z.string().meta({ description: 'What it is about: a task, or what has the clock' }),
    state: z.enum(WISH_STATES).meta({ description: 'held: a mail, while no mail server is set up' }),
    reason: z.string().nullable().meta({ description: 'Why it is held, or failed, or what came of the last try' }),
    tries: z.number(),
    createdAt: Time,
    settledAt: Time.nullable(),
    instance: z.object({ id: z.uuid(), kind: z.enum(['lead', 'sale']), number: z.number(), name: z.string() }),
  })
  .meta({ id: 'Wish' });

const DeliveryTry = z
  .object({
    n: z.number(),
    key: z.string().meta({ description: 'What the receiver can drop repeats by; the same in each try' }),
    at: Time,
    result: z
      .enum(['under way', 'sent', 'again', 'failed', 'unknown'])
      .meta({ description: 'unknown: the worker died before it knew; the receiver may have it' }),
    detail: z.string().nullable(),
    endedAt: Time.nullable(),
  })
  .meta({ id: 'DeliveryTry' });

const Letter = z
  .object({
    to: z.object({ id: z.uuid(), name: z.string(), address: z.string() }),
    subject: z.string(),
    text: z.string(),
    fault: z.string().nullable().meta({ description: 'Why it cannot be sent to them' }),
  })
  .meta({ id: 'Letter' });

const WishView = Wish.extend({
  ledger: z.array(DeliveryTry),
  letters: z.array(Letter).meta({ description: 'Of a mail: as it reads by what the tables say now' }),
}).meta({ id: 'WishWithTries' });

const wishView = ({ createdAt, settledAt, ...row }: WishRow): z.input<typeof Wish> => ({
  ...row,
  createdAt: isoOf(createdAt),
  settledAt: isoOrNull(settledAt),
});

const tryView = ({ at, endedAt, ...one }: Try): z.input<typeof DeliveryTry> => ({
  ...one,
  at: isoOf(at),
  endedAt: isoOrNull(endedAt),
});

async function viewOf({ pool }: Context, id: string): Promise<z.input<typeof WishView>> {
  const found = await readWish(pool, id);
  if (!found) throw notFound('wish');
  const { ledger, ...row } = found;
  const { letters = [] } = row.kind === 'mail' ? await writeLetters(pool, id) : {};
  const shown = letters.map(({ to, mail: { subject, text }, fault }) => ({ to, subject, text, fault }));
  return { ...wishView(row), ledger: ledger.map(tryView), letters: shown };
}

const list = route({
  method: 'get',
  path: '/outbox',
  right: 'outbox.read',
  summary: 'Mails and webhooks that decisions wished for, the newest first, and what became of them',
  query: z.strictObject({ instance: z.uuid().optional(), state: z.enum(WISH_STATES).optional(), ...paging }),
  answers: pageOfItems(Wish),
  handle: async ({ query: { instance, state, ...page } }, { pool, clock }) => {
    const question = { outbox: true, instance: instance ?? null, state: state ?? null };
    const { asOf, first, after } = startOf(page, question, clock.now());
    const behind = first ? undefined : { createdAt: Number(after[0]), id: String(after[1]) };
    const rows = await listWishes(pool, { instanceId: instance, state, asOf, after: behind, limit: page.limit + 1 });
    const read = pageOf(rows, page, asOf, question, (row) => [row.createdAt, row.id]);
    return { ...read, items: read.items.map(wishView), asOf: isoOf(read.asOf) };
  },
});

const read = route({
  method: 'get',
  path: '/outbox/:id',
  right: 'outbox.read',
  summary: 'One mail or webhook with every try, and the letters of a mail',
  params: Id,
  answers: WishView,
  refuses: ['NotFound'],
  handle: ({ params }, context) => viewOf(context, params.id),
});

const retry = route({
  method: 'post',
  path: '/outbox/:id/retry',
  right: 'outbox.retry',
  summary: 'Have what failed, or is held, tried anew; what is under way or done stays as it is',
  params: Id,
  answers: WishView,
  refuses: ['NotFound'],
  handle: async ({ params }, context) => {
    if ((await retryWish(context.pool, params.id, context.clock.now())) === null) throw notFound('wish');
    return viewOf(context, params.id);
  },
});

export const outbox: Route[] = [list, read, retry];
