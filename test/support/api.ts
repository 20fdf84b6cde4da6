import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { Registry } from 'prom-client';
import { v7 as newId } from 'uuid';
import { createToken } from '../../src/access';
import { type ApiDeps, answerUnreadable, createApp, IDLE_MS } from '../../src/api';
import { createImportEngine, createMigrationEngine, createReadCommand } from '../../src/commands';
import { systemClock } from '../../src/platform/clock';
import { createPrisma, type Pool } from '../../src/platform/database';
import { atEnd } from './at-end';
import { type Engine, type EngineOptions, startEngine } from './engine';
import { temporalClient } from './temporal';

/** An answer, read whole. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into any answer, and fails where it is not what it says
  body: any;
}

/** What a request may carry beside its path and body. */
export interface Sending {
  /** Who asks; the rep unless told. Null: nobody. */
  as?: string | null;
  /** The Idempotency-Key; a fresh one unless told. Null: none. */
  key?: string | null;
  headers?: Record<string, string>;
}

/** The API on a database of its own. */
export interface TestApi {
  url: string;
  get(path: string, sending?: Sending): Promise<Answer>;
  post(path: string, body?: unknown, sending?: Sending): Promise<Answer>;
  put(path: string, body?: unknown, sending?: Sending): Promise<Answer>;
  patch(path: string, body?: unknown, sending?: Sending): Promise<Answer>;
  delete(path: string, sending?: Sending): Promise<Answer>;
  token(personId: string): Promise<string>;
}

/** The API over the whole engine, answers held against their schemas. */
export async function startTestApi(
  options: EngineOptions & { deps?: Partial<ApiDeps> } = {},
): Promise<TestApi & { engine: Engine }> {
  const engine = await startEngine(options);
  const client = options.client ?? (await temporalClient());
  const migrations = createMigrationEngine({ client, taskQueue: engine.taskQueue });
  const imports = createImportEngine({ client, taskQueue: engine.taskQueue });
  const deps = { sendCommand: engine.send, migrations, imports, ...options.deps };
  const api = await serve(engine.apiPool, engine.cast.rep, deps);
  return { ...api, engine };
}

const unexpected = () => Promise.reject(new Error('No migration was expected.'));
const NO_ENGINE: ApiDeps['migrations'] = { begin: unexpected, steer: unexpected };

/** The API over tables alone; what commands do, `deps.sendCommand` says. */
export async function serve(pool: Pool, person: string, given: Partial<ApiDeps>, port = 0): Promise<TestApi> {
  const deps: ApiDeps = {
    apiPool: pool,
    prisma: createPrisma(pool),
    sendCommand: () => Promise.reject(new Error('No command was expected.')),
    readCommand: createReadCommand({ pool }),
    migrations: NO_ENGINE,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    metrics: new Registry(),
    temporalHealth: () => Promise.resolve(),
    config: { api: { host: '127.0.0.1', port: 0 }, outbound: { webhooksTo: 'public' } },
    guessesPerMinute: Number.POSITIVE_INFINITY,
    heavyMs: Number.POSITIVE_INFINITY,
    checkAnswers: true,
    ...given,
  };
  const { app, feed } = createApp(deps);
  const server = answerUnreadable(createServer({ keepAliveTimeout: IDLE_MS }, app));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  atEnd(async () => {
    await feed.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return requests(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, pool, person);
}

function requests(url: string, pool: Pool, person: string): TestApi {
  const tokens = new Map<string, string>();
  const token = async (personId: string) => {
    const known = tokens.get(personId) ?? (await createToken(pool, { personId, label: 'test' }));
    tokens.set(personId, known);
    return known;
  };
  const request = async (
    method: string,
    path: string,
    body: unknown,
    { as = person, key = newId(), headers }: Sending,
  ) => {
    const answer = await fetch(path.startsWith('/api') ? `${url}${path}` : `${url}/api/v1${path}`, {
      method,
      headers: {
        ...(as !== null && { authorization: `Bearer ${await token(as)}` }),
        ...(key !== null && method === 'POST' && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = /\bjson/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text };
  };
  return {
    url,
    token,
    get: (path, sending = {}) => request('GET', path, undefined, sending),
    post: (path, body, sending = {}) => request('POST', path, body, sending),
    put: (path, body, sending = {}) => request('PUT', path, body, sending),
    patch: (path, body, sending = {}) => request('PATCH', path, body, sending),
    delete: (path, sending = {}) => request('DELETE', path, undefined, sending),
  };
}
