import { betterAuth } from 'better-auth';
import { genericOAuth, twoFactor } from 'better-auth/plugins';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { LIBRARY_PATH, LINK_S, passwordLink } from './addresses';
import { sampleSignIn } from './sample';

/** A letter with a link that sets a new password. */
export type SendLink = (to: { name: string; email: string; language: string }, url: string) => Promise<void>;

/** What signing in is set up with. */
export interface SignInSetup {
  /** With the API's login. */
  pool: Pool;
  /** What cookies are signed with. */
  secret: string;
  /** Where people reach the product, without a slash at its end: https://deals.example.com */
  url: string;
  /** Without it a forgotten password is an administrator's to renew. */
  sendLink?: SendLink;
  /** The company's own sign-on, by OpenID Connect. */
  company?: { issuer: string; clientId: string; clientSecret: string };
  /** Whether people of the sample company come in without a password: on loopback only. */
  sample: boolean;
}

const DAY_S = 24 * 60 * 60;
/** A session ends after so long without a request. */
const IDLE_S = 7 * DAY_S;

const stamps = { createdAt: 'created_at', updatedAt: 'updated_at' };

/**
 * The library that keeps passwords, sessions, second factors and the company's sign-on, over our tables. Nobody signs up:
 * people are made by an administrator, and whoever comes from the company's provider has to be one of them.
 */
export function createLibrary(setup: SignInSetup) {
  const { pool, secret, url, company, sample } = setup;
  return betterAuth({
    appName: 'Dealwright',
    baseURL: url,
    basePath: LIBRARY_PATH,
    trustedOrigins: [url],
    secret,
    database: pool,
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'dealwright',
      useSecureCookies: url.startsWith('https:'),
      database: { generateId: () => newId() },
      // The address that our own server saw; see `asRequest`.
      ipAddress: { ipAddressHeaders: ['x-dealwright-address'] },
    },
    user: { modelName: 'people', fields: { emailVerified: 'email_verified', ...stamps } },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'person_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...stamps,
      },
      expiresIn: IDLE_S,
      updateAge: DAY_S,
    },
    account: {
      modelName: 'sign_ins',
      fields: {
        userId: 'person_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...stamps,
      },
      accountLinking: { enabled: true, trustedProviders: ['company'] },
    },
    // Who is no longer here gets no session, whatever they know.
    databaseHooks: { session: { create: { before: async ({ userId }) => isActive(pool, userId) } } },
    verification: { modelName: 'sign_in_proofs', fields: { expiresAt: 'expires_at', ...stamps } },
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: 'sign_in_tries',
      fields: { lastRequest: 'last_request' },
      window: 60,
      max: 60,
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        '/sign-in/social': { window: 60, max: 20 },
        '/sign-in/sample': { window: 60, max: 60 },
        '/two-factor/*': { window: 60, max: 10 },
        '/request-password-reset': { window: 600, max: 5 },
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      resetPasswordTokenExpiresIn: LINK_S,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }) => {
        const language = await languageOf(pool, user.id);
        await setup.sendLink?.({ name: user.name, email: user.email, language }, passwordLink(url, token));
      },
    },
    plugins: [
      twoFactor({
        issuer: 'Dealwright',
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'second_factors',
            fields: {
              userId: 'person_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
      genericOAuth({ config: company ? [companyProvider(company)] : [] }),
      ...(sample ? [sampleSignIn(pool)] : []),
    ],
  });
}

export type Library = ReturnType<typeof createLibrary>;

const companyProvider = ({ issuer, clientId, clientSecret }: NonNullable<SignInSetup['company']>) => ({
  providerId: 'company',
  discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
  clientId,
  clientSecret,
  scopes: ['openid', 'email', 'profile'],
  pkce: true,
  disableSignUp: true,
});

async function isActive(pool: Pool, personId: string): Promise<boolean> {
  const { rows } = await pool.query('SELECT 1 FROM people WHERE id = $1 AND active', [personId]);
  return rows.length > 0;
}

async function languageOf(pool: Pool, personId: string): Promise<string> {
  const { rows } = await pool.query<{ language: string }>('SELECT language FROM people WHERE id = $1', [personId]);
  return rows[0]?.language ?? 'en';
}
