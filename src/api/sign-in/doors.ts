import { z } from 'zod';
import { forgetTries, isEmpty, listSamplePeople } from '../../access';
import { callerOf } from '../caller';
import { type Page, Reply, type Route, route } from '../route';
import { words } from '../schema';
import { ask, mustNotBeGuessing } from './ask';

const SignedIn = z
  .object({
    secondFactor: z.boolean().meta({ description: 'Whether a code is still wanted: POST /sign-in/second-factor' }),
  })
  .meta({ id: 'SignedIn' });

const Done = z.object({ done: z.literal(true) });
export const done = { done: true as const };

const WaysIn = z
  .object({
    sample: z
      .array(z.object({ id: z.uuid(), name: z.string(), roles: z.array(z.string()) }))
      .meta({ description: 'The sample company, where anybody may come in as one of it: POST /sign-in/sample' }),
    company: z.boolean().meta({ description: 'By the sign-on of the company: GET /sign-in/company' }),
    setup: z.boolean().meta({ description: 'Nobody is here yet: POST /setup' }),
  })
  .meta({ id: 'WaysIn' });

const ways = route({
  method: 'get',
  path: '/sign-in',
  right: 'public',
  summary: 'How people may come in here, beside their password',
  answers: WaysIn,
  handle: async (_asked, { pool, signInWith = {}, setupCode }) => ({
    sample: signInWith.sample ? await listSamplePeople(pool) : [],
    company: signInWith.company !== undefined,
    setup: setupCode !== undefined && (await isEmpty(pool)),
  }),
});

const byPassword = route({
  method: 'post',
  path: '/sign-in',
  right: 'public',
  summary: 'Sign in with your address and password; a cookie keeps you signed in',
  body: z
    .strictObject({ email: z.email().max(320), password: z.string().max(1000), stay: z.boolean().default(true) })
    .meta({ id: 'SignIn' }),
  answers: SignedIn,
  refuses: ['SignInRefused', 'TooOften', 'NotSetUp'],
  handle: async ({ body: { email, password, stay }, caller }, context) => {
    await mustNotBeGuessing(context, 'password', email);
    const asked = ['/sign-in/email', { email, password, rememberMe: stay }] as const;
    const { cookies, body } = await ask(context, caller(), asked);
    await forgetTries(context.pool, 'password', email);
    return new Reply(200, { secondFactor: body.twoFactorRedirect === true }, {}, cookies);
  },
});

const bySecondFactor = route({
  method: 'post',
  path: '/sign-in/second-factor',
  right: 'public',
  summary: 'The code that your application shows, or one of your backup codes, after the password',
  body: z
    .union([
      z.strictObject({ code: words(20), trustThisBrowser: z.boolean().default(false) }),
      z.strictObject({ backupCode: words(50) }),
    ])
    .meta({ id: 'SecondFactor' }),
  answers: Done,
  refuses: ['SecondFactorRefused', 'TooOften', 'NotSetUp'],
  handle: async ({ body, caller }, context) => {
    const asked =
      'code' in body
        ? (['/two-factor/verify-totp', { code: body.code, trustDevice: body.trustThisBrowser }] as const)
        : (['/two-factor/verify-backup-code', { code: body.backupCode }] as const);
    const { cookies } = await ask(context, caller(), asked, 'SecondFactorRefused');
    return new Reply(200, done, {}, cookies);
  },
});

const bySample = route({
  method: 'post',
  path: '/sign-in/sample',
  right: 'public',
  summary: 'Come in as one of the sample company; on the machine that it runs on only',
  body: z.strictObject({ personId: z.uuid() }).meta({ id: 'SampleSignIn' }),
  answers: Done,
  refuses: ['SignInRefused', 'NotFound', 'TooOften', 'NotSetUp'],
  handle: async ({ body, caller }, context) => {
    const { cookies } = await ask(context, caller(), ['/sign-in/sample', body]);
    return new Reply(200, done, {}, cookies);
  },
});

const out = route({
  method: 'post',
  path: '/sign-out',
  right: 'self.change',
  summary: 'End this session',
  answers: Done,
  handle: async ({ caller }, context) => {
    const { cookies } = await ask(context, caller(), ['/sign-out', {}]);
    return new Reply(200, done, {}, cookies);
  },
});

const forgotten = route({
  method: 'post',
  path: '/password/forgotten',
  right: 'public',
  summary: 'Have a link to a new password sent to you; the answer is the same whoever is known here',
  body: z.strictObject({ email: z.email().max(320) }).meta({ id: 'PasswordForgotten' }),
  answers: Done,
  refuses: ['TooOften', 'NotSetUp'],
  handle: async ({ body, caller }, context) => {
    await mustNotBeGuessing(context, 'letter', body.email);
    await ask(context, caller(), ['/request-password-reset', body]);
    return done;
  },
});

const renewed = route({
  method: 'post',
  path: '/password/new',
  right: 'public',
  summary: 'Set a password with the link that was sent; every session of yours ends',
  body: z.strictObject({ token: words(200), password: z.string().max(1000) }).meta({ id: 'NewPassword' }),
  answers: Done,
  refuses: ['LinkEnded', 'PasswordRefused', 'TooOften', 'NotSetUp'],
  handle: async ({ body: { token, password }, caller }, context) => {
    await ask(context, caller(), ['/reset-password', { token, newPassword: password }], 'LinkEnded');
    return done;
  },
});

/** Ways in and out. */
export const doors: Route[] = [ways, byPassword, bySecondFactor, bySample, out, forgotten, renewed];

/** The company's own sign-on: there by our word, and back by the library's. */
export const companyDoors: Page[] = [
  {
    method: 'get',
    path: '/sign-in/company',
    right: 'public',
    summary: "Sends the browser to the company's own sign-on",
    serves: 'text/html',
    also: { 302: 'To where people of the company sign in' },
    refuses: ['NotSetUp', 'TooOften'],
    serve: async (request, response, context) => {
      const caller = callerOf(request, context);
      const asked = [
        '/sign-in/social',
        { provider: 'company', callbackURL: '/', errorCallbackURL: '/sign-in' },
      ] as const;
      const { body, cookies } = await ask(context, caller, asked, 'NotSetUp');
      response.append('Set-Cookie', [...cookies]).redirect(302, String(body.url));
    },
  },
  {
    method: 'get',
    path: '/sign-in/by/callback/company',
    right: 'public',
    summary: "Where the company's own sign-on sends the browser back to",
    serves: 'text/html',
    also: { 302: 'To our own page, signed in or with the reason why not' },
    refuses: ['NotSetUp'],
    serve: async (request, response, context) => {
      const query = new URL(request.originalUrl, 'http://x').search;
      const back = await context.signIn.ask(callerOf(request, context), 'GET', `/callback/company${query}`);
      response.append('Set-Cookie', [...back.cookies]).redirect(302, back.location ?? '/sign-in?error=refused');
    },
  },
];
