import { v7 } from 'uuid';
import { z } from 'zod';
import {
  createToken,
  endSessions,
  listSessions,
  listTokens,
  mayDo,
  RIGHTS,
  type Right,
  revokeToken,
} from '../../access';
import { badInput, notFound, Problem } from '../problem';
import { Reply, type Route, route } from '../route';
import { Id, isoOf, Time, TimeIn, words } from '../schema';
import { ask } from './ask';
import { done } from './doors';

const Done = z.object({ done: z.literal(true) });
const Password = z.string().max(1000);
const right = 'self.change';

const password = route({
  method: 'post',
  path: '/me/password',
  right,
  summary: 'Change your password; your other sessions end',
  body: z.strictObject({ current: Password, password: Password }).meta({ id: 'ChangePassword' }),
  answers: Done,
  refuses: ['PasswordRefused', 'TooOften', 'NotSetUp'],
  handle: async ({ body, caller }, context) => {
    const asked = { currentPassword: body.current, newPassword: body.password, revokeOtherSessions: true };
    const { cookies } = await ask(context, caller(), ['/change-password', asked], 'PasswordRefused');
    return new Reply(200, done, {}, cookies);
  },
});

const beginSecondFactor = route({
  method: 'post',
  path: '/me/second-factor',
  right,
  summary:
    'Begin to use a second factor: what your application scans, and codes for when it is lost. It counts once a code was given',
  body: z.strictObject({ password: Password }).meta({ id: 'BeginSecondFactor' }),
  answers: z.object({ uri: z.string(), backupCodes: z.array(z.string()) }).meta({ id: 'SecondFactorBegun' }),
  refuses: ['PasswordRefused', 'TooOften', 'NotSetUp'],
  handle: async ({ body, caller }, context) => {
    const { body: given } = await ask(context, caller(), ['/two-factor/enable', body], 'PasswordRefused');
    return { uri: String(given.totpURI), backupCodes: (given.backupCodes as string[]).map(String) };
  },
});

const confirmSecondFactor = route({
  method: 'post',
  path: '/me/second-factor/confirm',
  right,
  summary: 'Give the first code: from now on one is asked for at each sign-in',
  body: z.strictObject({ code: words(20) }).meta({ id: 'ConfirmSecondFactor' }),
  answers: Done,
  refuses: ['SecondFactorRefused', 'TooOften', 'NotSetUp'],
  handle: async ({ body, caller }, context) => {
    const { cookies } = await ask(context, caller(), ['/two-factor/verify-totp', body], 'SecondFactorRefused');
    return new Reply(200, done, {}, cookies);
  },
});

const endSecondFactor = route({
  method: 'post',
  path: '/me/second-factor/end',
  right,
  summary: 'Use no second factor any more',
  body: z.strictObject({ password: Password }).meta({ id: 'EndSecondFactor' }),
  answers: Done,
  refuses: ['PasswordRefused', 'TooOften', 'NotSetUp'],
  handle: async ({ body, caller }, context) => {
    const { cookies } = await ask(context, caller(), ['/two-factor/disable', body], 'PasswordRefused');
    return new Reply(200, done, {}, cookies);
  },
});

const SessionView = z
  .object({
    id: z.uuid(),
    address: z.string().nullable(),
    agent: z.string().nullable(),
    startedAt: Time,
    seenAt: Time.meta({ description: 'To a day' }),
    endsAt: Time,
    current: z.boolean(),
  })
  .meta({ id: 'Session' });

const sessions = route({
  method: 'get',
  path: '/me/sessions',
  right: 'self.read',
  summary: 'Where you are signed in',
  answers: z.object({ items: z.array(SessionView) }),
  handle: async ({ actor, sessionId }, { pool, clock }) => {
    const found = await listSessions(pool, actor.id, clock.now());
    const items = found.map(({ startedAt, seenAt, endsAt, ...one }) => ({
      ...one,
      startedAt: startedAt.toISOString(),
      seenAt: seenAt.toISOString(),
      endsAt: endsAt.toISOString(),
      current: one.id === sessionId,
    }));
    return { items };
  },
});

