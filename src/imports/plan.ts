import { z } from 'zod';
import type { CustomField, CustomType } from '../crm';
import { type Definition, isClosedState } from '../process';
import { isCurrency } from '../process/fields/money';
import { type CellType, ENTITIES, type Entity, TARGETS } from './targets';

const column = z.string().min(1).max(200);
const word = z.string().max(500);

/** Which column of a file is what, and what is done where something does not fit. */
export const ImportPlan = z
  .strictObject({
    entity: z.enum(ENTITIES),
    columns: z.record(column, z.string().min(1).max(120)).meta({
      description: 'By column: the field it fills; custom.<key> and field.<key> for added and process fields',
    }),
    key: z.array(z.string().max(120)).max(5).default([]).meta({
      description: 'Fields that tell one record from another. None: a row is the same as one that says the very same',
    }),
    mode: z.enum(['create', 'update', 'create or update']).default('create or update'),
    doubles: z.enum(['create', 'skip', 'update']).default('create').meta({
      description:
        'Of a row that no key finds and that is very like an account, a contact or an open lead: made all the same, with a note; left out; or taken for that record',
    }),
    source: z
      .string()
      .regex(/^[a-z0-9-]{1,60}$/, 'is a short name of small letters, digits and dashes')
      .default('file')
      .meta({ description: 'Begins the keys by which a second import knows what is there' }),
    dates: z
      .enum(['day first', 'month first'])
      .default('day first')
      .meta({ description: 'Of 03/04/2026; a year in front is read in any case' }),
    decimal: z.enum(['.', ',']).default('.'),
    currency: z.string().refine(isCurrency, 'Must be three capital letters, such as RUB').default('RUB'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional()
      .meta({ description: 'Of phone numbers without one' }),
    amountsIn: z.enum(['units', 'thousands', 'millions']).default('units'),
    defaults: z
      .record(z.string().max(120), word)
      .default({})
      .meta({ description: 'By field: what it gets where the cell is empty' }),
    empty: z
      .array(word)
      .max(50)
      .default([])
      .meta({ description: 'What the file writes for "nothing", such as Select' }),
    emptyClears: z.boolean().default(false).meta({ description: 'Whether an empty cell empties what is there' }),
    spellings: z
      .record(z.string().max(120), z.record(word, word))
      .default({})
      .meta({ description: 'By field: what the file says, and what it should be' }),
    owner: z
      .union([z.literal('me'), z.literal('distribute'), z.strictObject({ personId: z.uuid() })])
      .default('me')
      .meta({
        description: 'Of what has no owner in the file: you, whom the rules of distribution choose, or somebody',
      }),
    missingAccounts: z
      .enum(['make', 'leave out'])
      .default('make')
      .meta({ description: 'What a contact belongs to and is not there yet' }),
    process: z
      .string()
      .max(200)
      .optional()
      .meta({ description: 'Of leads and sales; else the routing rule says which' }),
    stages: z
      .record(word, z.array(z.string().max(200)).min(1))
      .optional()
      .meta({ description: 'Of sales, by what the file says: the states gone through' }),
    fields: z
      .record(z.string().max(120), z.string().max(120))
      .optional()
      .meta({ description: 'Of sales: process fields, and which field of this mapping fills each' }),
    listPrices: z.boolean().default(false).meta({ description: "Of sales: a missing amount is the product's price" }),
    mailDomain: z
      .string()
      .max(200)
      .optional()
      .meta({ description: 'Of people: makes an address for whoever has none' }),
    offices: z.record(word, z.strictObject({ zone: z.string().max(100), calendar: z.string().max(100) })).optional(),
  })
  .meta({ id: 'ImportMapping' });
export type ImportPlan = z.output<typeof ImportPlan>;

/** What is known when a mapping is held against it. */
export interface PlanFacts {
  /** The file's columns; absent where a mapping is checked without a file. */
  columns?: readonly string[];
  custom: readonly CustomField[];
  /** Types of the fields of the process that the records get, by key. */
  process: Readonly<Record<string, string>>;
  /** The process itself, where one is named; null: there is none of that name, or it is of another kind. */
  definition?: Definition | null;
}

export interface PlanFault {
  path: string;
  message: string;
}

/** Everything that is wrong with a mapping, by place. */
export function planFaults(plan: ImportPlan, facts: PlanFacts): PlanFault[] {
  const faults: PlanFault[] = [];
  const wrong = (path: string, message: string) => faults.push({ path: `body.${path}`, message });
  const known = targetsOf(plan.entity, facts);
  const byTarget = new Map<string, string>();
  for (const [name, target] of Object.entries(plan.columns)) {
    const earlier = byTarget.get(target);
    byTarget.set(target, name);
    if (facts.columns && !facts.columns.includes(name)) wrong(`columns.${name}`, 'The file has no such column');
    if (!known[target])
      wrong(
        `columns.${name}`,
        `"${target}" is no field of ${plan.entity}s: they have ${Object.keys(known).join(', ')}`,
      );
    else if (earlier !== undefined) wrong(`columns.${name}`, `The column "${earlier}" fills "${target}" already`);
  }
  for (const section of ['defaults', 'spellings'] as const)
    for (const target of Object.keys(plan[section]))
      if (!known[target]) wrong(`${section}.${target}`, `No field of ${plan.entity}s`);
  for (const [i, key] of plan.key.entries()) if (!byTarget.has(key)) wrong(`key.${i}`, `No column is "${key}"`);
  for (const target of missingIn(plan, byTarget))
    wrong('columns', `No column is "${target}", and there is no default: ${plan.entity}s need it`);
  if (plan.mode === 'update' && plan.key.length === 0)
    wrong('key', 'Say by which fields records are found that are to be changed');
  if (plan.mode === 'create' && plan.doubles === 'update')
    wrong('doubles', 'With the mode "create" nothing that is there is changed: say create or skip');
  if (plan.entity === 'sale' && !plan.stages) wrong('stages', 'Say which states each stage of the file stands for');
  if (plan.entity === 'sale' && plan.process === undefined) wrong('process', 'Say which process the sales get');
  if (plan.process !== undefined && facts.definition === null)
    wrong('process', `There is no such process for ${plan.entity}s`);
  if (plan.entity === 'sale' && facts.definition) faults.push(...pipelineFaults(plan, facts.definition));
  if (plan.entity === 'person' && plan.mailDomain === undefined && !byTarget.has('email'))
    wrong('mailDomain', 'People need addresses: a column, or a domain to make them with');
  if (['sale', 'product', 'person'].includes(plan.entity) && plan.mode === 'update')
    wrong('mode', `${plan.entity}s are made by imports, and not changed`);
  return faults;
}

function missingIn({ entity, defaults, mode }: ImportPlan, byTarget: ReadonlyMap<string, string>): string[] {
  const has = (target: string) => byTarget.has(target) || defaults[target] !== undefined;
  const composed = has('lastName') || has('firstName');
  return Object.entries(TARGETS[entity])
    .filter(
      ([target, { required }]) => required && !has(target) && !(target === 'name' && composed) && mode !== 'update',
    )
    .map(([target]) => target);
}

const CUSTOM_TYPE: Readonly<Record<CustomType, CellType>> = {
  text: 'long',
  number: 'number',
  flag: 'text',
  date: 'date',
  choice: 'text',
  money: 'money',
};

/** Everything that a column of this kind of record may be, with the installation's own fields and those of the process. */
export function targetsOf(
  entity: Entity,
  { custom, process }: Pick<PlanFacts, 'custom' | 'process'>,
): Record<string, { type: CellType }> {
  const added = custom
    .filter(({ retiredAt }) => retiredAt === null)
    .map(({ key, type }) => [`custom.${key}`, { type: CUSTOM_TYPE[type] }] as const);
  const fields =
    entity === 'lead'
      ? Object.entries(process).map(([key, type]) => [`field.${key}`, { type: PROCESS_TYPE[type] ?? 'text' }] as const)
      : [];
  return { ...TARGETS[entity], ...Object.fromEntries(added), ...Object.fromEntries(fields) };
}

const PROCESS_TYPE: Readonly<Record<string, CellType>> = { money: 'money', date: 'date', number: 'number' };

/** The states and fields that a mapping of sales fills must be those of its process. */
function pipelineFaults({ stages = {}, fields = {}, columns }: ImportPlan, definition: Definition): PlanFault[] {
  const isState = (state: string) =>
    Boolean(isClosedState(state) ? definition.closed[state.slice('closed.'.length)] : definition.stages[state]);
  const [first] = Object.keys(definition.stages);
  const filled = new Set(Object.values(columns));
  return [
    ...Object.entries(stages).flatMap(([name, path]) => [
      ...path
        .filter((state) => !isState(state))
        .map((state) => ({ path: `body.stages.${name}`, message: `The process has no state "${state}"` })),
      ...(path[0] === first
        ? []
        : [{ path: `body.stages.${name}`, message: `Must begin in the first stage, ${first}` }]),
    ]),
    ...Object.entries(fields).flatMap(([field, from]) => [
      ...(definition.fields[field] ? [] : [{ path: `body.fields.${field}`, message: 'The process has no such field' }]),
      ...(filled.has(from) ? [] : [{ path: `body.fields.${field}`, message: `No column is "${from}"` }]),
    ]),
  ];
}
