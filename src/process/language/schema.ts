import { z } from 'zod';
import type { FieldDefinition } from '../definition';
import { typeProblem } from '../fields/condition';
import { fieldProblem } from '../fields/field-value';
import type { FindingCode } from './finding';
import { FIELD_KEY, KEY, type Names, NOT_A_FIELD, OUTCOME_KEY } from './names';
import { readAssignee, readDue, readEscalation, readShare, readValue } from './shorthand';
import { fieldProblemInWords } from './words';

/**
 * The text form of a definition. One schema is made for each text, since what may be named is what the text
 * itself declares: so an unknown name is found where it stands, together with every other fault.
 */

const FIELD_TYPES = ['text', 'number', 'percent', 'money', 'date', 'boolean', 'choice'] as const;

/** An object that says which keys it knows when it meets another. */
const part = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.map((key) => `'${key}'`).join(', ')} is not known here; known are ${Object.keys(shape).join(', ')}.`
        : undefined,
  });

/** Text that one of the short forms must read. */
const shorthand = <T>(read: (text: string) => T | null, examples: string) =>
  z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue(fault('Unreadable', `'${text}' cannot be read here: write ${examples}.`));
    return z.NEVER;
  });

const fault = (code: FindingCode, message: string, path: (string | number)[] = []) =>
  ({ code: 'custom', message, path, params: { code } }) as const;

const named = (pattern: RegExp, what: string) =>
  z
    .string()
    .max(60, `A ${what}'s key has at most 60 letters.`)
    .regex(pattern, `This cannot be a ${what}'s key.`)
    // Every object of JavaScript has parts of these names: `constructor`, `toString`.
    .refine((key) => !(key in {}), { error: `This cannot be a ${what}'s key.` });

const words = z.string().trim().min(1, 'This must not be empty.').max(2000, 'This is longer than 2000 letters.');

/** What people read. A language that is missing is a warning, given when the definition is built. */
const text = part({ en: words.optional(), ru: words.optional() });

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.preprocess((data) => (Array.isArray(data) ? data : [data]), z.array(schema).min(1, 'At least one is needed.'));

const who = oneOrMore(z.string().regex(KEY, 'Write owner, manager, anyone, or the key of a role.'));

const duration = "'3 working days', '4 working hours', '2 weeks'";

/** One field of the process. */
export const fieldSchema = part({
  type: z.enum(FIELD_TYPES),
  name: text.optional(),
  options: z
    .preprocess(
      (data) => (Array.isArray(data) ? Object.fromEntries(data.map((key) => [String(key), null])) : data),
      z.record(named(OUTCOME_KEY, 'option'), text.nullable()),
    )
    .optional(),
  default: z.unknown().optional(),
}).superRefine(({ type, options }, context) => {
  if (type === 'choice' && Object.keys(options ?? {}).length === 0)
    context.addIssue(fault('Missing', 'A choice needs options.', ['options']));
  if (type !== 'choice' && options)
    context.addIssue(fault('UnknownKey', "Options belong to fields of type 'choice'.", ['options']));
});

/** The whole text, given what it declares. */
export function definitionSchema(names: Names) {
  const parts = partsFor(names);
  return part({
    process: named(KEY, 'process'),
    kind: z.enum(['lead', 'sale']),
    name: text.optional(),
    calendar: named(KEY, 'calendar'),
    limit: parts.limit.optional(),
    fields: z.record(fieldKey, parts.field).default({}),
    stages: someOf(z.record(stageKey, parts.stage), 'stage'),
    closed: someOf(z.record(named(KEY, 'closing'), parts.closing), 'way to close'),
    moves: z.array(parts.move).default([]),
  });
}

/** What a text holds once the schema has read it. */
export type DefinitionText = z.output<ReturnType<typeof definitionSchema>>;

const fieldKey = named(FIELD_KEY, 'field').refine((key) => !NOT_A_FIELD.has(key), {
  error: 'This word means something else in conditions.',
});

const stageKey = named(KEY, 'stage').refine((key) => key !== 'closed', {
  error: "'closed' is what holds the ways to be closed.",
});

/** Tasks that people add go by this key: see `task-acts.ts`. */
const taskKey = named(KEY, 'task').refine((key) => key !== 'by-hand', {
  error: "'by-hand' is what tasks are called that people add.",
});

const someOf = <T extends z.ZodType<object>>(schema: T, what: string) =>
  schema.refine((data) => Object.keys(data).length > 0, { error: `At least one ${what} is needed.` });