const endSession = route({
  method: 'delete',
  path: '/me/sessions/:id',
  right,
  summary: 'End one of your sessions',
  params: Id,
  answers: Done,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, { pool }) => {
    if ((await endSessions(pool, actor.id, { only: params.id })) === 0) throw notFound('session');
    return done;
  },
});

const TokenView = z
  .object({
    id: z.uuid(),
    label: z.string(),
    scopes: z.array(z.string()).meta({ description: 'The rights that it is for; none: all of yours' }),
    createdAt: Time,
    expiresAt: Time.nullable(),
  })
  .meta({ id: 'Token' });

const tokenView = ({ createdAt, expiresAt, ...token }: Awaited<ReturnType<typeof listTokens>>[number]) => ({
  ...token,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt?.toISOString() ?? null,
});

const tokens = route({
  method: 'get',
  path: '/me/tokens',
  right: 'self.read',
  summary: 'Your tokens that still open, without their texts',
  answers: z.object({ items: z.array(TokenView) }),
  handle: async ({ actor }, { pool, clock }) => ({
    items: (await listTokens(pool, actor.id, clock.now())).map(tokenView),
  }),
});

const newToken = route({
  method: 'post',
  path: '/me/tokens',
  right,
  summary: 'A token for a program of yours; its text is shown this once',
  body: z
    .strictObject({
      label: words(200),
      scopes: z
        .array(z.enum(Object.keys(RIGHTS) as [Right, ...Right[]]))
        .max(200)
        .default([]),
      expiresAt: TimeIn,
    })
    .meta({ id: 'NewToken' }),
  answers: TokenView.extend({ token: z.string() }),
  status: 201,
  refuses: ['NotOfYourToken'],
  handle: async ({ body, actor }, { pool, clock }) => {
    const { label, scopes, expiresAt } = body;
    const now = clock.now();
    mustEnd(expiresAt, now);
    mustHold(actor, scopes);
    // A token that makes tokens would outlive its own scopes and end.
    if (actor.scopes) throw new Problem('NotOfYourToken', { detail: 'Tokens are made by somebody who is signed in.' });
    const id = v7();
    const token = await createToken(pool, { id, personId: actor.id, label, scopes, expiresAt: new Date(expiresAt) });
    return { id, label, scopes, createdAt: isoOf(now), expiresAt: isoOf(expiresAt), token };
  },
});

const YEAR_MS = 366 * 24 * 60 * 60 * 1000;

function mustEnd(expiresAt: number, now: number): void {
  if (expiresAt > now && expiresAt <= now + YEAR_MS) return;
  const message = 'Is within a year from now: a token that nobody looks after must end';
  throw badInput({ path: 'body.expiresAt', message });
}

function mustHold(actor: Parameters<typeof mayDo>[0], scopes: readonly Right[]): void {
  const errors = scopes
    .filter((scope) => !mayDo(actor, scope))
    .map((scope) => ({ path: 'body.scopes', message: `You do not hold ${scope} yourself` }));
  if (errors.length > 0) throw new Problem('BadInput', { detail: errors[0]?.message, errors });
}

const endToken = route({
  method: 'delete',
  path: '/me/tokens/:id',
  right,
  summary: 'End a token of yours',
  params: Id,
  answers: Done,
  refuses: ['NotFound'],
  handle: async ({ params, actor }, { pool, clock }) => {
    if (!(await revokeToken(pool, actor.id, params.id, clock.now()))) throw notFound('token');
    return done;
  },
});

/** What is everybody's own: password, second factor, sessions, tokens. */
export const own: Route[] = [
  password,
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  sessions,
  endSession,
  tokens,
  newToken,
  endToken,
];
