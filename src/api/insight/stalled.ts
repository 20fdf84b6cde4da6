import { z } from 'zod';
import { sightOf } from '../../access';
import {
  baseCurrency,
  countStalled,
  LEVELS,
  PILES,
  pilesOf,
  type Question,
  readStalled,
  type StalledRow,
  stalledGroups,
} from '../../insight';
import type { Instant } from '../../process';
import { maskValue } from '../closed';
import { StepOut, stepView } from '../next-step';
import { badInput } from '../problem';
import { type Route, route } from '../route';
import { Flag, isoOf, isoOrNull, MoneyOut, moneyOut, pageOfItems, paging, Time } from '../schema';
import { LeadRow, rowView, SaleRow } from '../views';
import { WorthOut } from './answer';
import { askedOfReports, narrowing, narrowOf } from './asked';
import { boardTable } from './board-table';
import { exportForm, fileOf } from './file';

const onBoard = {
  level: z.enum(LEVELS),
  moneyBase: MoneyOut.nullable().meta({ description: 'In the base currency, by which the board is ordered' }),
  limit: z
    .object({ amount: z.number(), unit: z.enum(['minute', 'hour', 'day', 'week']), working: z.boolean() })
    .nullable()
    .meta({ description: 'The limit of the stage, when that is a span' }),
  timeAtStage: z
    .object({
      usedDays: z.number(),
      limitDays: z.number().nullable(),
      working: z.boolean().meta({ description: 'Working days of its calendar; else calendar days' }),
    })
    .meta({ description: 'How long it stands there against the limit; time that a known wait took is not counted' }),
  turn: z.enum(['ours', 'client', 'approver']),
  nextStep: StepOut.nullable().meta({ description: 'The open task that is due first' }),
  lastContactAt: Time.nullable(),
  timesBack: z.number().meta({ description: 'How often it came back to a stage it had left' }),
  timesPushed: z
    .number()
    .meta({ description: 'How often somebody put off the day of the decision, or the due time of an open step' }),
  score: z
    .object({ value: z.number(), asOf: Time })
    .nullable()
    .meta({ description: 'Days over the limit by money in the base currency, and when it was worked out' }),
};
export const StalledView = z.union([
  SaleRow.extend(onBoard).meta({ id: 'StalledSale' }),
  LeadRow.extend(onBoard).meta({ id: 'StalledLead' }),
]);

const pile = z.enum(PILES).default('over its limit');

const boardQuery = { kind: askedOfReports.kind, pile, ...narrowing };

const stalled = route({
  method: 'get',
  path: '/insight/stalled',
  right: 'insight.read',
  personal: true,
  summary: 'What is stalled, worst first: by level, then money in the base currency, then the due instant',
  description:
    'Piles, one at a time; a deal may lie in more than one, and a known wait lies in none. `never touched` is of leads: open for a day, ' +
    'and whoever is responsible has done nothing.',
  query: z.strictObject({
    ...boardQuery,
    count: Flag.optional().meta({ description: 'Adds how many lie in each pile' }),
    ...paging,
  }),
  answers: pageOfItems(StalledView).extend({ piles: z.partialRecord(z.enum(PILES), z.number()).optional() }),
  handle: async ({ query, actor }, context) => {
    const { kind, pile, count, limit, cursor } = query;
    mustBeAPile(query);
    const sight = await sightOf(context.pool, actor);
    const narrow = narrowOf(query, actor);
    const asked = { sight, kind, narrow };
    const read = await readStalled(context, { ...asked, pile, page: { limit, cursor } }, context.clock.now());
    const items = read.items.map((row) => stalledView(row, read.asOf));
    const piles = count ? await countStalled(context, asked, read.asOf) : undefined;
    return { ...read, items, asOf: isoOf(read.asOf), ...(piles && { piles }) };
  },
});

