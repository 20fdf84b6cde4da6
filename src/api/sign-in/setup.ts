import { createHash, timingSafeEqual } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { addFirst } from '../../access';
import { Problem } from '../problem';
import { Reply, type Route, route } from '../route';
import { words } from '../schema';
import { ask } from './ask';

/** The first person of an empty installation, who brings the code that its start has shown. */
const setup = route({
  method: 'post',
  path: '/setup',
  right: 'public',
  summary: 'Make yourself the administrator of an installation where nobody is yet',
  body: z
    .strictObject({
      code: words(100).meta({ description: 'The start of the product shows it where its log goes' }),
      name: words(200),
      email: z.email().max(320),
      language: z.enum(['en', 'ru']).default('en'),
      password: z.string().min(12).max(128),
    })
    .meta({ id: 'Setup' }),
  answers: z.object({ done: z.literal(true) }),
  status: 201,
  refuses: ['AlreadySetUp', 'SignInRefused', 'TooOften', 'NotSetUp'],
  handle: async ({ body, caller }, context) => {
    const from = caller();
    if (context.setupCode === undefined) throw new Problem('AlreadySetUp');
    if (!isSame(body.code, context.setupCode)) throw new Problem('SignInRefused');
    const id = newId();
    if (!(await addFirst(context.pool, id, body))) throw new Problem('AlreadySetUp');
    await context.signIn.setPassword(from, id, body.password);
    const { cookies } = await ask(context, from, ['/sign-in/email', { email: body.email, password: body.password }]);
    return new Reply(201, { done: true as const }, {}, cookies);
  },
});

const digest = (text: string) => createHash('sha256').update(text).digest();
const isSame = (given: string, code: string): boolean => timingSafeEqual(digest(given), digest(code));

export const setups: Route[] = [setup];
