import { z } from 'zod';
import { type Person, sightOf } from '../../access';
import {
  type Attainment,
  type Bucket,
  bucketsFrom,
  dayIn,
  forecastSets,
  listQuotas,
  opens,
  PERS,
  putQuota,
  type Question,
  type Quota,
  type QuotaOf,
  readAttainment,
  removeQuota,
  spanOfBuckets,
} from '../../insight';
import type { Context } from '../context';
import { once } from '../kept';
import { badInput, notFound, Problem } from '../problem';
import { route } from '../route';
import { Count, DateOut, Id, MoneyIn, MoneyOut, moneyOut, OptionalKey, Ref, Text } from '../schema';
import { answerHead, Opens, reportAnswer, WorthOut } from './answer';
import { cell } from './file';
import { askedBuckets, bucketsOf } from './forecast';
import { report } from './report';

const QuotaView = z
  .object({
    id: z.uuid(),
    person: Ref.nullable(),
    team: z.object({ key: z.string(), name: Text }).nullable(),
    per: z.enum(PERS),
    startsOn: DateOut,
    amount: MoneyOut.nullable(),
    revision: z.number(),
  })
  .meta({ id: 'Quota' });

const quotaView = ({ amount, ...rest }: Quota): z.input<typeof QuotaView> => ({ ...rest, amount: moneyOut(amount) });

const list = route({
  method: 'get',
  path: '/quotas',
  right: 'quota.read',
  summary: 'Quotas of the people you see, and of teams all of whose people you see',
  query: z.strictObject({
    per: z.enum(PERS).optional(),
    from: z.iso.date().optional().meta({ description: 'That begin on this day or later; else this year’s' }),
    until: z.iso.date().optional().meta({ description: 'That begin before this day' }),
  }),
  answers: z.object({ items: z.array(QuotaView) }),
  handle: async ({ query, actor }, { pool, clock }) => {
    const year = dayIn('UTC', clock.now()).slice(0, 4);
    const { per, from = `${year}-01-01`, until = `${Number(year) + 1}-01-01` } = query;
    const items = await listQuotas(pool, { per, from, until, sight: await sightOf(pool, actor) });
    return { items: items.map(quotaView) };
  },
});

const put = route({
  method: 'put',
  path: '/quotas',
  right: 'quota.change',
  summary: 'Set what a person or a team is to win in a month or a quarter, in the base currency',
  headers: OptionalKey,
  body: z
    .strictObject({
      person: z.uuid().optional(),
      team: z.string().max(200).optional().meta({ description: 'Its key' }),
      per: z.enum(PERS),
      startsOn: z.iso.date().meta({ description: 'The first day of the month or quarter' }),
      amount: MoneyIn,
      revision: Count.optional().meta({ description: 'Of the one that you looked at; none: there was none' }),
    })
    .refine(({ person, team }) => (person === undefined) !== (team === undefined), {
      path: ['person'],
      message: 'Say a person or a team: one of them',
    })
    .refine(({ per, startsOn }) => bucketsFrom(startsOn, per, 1, 'UTC')[0]?.startsOn === startsOn, {
      path: ['startsOn'],
      message: 'Must be the first day of a month or a quarter',
    }),
  answers: QuotaView,
  refuses: ['NotFound', 'MovedOn', 'IdempotencyKeyReused'],
  handle: (asked, context) =>
    once(
      context,
      asked,
      async (id) => {
        const { person, team, per, startsOn, amount, revision = null } = asked.body;
        const of = { per, startsOn, ...(person === undefined ? { team: team ?? '' } : { person }) };
        await mustHoldQuota(context, asked.actor, of, amount.currency);
        const by = asked.actor.id;
        const done = await putQuota(context.pool, of, { id, minor: amount.minor, revision, by }, context.clock.now());
        if (!done)
          throw new Problem('MovedOn', { detail: 'Another quota is in force by now; read it and send its revision.' });
        return quotaView(done);
      },
      200,
    ),
});

/** @throws Problem for somebody or a team that is not there or not seen, and for another currency than the base */
async function mustHoldQuota({ prisma, pool }: Context, actor: Person, of: QuotaOf, currency: string): Promise<void> {
  const base = (await prisma.setting.findUnique({ where: { key: 'base currency' } }))?.value ?? 'RUB';
  if (currency !== base)
    throw badInput({ path: 'body.amount.currency', message: `Must be the base currency, ${String(base)}` });
  const { owners } = await sightOf(pool, actor);
  const ids =
    'person' in of
      ? (await prisma.person.findMany({ where: { id: of.person }, select: { id: true } })).map(({ id }) => id)
      : (await prisma.team.findUnique({ where: { key: of.team }, select: { members: true } }))?.members.map(
          (one) => one.personId,
        );
  const there = 'person' in of ? (ids ?? []).length > 0 : ids !== undefined;
  if (!there || (owners !== null && ids?.some((id) => !owners.includes(id))))
    throw notFound('person' in of ? 'person' : 'team');
}

