import { lookup as lookUpName } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { guardedLookup, type LookUp, OutOfReach } from './guarded-lookup';
import type { Reach } from './reach';
import { faultOfUrl } from './webhook-url';

/** How far answers of others' servers are let in, and which servers may be asked. Tests give a book of names of their own. */
interface Fetching {
  reach: Reach;
  /** Larger answers are cut off by an error. */
  mostBytes: number;
  /** From the first packet to the end of the answer, in milliseconds. */
  withinMs: number;
  lookUp?: LookUp;
}

/** The answer was larger than may be let in. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

const MOST_REDIRECTS = 4;
const SAFE = new Set(['GET', 'PROPFIND', 'REPORT', 'OPTIONS']);

/**
 * Makes a `fetch` for addresses that people give us: it goes to no other network than it may, whatever a name or a redirect says,
 * and takes no more than it is told to. Redirects are followed for questions alone, and only within the same house.
 * @throws OutOfReach, AnswerTooLarge, and what sockets throw
 */
export function createGuardedFetch({ reach, mostBytes, withinMs, lookUp = lookUpName }: Fetching): typeof fetch {
  const lookup = guardedLookup(reach, lookUp);
  const once = (url: URL, init: RequestInit, signal: AbortSignal) =>
    new Promise<Response>((resolve, reject) => {
      if (faultOfUrl(url.href, reach) !== null) return reject(new OutOfReach());
      const request = url.protocol === 'https:' ? requestHttps : requestHttp;
      const headers = {
        ...Object.fromEntries(new Headers(init.headers)),
        'accept-encoding': 'identity',
        'user-agent': 'Dealwright',
      };
      const body = typeof init.body === 'string' ? init.body : undefined;
      const sent = request(url, { method: init.method ?? 'GET', headers, signal, agent: false, lookup });
      sent.on('error', reject);
      sent.on('response', (response) => {
        read(response, mostBytes).then(resolve, reject);
      });
      sent.end(body);
    });
  return async (input, init = {}) => {
    const signal = AbortSignal.timeout(withinMs);
    let url = new URL(String(input));
    for (let n = 0; ; n += 1) {
      const response = await once(url, init, signal);
      const location = response.headers.get('location');
      const moved = response.status >= 300 && response.status < 400 && location !== null;
      if (!moved || init.redirect === 'manual' || !SAFE.has(init.method ?? 'GET') || n >= MOST_REDIRECTS)
        return response;
      const next = new URL(location, url);
      if (!isSameHouse(url, next)) return response;
      url = next;
    }
  };
}

/** Whether a server may lead to another one, which then gets the password as well. */
export function isSameHouse(from: URL, to: URL): boolean {
  if (from.protocol === 'https:' && to.protocol !== 'https:') return false;
  if (from.hostname === to.hostname) return true;
  const house = from.hostname.split('.').slice(1).join('.');
  return house.includes('.') && to.hostname.endsWith(`.${house}`);
}

async function read(response: IncomingMessage, mostBytes: number): Promise<Response> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      response.destroy();
      throw new AnswerTooLarge(`The answer is larger than ${mostBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  const { statusCode: status = 0, statusMessage: statusText = '' } = response;
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) if (typeof value === 'string') headers.set(name, value);
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : Buffer.concat(chunks), { status, statusText, headers });
}
