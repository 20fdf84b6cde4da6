import { z } from 'zod';
import type { CustomValue, CustomValues } from '../crm';
import { formatMoney } from '../process/fields/money';
import { MoneyOut } from './schema';

/** Values of fields that the installation has added, by key. What each may be, `GET /custom-fields/:entity` says. */
export const CustomIn = z
  .record(
    z.string().max(100),
    z.union([
      z.string().max(4000),
      z.number(),
      z.boolean(),
      z.null(),
      z.strictObject({ amount: z.string().max(24), currency: z.string().max(3) }),
    ]),
  )
  .meta({ id: 'CustomIn', description: 'Values of added fields, by key; null empties one' });

export const CustomOut = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), MoneyOut]))
  .meta({ id: 'Custom', description: 'Values of added fields, by key' });

/** Added values as they go over HTTP. */
export const customView = (values: CustomValues): z.input<typeof CustomOut> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, customOut(value)]));

const customOut = (value: CustomValue): z.input<typeof CustomOut>[string] =>
  typeof value === 'object'
    ? { amount: formatMoney({ minor: value.amount, currency: value.currency }), currency: value.currency }
    : value;
