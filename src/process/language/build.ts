import type {
  ClosingDefinition,
  Definition,
  FieldDefinition,
  Limit,
  OutcomeDefinition,
  Requirements,
  StageDefinition,
  TaskDefinition,
} from '../definition';
import type { Fields, Text } from '../types';
import { type Problem, problem } from './finding';
import { nameFromKey, REASON } from './names';
import type { DefinitionText } from './schema';
import { readValue } from './shorthand';

type Warn = (found: Problem) => void;
type Path = Problem['path'];
type StageText = DefinitionText['stages'][string];
type TaskText = StageText['tasks'][string];
type OutcomeText = TaskText['outcomes'][string];
type ClosingText = DefinitionText['closed'][string];
export type FieldText = DefinitionText['fields'][string];
type LimitText = NonNullable<DefinitionText['limit']>;
type RequirementsText = NonNullable<StageText['require']>;

/** The share of a limit after which it is due soon, and when it is escalated, where a text does not say. */
const DUE_SOON_PCT = 70;
const ESCALATE = { amount: 1, unit: 'day', working: true } as const;

/** The definition that a faultless text means, with every short form and default spelled out. */
export function buildDefinition(text: DefinitionText, fields: Definition['fields'], warn: Warn): Definition {
  return {
    key: text.process,
    kind: text.kind,
    name: nameOf(text.name, text.process, ['name'], warn),
    calendar: text.calendar,
    limit: limitOf(text.limit),
    fields,
    stages: mapValues(text.stages, (stage, key) => stageOf(stage, key, fields, warn)),
    closed: mapValues(text.closed, (closing, key) => closingOf(closing, key, warn)),
    moves: text.moves.map((move) => ({ ...move, when: move.when ?? null })),
  };
}

/** The fields that a text declares, and the reason where it asks for one without declaring it. */
export function buildFields(
  given: Readonly<Record<string, FieldText>>,
  warn: Warn,
  withReason: boolean,
): Definition['fields'] {
  const own = mapValues(given, (field, key) => fieldOf(field, key, warn));
  return withReason && !Object.hasOwn(own, 'reason') ? { ...own, reason: REASON } : own;
}

/** One field of a text. */
export function fieldOf(field: FieldText, key: string, warn: Warn): FieldDefinition {
  const path = ['fields', key];
  return {
    type: field.type,
    name: nameOf(field.name, key, path, warn),
    options: mapValues(field.options ?? {}, (name, option) =>
      nameOf(name ?? undefined, option, [...path, 'options', option], warn),
    ),
    default: (readValue(field.type, field.default) ?? null) as Fields[string],
  };
}

function stageOf(stage: StageText, key: string, fields: Definition['fields'], warn: Warn): StageDefinition {
  const path = ['stages', key];
  return {
    name: nameOf(stage.name, key, path, warn),
    guidance: wordsOf(stage.guidance, [...path, 'guidance'], warn),
    probabilityPct: stage.probability ?? null,
    clock: stage.clock,
    limit: limitOf(stage.limit),
    atLimit: stage['at limit']?.to ?? null,
    enter: requirementsOf(stage.require),
    leave: requirementsOf(stage['require to leave']),
    tasks: mapValues(stage.tasks, (task, name) => taskOf(task, name, [...path, 'tasks', name], fields, warn)),
  };
}

function taskOf(task: TaskText, key: string, path: Path, fields: Definition['fields'], warn: Warn): TaskDefinition {
  return {
    name: nameOf(task.name, key, path, warn),
    guidance: wordsOf(task.guidance, [...path, 'guidance'], warn),
    assignee: task.assignee ?? { rule: 'owner' },
    required: task.required,
    when: task.when ?? null,
    after: task.after,
    limit: limitOf(task.limit ?? task.due),
    outcomes: mapValues(task.outcomes, (outcome, name) =>
      outcomeOf(outcome, name, [...path, 'outcomes', name], fields, warn),
    ),
  };
}

function outcomeOf(
  outcome: OutcomeText,
  key: string,
  path: Path,
  fields: Definition['fields'],
  warn: Warn,
): OutcomeDefinition {
  return {
    name: nameOf(outcome.name, key, path, warn),
    to: outcome.to ?? null,
    ask: outcome.ask,
    set: mapValues(outcome.set, (value, field) => readValue(fields[field]?.type, value) as Fields[string]),
    wait: outcome.wait !== undefined,
    again: outcome.again,
    when: outcome.when ?? null,
  };
}

function closingOf(closing: ClosingText, key: string, warn: Warn): ClosingDefinition {
  return {
    name: nameOf(closing.name, key, ['closed', key], warn),
    // What the key has to say for itself was checked before (`crossProblems`).
    result: closing.result ?? (key as ClosingDefinition['result']),
    require: requirementsOf(closing.require),
    who: closing.who ?? [],
    reopen: closing.reopen ?? null,
  };
}

const limitOf = (limit: LimitText | undefined): Limit | null =>
  limit
    ? {
        due: limit.due,
        dueSoonPct: limit['due soon'] ?? DUE_SOON_PCT,
        escalateAfter: limit.escalate ? limit.escalate.later : ESCALATE,
      }
    : null;

const requirementsOf = (given: RequirementsText | undefined): Requirements => ({
  fields: given?.fields ?? [],
  condition: given?.condition ?? null,
});

/** A name in both languages: a missing one is made from the key or from the other language, with a warning. */
function nameOf(given: Partial<Text> | undefined, key: string, path: Path, warn: Warn): Text {
  const en = given?.en ?? nameFromKey(key);
  if (!given?.ru) warn(missing(path, 'Russian', en));
  return { en, ru: given?.ru ?? en };
}

function wordsOf(given: Partial<Text> | undefined, path: Path, warn: Warn): Text | null {
  const any = given?.en ?? given?.ru;
  if (!given || any === undefined) return null;
  if (!given.en || !given.ru) warn(missing(path, given.en ? 'Russian' : 'English', any));
  return { en: given.en ?? any, ru: given.ru ?? any };
}

const missing = (path: Path, language: string, shown: string): Problem =>
  problem('MissingTranslation', path, `There is no ${language} here: '${shown}' is shown instead.`, 'warning');

function mapValues<A, B>(map: Readonly<Record<string, A>>, change: (value: A, key: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
