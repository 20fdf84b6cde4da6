import type { Request } from 'express';
import { authenticate, mayDo, type Person, type Right } from '../access';
import type { Context } from './context';
import { Problem } from './problem';

/** Who asks, and that they may. @throws Problem: 401 without a valid token, 403 without the right. */
export async function signedIn(request: Request, right: Right, { pool, clock }: Context): Promise<Person> {
  const [scheme, token] = (request.get('authorization') ?? '').split(' ');
  const person = scheme?.toLowerCase() === 'bearer' && token ? await authenticate(pool, token, clock.now()) : null;
  if (!person) throw new Problem('NotSignedIn', { headers: { 'WWW-Authenticate': 'Bearer' } });
  if (!mayDo(person, right)) throw new Problem('NotAllowed', { detail: `This needs the right ${right}.` });
  return person;
}
