import { z } from 'zod';
import type { Instant, Money } from '../process';
import { formatMoney, isCurrency, parseMoney } from '../process/fields/money';

/** Times over HTTP are ISO 8601 in UTC; inside they are epoch milliseconds. */
export const Time = z.string().meta({ id: 'Time', format: 'date-time', description: 'ISO 8601, UTC' });
export const isoOf = (at: Instant): string => new Date(at).toISOString();
export const isoOrNull = (at: Instant | null): string | null => (at === null ? null : isoOf(at));

/** A time that somebody sends, with its offset. Years beyond four digits do not fit into ISO 8601's usual form. */
export const TimeIn = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const DateOut = z.string().meta({ id: 'Date', format: 'date', description: 'YYYY-MM-DD' });

/** Money over HTTP: a decimal text and its currency. */
export const MoneyOut = z
  .object({ amount: z.string(), currency: z.string() })
  .meta({ id: 'Money', examples: [{ amount: '12500.00', currency: 'RUB' }] });

export const moneyOut = (money: Money): z.input<typeof MoneyOut> => ({
  amount: formatMoney(money),
  currency: money.currency,
});

export const MoneyIn = z
  .strictObject({
    amount: z.string().max(24),
    currency: z.string().refine(isCurrency, 'Must be three capital letters, such as RUB'),
  })
  .transform((given, context): Money => {
    const money = parseMoney(given.amount, given.currency);
    if (money && money.minor >= 0) return money;
    const message = 'Must be a decimal number from 0 on, with no more digits than the currency has';
    context.addIssue({ code: 'custom', path: ['amount'], message });
    return z.NEVER;
  })
  .meta({ id: 'MoneyIn' });

/** Values of process fields, by the field's key. Which fields there are, the process's definition says. */
export const FieldsIn = z
  .record(z.string().max(100), z.union([z.string(), z.number(), z.boolean(), z.null(), MoneyIn]))
  .meta({ id: 'FieldsIn', description: 'Values of process fields, by key' });

export const FieldsOut = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), MoneyOut]))
  .meta({ id: 'Fields' });

/** Text of one line or a few, without what no table can keep. */
export const words = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // NUL and lone surrogates are valid JSON, but no PostgreSQL column can keep them.
    .refine((text) => !text.includes('\u0000') && !/\p{Surrogate}/u.test(text), 'Must be printable text');

export const Text = z.object({ en: z.string(), ru: z.string() }).meta({ id: 'Text', description: 'In each language' });
export const Ref = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Ref' });

export const Id = z.object({ id: z.uuid() });

/** As far as the tables count. */
export const Count = z.int().max(2 ** 31 - 1);

/** An Idempotency-Key; commands cannot do without one. */
export const RequiredKey = z.object({
  'idempotency-key': z.uuid().meta({ description: 'Made by the caller; the same again gives the same answer' }),
});
export const OptionalKey = z.object({ 'idempotency-key': z.uuid().optional() });

/** A yes or no in a query. */
export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** What every list takes beside its filters. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(2000).optional(),
};
export const counted = { ...paging, count: Flag.optional() };

/** What every list answers with. */
export const pageOfItems = <T extends z.ZodType>(items: T) =>
  z.object({
    items: z.array(items),
    next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last' }),
    asOf: Time,
    total: z.number().optional(),
  });
