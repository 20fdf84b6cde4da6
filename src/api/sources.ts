import { z } from 'zod';
import {
  changeSource,
  createSource,
  isRunning,
  listSources,
  readSource,
  SOURCE_KINDS,
  type Source,
  type SourceWords,
} from '../crm';
import type { Instant } from '../process';
import { once } from './kept';
import { badInput, notFound, type Problem } from './problem';
import { type Route, route } from './route';
import {
  DateOut,
  Flag,
  Id,
  isoOf,
  MoneyIn,
  MoneyOut,
  moneyOut,
  OptionalKey,
  pageOfItems,
  paging,
  Text,
  Time,
  words,
} from './schema';

const SourceView = z
  .object({
    id: z.uuid(),
    key: z.string().meta({ description: 'How leads, imports and log rows name it; so do its names' }),
    name: Text,
    kind: z.enum(SOURCE_KINDS).meta({ description: 'A campaign, or a source outside of any: no cost, no end' }),
    cost: MoneyOut.nullable().meta({ description: 'Null: it costs nothing' }),
    startsOn: DateOut.nullable(),
    endsOn: DateOut.nullable().meta({ description: 'The last day; null: it never ends' }),
    running: z.boolean().meta({ description: 'Today' }),
    createdAt: Time,
  })
  .meta({ id: 'Source' });

const dayOf = (now: Instant): string => isoOf(now).slice(0, 10);

const sourceView = ({ cost, createdAt, ...source }: Source, now: Instant): z.input<typeof SourceView> => ({
  ...source,
  cost: cost && moneyOut(cost),
  running: isRunning(source, dayOf(now)),
  createdAt: isoOf(createdAt),
});

const parts = {
  name: z.strictObject({ en: words(300), ru: words(300) }),
  kind: z.enum(SOURCE_KINDS),
  cost: MoneyIn.nullable().default(null),
  startsOn: z.iso.date().nullable().default(null),
  endsOn: z.iso.date().nullable().default(null),
};

type Parts = z.output<ReturnType<typeof z.strictObject<typeof parts>>>;

/** What a source outside of campaigns is: it never costs anything, and never ends (PB-11, PB-12). */
const sound = <T extends z.ZodType<Parts>>(schema: T) =>
  schema
    .refine(({ kind, cost }) => kind === 'campaign' || cost === null || cost.minor === 0, {
      path: ['cost'],
      message: 'A source outside of campaigns costs nothing',
    })
    .refine(({ kind, endsOn }) => kind === 'campaign' || endsOn === null, {
      path: ['endsOn'],
      message: 'A source outside of campaigns has no end',
    })
    .refine(({ startsOn, endsOn }) => startsOn === null || endsOn === null || startsOn <= endsOn, {
      path: ['endsOn'],
      message: 'Must not be before `startsOn`',
    });

const list = route({
  method: 'get',
  path: '/sources',
  right: 'source.read',
  summary: 'Where interest comes from: campaigns and sources outside of any, by key',
  query: z.strictObject({
    kind: z.enum(SOURCE_KINDS).optional(),
    running: Flag.optional().meta({ description: 'true: those that run today' }),
    ...paging,
  }),
  answers: pageOfItems(SourceView),
  handle: async ({ query }, { pool, clock }) => {
    const { kind, running, ...page } = query;
    const now = clock.now();
    const filter = { kind, ...(running && { runningOn: dayOf(now) }) };
    const read = await listSources(pool, { filter, page }, now);
    return { ...read, items: read.items.map((one) => sourceView(one, now)), asOf: isoOf(read.asOf) };
  },
});

const one = route({
  method: 'get',
  path: '/sources/:id',
  right: 'source.read',
  summary: 'One source',
  params: Id,
  answers: SourceView,
  refuses: ['NotFound'],
  handle: async ({ params }, { pool, clock }) => {
    const found = await readSource(pool, params.id);
    if (!found) throw notFound('source');
    return sourceView(found, clock.now());
  },
});

const create = route({
  method: 'post',
  path: '/sources',
  right: 'source.change',
  summary: 'Make a campaign, or a source outside of any',
  headers: OptionalKey,
  body: sound(
    z.strictObject({
      key: words(300).optional().meta({ description: 'Else its English name; small letters either way' }),
      ...parts,
    }),
  ).meta({ id: 'NewSource' }),
  answers: SourceView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, { pool, clock, ...context }) =>
    once({ pool, clock, ...context }, asked, async (id) => {
      const { key, ...given } = asked.body;
      const made = await createSource(pool, { id, key: key ?? given.name.en, ...(given as SourceWords) });
      if (made === 'taken') throw taken();
      return sourceView(made, clock.now());
    }),
});

const taken = (): Problem => {
  const message = 'Another source goes by this key or name';
  return badInput({ path: 'body.name', message });
};

const change = route({
  method: 'put',
  path: '/sources/:id',
  right: 'source.change',
  summary: 'Say anew what a source is; its key and its touches stay',
  params: Id,
  body: sound(z.strictObject(parts)).meta({ id: 'ChangeSource' }),
  answers: SourceView,
  refuses: ['NotFound'],
  handle: async ({ params, body }, { pool, clock }) => {
    if (!(await readSource(pool, params.id))) throw notFound('source');
    const changed = await changeSource(pool, params.id, body as SourceWords);
    if (changed === 'taken') throw taken();
    if (!changed) throw notFound('source');
    return sourceView(changed, clock.now());
  },
});

export const sources: Route[] = [list, one, create, change];
