import { z } from 'zod';
import { sightOf } from '../../access';
import { listRespondents } from '../../insight';
import { route } from '../route';
import { counted, Flag, Id, isoOf, MoneyOut, moneyOut, pageOfItems, Ref, Time, TimeIn } from '../schema';

const RespondentView = z
  .object({
    touchId: z.uuid(),
    respondedAt: Time,
    contact: Ref.nullable(),
    account: Ref.nullable(),
    lead: Ref.nullable(),
    converted: z
      .object({ id: z.uuid(), kind: z.enum(['lead', 'sale']), name: z.string(), at: Time, won: MoneyOut.nullable() })
      .nullable()
      .meta({ description: 'A sale that was won after they answered, else a lead that was qualified; null: none yet' }),
  })
  .meta({ id: 'Respondent' });

export const respondents = route({
  method: 'get',
  path: '/insight/sources/:id/respondents',
  right: 'insight.read',
  personal: true,
  summary: 'Who responded to a source or campaign, once each, the latest first; and who of them converted',
  params: Id,
  query: z.strictObject({
    from: TimeIn.optional(),
    to: TimeIn.optional().meta({ description: 'Not part of it' }),
    converted: Flag.optional(),
    ...counted,
  }),
  answers: pageOfItems(RespondentView),
  handle: async ({ params, query, actor }, { pool, clock }) => {
    const { limit, cursor, count, ...rest } = query;
    const asked = { sourceId: params.id, ...rest };
    const sight = await sightOf(pool, actor);
    const read = await listRespondents(pool, { asked, sight, page: { limit, cursor, count } }, clock.now());
    const items = read.items.map(({ respondedAt, converted, ...one }) => ({
      ...{ ...one, respondedAt: isoOf(respondedAt) },
      converted: converted && { ...converted, at: isoOf(converted.at), won: converted.won && moneyOut(converted.won) },
    }));
    return { ...read, items, asOf: isoOf(read.asOf) };
  },
});