const remove = route({
  method: 'delete',
  path: '/quotas/:id',
  right: 'quota.change',
  summary: 'Take a quota back',
  params: Id,
  answers: z.object({ removed: z.boolean() }),
  refuses: ['NotFound'],
  handle: async ({ params, actor }, { pool }) => {
    const seen = await listQuotas(pool, { from: '0001-01-01', until: '9999-12-31', sight: await sightOf(pool, actor) });
    if (!seen.some(({ id }) => id === params.id)) throw notFound('quota');
    return { removed: await removeQuota(pool, params.id) };
  },
});

const AttainmentView = z
  .object({
    quota: QuotaView,
    won: WorthOut,
    attained: z.number().nullable().meta({ description: 'Of 1; null: the quota is 0' }),
    missing: MoneyOut.nullable(),
    commit: MoneyOut.nullable().meta({ description: 'Open ones expected in it that are committed' }),
    weighted: MoneyOut.nullable().meta({ description: 'All open ones expected in it, by their probability' }),
    opens: z.object({ commit: Opens, weighted: Opens }),
  })
  .meta({ id: 'Attainment' });

const COUNTS = {
  en: 'What was won in each month or quarter by the day of closing, held against the quotas of the sales’ owners, and of the teams that they are in now; money in the base currency.',
  ru: 'Что выиграно за месяц или квартал по дню закрытия, в сравнении с планами ответственных и команд, в которых они сейчас; деньги в базовой валюте.',
};

export const attainment = report({
  name: 'attainment',
  takes: { by: ['owner', 'team'], narrow: ['owner', 'team'], period: false, kinds: ['sale'] },
  right: 'quota.read',
  summary: 'How far quotas are met: won, missing, and what open sales would add',
  description: 'By owner: quotas of people alone; by team: those of teams alone.',
  query: askedBuckets,
  answers: z.object({ ...reportAnswer, items: z.array(AttainmentView) }),
  read: async ({ question: asked, sight, own }, { pool }) => {
    const buckets = bucketsOf(own, asked);
    const question = { ...asked, kind: 'sale' as const, period: spanOfBuckets(buckets) };
    const of = { by: asked.by as 'owner' | 'team' | null, narrow: asked.narrow };
    const items = await readAttainment(pool, { buckets, per: own.per, sight, ...of });
    return { ...answerHead(question, COUNTS), items: items.map((one) => attainmentView(one, question, buckets)) };
  },
  table: ({ items }, language) => ({
    titles: TITLES[language],
    rows: items.map(({ quota, won, attained, missing, commit, weighted }) => [
      ...[cell.text(quota.person?.name ?? quota.team?.name[language] ?? ''), cell.text(quota.startsOn)],
      ...[cell.amount(quota.amount), cell.amount(won.amount), cell.number(attained), cell.amount(missing)],
      ...[cell.amount(commit), cell.amount(weighted)],
    ]),
  }),
});

const TITLES = {
  en: ['Whose', 'Begins', 'Quota', 'Won', 'Attained', 'Missing', 'Committed', 'Weighted'],
  ru: ['Чей', 'Начало', 'План', 'Выиграно', 'Выполнено', 'Не хватает', 'Обязательства', 'С учётом вероятности'],
};

function attainmentView(
  { quota, won, attained, missingMinor, commitMinor, weightedMinor }: Attainment,
  question: Question,
  buckets: readonly Bucket[],
): z.input<typeof AttainmentView> {
  const period = buckets.find(({ startsOn }) => startsOn === quota.startsOn) ?? question.period;
  const narrow = quota.person ? { owner: [quota.person.id] } : { team: [quota.team?.key ?? ''] };
  const mine = { ...question, period, narrow };
  const { EXPECTED, WON } = forecastSets;
  const money = (minor: number) => moneyOut({ minor, currency: quota.amount.currency });
  return {
    quota: quotaView(quota),
    won: { count: won.count, amount: money(won.minor), opens: opens(WON, mine, {}) },
    attained: attained === null ? null : Math.round(attained * 10_000) / 10_000,
    ...{ missing: money(missingMinor), commit: money(commitMinor), weighted: money(weightedMinor) },
    opens: {
      commit: opens(EXPECTED, mine, { category: 'commit' }),
      weighted: opens(EXPECTED, mine, { category: 'any' }),
    },
  };
}

export const quotas = [list, put, remove];
