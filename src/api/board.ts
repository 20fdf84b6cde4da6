import { z } from 'zod';
import { sightOf } from '../access';
import { CARD_LIGHTS } from '../crm';
import { type Board, type BoardCard, CLOSED_DAYS, readBoard, readCards } from '../insight';
import type { Instant, Kind } from '../process';
import { boardCardView, LeadCard, SaleCard } from './board-cards';
import { narrowing, narrowOf } from './insight/asked';
import { notFound } from './problem';
import { type Route, route } from './route';
import { isoOf, MoneyOut, moneyOut, pageOfItems, paging, Text, Time } from './schema';

const Process = z.object({ key: z.string(), version: z.number(), name: Text });

const { process: _processes, version: _version, stage: _stage, ...narrowed } = narrowing;
const processKey = z.string().max(200);

const counted = { count: z.number() };
const columnShared = {
  stage: z.string().meta({ description: 'A stage, or `closed.` and an ending' }),
  name: Text,
  ending: z.boolean().meta({ description: `Holds what has closed within ${CLOSED_DAYS} days` }),
  older: z.boolean().meta({ description: 'Only versions know it that are no longer in force' }),
};
const LeadColumn = z
  .object({
    ...columnShared,
    ...counted,
    lights: z.record(z.enum(CARD_LIGHTS), z.object(counted)),
  })
  .meta({ id: 'BoardLeadColumn' });
const worth = { ...counted, amount: MoneyOut.nullable().meta({ description: 'In the base currency' }) };
const SaleColumn = z
  .object({
    ...columnShared,
    ...worth,
    currencies: z
      .array(z.object({ ...counted, amount: MoneyOut.nullable() }))
      .meta({ description: 'The same money in the currencies that it was agreed on in' }),
    unrated: z.number().meta({ description: 'So many are not in the sum: their currency has no rate' }),
    lights: z.record(z.enum(CARD_LIGHTS), z.object(worth)),
  })
  .meta({ id: 'BoardSaleColumn' });

const VIEWS = {
  sale: { column: SaleColumn, card: SaleCard },
  lead: { column: LeadColumn, card: LeadCard },
} as const;

/** One or several of something, as addresses have them. */
const some = <T extends z.ZodType<string>>(one: T, most: number) =>
  z
    .union([one, z.array(one).min(1).max(most)])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .optional();

const cardsQuery = {
  process: processKey,
  stage: z.string().max(200).optional().meta({ description: 'Else all that is open' }),
  light: some(z.enum(CARD_LIGHTS), CARD_LIGHTS.length),
  id: some(z.uuid(), 100).meta({ description: 'Only these, wherever they stand: what has just moved' }),
  ...narrowed,
};

function boardOf(kind: Kind): Route[] {
  const right = `${kind}.read` as const;
  const { column, card } = VIEWS[kind];
  return [
    route({
      method: 'get',
      path: `/board/${kind}s`,
      right,
      summary: `The board of a process of ${kind}s: its stages in order, how many stand at each, and of what worth`,
      description:
        'Without `process`, the one that most are open in. The processes are told with how many are open in each.',
      query: z.strictObject({ process: processKey.optional(), ...narrowed }),
      answers: z.object({
        process: Process.nullable(),
        processes: z.array(z.object({ key: z.string(), name: Text, ...counted })),
        columns: z.array(column as typeof SaleColumn | typeof LeadColumn),
        asOf: Time,
      }),
      refuses: ['NotFound'],
      handle: async ({ query, actor }, context) => {
        const { process = null, ...rest } = query;
        const now = context.clock.now();
        const sight = await sightOf(context.pool, actor);
        const board = await readBoard(context, { sight, kind, process, narrow: narrowOf(rest, actor) }, now);
        if (process !== null && board.process === null) throw notFound('process');
        return boardView(board, kind, now) as never;
      },
    }),
    route({
      method: 'get',
      path: `/board/${kind}s/cards`,
      right,
      personal: true,
      summary: `Cards of the board, by urgency: by light, then by when something is due; what has closed, the latest first`,
      query: z.strictObject({ ...cardsQuery, ...paging }),
      answers: pageOfItems(card as typeof SaleCard | typeof LeadCard),
      handle: async ({ query, actor }, context) => {
        const { process, stage = null, light = [], id = null, limit, cursor, ...rest } = query;
        const sight = await sightOf(context.pool, actor);
        const narrow = narrowOf(rest, actor);
        const asked = { sight, kind, process, stage, lights: light, ids: id, narrow, page: { limit, cursor } };
        const read = await readCards(context, asked, context.clock.now());
        const items = read.items.map((one: BoardCard) => boardCardView(one, read.asOf));
        return { ...read, items, asOf: isoOf(read.asOf) } as never;
      },
    }),
  ];
}

function boardView({ process, processes, columns, currency }: Board, kind: Kind, now: Instant) {
  const base = ({ count, minor }: { count: number; minor: number }) =>
    kind === 'sale' ? { count, amount: moneyOut({ minor, currency }) } : { count };
  return {
    process,
    processes,
    columns: columns.map(({ stage, name, ending, older, lights, currencies, unrated, ...sum }) => ({
      ...{ stage, name, ending, older },
      ...base(sum),
      ...(kind === 'sale' && {
        currencies: currencies.map((one) => ({ count: one.count, amount: moneyOut(one) })),
        unrated,
      }),
      lights: Object.fromEntries(CARD_LIGHTS.map((light) => [light, base(lights[light])])),
    })),
    asOf: isoOf(now),
  };
}

/** Processes as boards: what stands at each stage, and the cards of it. */
export const boards: Route[] = [...boardOf('sale'), ...boardOf('lead')];
