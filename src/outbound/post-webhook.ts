import { type LookupAddress, type LookupAllOptions, lookup as lookUpName } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Outcome } from './outcome';
import { mayReach, type Reach } from './reach';
import { signatureHeaders } from './sign';
import { faultOfUrl } from './webhook-url';

/** One call: `id` is the same in each try, and so is the body. */
export interface Call {
  url: string;
  secret: string;
  id: string;
  body: string;
}

export type PostWebhook = (call: Call, at: number) => Promise<Outcome>;

/** From the first packet to the end of the answer, in milliseconds. */
const WITHIN_MS = 10_000;
/** Of an answer nothing is used but its status; so much of it is let in, so that its sender need not stumble. */
const ANSWER_BYTES = 64 * 1024;
const HOUR_MS = 60 * 60 * 1000;

class OutOfReach extends Error {}

type LookUp = (
  host: string,
  options: LookupAllOptions,
  answer: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** How calls are made. Tests give a shorter time, and a book of names of their own. */
interface Calling {
  reach: Reach;
  withinMs?: number;
  lookUp?: LookUp;
}

/** Makes what calls a receiver once. Redirects are not followed; addresses are looked at after the name was resolved. */
export const createPostWebhook =
  ({ reach, withinMs = WITHIN_MS, lookUp = lookUpName }: Calling): PostWebhook =>
  async (call, at) => {
    if (faultOfUrl(call.url, reach) !== null) return OUT_OF_REACH;
    try {
      const lookup = guardedLookup(reach, lookUp);
      return outcomeOf(await post(call, at, lookup, AbortSignal.timeout(withinMs)));
    } catch (error) {
      if (error instanceof OutOfReach) return OUT_OF_REACH;
      return { result: 'again', said: `no answer (${codeOf(error)})` };
    }
  };

const OUT_OF_REACH: Outcome = { result: 'failed', said: 'its address may not be reached from here' };

interface Answer {
  status: number;
  retryAfter: string | undefined;
}

function post(
  { url, secret, id, body }: Call,
  at: number,
  lookup: LookupFunction,
  signal: AbortSignal,
): Promise<Answer> {
  const target = new URL(url);
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'Dealwright',
    'idempotency-key': id,
    ...signatureHeaders(secret, id, at, body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(target, { method: 'POST', headers, signal, agent: false, lookup });
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

/** Resolves a name to addresses that may be reached, and connects to no other: a name may change between a check and a call. */
const guardedLookup =
  (reach: Reach, lookUp: LookUp): LookupFunction =>
  (host, options, callback) => {
    lookUp(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => mayReach(address, reach));
      const [first] = allowed;
      if (!first) return callback(new OutOfReach(), []);
      if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };

function outcomeOf({ status, retryAfter }: Answer): Outcome {
  const said = `answered ${status}`;
  if (status >= 200 && status < 300) return { result: 'sent', said };
  if (status === 410) return { result: 'failed', said: `${said}: it wants no more calls`, gone: true };
  if (status >= 300 && status < 400) return { result: 'failed', said: `${said}: redirects are not followed` };
  if (status >= 500 || [408, 425, 429].includes(status)) return { result: 'again', said, ...after(retryAfter) };
  return { result: 'failed', said };
}

/** How long the receiver asks us to wait: seconds, an hour at most. A date is not taken: our clocks may differ. */
function after(retryAfter: string | undefined): { afterMs?: number } {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0;
  return seconds > 0 ? { afterMs: Math.min(seconds * 1000, HOUR_MS) } : {};
}

/** A short code, such as ECONNREFUSED: messages hold addresses. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  return typeof code === 'string' ? code : 'error';
}
