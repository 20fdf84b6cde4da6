import { z } from 'zod';
import { sightOf } from '../access';
import {
  CATALOGUE_NAMES,
  listCompetitors,
  putCatalogueValue,
  putCategory,
  putProperty,
  readCatalogue,
  readCategories,
  readProperties,
} from '../crm';
import { Key } from './card-parts';
import type { Context } from './context';
import { Position, TextIn } from './custom-fields';
import { once } from './kept';
import { refuse } from './problem';
import { type Asked, type Route, route } from './route';
import { isoOrNull, MoneyOut, moneyOut, OptionalKey, Text, Time, words } from './schema';

const Named = z.object({ catalogue: z.enum(CATALOGUE_NAMES) });
const Of = z.object({ entity: z.enum(['account', 'contact']) });

const mark = {
  key: z.string(),
  name: Text,
  position: z.number(),
  retiredAt: Time.nullable().meta({ description: 'Since when it is offered no more; cards that have it keep it' }),
};
const ValueView = z.object({ ...mark, notes: z.string().nullable() }).meta({ id: 'CatalogueValue' });
const PropertyView = z.object({ ...mark, options: z.record(z.string(), Text) }).meta({ id: 'Property' });
const CategoryView = z.object(mark).meta({ id: 'Category' });

const told = { name: TextIn, position: Position.default(0), retired: z.boolean().default(false) };

const shown = <T extends { retiredAt: number | null }>(all: readonly T[]) =>
  all.map((one) => ({ ...one, retiredAt: isoOrNull(one.retiredAt) }));

/** A value that is put stands as it was put; one that was retired before keeps its day. */
async function putOnce<T extends { key: string; retiredAt: number | null }, V>(
  context: Context,
  asked: Pick<Asked, 'sent' | 'address' | 'actor'> & {
    headers: { 'idempotency-key'?: string };
    params: { key: string };
  },
  retired: boolean,
  {
    read,
    put,
    view,
  }: { read: () => Promise<T[]>; put: (retiredAt: number | null) => Promise<unknown>; view: (all: T[]) => V[] },
) {
  return once(
    context,
    asked,
    async () => {
      const before = (await read()).find(({ key }) => key === asked.params.key);
      await put(retired ? (before?.retiredAt ?? context.clock.now()) : null);
      const [written] = view((await read()).filter(({ key }) => key === asked.params.key));
      if (!written) throw new Error(`The value ${asked.params.key} was put and cannot be read.`);
      return written;
    },
    200,
  );
}

const values = route({
  method: 'get',
  path: '/catalogues/:catalogue',
  right: 'card-setup.read',
  summary: 'A short list that cards pick from, in its order',
  params: Named,
  answers: z.object({ items: z.array(ValueView) }),
  handle: async ({ params }, { pool }) => ({ items: shown(await readCatalogue(pool, params.catalogue)) }),
});

const putValue = route({
  method: 'put',
  path: '/catalogues/:catalogue/:key',
  right: 'card-setup.change',
  summary: 'Add a value to a short list, or change it',
  params: Named.extend({ key: Key }),
  headers: OptionalKey,
  body: z.strictObject({ ...told, notes: words(4000).nullable().default(null) }).meta({ id: 'CatalogueValueIn' }),
  answers: ValueView,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) => {
    const { catalogue, key } = asked.params;
    const { retired, ...body } = asked.body;
    return putOnce(context, asked, retired, {
      read: () => readCatalogue(context.pool, catalogue),
      put: (retiredAt) => putCatalogueValue(context.pool, catalogue, { key, ...body, retiredAt }),
      view: shown,
    });
  },
});

const properties = route({
  method: 'get',
  path: '/properties/:entity',
  right: 'card-setup.read',
  summary: 'The properties of cards: each has a value out of its options',
  params: Of,
  answers: z.object({ items: z.array(PropertyView) }),
  handle: async ({ params }, { pool }) => ({ items: shown(await readProperties(pool, params.entity)) }),
});

const putOne = route({
  method: 'put',
  path: '/properties/:entity/:key',
  right: 'card-setup.change',
  summary: 'Add a property with the values that it may have, or change it',
  params: Of.extend({ key: Key }),
  headers: OptionalKey,
  body: z
    .strictObject({
      ...told,
      options: z
        .record(Key, TextIn)
        .refine((all) => Object.keys(all).length > 0, 'A property needs values to pick from'),
    })
    .meta({ id: 'PropertyIn' }),
  answers: PropertyView,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) => {
    const { entity, key } = asked.params;
    const { retired, ...body } = asked.body;
    return putOnce(context, asked, retired, {
      read: () => readProperties(context.pool, entity),
      put: async (retiredAt) => {
        const lost = await putProperty(context.pool, entity, { key, ...body, retiredAt });
        const message = `Cards have ${lost.join(', ')}: keep it, or change them first`;
        refuse(lost.length > 0 ? [{ path: 'body.options', message }] : []);
      },
      view: shown,
    });
  },
});

const categories = route({
  method: 'get',
  path: '/categories/:entity',
  right: 'card-setup.read',
  summary: 'The categories that cards are ticked in: none has a value',
  params: Of,
  answers: z.object({ items: z.array(CategoryView) }),
  handle: async ({ params }, { pool }) => ({ items: shown(await readCategories(pool, params.entity)) }),
});

const putTick = route({
  method: 'put',
  path: '/categories/:entity/:key',
  right: 'card-setup.change',
  summary: 'Add a category, or change it',
  params: Of.extend({ key: Key }),
  headers: OptionalKey,
  body: z.strictObject(told).meta({ id: 'CategoryIn' }),
  answers: CategoryView,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) => {
    const { entity, key } = asked.params;
    const { retired, ...body } = asked.body;
    return putOnce(context, asked, retired, {
      read: () => readCategories(context.pool, entity),
      put: (retiredAt) => putCategory(context.pool, entity, { key, ...body, retiredAt }),
      view: shown,
    });
  },
});

const competitors = route({
  method: 'get',
  path: '/competitors',
  right: 'sale.read',
  summary: 'How sales go against each competitor',
  answers: z.object({
    items: z.array(
      z
        .object({
          key: z.string(),
          name: Text,
          notes: z.string().nullable(),
          open: z.number(),
          won: z.number(),
          lost: z.number(),
          lostAmounts: z.array(MoneyOut),
        })
        .meta({ id: 'Competitor' }),
    ),
  }),
  handle: async ({ actor }, { pool }) => {
    const items = await listCompetitors(pool, await sightOf(pool, actor));
    return { items: items.map((one) => ({ ...one, lostAmounts: one.lostAmounts.map(moneyOut) })) };
  },
});

export const catalogues: Route[] = [competitors, values, putValue, properties, putOne, categories, putTick];
