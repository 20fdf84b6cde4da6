import type { Definition, OutcomeDefinition } from '../definition';
import { END } from '../definition';
import { fieldProblem } from '../fields/field-value';
import { type FindingCode, type Problem, problem } from '../language/finding';
import { nearest } from '../language/guess';
import { KNOWN_EVENTS } from '../language/known';
import { readValue } from '../language/shorthand';
import { fieldProblemInWords } from '../language/words';
import type { Fields, FieldValue } from '../types';
import { SOMEBODY_ELSE, THE_MANAGER, THE_OWNER } from './example';
import type { GivenText } from './example-schema';

type Path = Problem['path'];

/** What the names of an example are held against; whatever does not fit is noted where it stands. */
export interface Names {
  fault(code: FindingCode, path: Path, message: string): void;
  add(problems: readonly Problem[]): void;
  person(name: string, path: Path): void;
  stage(key: string, path: Path): void;
  /** A stage, or `closed.<outcome>`. */
  state(key: string, path: Path): void;
  closing(key: string, path: Path): void;
  /** A task by its key, with or without its number. */
  task(key: string, path: Path): void;
  outcome(task: string, outcome: string, path: Path): void;
  event(name: string, path: Path): void;
  /** A task, `stage`, `process` or `branch <key>`: whatever has a clock. */
  subject(name: string, path: Path): void;
  branch(key: string, step: string, path: Path): void;
  values(given: Readonly<Record<string, unknown>>, path: Path): Fields;
  /** A value that stands in a sentence. */
  said(field: string, text: string, path: Path): Fields;
}

/** The key of a task without its number. */
export const taskKeyOf = (name: string): string => name.replace(/#\d+$/, '');

export function createNames(definition: Definition, given: GivenText, found: Problem[]): Names {
  const known = knownNames(definition, given);
  const fault: Names['fault'] = (code, path, message) => void found.push(problem(code, path, message));
  const must = (code: FindingCode, what: string, names: ReadonlySet<string>, name: string, path: Path): boolean => {
    if (names.has(name)) return true;
    const near = nearest(name, names);
    fault(code, path, `There is no ${what} '${name}'${near ? `: did you mean '${near}'?` : '.'}`);
    return false;
  };
  const task: Names['task'] = (key, path) => void must('UnknownTask', 'task', known.tasks, taskKeyOf(key), path);
  const value = (key: string, raw: unknown, path: Path): Fields => {
    if (!must('UnknownField', 'field', known.fields, key, path)) return {};
    const field = definition.fields[key];
    const read = field && readValue(field.type, raw);
    const wrong = field && fieldProblem(field, read ?? null);
    if (wrong) fault('WrongValue', path, fieldProblemInWords(wrong));
    return { [key]: (read ?? null) as FieldValue };
  };
  return {
    fault,
    add: (problems) => void found.push(...problems),
    person: (name, path) => void must('UnknownPerson', 'person', known.people, name, path),
    stage: (key, path) => void must('UnknownStage', 'stage', known.stages, key, path),
    state: (key, path) => void must('UnknownStage', 'stage', known.states, key, path),
    closing: (key, path) => void must('UnknownClosing', 'way to close called', known.closings, key, path),
    task,
    outcome: (key, outcome, path) => {
      if (!must('UnknownTask', 'task', known.tasks, taskKeyOf(key), path)) return;
      const outcomes = known.outcomes.get(taskKeyOf(key)) ?? new Set();
      must('UnknownOutcome', `outcome of ${taskKeyOf(key)} called`, outcomes, outcome, path);
    },
    event: (name, path) => void must('UnknownEvent', 'event', known.events, name, path),
    subject: (name, path) => {
      if (!known.clocks.has(name)) task(name, path);
    },
    branch: (key, step, path) => {
      if (must('UnknownStage', 'branch', known.branches, key, path) && step !== END)
        must('UnknownStage', 'stage', known.stages, step, path);
    },
    values: (raw, path) =>
      Object.assign({}, ...Object.entries(raw).map(([k, v]) => value(k, v, [...path, k]))) as Fields,
    said: (key, text, path) => value(key, spoken(definition.fields[key]?.type, text), path),
  };
}

/** A value in a sentence is text: this is what YAML would have made of it. */
function spoken(type: string | undefined, text: string): unknown {
  if (text === 'nothing') return null;
  if (type === 'number' || type === 'percent') return text.trim() === '' ? text : Number(text);
  if (type === 'boolean') return ({ true: true, yes: true, false: false, no: false } as const)[text] ?? text;
  return text;
}

function knownNames(definition: Definition, given: GivenText) {
  const stages = Object.entries(definition.stages);
  const closings = Object.keys(definition.closed);
  const tasks = stages.flatMap(([, stage]) => Object.entries(stage.tasks));
  const outcomes = new Map<string, Set<string>>([['by-hand', new Set(['done'])]]);
  for (const [key, one] of tasks) for (const name of keysOf(one.outcomes)) add(outcomes, key, name);
  const branches = stages.flatMap(([, stage]) => Object.keys(stage.branches ?? {}));
  const events = [definition.on, ...stages.map(([, stage]) => stage.on)].flatMap((on) => Object.keys(on ?? {}));
  const waited = tasks.flatMap(([, one]) => Object.values(one.outcomes).flatMap((o) => o.waitFor?.event ?? []));
  return {
    stages: new Set(stages.map(([key]) => key)),
    states: new Set([...stages.map(([key]) => key), ...closings.map((key) => `closed.${key}`)]),
    closings: new Set(closings),
    tasks: new Set([...tasks.map(([key]) => key), 'by-hand']),
    outcomes,
    fields: new Set(Object.keys(definition.fields)),
    branches: new Set(branches),
    events: new Set([...Object.keys(KNOWN_EVENTS), ...events, ...waited]),
    clocks: new Set(['stage', 'process', ...branches.map((key) => `branch ${key}`)]),
    people: new Set([THE_OWNER, THE_MANAGER, SOMEBODY_ELSE, given.owner ?? 'owner', ...Object.keys(given.people)]),
  };
}

const keysOf = (outcomes: Readonly<Record<string, OutcomeDefinition>>): string[] => Object.keys(outcomes);

function add(to: Map<string, Set<string>>, key: string, name: string): void {
  to.set(key, (to.get(key) ?? new Set()).add(name));
}
