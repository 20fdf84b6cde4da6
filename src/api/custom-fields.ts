import { z } from 'zod';
import { CUSTOM_TYPES, type CustomField, putCustomField, readCustomFields } from '../crm';
import { Key } from './card-parts';

import type { Context } from './context';
import { once } from './kept';
import { notFound, Problem, refuse } from './problem';
import { type Route, route } from './route';
import { isoOrNull, OptionalKey, Text, Time, words } from './schema';

export const TextIn = z.strictObject({ en: words(300), ru: words(300) }).meta({ id: 'TextIn' });
export const Position = z.int().min(0).max(100_000);

const Entity = z.enum(['lead', 'sale', 'account', 'contact']);
const Options = z
  .record(Key, TextIn)
  .refine((options) => Object.keys(options).length <= 500, 'Must be at most 500')
  .meta({ description: 'Of a choice: what may be picked, by key' });

const FieldView = z
  .object({
    entity: Entity,
    key: z.string(),
    type: z.enum(CUSTOM_TYPES),
    name: Text,
    options: z.record(z.string(), Text),
    required: z.boolean(),
    searchable: z.boolean(),
    position: z.number(),
    retiredAt: Time.nullable().meta({ description: 'Since when it is no longer asked for; what it holds is kept' }),
  })
  .meta({ id: 'CustomField' });

const view = (field: CustomField): z.input<typeof FieldView> => ({ ...field, retiredAt: isoOrNull(field.retiredAt) });

const list = route({
  method: 'get',
  path: '/custom-fields/:entity',
  right: 'card-setup.read',
  summary: 'The fields that were added to leads, sales, accounts or contacts, in their order',
  params: z.object({ entity: Entity }),
  answers: z.object({ items: z.array(FieldView) }),
  handle: async ({ params }, { pool }) => ({ items: (await readCustomFields(pool, params.entity)).map(view) }),
});

const told = {
  type: z.enum(CUSTOM_TYPES),
  name: TextIn,
  options: Options.default({}),
  required: z.boolean().default(false),
  searchable: z.boolean().default(false),
  position: Position.default(0),
};

const create = route({
  method: 'post',
  path: '/custom-fields/:entity',
  right: 'card-setup.change',
  summary: 'Add a field',
  params: z.object({ entity: Entity }),
  headers: OptionalKey,
  body: z.strictObject({ key: Key, ...told }).meta({ id: 'NewCustomField' }),
  answers: FieldView,
  status: 201,
  refuses: ['IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(context, asked, async () => {
      const { entity } = asked.params;
      const known = await readCustomFields(context.pool, entity);
      if (known.some(({ key }) => key === asked.body.key))
        refuse([{ path: 'body.key', message: 'There is a field of this key; PUT changes it' }]);
      return put(context, { entity, ...asked.body, retiredAt: null });
    }),
});

const change = route({
  method: 'put',
  path: '/custom-fields/:entity/:key',
  right: 'card-setup.change',
  summary: 'Change a field; `retired` takes it off cards and keeps what it holds',
  description: 'Its type stays once a record has a value, and so does an option that a record has.',
  params: z.object({ entity: Entity, key: z.string().max(60) }),
  headers: OptionalKey,
  body: z.strictObject({ ...told, retired: z.boolean().default(false) }).meta({ id: 'CustomFieldChange' }),
  answers: FieldView,
  refuses: ['NotFound', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async () => {
        const { entity, key } = asked.params;
        const before = (await readCustomFields(context.pool, entity)).find((one) => one.key === key);
        if (!before) throw notFound('field');
        const { retired, ...rest } = asked.body;
        const retiredAt = retired ? (before.retiredAt ?? context.clock.now()) : null;
        return put(context, { entity, key, ...rest, retiredAt });
      },
      200,
    ),
});

async function put(context: Context, field: CustomField): Promise<z.input<typeof FieldView>> {
  if ((field.type === 'choice') !== Object.keys(field.options).length > 0) {
    const message = field.type === 'choice' ? 'A choice needs options' : 'Only a choice has options';
    refuse([{ path: 'body.options', message }]);
  }
  const refused = await putCustomField(context.pool, field);
  if (refused && 'type' in refused)
    refuse([{ path: 'body.type', message: `Records have values of the type ${refused.type}: it stays` }]);
  if (refused && 'lost' in refused)
    refuse([
      { path: 'body.options', message: `Records have ${refused.lost.join(', ')}: keep it, or change them first` },
    ]);
  const written = (await readCustomFields(context.pool, field.entity)).find(({ key }) => key === field.key);
  if (!written) throw new Problem('Fault');
  return view(written);
}

export const customFields: Route[] = [list, create, change];
