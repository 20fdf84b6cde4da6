import { type Caller, countTry, retryAfter, type SignInAnswer, type Tried } from '../../access';
import type { Context } from '../context';
import { Problem, type ProblemKind } from '../problem';

/** What the sign-in library says no with, in our words; whatever else it refuses does not let anybody in. */
const REFUSALS: Readonly<Record<string, ProblemKind>> = {
  INVALID_CODE: 'SecondFactorRefused',
  INVALID_BACKUP_CODE: 'SecondFactorRefused',
  INVALID_TWO_FACTOR_COOKIE: 'SecondFactorRefused',
  INVALID_TOKEN: 'LinkEnded',
  PASSWORD_TOO_SHORT: 'PasswordRefused',
  PASSWORD_TOO_LONG: 'PasswordRefused',
};

/** Asks the sign-in library. `refused` is what a no of its own means here. @throws Problem */
export async function ask(
  { signIn }: Pick<Context, 'signIn'>,
  caller: Caller,
  [path, body]: readonly [string, unknown],
  refused: ProblemKind = 'SignInRefused',
): Promise<SignInAnswer> {
  const answer = await signIn.ask(caller, 'POST', path, body);
  if (answer.status < 400) return answer;
  if (answer.status === 429) throw new Problem('TooOften', { headers: { 'Retry-After': String(retryAfter(answer)) } });
  if (answer.status >= 500) throw new Error(`Signing in failed: ${String(answer.body.code ?? answer.status)}`);
  throw new Problem(REFUSALS[String(answer.body.code)] ?? refused);
}

/** Counts a try of an account, whether there is one or not. @throws Problem where it was tried too often */
export async function mustNotBeGuessing({ pool, clock }: Context, tried: Tried, email: string): Promise<void> {
  const wait = await countTry(pool, tried, email, clock.now());
  if (wait !== null) throw new Problem('TooOften', { headers: { 'Retry-After': String(wait) } });
}
