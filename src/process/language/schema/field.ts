import { z } from 'zod';
import type { FieldDefinition } from '../../definition';
import { fieldProblem } from '../../fields/field-value';
import type { Guess } from '../guess';
import { FIELD_KEY, KEY, NOT_A_FIELD, OUTCOME_KEY } from '../names';
import { readValue } from '../shorthand';
import { fieldProblemInWords } from '../words';
import { unknown } from './condition-fields';
import { fault, named, part, text } from './parts';
import type { References } from './references';

const FIELD_TYPES = ['text', 'number', 'percent', 'money', 'date', 'boolean', 'choice'] as const;

export const fieldKey = named(FIELD_KEY, 'field').refine((key) => !NOT_A_FIELD.has(key), {
  error: 'This word means something else in conditions.',
});

/** Options of a choice: their keys in a list, or keys with what they are called. */
export const optionsSchema = z
  .preprocess(
    (data) => (Array.isArray(data) ? Object.fromEntries(data.map((key) => [String(key), null])) : data),
    z.record(named(OUTCOME_KEY, 'option'), text.nullable()),
  )
  .meta({ short: { type: 'array', items: { type: 'string' }, description: 'The keys alone.' } });

/** Lists of options that the text declares, by name; null for one that has a fault of its own. */
export type Catalogues = ReadonlyMap<string, z.output<typeof optionsSchema> | null>;

/** Stands for the options of a catalogue that has a fault, which is told where it stands. */
const UNTOLD_KEY = 'a catalogue that cannot be read';
const UNTOLD = { [UNTOLD_KEY]: null };

/** Whether the options of a field come from a catalogue that cannot be read. */
export const isUntold = ({ options }: FieldText): boolean => UNTOLD_KEY in (options ?? {});

/** One field of the process, its default not yet held against its type. */
export function fieldSchema(catalogues: Catalogues, who: References['who'], guess: Guess = () => '') {
  const options = z
    .preprocess((data, context) => {
      if (typeof data !== 'string') return data;
      if (catalogues.has(data)) return catalogues.get(data) ?? UNTOLD;
      context.addIssue(fault('UnknownCatalogue', unknown('catalogue', data, guess(data, catalogues.keys()))));
      return UNTOLD;
    }, optionsSchema)
    .meta({ short: { type: 'string', pattern: KEY.source, description: 'The name of a catalogue.' } });
  return part({
    type: z.enum(FIELD_TYPES).describe('What it holds.'),
    name: text.optional().describe('What it is called.'),
    hint: text.optional().describe('What whoever fills it should know.'),
    options: options.optional().describe("Of a choice: its options, or the name of one of the text's `catalogues`."),
    default: z
      .unknown()
      .optional()
      .meta({ description: 'What it is until somebody sets it.', examples: [0, '10000.00 RUB', '2026-03-31', true] }),
    edit: who.optional().describe('Who may change it by hand. Without it: whoever works on the instance.'),
  }).superRefine(({ type, options: given }, context) => {
    if (type === 'choice' && Object.keys(given ?? {}).length === 0)
      context.addIssue(fault('Missing', 'A choice needs options.', ['options']));
    if (type !== 'choice' && given)
      context.addIssue(fault('UnknownKey', "Options belong to fields of type 'choice'.", ['options']));
  });
}

export type FieldText = z.output<ReturnType<typeof fieldSchema>>;

/** The same with its default held against its type. */
export const fieldWithDefault = (catalogues: Catalogues, who: References['who'], guess: Guess) =>
  fieldSchema(catalogues, who, guess).superRefine((data, context) => {
    if (!isUntold(data)) refuseValue(bare(data), data.default, ['default'], context);
  });

/** Enough of a field to hold a value against. */
const bare = ({ type, options }: FieldText): FieldDefinition => ({
  type,
  name: { en: '', ru: '' },
  options: Object.fromEntries(Object.keys(options ?? {}).map((key) => [key, { en: '', ru: '' }])),
  default: null,
});

export function refuseValue(
  field: FieldDefinition | null | undefined,
  value: unknown,
  path: string[],
  context: z.RefinementCtx,
): void {
  const found = field && fieldProblem(field, readValue(field.type, value) ?? null);
  if (found) context.addIssue(fault('WrongValue', fieldProblemInWords(found), path));
}
