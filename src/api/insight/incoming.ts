import { z } from 'zod';
import { sightOf } from '../../access';
import {
  ANSWERED,
  CHANNELS,
  type IncomingItem,
  listIncoming,
  type Question,
  readIncoming,
  type Span,
  spanOf,
} from '../../insight';
import type { Context } from '../context';
import { badInput } from '../problem';
import { type Route, route } from '../route';
import { counted, isoOf, isoOrNull, pageOfItems, Ref, Time, TimeIn } from '../schema';
import { answerHead, reportAnswer } from './answer';
import { many, narrowing, narrowOf } from './asked';
import { cell } from './file';
import { type Parted, partedAnswer, partedTable, readParted } from './parted';
import { type ReportTable, report } from './report';
import { Until, upTo } from './until';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_DAYS = 366;

const span = {
  from: TimeIn.optional().meta({ description: 'Else 30 days before `to`' }),
  to: TimeIn.optional().meta({ description: 'Else now' }),
};

/** @throws Problem for a span that is none, or of more than a year */
function checkedSpan(asked: { from?: number | undefined; to?: number | undefined }, { clock }: Context): Span {
  const { from, to } = spanOf(asked, clock.now());
  if (from < to && to - from <= MOST_DAYS * DAY_MS) return { from, to };
  const message = `Must be before \`to\`, by ${MOST_DAYS} days at most`;
  throw badInput({ path: 'query.from', message });
}

const Counts = { cameIn: z.number(), answered: z.number(), waiting: z.number(), over: z.number() };
const Seconds = z.number().nullable();

const ChannelView = z
  .object({
    channel: z.enum(CHANNELS),
    ...Counts,
    medianS: Seconds,
    p90S: Seconds,
    by: z.array(z.object({ person: Ref.nullable(), answered: z.number(), medianS: z.number() })),
    owners: z.array(z.object({ person: Ref.nullable(), ...Counts })),
  })
  .meta({ id: 'IncomingChannel' });

const BODY = { items: z.array(ChannelView) };
const COUNTS = {
  en: 'What came in in the period by calls, mails and forms, and leads that were noted by hand; answered by what somebody of ours did next with the same person or deal. Where it is narrowed, what belongs to no lead or sale is left out.',
  ru: 'Входящие звонки, письма и формы за период и лиды, заведённые вручную; ответ — следующее действие сотрудника с тем же человеком или сделкой. При сужении не учитывается то, что не относится ни к лиду, ни к продаже.',
};

/** As the parameters of /insight/incoming/items know it. */
const spanAsked = (question: Question): Span => ({
  from: question.period.from,
  to: question.period.until,
  narrow: question.narrow,
});

/** Source: TB-AN-06. */
export const incoming = report({
  name: 'incoming',
  takes: { kinds: [] },
  summary:
    'How what came in was worked: by channel what came, what was answered, after how long and by whom, and what was not',
  description:
    'Calls of the telephone system, calls that somebody wrote down (`phone`), e-mails, forms, and leads noted by hand. `over`: the lead ' +
    'or sale was closed, and nobody answered. Of leads and sales alike. Each number opens its items: ' +
    '/insight/incoming/items with the same span.',
  query: { to: Until },
  answers: z.object({
    ...reportAnswer,
    ...partedAnswer('Incoming', BODY),
    from: Time,
    to: Time,
    measuredIn: z.literal('wall time').meta({ description: 'Nights and weekends count' }),
  }),
  read: async ({ own, actor: _actor, ...given }, context) => {
    const asked = { ...given, question: upTo(given.question, own.to) };
    const { period, compared } = asked.question;
    for (const one of [period, compared ?? period]) checkedSpan({ from: one.from, to: one.until }, context);
    const parted = await readParted<typeof BODY>(
      asked,
      context,
      async ({ question, sight }) => ({ items: await readIncoming(context.pool, sight, spanAsked(question)) }),
      ['lead', 'sale'],
    );
    const span = { from: isoOf(period.from), to: isoOf(period.until) };
    return { ...answerHead(asked.question, COUNTS), ...parted, ...span, measuredIn: 'wall time' as const };
  },
  table: (answer, language) => partedTable(answer as Parted<typeof BODY>, tableOf, language),
});

