import { z } from 'zod';
import { sightOf } from '../../access';
import { countStalled, LEVELS, PILES, readStalled, type StalledRow } from '../../insight';
import type { Instant } from '../../process';
import { route } from '../route';
import { Flag, isoOf, isoOrNull, MoneyOut, moneyOut, pageOfItems, paging, Ref, Text, Time } from '../schema';
import { LeadRow, rowView, SaleRow } from '../views';

const onBoard = {
  level: z.enum(LEVELS),
  moneyBase: MoneyOut.meta({ description: 'In the base currency, by which the board is ordered' }),
  limit: z
    .object({ amount: z.number(), unit: z.enum(['minute', 'hour', 'day', 'week']), working: z.boolean() })
    .nullable()
    .meta({ description: 'The limit of the stage, when that is a span' }),
  turn: z.enum(['ours', 'client', 'approver']),
  nextStep: z
    .object({ id: z.uuid(), name: Text, dueAt: Time.nullable(), assignee: Ref.nullable() })
    .nullable()
    .meta({ description: 'The open task that is due first' }),
  lastContactAt: Time.nullable(),
  timesBack: z.number().meta({ description: 'How often it came back to a stage it had left' }),
};
const StalledView = z.union([
  SaleRow.extend(onBoard).meta({ id: 'StalledSale' }),
  LeadRow.extend(onBoard).meta({ id: 'StalledLead' }),
]);

export const stalled = route({
  method: 'get',
  path: '/insight/stalled',
  right: 'insight.read',
  summary: 'What is stalled, worst first: by level, then money in the base currency, then the due instant',
  description: 'Four piles, one at a time; a deal may lie in more than one, and a known wait lies in none.',
  query: z.strictObject({
    kind: z.enum(['sale', 'lead']).default('sale'),
    pile: z.enum(PILES).default('over its limit'),
    owner: z.union([z.literal('me'), z.uuid()]).optional(),
    team: z.string().max(200).optional(),
    process: z.string().max(200).optional(),
    state: z.string().max(200).optional(),
    count: Flag.optional().meta({ description: 'Adds how many lie in each pile' }),
    ...paging,
  }),
  answers: pageOfItems(StalledView).extend({ piles: z.record(z.enum(PILES), z.number()).optional() }),
  handle: async ({ query, actor }, context) => {
    const { kind, pile, owner, team, process, state, count, ...page } = query;
    const sight = await sightOf(context.pool, actor);
    const filter = { owner: owner === 'me' ? actor.id : owner, team, process, state };
    const read = await readStalled(context, { sight, kind, pile, filter, page }, context.clock.now());
    const items = read.items.map((row) => stalledView(row, read.asOf));
    const piles = count ? await countStalled(context, { sight, kind, filter }, read.asOf) : undefined;
    return { ...read, items, asOf: isoOf(read.asOf), ...(piles && { piles }) };
  },
});

function stalledView(row: StalledRow, asOf: Instant) {
  const { level, moneyBase, limit, turn, nextStep, lastContactAt, timesBack } = row;
  const step = nextStep && row.version.definition.stages[nextStep.stage]?.tasks[nextStep.task ?? ''];
  const byHand = nextStep?.title ?? nextStep?.key ?? '';
  return {
    ...rowView(row, asOf),
    level,
    moneyBase: moneyOut(moneyBase),
    limit,
    turn,
    nextStep: nextStep && {
      id: nextStep.id,
      name: step?.name ?? { en: byHand, ru: byHand },
      dueAt: isoOrNull(nextStep.dueAt),
      assignee: nextStep.assignee,
    },
    lastContactAt: isoOrNull(lastContactAt),
    timesBack,
  } as z.input<typeof StalledView>;
}
