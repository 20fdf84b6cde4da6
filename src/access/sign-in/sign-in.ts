import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Person } from '../person';
import { readPerson } from '../read-person';
import { LIBRARY_PATH, LINK_S, passwordLink } from './addresses';
import type { Library, SignInSetup } from './library';

/** What of an HTTP request tells who sends it. */
export interface Caller {
  /** Where the caller reached us, without a slash at its end: http://127.0.0.1:8410 */
  url: string;
  /** The address at the other end of the connection. */
  address: string;
  cookie?: string;
  agent?: string;
}

/** What the library answered. */
export interface SignInAnswer {
  status: number;
  body: Readonly<Record<string, unknown>>;
  /** To be set, as they are. */
  cookies: readonly string[];
  /** Where the browser is sent on to. */
  location: string | null;
}

/** Somebody who is signed in with a cookie. */
export interface Session {
  person: Person;
  sessionId: string;
  /** To be set, where the session was prolonged. */
  cookies: readonly string[];
}

/** The door for people: what the sign-in library does, as our routes ask for it. */
export interface SignIn {
  ask(caller: Caller, method: 'GET' | 'POST', path: string, body?: unknown): Promise<SignInAnswer>;
  /** null when the cookie opens nothing (any more). */
  session(caller: Caller): Promise<Session | null>;
  /** Gives somebody a password that they have said themselves. */
  setPassword(caller: Caller, personId: string, password: string): Promise<void>;
  /** A link at which somebody sets a password: good once, for a day. Whoever has it is them. */
  newLink(caller: Caller, personId: string, now: number): Promise<string>;
}

export type SignInOptions = Omit<SignInSetup, 'secret' | 'url'>;

/** Makes the door. Its secret is read from the tables when somebody first knocks. */
export function createSignIn(options: SignInOptions): SignIn {
  const libraries = new Map<string, Promise<Library>>();
  const at = (url: string) => {
    const known = libraries.get(url) ?? open(options, url);
    libraries.set(url, known);
    // A database that was away is asked again.
    known.catch(() => libraries.delete(url));
    return known;
  };
  return {
    ask: async (caller, method, path, body) =>
      answerOf(await (await at(caller.url)).handler(asRequest(caller, method, path, body))),
    session: async (caller) => {
      if (!caller.cookie?.includes(COOKIE)) return null;
      const library = await at(caller.url);
      // Not by the library's own door, where tries are counted: a page asks all day long.
      const { headers } = asRequest(caller, 'GET', '/get-session');
      const answer = await answerOf(await library.api.getSession({ headers, asResponse: true }));
      if (answer.status >= 500) await failedToRead(options.pool);
      const { session } = answer.body as { session?: { id: string; userId: string } };
      const person = session ? await readPerson(options.pool, session.userId) : null;
      return session && person ? { person, sessionId: session.id, cookies: answer.cookies } : null;
    },
    setPassword: async ({ url }, personId, password) => {
      const { internalAdapter, password: kept } = await (await at(url)).$context;
      const account = { userId: personId, providerId: 'credential', accountId: personId };
      await internalAdapter.linkAccount({ ...account, password: await kept.hash(password) });
    },
    newLink: async ({ url }, personId, now) => {
      const { internalAdapter } = await (await at(url)).$context;
      const token = randomBytes(24).toString('base64url');
      // As the library keeps those of its own letters.
      const proof = { identifier: `reset-password:${token}`, value: personId };
      await internalAdapter.createVerificationValue({ ...proof, expiresAt: new Date(now + LINK_S * 1000) });
      return passwordLink(url, token);
    },
  };
}

/** Who could not be looked up is not signed out: the library keeps what went wrong to itself, the database says it again. */
async function failedToRead(pool: Pool): Promise<never> {
  await pool.query('SELECT 1 FROM sessions, people LIMIT 1');
  throw new Error('The session could not be read.');
}

const COOKIE = 'dealwright.session_token';

async function open(options: SignInOptions, url: string): Promise<Library> {
  const { rows } = await options.pool.query<{ secret: string }>('SELECT secret FROM sign_in_secret');
  const secret = rows[0]?.secret;
  if (!secret) throw new Error('The secret that cookies are signed with is not there.');
  // Loaded when somebody knocks: half a second that the worker and most commands never need.
  const { createLibrary } = await import('./library');
  return createLibrary({ ...options, secret, url });
}

function asRequest({ url, address, cookie, agent }: Caller, method: string, path: string, body?: unknown): Request {
  const headers = new Headers({ origin: url, 'x-dealwright-address': address });
  if (cookie) headers.set('cookie', cookie);
  if (agent) headers.set('user-agent', agent.slice(0, 300));
  if (body === undefined) return new Request(`${url}${LIBRARY_PATH}${path}`, { method, headers });
  headers.set('content-type', 'application/json');
  return new Request(`${url}${LIBRARY_PATH}${path}`, { method, headers, body: JSON.stringify(body) });
}

async function answerOf(response: Response): Promise<SignInAnswer> {
  const text = await response.text();
  const body: unknown = text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {};
  return {
    status: response.status,
    body: (body ?? {}) as Record<string, unknown>,
    cookies: response.headers.getSetCookie(),
    location: response.headers.get('location'),
  };
}

/** How long nobody may try, in seconds, as the library says it. */
export const retryAfter = ({ body }: SignInAnswer): number => Number(body.retryAfter ?? 60);

/** Ends one of somebody's sessions, or all but one. */
export async function endSessions(
  pool: Pool,
  personId: string,
  which: { only: string } | { but: string },
): Promise<number> {
  const [condition, id] = 'only' in which ? ['id = $2', which.only] : ['id <> $2', which.but];
  const { rowCount } = await pool.query(`DELETE FROM sessions WHERE person_id = $1 AND ${condition}`, [personId, id]);
  return rowCount ?? 0;
}

/** Where somebody is signed in. */
export interface SessionCard {
  id: string;
  address: string | null;
  agent: string | null;
  startedAt: Date;
  seenAt: Date;
  endsAt: Date;
}

/** Somebody's sessions that are open, the newest first. */
export async function listSessions(pool: Pool, personId: string, now: number): Promise<SessionCard[]> {
  const { rows } = await pool.query<SessionCard>(
    `SELECT id, ip_address AS address, user_agent AS agent, created_at AS "startedAt", updated_at AS "seenAt", expires_at AS "endsAt"
     FROM sessions WHERE person_id = $1 AND expires_at > $2 ORDER BY updated_at DESC, id`,
    [personId, new Date(now)],
  );
  return rows;
}
