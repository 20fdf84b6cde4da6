import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { readConfig } from '../../src/platform/config';
import { type EmbeddedTemporal, startTemporal, TEST_SETTINGS } from '../../src/platform/temporal';
import { atEnd } from './at-end';
import { prebuiltBundle } from './temporal';

/** A Temporal server of one test's own: it may be killed, set back to an earlier store, or lose it. */
export interface OwnTemporal {
  client: Client;
  address(): string;
  /** As by `kill -9`. */
  kill(): Promise<void>;
  /** In good order. */
  stop(): Promise<void>;
  /** Starts it again on the same port with what its store holds. */
  start(): Promise<void>;
  /** Copies the store of a stopped server, and gives the way back to it. */
  keepStore(): () => void;
  loseStore(): void;
}

export async function ownTemporal(): Promise<OwnTemporal> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dealwright-temporal-'));
  const options = {
    dataDir,
    cacheDir: readConfig().cacheDir,
    port: 0,
    headless: true,
    settings: TEST_SETTINGS,
    tethered: false,
  };
  let server: EmbeddedTemporal = await startTemporal(options);
  const connection = await Connection.connect({ address: server.address });
  atEnd(async () => {
    await connection.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const store = () => readdirSync(dataDir).filter((name) => name.startsWith('temporal.db'));
  const loseStore = () => {
    for (const name of store()) rmSync(join(dataDir, name));
  };
  return {
    client: new Client({ connection }),
    address: () => server.address,
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
    },
    stop: () => server.stop(),
    async start() {
      server = await startTemporal(options);
    },
    keepStore() {
      const kept = mkdtempSync(join(tmpdir(), 'dealwright-store-'));
      for (const name of store()) cpSync(join(dataDir, name), join(kept, name));
      return () => {
        loseStore();
        for (const name of readdirSync(kept)) cpSync(join(kept, name), join(dataDir, name));
        rmSync(kept, { recursive: true });
      };
    },
    loseStore,
  };
}

/** A worker process that polls; it dies where `die` says, or when it is killed. */
export interface WorkerProcess {
  readonly died: Promise<unknown>;
  kill(): Promise<void>;
}

export async function workerProcess(
  on: { address: string; databaseUrl: string; taskQueue: string },
  die?: 'before' | 'after',
): Promise<WorkerProcess> {
  const given = JSON.stringify({ ...on, ...prebuiltBundle(), die });
  const child: ChildProcess = fork(join(__dirname, 'worker-child.cjs'), [given], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const died = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await died;
  };
  atEnd(kill);
  await Promise.race([
    once(child, 'message'),
    died.then(() => Promise.reject(new Error('The worker process died at its start.'))),
  ]);
  return { died, kill };
}
