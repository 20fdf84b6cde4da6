import { z } from 'zod';
import { type FindingCode, type Problem, problem } from '../finding';
import type { Guess } from '../guess';

/** What the schemas of the text are put together from. `meta` is what an editor is told: see `json-schema.ts`. */

/** An object that says which keys it knows when it meets another. */
export const part = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(LISTED) : undefined),
  });

const LISTED = ', ';
const TEXT_KEYS = ['en', 'ru'].join(LISTED);

/** One finding for each key that an object does not know; the message that `part` leaves is the keys it knows. */
export function unknownKeys(issue: { keys: string[]; message: string }, path: Problem['path'], guess: Guess) {
  return issue.keys.map((key) => {
    const near = guess(key, issue.message.split(LISTED));
    const comma = issue.message === TEXT_KEYS ? '; words that hold a comma stand in quotes' : '';
    const help = near || `; known are ${issue.message}${comma}.`;
    return problem('UnknownKey', [...path, key], `'${key}' is not known here${help}`);
  });
}

/** A finding of our own, for zod to carry. */
export const fault = (code: FindingCode, message: string, path: (string | number)[] = []) =>
  ({ code: 'custom', message, path, params: { code } }) as const;

/** Text that one of the short forms must read. */
export const shorthand = <T>(read: (text: string) => T | null, help: string) =>
  z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue(fault('Unreadable', `'${text}' cannot be read here: write ${help}.`));
    return z.NEVER;
  });

/** A key of something that the text declares. */
export const named = (pattern: RegExp, what: string) =>
  z
    .string()
    .max(60, `A ${what}'s key has at most 60 letters.`)
    .regex(pattern, `This cannot be a ${what}'s key.`)
    // Every object of JavaScript has parts of these names: `constructor`, `toString`.
    .refine((key) => !(key in {}), { error: `This cannot be a ${what}'s key.` });

const words = z.string().trim().min(1, 'This must not be empty.').max(2000, 'This is longer than 2000 letters.');

/** What people read. A language that is missing is a warning, given when the definition is built. */
export const text = part({
  en: words.optional().describe('In English.'),
  ru: words.optional().describe('In Russian.'),
}).meta({ id: 'text' });

/** One, or a list of at least one. */
export const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z
    .preprocess((data) => (Array.isArray(data) ? data : [data]), z.array(schema).min(1, 'At least one is needed.'))
    .meta({ orOne: true });

export const someOf = <T extends z.ZodType<object>>(schema: T, what: string) =>
  schema
    .refine((data) => Object.keys(data).length > 0, { error: `At least one ${what} is needed.` })
    .meta({ minProperties: 1 });

/** A part that may be left empty. */
export const orNothing = <T extends z.ZodType>(schema: T) =>
  z.preprocess((data) => data ?? {}, schema).meta({ short: { type: 'null' } });
