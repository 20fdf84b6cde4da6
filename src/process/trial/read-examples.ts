import type { z } from 'zod';
import type { Definition } from '../definition';
import { type Problem, problem } from '../language/finding';
import { mapOf } from '../language/names';
import { codeOf, schemaWords } from '../language/words';
import { readYaml } from '../language/yaml';
import type { Example, Given, Step } from './example';
import { createNames, type Names } from './example-names';
import { exampleSchema, examplesSchema, type GivenText, STEP_FORMS, scriptSchema } from './example-schema';
import { readStep } from './read-steps';
import { readWallTime, type WallTime } from './wall-time';

type Path = Problem['path'];

/** Examples that were read, as far as they are faultless, and what is wrong with the others. */
export interface ReadExamples {
  examples: Example[];
  problems: Problem[];
}

/** What comes before the first step of a trial, and what happens in it. */
export type Script = Pick<Example, 'given' | 'steps'>;

/** A Monday of plain working days: what an example begins at that does not say when. */
export const USUAL_START: WallTime = { date: '2026-03-16', second: 10 * 3600 };

/**
 * Reads the examples that stand beside a definition, all their faults at once, placed from the top of the text. Names
 * are held against the definition: a task that is not there is a fault, whether or not the example would come by.
 */
export function readExamples(raw: unknown, definition: Definition): ReadExamples {
  const read = examplesSchema.safeParse(raw ?? [], { error: schemaWords, reportInput: true });
  if (!read.success) return { examples: [], problems: problemsOf(read.error, ['examples']) };
  const all = read.data.map((one, i) => readOne(one, definition, ['examples', i]));
  return { examples: all.flatMap(({ example }) => example ?? []), problems: all.flatMap(({ problems }) => problems) };
}

/** The examples of a text that was checked when it was published, as they stand there. */
export function examplesIn(text: string): unknown {
  const read = readYaml(text);
  return 'source' in read ? mapOf(read.source.data).examples : undefined;
}

/** Reads a script to be walked through: the same words, without a name. Paths start at the script. */
export function readScript(raw: unknown, definition: Definition): { script: Script | null; problems: Problem[] } {
  const read = scriptSchema.safeParse(raw, { error: schemaWords, reportInput: true });
  if (!read.success) return { script: null, problems: problemsOf(read.error, []) };
  return readParts(read.data, definition, []);
}

function readOne(raw: unknown, definition: Definition, path: Path): { example: Example | null; problems: Problem[] } {
  const read = exampleSchema.safeParse(raw, { error: schemaWords, reportInput: true });
  if (!read.success) {
    // The steps are looked at all the same: all faults at once.
    const steps: unknown = mapOf(raw).steps;
    const more = Array.isArray(steps) ? readParts({ given: EMPTY, steps }, definition, path).problems : [];
    const own = problemsOf(read.error, path);
    return { example: null, problems: [...own, ...more.filter(({ code }) => code !== 'UnknownPerson')] };
  }
  const { script, problems } = readParts(read.data, definition, path);
  return { example: script && { name: read.data.name, ...script }, problems };
}

const EMPTY: GivenText = { people: {}, fields: {} };

function readParts(
  { given, steps }: { given: GivenText; steps: readonly unknown[] },
  definition: Definition,
  path: Path,
): { script: Script | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const names = createNames(definition, given, problems);
  const begun = readGiven(given, names, [...path, 'given']);
  const read = steps.map((one, i) => readRawStep(one, names, [...path, 'steps', i]));
  const sound = problems.every(({ level }) => level !== 'error');
  return { script: sound ? { given: begun, steps: read.filter((one) => one !== null) } : null, problems };
}

function readGiven(given: GivenText, names: Names, path: Path): Given {
  const at = given.at === undefined ? USUAL_START : readWallTime(given.at);
  if (!at) names.fault('Unreadable', [...path, 'at'], `'${given.at}' is no time: write 2026-03-16 10:00.`);
  for (const [name, { manager }] of Object.entries(given.people))
    if (manager !== undefined) names.person(manager, [...path, 'people', name, 'manager']);
  return {
    at: at ?? USUAL_START,
    owner: given.owner ?? 'owner',
    people: Object.fromEntries(
      Object.entries(given.people).map(([name, one]) => [name, { ...one, manager: one.manager ?? null }]),
    ),
    fields: names.values(given.fields, [...path, 'fields']),
  };
}

function readRawStep(raw: unknown, names: Names, path: Path): Step | null {
  if (typeof raw === 'string') return readStep({ when: raw, fields: {} }, names, path, path);
  const form = STEP_FORMS.find(([key]) => key in mapOf(raw));
  if (!form) {
    names.fault('Unreadable', path, "This is no step: write a sentence, or one of 'when', 'refused' and 'then'.");
    return null;
  }
  const [key, schema] = form;
  const read = schema.safeParse(raw, { error: schemaWords, reportInput: true });
  if (read.success) return readStep(read.data, names, path, [...path, key]);
  names.add(problemsOf(read.error, path));
  return null;
}

function problemsOf(error: z.ZodError, path: Path): Problem[] {
  return error.issues.flatMap((issue) => {
    const at = [...path, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => problem('UnknownKey', [...at, key], issue.message));
    const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    return [problem(codeOf(issue), at, message)];
  });
}
