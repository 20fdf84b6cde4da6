import { z } from 'zod';
import type { Card, LeadWords, SaleWords } from '../crm';
import type { Definition, Instant, Text as TextOf } from '../process';
import { CustomOut, customView } from './custom-values';
import { isoOf, MoneyOut, moneyOut, Ref, Text, Time } from './schema';

const word = z.string().nullable();

/** What people typed in about a lead. It has no probability and no place in the funnel: an estimate is theirs alone. */
export const leadWords = {
  topic: z.string(),
  need: word,
  plans: word,
  personName: word,
  post: word,
  organisation: word,
  email: word,
  phone: word,
  country: word,
  region: word,
  line: word.meta({ description: 'Line of business' }),
  language: word,
  industry: word,
  annualRevenue: MoneyOut.nullable(),
  campaign: word,
  product: Ref.nullable(),
  estimate: z
    .object({ probabilityPct: z.number().nullable(), amount: MoneyOut.nullable() })
    .nullable()
    .meta({ description: 'What whoever typed it in thinks; it counts in no funnel and no forecast' }),
  notedBy: Ref.nullable().meta({ description: 'Who typed it in; null: it came in by itself' }),
  firstResponse: z
    .object({ at: Time, interactionId: z.uuid().nullable(), afterMs: z.number() })
    .nullable()
    .meta({ description: 'The first time that somebody of ours reached out, and how long after the lead came' }),
  saleId: z.uuid().nullable().meta({ description: 'The sale that qualifying it made, or that it joined' }),
  custom: CustomOut,
};

export function leadWordsView(words: LeadWords, startedAt: Instant) {
  const { topic, need, plans, personName, post, organisation, email, phone, country, region, line } = words;
  const { language, industry, annualRevenue, campaign, product, notedBy, saleId, custom } = words;
  return {
    ...{ topic, need, plans, personName, post, organisation, email, phone, country, region, line },
    ...{ language, industry, campaign, product, notedBy, saleId },
    annualRevenue: annualRevenue && moneyOut(annualRevenue),
    estimate: estimateView(words),
    firstResponse: firstResponseView(words, startedAt),
    custom: customView(custom),
  };
}

function estimateView({ estimatePct, estimateAmount }: LeadWords) {
  if (estimatePct === null && estimateAmount === null) return null;
  return { probabilityPct: estimatePct, amount: estimateAmount && moneyOut(estimateAmount) };
}

/** One that was written down with an earlier time than the lead's took no time. */
function firstResponseView({ firstResponseAt, firstResponseId }: LeadWords, startedAt: Instant) {
  if (firstResponseAt === null) return null;
  const afterMs = Math.max(0, firstResponseAt - startedAt);
  return { at: isoOf(firstResponseAt), interactionId: firstResponseId, afterMs };
}

export const saleWords = {
  title: z.string(),
  product: Ref.nullable(),
  campaign: word,
  competitor: word,
  secondReason: word.meta({ description: 'Why it was made beside another open sale of the same client and product' }),
  line: word.meta({ description: 'Line of business' }),
  custom: CustomOut,
};

export const saleWordsView = ({ title, product, campaign, competitor, secondReason, line, custom }: SaleWords) => ({
  ...{ title, product, campaign, competitor, secondReason, line },
  custom: customView(custom),
});

/** Why a lead was qualified or disqualified: a value of its process's field, or words of one's own, or both. */
export const Verdict = z
  .object({ code: word, name: Text.nullable(), words: word })
  .meta({ id: 'Verdict', description: 'One of the grounds that the process lists, and words of one’s own' });

const Prompt = z
  .object({ kind: z.enum(['call', 'e-mail', 'meeting']), name: Text, to: word })
  .meta({ id: 'Prompt', description: 'An interaction to begin with, and the number or address for it' });

/** The records that qualifying a lead made or linked. */
export const Converted = z
  .object({ accountId: z.uuid().nullable(), contactId: z.uuid().nullable(), saleId: z.uuid().nullable() })
  .extend({ joined: z.boolean().optional().meta({ description: 'The sale was there before: the lead joined it' }) })
  .meta({ id: 'Converted' });

/** What only the card of a lead shows. */
export const onLeadCard = {
  prompts: z.array(Prompt).meta({ description: 'What could be done first; empty once it is closed' }),
  converted: Converted.optional().meta({ description: 'Only in the answer to the act that qualifies it' }),
  verdict: Verdict.nullable().meta({ description: 'Why it was closed; null while it is open' }),
};

export function leadCardView({ words, standing, snapshot, version, closingWords }: Card) {
  const { email, phone } = words as LeadWords;
  const { open, result } = standing;
  const field = result === 'qualified' ? 'ground' : 'disqualifyReason';
  return {
    prompts: open
      ? PROMPTS.map((one) => ({ ...one, to: { call: phone, 'e-mail': email, meeting: null }[one.kind] }))
      : [],
    verdict: open ? null : verdictOf(version.definition, field, snapshot.fields[field], closingWords),
  };
}

const PROMPTS = [
  { kind: 'call', name: { en: 'Call', ru: 'Позвонить' } },
  { kind: 'e-mail', name: { en: 'Send an e-mail', ru: 'Написать письмо' } },
  { kind: 'meeting', name: { en: 'Plan a meeting', ru: 'Назначить встречу' } },
] as const;

function verdictOf(definition: Definition, field: string, value: unknown, words: string | null) {
  const code = typeof value === 'string' ? value : null;
  const name: TextOf | undefined = code === null ? undefined : definition.fields[field]?.options[code];
  return { code, name: name ?? null, words };
}

export const Lack = z
  .object({ field: z.string(), name: Text })
  .meta({ id: 'Lack', description: 'A field of its process, or `custom.` and the key of an added one' });

/** What only the card of a sale shows. */
export const onSaleCard = {
  lacks: z.array(Lack).meta({ description: 'What is still to be entered; empty once it is closed' }),
  leads: z
    .array(z.object({ id: z.uuid(), number: z.number(), topic: z.string(), ground: Verdict }))
    .meta({ description: 'The leads that became it, and why' }),
};

/** What a sale should have before long. Source: DYN-31. */
export const EXPECTED = ['amount', 'probability', 'decisionDate', 'rating'] as const;

export function saleCardView({ snapshot, version, standing, fromLeads, lacksCustom }: Card) {
  const added = lacksCustom.map(({ key, name }) => ({ field: `custom.${key}`, name }));
  return {
    lacks: standing.open ? [...lacksOf(version.definition, snapshot.fields), ...added] : [],
    leads: fromLeads.map(({ id, number, topic, ground, groundName, words }) => ({
      ...{ id, number, topic },
      ground: { code: ground, name: groundName, words },
    })),
  };
}

/** Which of the expected fields a process has and these values lack. */
export const lacksOf = ({ fields: known }: Definition, fields: Readonly<Record<string, unknown>>) =>
  EXPECTED.flatMap((field) => {
    const name = Object.hasOwn(known, field) && known[field]?.name;
    return name && (fields[field] ?? null) === null ? [{ field, name }] : [];
  });
