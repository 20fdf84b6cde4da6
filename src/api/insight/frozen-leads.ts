import { z } from 'zod';
import { sightOf } from '../../access';
import { frozenByOwner, readFrozenLeads, WHY_FROZEN } from '../../insight';
import { route } from '../route';
import { isoOf, pageOfItems, paging, Ref } from '../schema';
import { LeadRow, type LeadRowView, rowView } from '../views';

const FrozenLead = LeadRow.extend({ why: z.array(z.enum(WHY_FROZEN)) }).meta({ id: 'FrozenLead' });

/** Leads that hang, as a sign about the work of who is responsible for them. */
export const frozenLeads = route({
  method: 'get',
  path: '/insight/frozen-leads',
  right: 'insight.read',
  summary: 'Open leads that hang: past their limit, or never touched by who is responsible; the longest open first',
  description:
    'The limit is that of the stage, in the process of the lead. A lead that waits or was put off does not hang.',
  query: z.strictObject({
    owner: z.union([z.literal('me'), z.uuid()]).optional(),
    untouchedDays: z.coerce
      .number()
      .int()
      .min(0)
      .max(3650)
      .default(1)
      .meta({ description: 'For how many days a lead may be open before nobody’s having touched it counts' }),
    ...paging,
  }),
  answers: pageOfItems(FrozenLead).extend({
    byOwner: z.array(z.object({ owner: Ref, open: z.number(), frozen: z.number() })),
  }),
  handle: async ({ query, actor }, context) => {
    const { owner, untouchedDays, ...page } = query;
    const filter = { owner: owner === 'me' ? actor.id : owner, untouchedDays };
    const sight = await sightOf(context.pool, actor);
    const read = await readFrozenLeads(context, { filter, page, sight }, context.clock.now());
    const byOwner = await frozenByOwner(context.pool, { filter, sight }, read.asOf);
    const items = read.items.map((row) => ({ ...(rowView(row, read.asOf) as LeadRowView), why: row.why }));
    return { ...read, items, byOwner, asOf: isoOf(read.asOf) };
  },
});
