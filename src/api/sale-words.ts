import { z } from 'zod';
import { chooseVersion, type Version } from '../crm';
import type { Fields } from '../process';
import { fieldProblem } from '../process/fields/field-value';
import type { Context } from './context';
import { CustomIn } from './custom-values';
import type { Misplaced } from './problem';
import { FieldsIn, MoneyIn, words } from './schema';

/** What is said of a sale that a lead becomes: asked for, and none of it needed. */
export const SaleOfLead = z
  .strictObject({
    title: words(300).optional().meta({ description: 'Else the topic of the lead' }),
    productId: z.uuid().optional().meta({ description: 'Else that of the lead' }),
    campaign: words(300).optional(),
    amount: MoneyIn.optional(),
    probabilityPct: z.number().min(0).max(100).optional(),
    decisionDate: z.iso.date().optional(),
    rating: z.string().max(100).optional(),
    fields: FieldsIn.default({}).meta({ description: 'Other fields of its process' }),
    custom: CustomIn.default({}),
  })
  .meta({ id: 'SaleOfLead' });

type Said = z.output<typeof SaleOfLead>;

/** The process that the sale of a lead will run on: known beforehand, since its id is. */
export const saleVersionFor = (
  context: Context,
  lead: { fields: Fields; source: string | null; line: string | null; accountId: string | null },
  saleId: string,
): Promise<Version | null> => chooseVersion(context, { kind: 'sale', ...lead }, saleId);

/** What the sale's process starts with; what it has no field for, or cannot hold, is a fault: nothing that was said is lost. */
export function saleFieldsOf(said: Said, version: Version | null): { fields: Fields; faults: Misplaced[] } {
  const { amount, probabilityPct: probability, decisionDate, rating } = said;
  const fields: Fields = {
    ...said.fields,
    ...(amount && { amount }),
    ...(probability !== undefined && { probability }),
    ...(decisionDate !== undefined && { decisionDate }),
    ...(rating !== undefined && { rating }),
  };
  const faults = Object.entries(fields).flatMap(([key, value]): Misplaced[] => {
    const field = version && Object.hasOwn(version.definition.fields, key) && version.definition.fields[key];
    const path = `body.sale.${placeOf(key, said)}`;
    if (!field) return [{ path, message: `The process ${version?.key ?? 'of the sale'} has no such field` }];
    const problem = fieldProblem(field, value);
    return problem ? [{ path, message: [problem.code, ...Object.values(problem.params)].join(' ') }] : [];
  });
  return { fields, faults };
}

function placeOf(key: string, { fields }: Said): string {
  if (Object.hasOwn(fields, key)) return `fields.${key}`;
  return key === 'probability' ? 'probabilityPct' : key;
}