const tableOf = ({ items }: { items: z.input<typeof ChannelView>[] }, language: 'en' | 'ru'): ReportTable => ({
  titles: {
    en: ['Channel', 'Came in', 'Answered', 'Unanswered, open', 'Closed without an answer', ...SECONDS.en],
    ru: ['Канал', 'Пришло', 'С ответом', 'Без ответа, открыто', 'Закрыто без ответа', ...SECONDS.ru],
  }[language],
  rows: items.map((one) => [
    cell.text(CHANNEL_WORDS[one.channel][language]),
    ...[one.cameIn, one.answered, one.waiting, one.over, one.medianS, one.p90S].map(cell.number),
  ]),
});

const SECONDS = {
  en: ['Seconds to the answer, median', 'Seconds to the answer, 90 %'],
  ru: ['Секунд до ответа, медиана', 'Секунд до ответа, 90 %'],
};
const CHANNEL_WORDS: Readonly<Record<(typeof CHANNELS)[number], { en: string; ru: string }>> = {
  call: { en: 'Calls (telephone system)', ru: 'Звонки (телефония)' },
  phone: { en: 'Calls (written down)', ru: 'Звонки (записанные)' },
  'e-mail': { en: 'E-mails', ru: 'Письма' },
  form: { en: 'Forms', ru: 'Формы' },
  'by hand': { en: 'Noted by hand', ru: 'Заведены вручную' },
};

const ItemView = z
  .object({
    id: z.uuid().meta({ description: 'Of the interaction; of the lead where somebody noted it by hand' }),
    channel: z.enum(CHANNELS),
    at: Time,
    subject: z.string(),
    state: z.enum(ANSWERED),
    answeredAt: Time.nullable(),
    answeredBy: Ref.nullable(),
    afterS: Seconds,
    instance: z.object({ id: z.uuid(), kind: z.enum(['lead', 'sale']) }).nullable(),
    contact: Ref.nullable(),
    owner: Ref.nullable(),
  })
  .meta({ id: 'IncomingItem' });

const itemView = (item: IncomingItem): z.input<typeof ItemView> => ({
  ...item,
  at: isoOf(item.at),
  answeredAt: isoOrNull(item.answeredAt),
});

const Person = z.union([z.uuid(), z.literal('nobody')]);

const items = route({
  method: 'get',
  path: '/insight/incoming/items',
  right: 'insight.read',
  summary: 'What stands behind a number of /insight/incoming, the newest first',
  query: z.strictObject({
    ...span,
    channel: z.enum(CHANNELS).optional(),
    state: z.enum(ANSWERED).optional(),
    by: Person.optional().meta({ description: 'Who answered' }),
    ...narrowing,
    owner: many(z.union([Person, z.literal('me')]), 'Who is responsible'),
    ...counted,
  }),
  answers: pageOfItems(ItemView),
  handle: async ({ query, actor }, context) => {
    const { limit, cursor, count, from, to, channel, state, by, owner, ...narrowed } = query;
    const { pool, clock } = context;
    const filter = {
      ...{ from, to, channel, state, by },
      owner: owner?.map((one) => (one === 'me' ? actor.id : one)),
      narrow: narrowOf({ ...narrowed, owner: undefined }, actor),
    };
    checkedSpan(filter, context);
    const read = await listIncoming(
      pool,
      await sightOf(pool, actor),
      { filter, page: { limit, cursor, count } },
      clock.now(),
    );
    return { ...read, items: read.items.map(itemView), asOf: isoOf(read.asOf) };
  },
});

export const incomingItems: Route[] = [items];
