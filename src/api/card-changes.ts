import { z } from 'zod';
import { type ChangedEntity, listChanges } from '../crm';
import { seenCard } from './card-write';
import { type Route, route } from './route';
import { Id, isoOf, pageOfItems, paging, Ref, Time } from './schema';

const ChangeView = z
  .object({
    revision: z.number(),
    at: Time,
    by: Ref.nullable().meta({ description: 'Null: the product itself' }),
    how: z.string().meta({ description: 'create, edit, merge, import, ...' }),
    fields: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
  })
  .meta({ id: 'Change' });
/** The route that tells who changed what on a card, the newest first. */
export const changesRoute = (entity: ChangedEntity & ('account' | 'contact')): Route =>
  route({
    method: 'get',
    path: `/${entity}s/:id/changes`,
    right: `${entity}.read`,
    summary: 'Who changed what on the card, the newest first',
    params: Id,
    query: z.strictObject(paging),
    answers: pageOfItems(ChangeView),
    refuses: ['NotFound'],
    handle: async ({ params, query: page, actor }, context) => {
      const { id } = await seenCard(context, entity, params.id, actor);
      const read = await listChanges(context.pool, { entity, id, page }, context.clock.now());
      const items = read.items.map((one) => ({ ...one, at: isoOf(one.at) }));
      return { ...read, items, asOf: isoOf(read.asOf) };
    },
  });
