import { lookup as lookUpName } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { guardedLookup, type LookUp, OutOfReach } from './guarded-lookup';
import type { Outcome } from './outcome';
import type { Reach } from './reach';
import { faultOfUrl } from './webhook-url';

/** What goes to whom. */
export interface Posted {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

/** How a call ended: with an answer, with none (a short code, such as ECONNREFUSED), or before it began. */
export type Reached = { status: number; retryAfter: string | undefined } | { away: string } | 'out of reach';

export type Post = (posted: Posted) => Promise<Reached>;

/** From the first packet to the end of the answer, in milliseconds. */
const WITHIN_MS = 10_000;
/** Of an answer nothing is used but its status; so much of it is let in, so that its sender need not stumble. */
const ANSWER_BYTES = 64 * 1024;
const HOUR_MS = 60 * 60 * 1000;

/** How calls are made. Tests give a shorter time, and a book of names of their own. */
export interface Calling {
  reach: Reach;
  withinMs?: number;
  lookUp?: LookUp;
}

/**
 * Makes what posts once to an address that somebody gave us. Redirects are not followed; addresses are looked at after the name
 * was resolved, so that no name leads inside.
 */
export const createPost =
  ({ reach, withinMs = WITHIN_MS, lookUp = lookUpName }: Calling): Post =>
  async (posted) => {
    if (faultOfUrl(posted.url, reach) !== null) return 'out of reach';
    try {
      return await post(posted, guardedLookup(reach, lookUp), AbortSignal.timeout(withinMs));
    } catch (error) {
      return error instanceof OutOfReach ? 'out of reach' : { away: codeOf(error) };
    }
  };

function post({ url, headers, body }: Posted, lookup: LookupFunction, signal: AbortSignal): Promise<Reached> {
  const target = new URL(url);
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  const all = { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'Dealwright' };
  return new Promise((resolve, reject) => {
    const sent = request(target, { method: 'POST', headers: all, signal, agent: false, lookup });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const { statusCode = 0, headers } = response;
      // The status is the answer: what comes behind it may be cut short or break off.
      const over = () => resolve({ status: statusCode, retryAfter: headers['retry-after'] });
      response.on('error', over).on('close', over);
      drain(response);
    });
    sent.end(body);
  });
}

function drain(response: IncomingMessage): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) response.destroy();
  });
}

/** How long the receiver asks us to wait: seconds, an hour at most. A date is not taken: our clocks may differ. */
function waitAsked(retryAfter: string | undefined): { afterMs?: number } {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0;
  return seconds > 0 ? { afterMs: Math.min(seconds * 1000, HOUR_MS) } : {};
}

/** Statuses by which a receiver says that the same may go through later. */
const isForLater = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/** A short code, such as ECONNREFUSED: messages hold addresses. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  return typeof code === 'string' ? code : 'error';
}

/**
 * What a call came to: taken, to be tried again, or failed for good. `own` says what a status means to its kind of receiver alone;
 * null: what it means to all.
 */
export function outcomeOfCall(reached: Reached, own: (status: number, said: string) => Outcome | null): Outcome {
  if (reached === 'out of reach') return { result: 'failed', said: 'its address may not be reached from here' };
  if ('away' in reached) return { result: 'again', said: `no answer (${reached.away})` };
  const { status, retryAfter } = reached;
  const said = `answered ${status}`;
  if (status >= 200 && status < 300) return { result: 'sent', said };
  if (isForLater(status)) return { result: 'again', said, ...waitAsked(retryAfter) };
  return own(status, said) ?? { result: 'failed', said };
}
