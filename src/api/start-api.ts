import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forgetOldKeys, sealAudit } from '../access';
import { createApp } from './app';
import type { ApiDeps } from './context';

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

/** Starts the API where the configuration says: on loopback unless told otherwise. */
export async function startApi(deps: ApiDeps): Promise<RunningApi> {
  const { app, feed } = createApp(deps);
  const { host, port } = deps.config.api;
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const forget = () => {
    forgetOldKeys(deps.apiPool, deps.clock.now()).catch((error: unknown) =>
      deps.log.warn({ err: error }, 'old keys could not be forgotten'),
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

async function closed(server: Server): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref();
  await done;
  clearTimeout(timer);
}
