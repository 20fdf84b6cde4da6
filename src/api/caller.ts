import type { Request } from 'express';
import type { Caller } from '../access';
import type { Context } from './context';
import { Problem } from './problem';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

/**
 * Where we were reached, and by whom. The address that people reach us at is what the configuration says; without it only this
 * machine's own names count, so that nobody can lend us a name by a header. @throws Problem
 */
export function callerOf(request: Request, { config }: Pick<Context, 'config'>): Caller {
  const { cookie, 'user-agent': agent } = request.headers;
  return { url: urlOf(request, config.api.url), address: peerOf(request), cookie, agent };
}

/** Behind a proxy on this machine its word counts, of the last address alone: what stands before it the sender may have made up. */
export function peerOf(request: Request): string {
  const address = request.socket.remoteAddress ?? '';
  if (!/^(127\.|::1$|::ffff:127\.)/.test(address)) return address;
  return request.get('x-forwarded-for')?.split(',').pop()?.trim() || address;
}

function urlOf(request: Request, configured: string | undefined): string {
  if (configured !== undefined) return configured;
  const host = request.get('host') ?? '';
  if (LOOPBACK.test(host)) return `http://${host}`;
  throw new Problem('NotSetUp', {
    detail: 'Signing in needs to know where people reach this product: set DEALWRIGHT_URL.',
  });
}

/**
 * A browser sends its cookies with whatever page asks it to: what changes something has to come from our own page.
 * @throws Problem
 */
export function mustBeOurPage(request: Request, { url }: Caller): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const origin = request.get('origin');
  if (origin === undefined ? request.get('sec-fetch-site') === 'same-origin' : origin === url) return;
  throw new Problem('NotOurPage');
}