function partsFor(names: Names) {
  const field = (key: string) => names.fields.get(key);
  const fieldDefinitions = Object.fromEntries(
    [...names.fields].filter((entry): entry is [string, FieldDefinition] => entry[1] !== null),
  );
  const allSound = Object.keys(fieldDefinitions).length === names.fields.size;

  const fieldName = z.string().superRefine((key, context) => {
    if (!names.fields.has(key)) context.addIssue(fault('UnknownField', `There is no field '${key}'.`));
  });
  const fieldNames = z.array(fieldName);

  const stageName = z.string().superRefine((key, context) => {
    if (!names.stages.has(key)) context.addIssue(fault('UnknownStage', `There is no stage '${key}'.`));
  });

  const target = z.string().superRefine((key, context) => {
    const closing = /^closed\.(.*)$/.exec(key)?.[1];
    if (closing !== undefined && !names.closings.has(closing))
      context.addIssue(fault('UnknownClosing', `There is no way to close called '${closing}'.`));
    else if (closing === undefined && !names.stages.has(key))
      context.addIssue(fault('UnknownStage', `There is no stage '${key}'; a closing is written 'closed.${key}'.`));
  });

  const condition = z.string().superRefine((expression, context) => {
    const found = allSound ? typeProblem(expression, fieldDefinitions) : null;
    if (found) context.addIssue(fault('ConditionUnsound', found));
  });

  const due = shorthand(
    readDue,
    `${duration}, 'until decisionDate' or '1 working day before decisionDate'`,
  ).superRefine((value, context) => {
    if (value.by === 'span') return;
    const found = field(value.field);
    if (found === undefined) context.addIssue(fault('UnknownField', `There is no field '${value.field}'.`));
    else if (found && found.type !== 'date') context.addIssue(fault('NotADate', `'${value.field}' is not a date.`));
  });

  const limit = z.preprocess(
    (data) => (typeof data === 'string' ? { due: data } : data),
    part({
      due,
      'due soon': shorthand(readShare, "a share such as '70 %', or 'never'").optional(),
      escalate: shorthand(readEscalation, "'1 working day later', or 'never'").optional(),
    }),
  );

  const requirements = z.preprocess(
    (data) => (Array.isArray(data) ? { fields: data } : data),
    part({ fields: fieldNames.default([]), condition: condition.optional() }),
  );

  const values = z.record(fieldName, z.unknown()).superRefine((set, context) => {
    for (const [key, value] of Object.entries(set)) refuseValue(field(key), value, [key], context);
  });

  const outcome = z.preprocess(
    (data) => data ?? {},
    part({
      name: text.optional(),
      to: target.optional(),
      ask: fieldNames.default([]),
      set: values.default({}),
      wait: z.literal('ask for a date', { error: "Write 'ask for a date'." }).optional(),
      again: z.boolean().default(false),
      when: condition.optional(),
    }),
  );

  const task = part({
    name: text.optional(),
    guidance: text.optional(),
    assignee: shorthand(readAssignee, "owner, owner's manager, 'role contracts' or 'team north'").optional(),
    required: z.boolean().default(false),
    when: condition.optional(),
    after: z.array(z.string()).default([]),
    limit: limit.optional(),
    due: limit.optional(),
    outcomes: someOf(z.record(named(OUTCOME_KEY, 'outcome'), outcome), 'outcome'),
  }).superRefine((data, context) => {
    if (data.limit && data.due) context.addIssue(fault('TwoLimits', "Write 'limit' or 'due', not both.", ['due']));
  });

  const stage = part({
    name: text.optional(),
    guidance: text.optional(),
    probability: z.int().min(0).max(100).optional(),
    clock: z.enum(['ours', 'client']).default('ours'),
    limit: limit.optional(),
    'at limit': part({ to: target }).optional(),
    require: requirements.optional(),
    'require to leave': requirements.optional(),
    tasks: z.record(taskKey, task).default({}),
  });

  const closing = z.preprocess(
    (data) => data ?? {},
    part({
      name: text.optional(),
      result: z.enum(['won', 'lost', 'qualified', 'disqualified']).optional(),
      require: requirements.optional(),
      who: who.optional(),
      reopen: part({ to: stageName, who }).optional(),
    }),
  );

  const move = part({
    from: oneOrMore(stageName),
    to: stageName,
    who,
    ask: fieldNames.default([]),
    when: condition.optional(),
  });

  const withDefault = fieldSchema.superRefine((data, context) => {
    refuseValue(buildless(data), data.default, ['default'], context);
  });

  return { limit, stage, closing, move, field: withDefault };
}

/** Enough of a field to hold its default against. */
const buildless = ({ type, options }: z.output<typeof fieldSchema>): FieldDefinition => ({
  type,
  name: { en: '', ru: '' },
  options: Object.fromEntries(Object.keys(options ?? {}).map((key) => [key, { en: '', ru: '' }])),
  default: null,
});

function refuseValue(
  field: FieldDefinition | null | undefined,
  value: unknown,
  path: string[],
  context: z.RefinementCtx,
): void {
  const found = field && fieldProblem(field, readValue(field.type, value) ?? null);
  if (found) context.addIssue(fault('WrongValue', fieldProblemInWords(found), path));
}
