import type { Request, Response } from 'express';
import { type AuditAct, audit } from '../access';
import type { Context } from './context';
import { NOBODY } from './let-in';
import type { Problem, ProblemKind } from './problem';
import type { Reply, Route } from './route';

/** Refusals that the audit keeps: somebody asked for what they may not have. */
const REFUSALS: readonly ProblemKind[] = [
  'NotAllowed',
  'NotOfYourToken',
  'NotOurPage',
  'SignInRefused',
  'SecondFactorRefused',
];

/**
 * Notes what a route has done, before it answers: each change, and each read of personal data in bulk. Commands are noted
 * with their row of the inbox.
 */
export async function auditDone(
  request: Request,
  response: Response,
  route: Route,
  reply: Reply<unknown>,
  context: Context,
) {
  if (route.received || (route.method === 'get' && !route.personal)) return;
  const act = route.method === 'get' ? 'read' : 'change';
  const { items } = Object(reply.body) as { items?: unknown };
  const read = Array.isArray(items) ? { items: items.length } : {};
  await note(request, response, { act, status: reply.status, more: read }, context);
}

/** Notes what a route that writes its own answer gives, before it does, or has changed. */
export const auditServed = (request: Request, response: Response, act: 'read' | 'change', context: Context) =>
  note(request, response, { act, status: response.statusCode, more: {} }, context);

/** Notes that somebody was refused. A database that is away is told to whoever asked, by what they get. */
export async function auditRefused(request: Request, response: Response, { kind, status }: Problem, context: Context) {
  if (!REFUSALS.includes(kind) || response.locals.route === undefined) return;
  await note(request, response, { act: 'refusal', status, more: { code: kind } }, context).catch(() => undefined);
}

interface Happened {
  act: AuditAct;
  status: number;
  more: Readonly<Record<string, unknown>>;
}

async function note(request: Request, { locals }: Response, { act, status, more }: Happened, { pool, clock }: Context) {
  const actor: string = locals.actor === NOBODY ? '' : (locals.actor?.id ?? '');
  const content = { ...request.params, ...request.query, ...more };
  const route = `${request.method} ${String(locals.route)}`;
  await audit(pool, { at: clock.now(), actor, act, route, status, requestId: locals.requestId, content });
}
