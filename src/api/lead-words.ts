import { z } from 'zod';
import {
  type CustomChanges,
  type CustomEntity,
  type CustomValues,
  checkCustom,
  readCustomFields,
  type WordChanges,
} from '../crm';
import type { Context } from './context';
import { CustomIn } from './custom-values';
import type { Misplaced } from './problem';
import { MoneyIn, words } from './schema';

const Estimate = z
  .strictObject({ probabilityPct: z.int().min(0).max(100).optional(), amount: MoneyIn.optional() })
  .meta({ id: 'Estimate', description: 'What you think; it counts in no funnel and no forecast' });

/** What may be typed about a lead beside its topic. */
const typed = {
  need: words(4000),
  plans: words(4000),
  personName: words(300),
  post: words(200),
  organisation: words(300),
  email: z.email().max(320),
  phone: words(100),
  country: words(100),
  region: words(200),
  line: words(200),
  language: words(35),
  industry: words(200),
  annualRevenue: MoneyIn,
  source: words(300),
  campaign: words(300),
  productId: z.uuid(),
  estimate: Estimate,
  accountId: z.uuid().meta({ description: 'A client who is registered already' }),
  contactId: z.uuid().meta({ description: 'A person who is registered already: nothing of them is typed again' }),
} as const;

type Typed = typeof typed;
const each = <W extends z.ZodType>(wrap: (one: z.ZodType) => W) =>
  Object.fromEntries(Object.entries(typed).map(([key, one]) => [key, wrap(one)]));

/** On a new lead, each is left out or said. */
export const newLeadWords = {
  topic: words(300),
  ...(each((one) => one.optional()) as { [K in keyof Typed]: z.ZodOptional<Typed[K]> }),
  custom: CustomIn.default({}),
};

/** In a change, what is left out stays, and null empties. */
export const leadWordChanges = {
  topic: words(300).optional(),
  ...(each((one) => one.nullable().optional()) as { [K in keyof Typed]: z.ZodOptional<z.ZodNullable<Typed[K]>> }),
  custom: CustomIn.default({}),
};

type Changes = Omit<z.output<z.ZodObject<typeof leadWordChanges>>, 'custom'>;

/** The columns that such words go into; null empties one. */
export function leadColumnsOf({ annualRevenue, estimate, ...plain }: Changes): WordChanges {
  return {
    ...plain,
    ...(annualRevenue !== undefined && {
      annualRevenueMinor: annualRevenue?.minor ?? null,
      revenueCurrency: annualRevenue?.currency ?? null,
    }),
    ...(estimate !== undefined && {
      estimatePct: estimate?.probabilityPct ?? null,
      estimateMinor: estimate?.amount?.minor ?? null,
      estimateCurrency: estimate?.amount?.currency ?? null,
    }),
  };
}

/**
 * Added fields as they are sent, held against those that there are. Of a new record (`before` is left out) the required ones
 * are asked for.
 */
export async function customOf(
  { pool }: Context,
  entity: CustomEntity,
  given: Readonly<Record<string, unknown>>,
  before?: CustomValues,
): Promise<CustomChanges & { faults: Misplaced[] }> {
  const fields = await readCustomFields(pool, entity);
  const { values, errors } = checkCustom(fields, given, before);
  return { set: values, empty: Object.keys(given).filter((key) => given[key] === null), faults: errors };
}
