import { z } from 'zod';
import { type DistributionRule, type Looked, sayCandidate, sayLooked } from '../crm';
import { FieldsOut, Ref, Text } from './schema';
import { fieldsOut } from './views';

/** A rule that was looked at on the way to whom a lead was given to. */
export const LookedView = z
  .object({
    rule: z.number().meta({ description: 'Its place in the text, from 1' }),
    became: z.enum([
      'chosen',
      'queued',
      'does not hold',
      'cannot be told',
      'nobody fits',
      'nobody free',
      'keeper has left',
    ]),
    when: z.string().nullable(),
    values: FieldsOut.meta({ description: 'What the condition asked of the lead' }),
    say: Text,
    candidates: z.array(
      z.object({
        person: Ref,
        openLeads: z.number(),
        maxOpenLeads: z.number().nullable(),
        lastTurn: z.number().nullable().meta({ description: 'Higher is later; null: none yet' }),
        unfit: z
          .enum(['has left', 'no skill', 'other line', 'other language', 'away', 'full'])
          .nullable()
          .meta({ description: 'Why not they; null: they could have it' }),
        say: Text,
      }),
    ),
  })
  .meta({ id: 'LookedRule' });

/** One rule that was looked at, in words; none in the impossible case that its text has no such rule. */
export function lookedView(
  looked: Looked,
  rules: readonly DistributionRule[],
  names: Readonly<Record<string, string>>,
): z.input<typeof LookedView>[] {
  const rule = rules[looked.rule];
  if (!rule) return [];
  const candidates = looked.candidates.map((one) => ({
    person: { id: one.id, name: names[one.id] ?? '' },
    openLeads: one.openLeads,
    maxOpenLeads: one.maxOpenLeads,
    lastTurn: one.lastTurn,
    unfit: one.unfit,
    say: sayCandidate(one, names),
  }));
  const { became, values } = looked;
  return [
    {
      rule: looked.rule + 1,
      became,
      when: rule.when,
      values: fieldsOut(values),
      say: sayLooked(looked, rule, names),
      candidates,
    },
  ];
}
