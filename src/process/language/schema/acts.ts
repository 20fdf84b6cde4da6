import { z } from 'zod';
import { FIELD_KEY } from '../names';
import { duration } from './limit';
import { fault, named, oneOrMore, part, text } from './parts';
import type { References } from './references';

const LIGHTS = ['red', 'yellow', 'green'] as const;

/** Parts that several parents have: what outcomes, closings, moves and events do, what lights say. */
export function actSchemas(known: References) {
  const { condition, conditionAfter, fieldName, fieldNames, target, process, values, event } = known;

  const route = part({
    when: conditionAfter.optional().describe('It is taken where this holds; the last one is without.'),
    to: target.describe('Where it leads.'),
  });

  const starts = oneOrMore(
    part({
      process: process.describe('The process that begins, for the same client.'),
      when: conditionAfter.optional().describe('Only where this holds.'),
      fields: z
        .record(named(FIELD_KEY, 'field'), fieldName)
        .default({})
        .describe('Its fields, and the fields of ours that they are taken from.'),
    }),
  ).describe('Other processes that begin.');

  const reaction = part({
    when: condition.optional().describe('It is what happens where this holds; without it, always.'),
    take: fieldNames.default([]).describe('Fields that the event brings.'),
    set: values.default({}).describe('Fields that it sets.'),
    to: target.optional().describe('Where the instance goes.'),
    'ends branches': z.boolean().optional().describe('It leaves the stage while branches of it run.'),
  });

  const on = z
    .record(event, oneOrMore(reaction))
    .describe('What happens when something happens outside: by event, one reaction or a list that is tried in order.');

  const waitFor = part({
    for: event.optional().describe('The event that ends it.'),
    'at most': duration.optional().describe('How long at most; without it, until the event.'),
  }).meta({ required: ['for'] });

  const neverUndone = z.literal('never', { error: "Write 'never'." }).optional().describe('It cannot be taken back.');

  const light = (when: References['condition']) =>
    part({
      when: when.describe('It is the colour where this is the first line that holds.'),
      light: z.enum(LIGHTS).describe('The colour.'),
      say: text.optional().describe('Why, in words.'),
    });

  const tactic = part({
    when: known.lightCondition.describe('It is suggested where this holds.'),
    light: z.enum(LIGHTS).describe('How urgent it is.'),
    say: text.describe('What could be tried.'),
  });

  return {
    requirements: requirementsSchema(known),
    routes: routesOr(route),
    starts,
    on,
    waitFor,
    neverUndone,
    light,
    tactic,
  };
}

/** A target, or several by condition. */
const routesOr = <T extends z.ZodType<{ to: string; when?: string | undefined }>>(route: T) =>
  z
    .preprocess(
      (data) => (typeof data === 'string' ? [{ to: data }] : data),
      z.array(route).min(1, 'At least one is needed.'),
    )
    .superRefine((routes, context) => {
      const last = routes.length - 1;
      if (routes[last]?.when !== undefined)
        context.addIssue(fault('Missing', "The last of them is without 'when', so that one is always left.", [last]));
    })
    .meta({ short: { $ref: '#/$defs/target' } });

/** Fields that must be set, or the long form with a condition. */
const requirementsSchema = ({ fieldNames, condition }: References) =>
  z
    .preprocess(
      (data) => (Array.isArray(data) ? { fields: data } : data),
      part({
        fields: fieldNames.default([]).describe('Fields that must be set.'),
        condition: condition.optional().describe('What must hold.'),
      }),
    )
    .meta({ id: 'requirements', short: { type: 'array', items: { $ref: '#/$defs/field-name' } } });
