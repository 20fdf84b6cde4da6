import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { FieldValue, InstancePlan } from '../process';
import { formatMoney, isCurrency, parseMoney } from '../process/fields/money';

const Name = z.string().min(1).max(200);

/** Money is written as in a definition: `100000.00 RUB`; over HTTP it has two parts. */
const Amount = z
  .strictObject({ amount: z.string().max(24), currency: z.string().refine(isCurrency) })
  .transform(({ amount, currency }, context): FieldValue => {
    const money = parseMoney(amount, currency);
    if (!money) context.addIssue({ code: 'custom', message: `"${amount}" is no amount` });
    return money;
  });
const Value = z.union([z.string().max(2000).transform(moneyOrText), z.number(), z.boolean(), z.null(), Amount]);

const PlanText = z.strictObject({
  stages: z.record(Name, Name).optional(),
  tasks: z.record(Name, z.record(Name, Name.nullable())).optional(),
  timers: z.enum(['keep', 'reset', 'recompute']).optional(),
  fields: z.record(Name, Value).optional(),
});

/** A text that is no plan; the message says what is wrong with each part of it. */
export class PlanTextRefused extends Error {}

/** Reads a plan as sales ops write it, in YAML or JSON; what it leaves out is proposed. @throws PlanTextRefused */
export function readPlan(text: string): Partial<InstancePlan> {
  const read = PlanText.safeParse(parsed(text) ?? {});
  if (!read.success)
    throw new PlanTextRefused(
      read.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('\n'),
    );
  return read.data;
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new PlanTextRefused(error instanceof Error ? error.message : String(error));
  }
}

function moneyOrText(text: string): FieldValue {
  const [, amount = '', currency = ''] = /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/.exec(text) ?? [];
  return (amount && parseMoney(amount, currency)) || text;
}

/** The plan as a text to be edited. */
export function planText({ stages, tasks, timers, fields }: InstancePlan): string {
  const written = Object.entries(fields).map(([key, value]) => [
    key,
    typeof value === 'object' && value !== null ? `${formatMoney(value)} ${value.currency}` : value,
  ]);
  return stringify({ stages, tasks, timers, fields: Object.fromEntries(written) });
}
