import { z } from 'zod';
import type { FieldChoice, MergePreview } from '../crm';
import { MoneyOut, moneyOut, Text } from './schema';

const Value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()), MoneyOut]);
const Choice = z.object({
  field: z.string(),
  from: z.uuid().meta({ description: 'The record whose value stays' }),
  value: Value,
  lost: z.array(z.object({ id: z.uuid(), value: Value })).meta({ description: 'What is no longer on the card' }),
});

/** What a merge does, or would do. */
export const MergePlan = z
  .object({
    survivor: z.uuid(),
    doubles: z.array(z.uuid()),
    fields: z.array(Choice),
    moves: z.array(z.object({ table: z.string(), column: z.string(), rows: z.number() })),
    warnings: z.array(z.object({ code: z.string(), detail: Text })),
    revisions: z.record(z.uuid(), z.number()).meta({ description: 'Send it along: what changed since is then a 409' }),
    /** Of the merge that was done; null for a preview. */
    id: z.uuid().nullable(),
  })
  .meta({ id: 'MergePlan' });

/** A plan as it is shown; `id` is that of the merge that was done by it, null for a preview. */
export const planView = (preview: MergePreview, id: string | null): z.input<typeof MergePlan> => ({
  ...preview,
  doubles: [...preview.doubles],
  fields: preview.fields.map(choiceView),
  id,
});

const choiceView = ({ field, from, value, lost }: FieldChoice): z.input<typeof Choice> => ({
  field,
  from,
  value: shown(value),
  lost: lost.map((one) => ({ id: one.id, value: shown(one.value) })),
});

/** Money stands in two columns, or in an object of its minor units. */
function shown(value: unknown): z.input<typeof Value> {
  if (Array.isArray(value) && typeof value[0] === 'number')
    return moneyOut({ minor: value[0], currency: String(value[1]) });
  if (typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value)
    return moneyOut({ minor: Number(value.amount), currency: String(value.currency) });
  return value as z.input<typeof Value>;
}
