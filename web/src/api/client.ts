import createClient from 'openapi-fetch';
import type { components, paths } from '../../generated/api';
import { sessionEnded } from './session';

/** What the API shows, by the names of its document. */
export type Shown = components['schemas'];
export type Problem = Shown['Problem'];

/** The API said no: with the problem as it words it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title);
  }
}

/** Nobody answered: no network, or no server at its other end. What was asked may be asked again. */
export class NotReached extends Error {
  override readonly name = 'NotReached';
}

export const api = createClient<paths>({ baseUrl: '/api/v1' });

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The answer itself. An answer that tells of an ended session is told to the session, so that whoever is here can come in
 * again without leaving what they do. @throws Refused, NotReached
 */
export async function told<T>(asked: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await asked.catch((fault: unknown) => {
    throw new NotReached('Nobody answered', { cause: fault });
  });
  if (response.ok) return data as T;
  const problem = problemOf(error, response);
  // In front of us something else may answer for a server that is away.
  if (response.status === 502 || response.status === 504) throw new NotReached(problem.title);
  if (problem.code === 'NotSignedIn') sessionEnded();
  throw new Refused(response.status, problem);
}

function problemOf(error: unknown, { status, statusText }: Response): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error) return error as Problem;
  return { type: 'about:blank', title: statusText || String(status), status, code: 'Fault' };
}

/** Whether it makes sense to send the same again, with the same key. */
export const mayComeLater = (fault: unknown): boolean =>
  fault instanceof NotReached || (fault instanceof Refused && fault.status === 503);

/** A key by which the API knows a request again: made once for what somebody did, however often it is sent. */
export const newKey = (): string => crypto.randomUUID();

/** What is sent with a key. */
export const keyed = (key: string) => ({ 'idempotency-key': key });
