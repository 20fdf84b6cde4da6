import { z } from 'zod';
import { sightOf } from '../../access';
import { ANSWERED, CHANNELS, type IncomingItem, listIncoming, readIncoming, type Span, spanOf } from '../../insight';
import type { Context } from '../context';
import { badInput } from '../problem';
import { type Route, route } from '../route';
import { isoOf, isoOrNull, pageOfItems, paging, Ref, Time, TimeIn } from '../schema';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_DAYS = 366;

const span = {
  from: TimeIn.optional().meta({ description: 'Else 30 days before `to`' }),
  to: TimeIn.optional().meta({ description: 'Else now' }),
};

/** @throws Problem for a span that is none, or of more than a year */
function checkedSpan(asked: { from?: number | undefined; to?: number | undefined }, { clock }: Context): Span {
  const { from, to } = spanOf(asked, clock.now());
  if (from < to && to - from <= MOST_DAYS * DAY_MS) return { from, to };
  const message = `Must be before \`to\`, by ${MOST_DAYS} days at most`;
  throw badInput({ path: 'query.from', message });
}

const Counts = { cameIn: z.number(), answered: z.number(), waiting: z.number(), over: z.number() };
const Seconds = z.number().nullable();

const ChannelView = z
  .object({
    channel: z.enum(CHANNELS),
    ...Counts,
    medianS: Seconds,
    p90S: Seconds,
    by: z.array(z.object({ person: Ref.nullable(), answered: z.number(), medianS: z.number() })),
    owners: z.array(z.object({ person: Ref.nullable(), ...Counts })),
  })
  .meta({ id: 'IncomingChannel' });

const report = route({
  method: 'get',
  path: '/insight/incoming',
  right: 'insight.read',
  summary:
    'How what came in was worked: by channel what came, what was answered, after how long and by whom, and what was not',
  description:
    'Calls of the telephone system, calls that somebody wrote down (`phone`), e-mails, forms, and leads noted by hand. `over`: the lead ' +
    'or sale was closed, and nobody answered. Each number opens its items: /insight/incoming/items with the same span.',
  query: z.strictObject(span),
  answers: z.object({
    from: Time,
    to: Time,
    measuredIn: z.literal('wall time').meta({ description: 'Nights and weekends count' }),
    items: z.array(ChannelView),
    asOf: Time,
  }),
  handle: async ({ query, actor }, context) => {
    const asked = checkedSpan(query, context);
    const items = await readIncoming(context.pool, await sightOf(context.pool, actor), asked);
    const now = context.clock.now();
    return { from: isoOf(asked.from), to: isoOf(asked.to), measuredIn: 'wall time' as const, items, asOf: isoOf(now) };
  },
});

const ItemView = z
  .object({
    id: z.uuid().meta({ description: 'Of the interaction; of the lead where somebody noted it by hand' }),
    channel: z.enum(CHANNELS),
    at: Time,
    subject: z.string(),
    state: z.enum(ANSWERED),
    answeredAt: Time.nullable(),
    answeredBy: Ref.nullable(),
    afterS: Seconds,
    instance: z.object({ id: z.uuid(), kind: z.enum(['lead', 'sale']) }).nullable(),
    contact: Ref.nullable(),
    owner: Ref.nullable(),
  })
  .meta({ id: 'IncomingItem' });

const itemView = (item: IncomingItem): z.input<typeof ItemView> => ({
  ...item,
  at: isoOf(item.at),
  answeredAt: isoOrNull(item.answeredAt),
});

const Person = z.union([z.uuid(), z.literal('nobody')]);

const items = route({
  method: 'get',
  path: '/insight/incoming/items',
  right: 'insight.read',
  summary: 'What stands behind a number of /insight/incoming, the newest first',
  query: z.strictObject({
    ...span,
    channel: z.enum(CHANNELS).optional(),
    state: z.enum(ANSWERED).optional(),
    by: Person.optional().meta({ description: 'Who answered' }),
    owner: Person.optional(),
    ...paging,
  }),
  answers: pageOfItems(ItemView),
  handle: async ({ query, actor }, context) => {
    const { limit, cursor, ...filter } = query;
    const { pool, clock } = context;
    checkedSpan(filter, context);
    const read = await listIncoming(pool, await sightOf(pool, actor), { filter, page: { limit, cursor } }, clock.now());
    return { ...read, items: read.items.map(itemView), asOf: isoOf(read.asOf) };
  },
});

export const incoming: Route[] = [report, items];
