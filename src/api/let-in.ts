import type { Request, Response } from 'express';
import { authenticate, mayDo, type Person, type Right } from '../access';
import { callerOf, mustBeOurPage } from './caller';
import type { Context } from './context';
import { Problem } from './problem';
import type { Asking } from './route';

/** Who asks where nobody has to be signed in. */
export const NOBODY: Person = {
  id: '00000000-0000-0000-0000-000000000000',
  name: '',
  email: '',
  language: 'en',
  roles: [],
  teams: [],
  managerId: null,
};

/**
 * Finds out who asks, by their token or their session, and that they may; both stand in `response.locals` then.
 * @throws Problem: 401 without either, 403 without the right
 */
export async function letIn(
  request: Request,
  response: Response,
  { right }: { right: Right | 'public' },
  context: Context,
): Promise<void> {
  const asking: Asking =
    right === 'public' ? { actor: NOBODY, sessionId: null } : await asked(request, response, context);
  Object.assign(response.locals, asking);
  if (right === 'public') return;
  context.guesses.mayAskMore(asking.actor.id, context.clock.now());
  mustHold(asking.actor, right);
}

function mustHold(actor: Person, right: Right): void {
  if (mayDo(actor, right)) return;
  if (mayDo({ ...actor, scopes: null }, right))
    throw new Problem('NotOfYourToken', { detail: `It would need ${right}.` });
  throw new Problem('NotAllowed', { detail: `This needs the right ${right}.` });
}

async function asked(request: Request, response: Response, context: Context): Promise<Asking> {
  const { pool, clock } = context;
  const [scheme, token] = (request.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token) {
    const actor = await authenticate(pool, token, clock.now());
    if (actor) return { actor, sessionId: null };
  } else if (request.headers.cookie !== undefined) {
    const asking = await bySession(request, response, context);
    if (asking) return asking;
  }
  throw new Problem('NotSignedIn', { headers: { 'WWW-Authenticate': 'Bearer' } });
}

async function bySession(request: Request, response: Response, context: Context): Promise<Asking | null> {
  const caller = callerOf(request, context);
  const session = await context.signIn.session(caller);
  if (!session) return null;
  mustBeOurPage(request, caller);
  if (session.cookies.length > 0) response.append('Set-Cookie', [...session.cookies]);
  return { actor: session.person, sessionId: session.sessionId };
}
