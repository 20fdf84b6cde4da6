import { z } from 'zod';
import type { FieldDefinition } from '../definition';
import { fieldOf } from './build/fields';
import { KNOWN_EVENTS } from './known';
import { mapOf, type Names, REASON } from './names';
import { type Catalogues, fieldSchema, isUntold, optionsSchema } from './schema/field';
import { oneOrMore } from './schema/parts';

/** The names that a text declares, whatever else is wrong with it. */
export function collectNames(data: unknown): Names {
  const text = mapOf(data);
  const catalogues = cataloguesOf(text.catalogues);
  return {
    process: typeof text.process === 'string' ? text.process : null,
    fields: fieldsOf(text.fields, catalogues),
    catalogues,
    stages: new Set(Object.keys(mapOf(text.stages))),
    steps: new Map(stepsOf(text.stages)),
    closings: new Set(Object.keys(mapOf(text.closed))),
    events: new Set([...Object.keys(KNOWN_EVENTS), ...eventsOf(text.events)]),
  };
}

const eventsOf = (data: unknown): string[] => (Array.isArray(data) ? data.map(String) : Object.keys(mapOf(data)));

function cataloguesOf(data: unknown): Catalogues {
  const read = (given: unknown) => {
    const result = optionsSchema.safeParse(given);
    return result.success ? result.data : null;
  };
  return new Map(Object.entries(mapOf(data)).map(([key, given]) => [key, read(given)]));
}

function fieldsOf(data: unknown, catalogues: Catalogues): Names['fields'] {
  // Who may change a field is no matter here, and what is wrong with it is told elsewhere.
  const schema = fieldSchema(catalogues, oneOrMore(z.string()));
  const fields = new Map<string, FieldDefinition | null>([['reason', REASON]]);
  for (const [key, given] of Object.entries(mapOf(data))) {
    const read = schema.safeParse(given);
    fields.set(key, read.success && !isUntold(read.data) ? fieldOf(read.data, key, () => {}) : null);
  }
  return fields;
}

type Step = [key: string, within: { stage: string; branch: string }];

const stepsOf = (stages: unknown): Step[] =>
  Object.entries(mapOf(stages)).flatMap(([stage, data]) =>
    Object.entries(mapOf(mapOf(data).branches)).flatMap(([branch, given]) =>
      Object.keys(mapOf(mapOf(given).stages)).map((key): Step => [key, { stage, branch }]),
    ),
  );