/** @throws Problem for leads' piles of sales */
function mustBeAPile({ kind, pile }: { kind: Question['kind']; pile: (typeof PILES)[number] }): void {
  if (!pilesOf(kind).includes(pile)) throw badInput({ path: 'query.pile', message: `No pile of ${kind}s` });
}

function stalledView(row: StalledRow, asOf: Instant) {
  const { level, moneyBase, limit, timeAtStage, turn, nextStep, lastContactAt, timesBack, timesPushed, score } = row;
  return {
    ...rowView(row, asOf),
    level,
    moneyBase: moneyOut(moneyBase),
    limit,
    timeAtStage,
    turn,
    nextStep: nextStep && stepView(nextStep, row.version.definition),
    lastContactAt: isoOrNull(lastContactAt),
    timesBack,
    timesPushed,
    score: { value: score, asOf: isoOf(asOf) },
  } as z.input<typeof StalledView>;
}

const Group = z
  .object({
    key: z.string().meta({ description: 'Empty: those without one, or all of them where nothing parts them' }),
    name: z.string(),
    piles: z.partialRecord(z.enum(PILES), WorthOut),
  })
  .meta({ id: 'StalledGroup' });

const groups = route({
  method: 'get',
  path: '/insight/stalled/groups',
  right: 'insight.read',
  summary: 'How much lies in each pile of the board, by owner, team, stage or what else; each number opens its deals',
  description: 'Whoever is in two teams counts in both.',
  query: z.strictObject({ kind: askedOfReports.kind, ...narrowing, by: askedOfReports.by }),
  answers: z.object({ items: z.array(Group), asOf: Time }),
  handle: async ({ query, actor }, context) => {
    const now = context.clock.now();
    const question = boardQuestion(query.kind, query.by ?? null, narrowOf(query, actor), now);
    const [found, currency] = await Promise.all([
      stalledGroups(context.pool, question, await sightOf(context.pool, actor)),
      baseCurrency(context.pool),
    ]);
    const items = found.map(({ piles, ...group }) => ({
      ...group,
      piles: Object.fromEntries(
        piles.map(({ pile, count, minor, opens }) => [pile, { count, amount: moneyOut({ minor, currency }), opens }]),
      ),
    }));
    return { items, asOf: isoOf(now) };
  },
});

/** The board knows no period: what is stalled is so now. */
const boardQuestion = (
  kind: Question['kind'],
  by: Question['by'],
  narrow: Question['narrow'],
  now: Instant,
): Question => ({
  kind,
  by,
  narrow,
  period: { from: 0, until: now + 1, zone: 'UTC' },
  compared: null,
  asOf: now,
});

/** More rows than anybody works through: whoever wants them all narrows the board, or reads the list that a pile opens. */
const MOST_ROWS = 5_000;
const AT_ONCE = 500;

const exported = route({
  method: 'get',
  path: '/insight/stalled/export',
  right: 'insight.read',
  personal: true,
  summary: `A pile of the board as a file for spreadsheet programs, worst first, ${MOST_ROWS} rows at most`,
  query: z.strictObject({ ...boardQuery, ...exportForm }),
  answers: z.string(),
  serves: 'text/csv',
  forms: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  handle: async ({ query, actor }, context) => {
    mustBeAPile(query);
    const sight = await sightOf(context.pool, actor);
    const asked = { sight, kind: query.kind, pile: query.pile, narrow: narrowOf(query, actor) };
    const rows: z.input<typeof StalledView>[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await readStalled(context, { ...asked, page: { limit: AT_ONCE, cursor } }, context.clock.now());
      rows.push(...page.items.map((row) => maskValue(StalledView, actor, stalledView(row, page.asOf))));
      if (page.next === null || rows.length >= MOST_ROWS) break;
      cursor = page.next;
    }
    const language = actor.language === 'ru' ? 'ru' : 'en';
    return fileOf('stalled', boardTable(rows, language), query, language);
  },
});

export const stalledBoard: Route[] = [stalled, groups, exported];
