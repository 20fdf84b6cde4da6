import type { ParseResult } from '@marcbachmann/cel-js';
import type { Fields } from '../types';
import { shapeProblem } from './condition-check';
import {
  checkingEnvironment,
  type FieldDefinitions,
  MAX_CONDITION,
  runningEnvironment,
  toCelValue,
} from './condition-environment';
import { inWords } from './condition-words';

/** Whether a condition holds, or why that could not be told. */
export type Verdict = { holds: boolean; failed?: undefined } | { holds?: undefined; failed: string };

/**
 * Whether a condition holds over an instance's fields. A field that is not set counts as its default, or as
 * null. Never throws: what a checked definition cannot run into (a currency that differs, a division by zero)
 * comes back as `failed`.
 */
export function evaluate(condition: string, fields: FieldDefinitions, values: Fields): Verdict {
  try {
    const holds: unknown = compiled(condition, fields)(contextOf(fields, values));
    return typeof holds === 'boolean' ? { holds } : { failed: 'The condition gives neither yes nor no.' };
  } catch (error) {
    return { failed: inWords(error) };
  }
}

/** Whether a condition holds; null is "always". One that cannot be evaluated does not: a deal must not break on it. */
export const holds = (condition: string | null, fields: FieldDefinitions, values: Fields): boolean =>
  condition === null || evaluate(condition, fields, values).holds === true;

/**
 * The first thing that is wrong with a condition before it ever runs, as a sentence; null when it is sound: its
 * names exist, its types fit, it gives yes or no, it says what happens where a field is not set, and it uses
 * nothing but fields, literals and comparisons. Fields in `set` have a value wherever it runs.
 */
export function typeProblem(expression: string, fields: FieldDefinitions, set?: ReadonlySet<string>): string | null {
  if (expression.length > MAX_CONDITION) return `The condition is longer than ${MAX_CONDITION} characters.`;
  try {
    const parsed = checking(fields).parse(expression);
    const forbidden = shapeProblem(parsed.ast, fields, set);
    if (forbidden?.kind === 'forbidden') return forbidden.sentence;
    const { valid, type = '', error } = parsed.check();
    if (!valid) return inWords(error);
    return type === 'bool' ? (forbidden?.sentence ?? null) : `The condition must give yes or no, but gives ${type}.`;
  } catch (error) {
    return inWords(error);
  }
}

const environments = new WeakMap<FieldDefinitions, ReturnType<typeof checkingEnvironment>>();

/** Made once for all conditions over the same fields: a definition may have thousands. */
function checking(fields: FieldDefinitions): ReturnType<typeof checkingEnvironment> {
  const environment = environments.get(fields) ?? checkingEnvironment(fields);
  environments.set(fields, environment);
  return environment;
}

/** Keyed by the definition's own fields object, so that a definition that is dropped takes its cache along. */
const caches = new WeakMap<FieldDefinitions, (condition: string) => ParseResult>();

function compiled(condition: string, fields: FieldDefinitions): ParseResult {
  const compile = caches.get(fields) ?? createCompiler(fields);
  caches.set(fields, compile);
  return compile(condition);
}

function createCompiler(fields: FieldDefinitions): (condition: string) => ParseResult {
  const environment = runningEnvironment(fields);
  const known = new Map<string, ParseResult>();
  return (condition) => {
    const parsed = known.get(condition) ?? parseAllowed(condition, environment, fields);
    known.set(condition, parsed);
    return parsed;
  };
}

/** What is forbidden is refused here too: a definition that slipped past its check must not reach a clock. */
function parseAllowed(
  condition: string,
  environment: { parse(expression: string): ParseResult },
  fields: FieldDefinitions,
): ParseResult {
  if (condition.length > MAX_CONDITION) throw new RangeError('The condition is too long.');
  const parsed = environment.parse(condition);
  const problem = shapeProblem(parsed.ast, fields);
  if (problem?.kind === 'forbidden') throw new RangeError(problem.sentence);
  return parsed;
}

const contextOf = (fields: FieldDefinitions, values: Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, toCelValue(values[key] ?? field.default ?? null)]),
  );
