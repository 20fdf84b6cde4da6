import type { z } from 'zod';
import type { Requirement } from '../refusal';
import type { FindingCode } from './finding';

/** What a value would have to be, as a sentence. */
export function fieldProblemInWords({ code, params }: Requirement): string {
  const sentences: Readonly<Record<string, string>> = {
    MustBeText: 'This must be text.',
    MustNotBeBlank: 'This must not be blank.',
    MustBeShorter: `This is longer than ${String(params.max)} letters.`,
    MustBePrintable: 'This holds characters that cannot be kept.',
    MustBeNumber: 'This must be a number.',
    MustBePercent: 'This must be a number from 0 to 100.',
    MustBeMoney: "This must be money, as in '10000.00 RUB'.",
    MustBeDate: 'This must be a date, as in 2026-03-31.',
    MustBeBoolean: 'This must be true or false.',
    MustBeOption: `This must be one of: ${String(params.options)}.`,
  };
  return sentences[code] ?? code;
}

/** The code of a finding for what the schema says; ours come with their own. */
export function codeOf(issue: z.core.$ZodIssue): FindingCode {
  if (issue.code === 'custom') return ownCode(issue) ?? 'WrongValue';
  if (issue.code === 'unrecognized_keys') return 'UnknownKey';
  if (issue.code === 'invalid_key') return ownCode(issue.issues[0]) ?? 'BadKey';
  return issue.input === undefined ? 'Missing' : 'WrongValue';
}

const ownCode = (issue: z.core.$ZodIssue | undefined): FindingCode | undefined =>
  issue?.code === 'custom' ? (issue.params?.code as FindingCode | undefined) : undefined;

/** What the schema says by itself, as a sentence. */
export function schemaWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return `${quoted(issue.path)} is missing.`;
  if (issue.code === 'invalid_type') return `This must be ${TYPES[issue.expected] ?? issue.expected}.`;
  if (issue.code === 'invalid_value') return `This must be one of: ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'too_big') return `This is more than ${String(issue.maximum)}.`;
  if (issue.code === 'too_small') return `This is less than ${String(issue.minimum)}.`;
  return undefined;
}

/** The last step of a path, which is the part that is not there. */
const quoted = (path: readonly PropertyKey[] | undefined): string => {
  const last = path?.at(-1);
  return last === undefined ? 'This' : `'${String(last)}'`;
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  object: 'a group of named parts',
  record: 'a group of named parts',
  array: 'a list, as in [a, b]',
};
