import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { forgetOldKeys, forgetOldTries, sealAudit } from '../access';
import type { Log } from '../platform/log';
import { createApp } from './app';
import type { ApiDeps } from './context';
import { answerUnreadable } from './unreadable';

/** An API that listens. */
export interface RunningApi {
  /** Without a slash at its end. */
  url: string;
  /** Lets running requests finish, and ends event streams. */
  stop(): Promise<void>;
}

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a stop waits for requests that run. */
const PATIENCE_MS = 5000;

/**
 * How long a connection without a request stays open: longer than the 60 s for which nginx and cloud balancers keep theirs.
 * Whoever waits less closes the connection under a request that is on its way, which then must not be sent again.
 */
export const IDLE_MS = 65_000;

/** What a client may take of the server before it has said who it is. */
export interface ConnectionLimits {
  /** Until its headers have come. */
  headersMs: number;
  /** Until all of a request has come: a file of an import over a slow line. */
  requestMs: number;
  /** At once; beyond them a connection is closed as it is opened. */
  connections: number;
}

const LIMITS: ConnectionLimits = { headersMs: 15_000, requestMs: 10 * MINUTE_MS, connections: 5_000 };

/** Starts the API where the configuration says: on loopback unless told otherwise. */
export async function startApi(deps: ApiDeps, limits = LIMITS): Promise<RunningApi> {
  const { app, feed } = createApp(deps);
  const { host, port } = deps.config.api;
  const server = limited(limits, app, deps.log);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const forget = () => {
    const now = deps.clock.now();
    Promise.all([forgetOldKeys(deps.apiPool, now), forgetOldTries(deps.apiPool, now)]).catch((error: unknown) =>
      deps.log.warn({ err: error }, 'old keys and tries could not be forgotten'),
    );
  };
  const daily = setInterval(forget, DAY_MS).unref();
  const seal = () => {
    sealAudit(deps.apiPool).then(
      // Told to the log, which is kept elsewhere: what was cut off the end of the chain shows against it.
      (last) => last && deps.log.info(last, 'the audit is sealed'),
      (error: unknown) => deps.log.warn({ err: error }, 'the audit could not be sealed'),
    );
  };
  const everyMinute = setInterval(seal, MINUTE_MS).unref();
  const { port: bound } = server.address() as AddressInfo;
  const stop = async () => {
    clearInterval(daily);
    clearInterval(everyMinute);
    await feed.stop();
    await closed(server);
  };
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, stop };
}

function limited({ headersMs, requestMs, connections }: ConnectionLimits, app: Express, log: Log): Server {
  const connectionsCheckingInterval = Math.min(headersMs, 5_000);
  const times = { keepAliveTimeout: IDLE_MS, headersTimeout: headersMs, requestTimeout: requestMs };
  const server = createServer({ ...times, connectionsCheckingInterval }, app);
  answerUnreadable(server);
  server.maxConnections = connections;
  let told = 0;
  server.on('drop', () => {
    if (performance.now() - told < MINUTE_MS && told > 0) return;
    told = performance.now();
    log.warn({ connections }, 'there are too many connections: more are closed');
  });
  return server;
}

async function closed(server: Server): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref();
  await done;
  clearTimeout(timer);
}
