import { type Problem, problem } from './finding';
import type { Guess } from './guess';
import { unknownKeys } from './schema/parts';
import { codeOf } from './words';

type Issue = Parameters<typeof codeOf>[0];

/** What a schema found, as ours: one problem for each key that is not known. */
export function problemsOf(issue: Issue, guess: Guess): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path, guess);
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [problem(codeOf(issue), path, message)];
}
