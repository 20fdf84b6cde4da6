import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/platform/config';
import { migrate } from '../../src/platform/migrate';
import { startPostgres } from '../../src/platform/postgres';
import { ensureRoles } from '../../src/platform/roles';
import { startTemporal, TEST_SETTINGS } from '../../src/platform/temporal';
import { productWorkflows, workflowBundle } from '../../src/platform/workflow-bundle';
import { keepHistories } from './histories';
import { publishServers, type Servers } from './servers';

declare global {
  /** Ends what this set-up started; global-teardown calls it. */
  var stopTestServers: (() => Promise<void>) | undefined;
}

/** One PostgreSQL and one Temporal for the whole run; they end with jest, even if that is killed. */
export default async function startTestServers(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dealwright-test-'));
  chmodSync(dataDir, 0o755); // as root, PostgreSQL's own user has to enter
  const [postgres, temporal, bundle] = await Promise.all([database(dataDir), engine(dataDir), prebuiltBundle()]);
  publishServers({
    ownerUrl: postgres.url('owner'),
    apiUrl: postgres.url('api'),
    workerUrl: postgres.url('worker'),
    temporalAddress: temporal.address,
    bundle,
  });
  globalThis.stopTestServers = async () => {
    if (process.env.RECORD_HISTORIES) await keepHistories(temporal.address);
    await Promise.all([temporal.stop(), postgres.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** Speed instead of safety: nothing in it outlives the run, and many small databases come and go, for each of which all buffers are looked through. */
const HASTY = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=300',
  'shared_buffers=128MB',
];

async function database(dataDir: string) {
  const postgres = await startPostgres({ dataDir, port: 0, settings: HASTY, tethered: true });
  await ensureRoles(postgres.url('owner'), { api: postgres.url('api'), worker: postgres.url('worker') });
  await migrate(postgres.url('owner'), join(readConfig().root, 'prisma', 'migrations'));
  return postgres;
}

function engine(dataDir: string) {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const { cacheDir } = readConfig();
  return startTemporal({ dataDir, cacheDir, port: 0, headless: true, settings: TEST_SETTINGS, tethered: true, say });
}

async function prebuiltBundle(): Promise<Servers['bundle']> {
  const { root } = readConfig();
  try {
    return await workflowBundle(productWorkflows(root, false), join(root, 'node_modules', '.cache', 'dealwright'));
  } catch (error) {
    return { error: (error as Error).message }; // only tests that run workflows need to know
  }
}
