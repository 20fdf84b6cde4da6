import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { publishShipped } from '../activities/publish-shipped';
import { createToken } from '../src/access';
import { prepareTables } from '../src/cli/prepare';
import { readConfig } from '../src/platform/config';
import { createPool, type Pool } from '../src/platform/database';
import { type EmbeddedPostgres, startPostgres } from '../src/platform/postgres';
import { type EmbeddedTemporal, startTemporal } from '../src/platform/temporal';
import { BARE_TABLE } from './bare-worker';
import { type Child, startChild } from './child';
import { type Cpu, cpuMsOf, memoryMbOf } from './cpu';
import { createHttp, type Http } from './http';
import { insertPeople, type People } from './people';

/** Servers, processes and people of one workload, all of its own and on fresh data. */
export interface Rig {
  readonly pool: Pool;
  readonly client: Client;
  readonly http: Http;
  /** Where the API and the page are. */
  readonly url: string;
  /** The API, asked by whoever has this token. */
  as(token: string): Http;
  readonly people: People;
  cpu(): Cpu;
  /** Megabytes that the product's worker holds now. */
  workerMemoryMb(): number;
  apiMemoryMb(): number;
}

/** Which processes a workload needs beside the API and the two servers. */
export interface RigOptions {
  readonly worker: boolean;
  readonly bareWorker?: boolean;
  /** Whether a manager and reps are made; those of a filled database are its own. */
  readonly people?: 'none';
  /** Where processes of the product write CPU profiles; none without. */
  readonly profileDir?: string;
  /** Where its data stays when it ends; without it in a folder that goes away. */
  readonly keep?: string;
  /** Further settings of PostgreSQL. */
  readonly settings?: readonly string[];
}

/** Ends one of the things that a rig holds. */
type Stop = () => unknown;

const NOBODY: People = { rep: '', reps: [] };

/** Further PostgreSQL settings: the statement counter, and no word on durability, which stays as the product has it. */
const COUNTING = ['shared_preload_libraries=pg_stat_statements'];

/** Starts everything, does the work, and leaves nothing behind, however the work ends. */
export async function withRig<T>(options: RigOptions, work: (rig: Rig) => Promise<T>): Promise<T> {
  const stops: Stop[] = [];
  try {
    return await work(await build(options, stops));
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** Bundles and results are kept between runs here; the servers' data is in folders below, which are not. */
export function benchDir(): string {
  const dir = join(readConfig().dataDir, 'bench');
  mkdirSync(dir, { recursive: true });
  return dir;
}

async function build(options: RigOptions, stops: Stop[]): Promise<Rig> {
  const dataDir = options.keep ?? mkdtempSync(join(benchDir(), 'run-'));
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o755); // as root, PostgreSQL's own user has to enter
  if (!options.keep) stops.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const { cacheDir } = readConfig();
  const settings = [...COUNTING, ...(options.settings ?? [])];
  const postgres = await startPostgres({ dataDir, port: 0, settings, tethered: true });
  stops.push(postgres.stop);
  const temporal = await startTemporal({ dataDir, cacheDir, port: 0, headless: true, tethered: true });
  stops.push(temporal.stop);
  const pool = createPool(postgres.url('owner'));
  stops.push(() => pool.end());
  const people = await furnish(pool, postgres, options.people !== 'none');
  const connection = await Connection.connect({ address: temporal.address });
  stops.push(() => connection.close());
  const parts = await startParts(options, { dataDir, postgres, temporal }, stops);
  const url = parts.api.line.replace('API: ', '');
  const as = (token: string) => {
    const http = createHttp(url, token);
    stops.push(() => http.close());
    return http;
  };
  const http = as(people.rep ? await createToken(pool, { personId: people.rep, label: 'bench' }) : '');
  return { pool, client: new Client({ connection }), http, url, as, people, ...meters(parts, postgres, temporal) };
}

/** Tables, what ships with the product, people, and what the benchmark needs beside. */
async function furnish(pool: Pool, postgres: EmbeddedPostgres, people: boolean): Promise<People> {
  const urls = { owner: postgres.url('owner'), api: postgres.url('api'), worker: postgres.url('worker') };
  await prepareTables(readConfig(), urls, () => undefined);
  await pool.query(
    `CREATE EXTENSION IF NOT EXISTS pg_stat_statements; ${BARE_TABLE}; GRANT INSERT ON bench_rows TO dealwright_worker`,
  );
  const { rowCount } = await pool.query('SELECT 1 FROM process_versions LIMIT 1');
  if (!rowCount) await publishShipped(pool, readConfig().root);
  return people ? insertPeople(pool) : NOBODY;
}

interface Parts {
  api: Child;
  /** The product's first; a bare one counts with it, since only one of them has work at a time. */
  workers: readonly Child[];
}

async function startParts(
  { worker, bareWorker, profileDir }: RigOptions,
  on: { dataDir: string; postgres: EmbeddedPostgres; temporal: EmbeddedTemporal },
  stops: Stop[],
): Promise<Parts> {
  const env = {
    DEALWRIGHT_STATE: benchDir(),
    DATABASE_URL: '',
    DATABASE_URL_API: on.postgres.url('api'),
    DATABASE_URL_WORKER: on.postgres.url('worker'),
    TEMPORAL_ADDRESS: on.temporal.address,
    DEALWRIGHT_PORT: '0',
  };
  const start = async (name: string, module: string, ready: string, args: string[] = []) => {
    const logFile = join(on.dataDir, `${name}.log`);
    const child = await startChild({
      module,
      args,
      env,
      ready,
      logFile,
      profileDir: profileDir && `${profileDir}/${name}`,
    });
    stops.push(child.stop);
    return child;
  };
  const workers: Child[] = [];
  if (worker) workers.push(await start('worker', 'part', 'Worker: polling', ['worker']));
  if (bareWorker) workers.push(await start('bare', 'bare-worker', 'Worker: polling'));
  return { workers, api: await start('api', 'part', 'API: ', ['api']) };
}

function meters({ api, workers }: Parts, postgres: EmbeddedPostgres, temporal: EmbeddedTemporal) {
  return {
    cpu: (): Cpu => {
      const { user, system } = process.cpuUsage();
      return {
        api: cpuMsOf(api.pid),
        worker: workers.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0),
        temporal: cpuMsOf(temporal.pid),
        postgres: cpuMsOf(postgres.pid),
        load: (user + system) / 1000,
      };
    },
    workerMemoryMb: () => memoryMbOf(workers[0]?.pid ?? 0),
    apiMemoryMb: () => memoryMbOf(api.pid),
  };
}
