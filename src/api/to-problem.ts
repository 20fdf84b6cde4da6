import type { z } from 'zod';
import { CursorError, WordingError } from '../crm';
import { isDatabaseAway } from './database-away';
import { faultyWording } from './list-question';
import { badInput, Problem } from './problem';

const RETRY_AFTER_S = '5';
/** So many faults of a request are told: who sends 25,000 unknown names does not get 25,000 sentences. */
const MOST_FAULTS = 100;

/** The problem that an error is to its sender. What we don't know is a fault of ours, told without details. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof CursorError)
    return new Problem('BadInput', {
      detail: error.message,
      errors: [{ path: 'query.cursor', message: error.message }],
    });
  if (error instanceof WordingError) return faultyWording('query', error.faults);
  if (isDatabaseAway(error)) return new Problem('DatabaseAway', { headers: { 'Retry-After': RETRY_AFTER_S } });
  return expressProblem(error) ?? new Problem('Fault');
}

/** What Express itself throws. */
function expressProblem(error: unknown): Problem | null {
  const { status } = error as { status?: unknown };
  // A broken percent sign in the address, and the like.
  return typeof status === 'number' && status >= 400 && status < 500 ? new Problem('BadInput') : null;
}

/**
 * Checks one part of a request against its schema.
 * @throws Problem that names every place which is wrong
 */
export function checked<S extends z.ZodType>(schema: S, value: unknown, part: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => placesOf(issue, part));
  throw badInput(...errors.slice(0, MOST_FAULTS));
}

function placesOf(issue: z.core.$ZodIssue, part: string): { path: string; message: string }[] {
  const path = [part, ...issue.path.map(String)].join('.');
  if (issue.code === 'invalid_union') {
    const [nearest] = issue.errors.filter((form) => form.every(isInside)).sort((a, b) => a.length - b.length);
    if (nearest) return nearest.flatMap((one) => placesOf(one, path));
  }
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  // A schema that has more to say than the library says it itself.
  const message = issue.message.startsWith('Unrecognized key') ? 'Unknown' : issue.message;
  return issue.keys.map((key) => ({ path: `${path}.${key}`, message }));
}

/** Whether it is a part that is wrong, and not the whole: of several forms, one with such faults alone may be meant. */
const isInside = ({ code, path }: z.core.$ZodIssue): boolean => code === 'unrecognized_keys' || path.length > 0;
