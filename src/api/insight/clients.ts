import { z } from 'zod';
import { isHidden, maskOf, type Person } from '../../access';
import {
  type Attribute,
  listAttributes,
  OPEN_OF_CLIENTS,
  opens,
  type Question,
  readClientGroups,
  WON_OF_CLIENTS,
} from '../../insight';
import type { Context } from '../context';
import { badInput } from '../problem';
import { route } from '../route';
import { isoOrNull, moneyOut, Text, Time } from '../schema';
import { answerHead, reportAnswer, WorthOut } from './answer';
import { cell } from './file';
import { report } from './report';

const attributes = route({
  method: 'get',
  path: '/insight/clients/attributes',
  right: 'insight.read',
  summary: 'What organisations can be cut by: their card, their properties, their added fields',
  answers: z.object({ items: z.array(z.object({ key: z.string(), name: Text })) }),
  handle: async ({ actor }, { pool }) => ({
    items: (await shownAttributes(pool, actor)).map(({ key, name }) => ({ key, name })),
  }),
});

/** What cards call a field that is called otherwise here. */
const CALLED: Readonly<Record<string, string>> = {
  ...{
    account: 'name',
    relationship_stage: 'relationshipStage',
    size: 'employees',
    curator: 'owner',
    ticked: 'categories',
  },
};

/** What somebody's roles do not hide from them: a report parted by it would tell it. */
async function shownAttributes(pool: Context['pool'], actor: Person): Promise<Attribute[]> {
  const mask = maskOf(actor);
  const field = (key: string) => CALLED[key] ?? key.replace(/^(custom|property):/, '$1.');
  return (await listAttributes(pool)).filter(({ key }) => !isHidden(mask, 'account', field(key)));
}

const GroupView = z
  .object({
    value: z.string().meta({ description: 'The empty text: those without one' }),
    label: z.string(),
    clients: z.number(),
    buyers: z.number().meta({ description: 'Of them: who bought in the period' }),
    won: WorthOut,
    open: WorthOut,
    lastWonAt: Time.nullable().meta({ description: 'In the period' }),
  })
  .meta({ id: 'ClientGroup' });

const COUNTS = {
  en: 'Organisations that you see, by one of their attributes, with what they bought in the period and what is open with them now; the most valuable first. Who has several values counts in each.',
  ru: 'Организации, которые вы видите, по одному из признаков: что купили за период и что с ними сейчас открыто; самые ценные первыми. Если значений несколько, организация учтена в каждом.',
};

export const clients = report({
  name: 'clients',
  takes: { by: [], compare: false, kinds: ['sale'] },
  summary: 'Who the most valuable clients are, one by one or by any attribute of theirs',
  query: {
    attribute: z
      .string()
      .max(120)
      .default('account')
      .meta({ description: 'One of /insight/clients/attributes; each by itself unless told' }),
    most: z.coerce.number().int().min(1).max(500).default(50).meta({ description: 'How many groups at most' }),
  },
  answers: z.object({
    ...reportAnswer,
    attribute: z.object({ key: z.string(), name: Text }),
    items: z.array(GroupView),
    more: z.boolean().meta({ description: 'Whether there are more groups' }),
  }),
  read: async ({ question: asked, sight, own, actor }, { pool }) => {
    const question: Question = { ...asked, kind: 'sale', by: null };
    const all = await shownAttributes(pool, actor);
    const attribute = all.find(({ key }) => key === own.attribute);
    if (!attribute)
      throw badInput({ path: 'query.attribute', message: `Must be one of ${all.map(({ key }) => key).join(', ')}` });
    const { currency, items, more } = await readClientGroups(pool, { question, sight, attribute, limit: own.most });
    const { key, name } = attribute;
    return {
      ...answerHead(question, COUNTS),
      ...{ attribute: { key, name }, more },
      items: items.map(({ won, open, lastWonAt, ...one }) => {
        const at = { attribute: key, value: one.value };
        const money = (minor: number) => moneyOut({ minor, currency });
        return {
          ...one,
          won: { count: won.count, amount: money(won.minor), opens: opens(WON_OF_CLIENTS, question, at) },
          open: { count: open.count, amount: money(open.minor), opens: opens(OPEN_OF_CLIENTS, question, at) },
          lastWonAt: isoOrNull(lastWonAt),
        };
      }),
    };
  },
  table: ({ items, attribute }, language) => ({
    titles: [attribute.name[language], ...TITLES[language]],
    rows: items.map(({ label, clients: count, buyers, won, open, lastWonAt }) => [
      ...[cell.text(label), cell.number(count), cell.number(buyers), cell.number(won.count), cell.amount(won.amount)],
      ...[cell.number(open.count), cell.amount(open.amount), cell.text(lastWonAt)],
    ]),
  }),
});

const TITLES = {
  en: ['Organisations', 'Buyers', 'Won', 'Won, money', 'Open', 'Open, money', 'Last bought'],
  ru: ['Организаций', 'Покупателей', 'Выиграно', 'Выиграно, сумма', 'Открыто', 'Открыто, сумма', 'Последняя покупка'],
};

export const clientAttributes = [attributes];
