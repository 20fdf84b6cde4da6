import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { freePort, isFree } from './ports';
import { adopt, commandLine, isAlive, launch, type RunningServer, stopProcess } from './server-process';
import { findTemporal, type Progress } from './temporal-binary';

/** The embedded Temporal server, running on loopback. */
export interface EmbeddedTemporal extends RunningServer {
  /** host:port for clients and workers. */
  readonly address: string;
  /** Temporal's own page; absent when it was started without. */
  readonly page?: string;
  readonly how: 'started' | 'adopted';
}

/** How it is started. */
export interface TemporalOptions {
  /** Holds its store, log and ports. */
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly namespace?: string;
  /** The first port to try when none is remembered; 0: any. */
  readonly port?: number;
  /** Without its page. */
  readonly headless?: boolean;
  /** Further `key=value` of its dynamic configuration; values are JSON. */
  readonly settings?: readonly string[];
  readonly tethered?: boolean;
  readonly say?: Progress;
}

/** What a test's server needs: a clock that can be moved for one workflow, and timers on time to 10 ms. */
export const TEST_SETTINGS = [
  'frontend.WorkflowTimeSkippingEnabled=true',
  'history.timerProcessorMaxTimeShift="10ms"',
] as const;

interface Ports {
  readonly pid?: number;
  readonly port: number;
  readonly pagePort: number;
}

/**
 * Starts a Temporal server, fetching one if need be, and takes over one that a killed start left running.
 * Loopback only: whoever reaches its port can command every deal.
 * @throws TemporalMissingError, ServerStartError
 */
export async function startTemporal(options: TemporalOptions): Promise<EmbeddedTemporal> {
  mkdirSync(options.dataDir, { recursive: true });
  const left = await leftBehind(options);
  if (left) return left;
  const { path } = await findTemporal(options.cacheDir, options.say ?? (() => undefined));
  const ports = await portsOf(options);
  const server = await launch({
    name: 'Temporal',
    command: path,
    args: argsOf(options, ports),
    logFile: join(options.dataDir, 'temporal.log'),
    stopSignal: 'SIGTERM',
    tethered: options.tethered,
    onSpawn: (pid) => remember(options.dataDir, { ...ports, pid }),
    ready: () => isServing(`127.0.0.1:${ports.port}`, options.namespace),
  });
  return { ...server, ...whereabouts(ports, options), how: 'started' };
}

/** So long a server may take to answer: on a busy machine one that is well takes its time, and is not to be ended for that. */
const ANSWERS_WITHIN_MS = 5_000;

/** Whether a Temporal server answers there and has the namespace. */
export async function isServing(address: string, namespace = 'default'): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: ANSWERS_WITHIN_MS }).catch(() => undefined);
  if (!connection) return false;
  try {
    await connection.withDeadline(Date.now() + ANSWERS_WITHIN_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

const storeOf = (dataDir: string) => join(dataDir, 'temporal.db');
const bookOf = (dataDir: string) => join(dataDir, 'temporal.json');

function argsOf(options: TemporalOptions, { port, pagePort }: Ports): string[] {
  // No limit on updates in flight: bursts on one deal are served in turn by the workflow itself.
  const settings = ['history.maxInFlightUpdates=0', ...(options.settings ?? [])];
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
    ...['--namespace', options.namespace ?? 'default', '--db-filename', storeOf(options.dataDir)],
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ...settings.flatMap((s) => ['--dynamic-config-value', s]),
    ...(options.headless ? ['--headless'] : ['--ui-port', String(pagePort)]),
  ];
}

function whereabouts({ port, pagePort }: Ports, { headless }: Pick<TemporalOptions, 'headless'>) {
  return { address: `127.0.0.1:${port}`, page: headless ? undefined : `http://127.0.0.1:${pagePort}` };
}

/** The server of a start that was killed: taken over when it answers, ended when it does not. */
async function leftBehind(options: TemporalOptions): Promise<EmbeddedTemporal | undefined> {
  const ports = remembered(options.dataDir);
  if (!ports?.pid || !isAlive(ports.pid)) return undefined;
  if (!commandLine(ports.pid)?.includes(storeOf(options.dataDir))) return undefined; // another program's id by now
  const where = whereabouts(ports, options);
  if (await isServing(where.address, options.namespace)) {
    return { ...adopt(ports.pid, 'SIGTERM'), ...where, how: 'adopted' };
  }
  await stopProcess(ports.pid, 'SIGTERM');
  return undefined;
}

/** Where the server in `dataDir` last ran, whether it runs now or not. */
export function rememberedTemporal(dataDir: string): Pick<EmbeddedTemporal, 'address' | 'page'> | undefined {
  const ports = remembered(dataDir);
  return ports && whereabouts(ports, {});
}

async function portsOf({ dataDir, port: first = 8411 }: TemporalOptions): Promise<Ports> {
  const before = remembered(dataDir);
  if (before && (await isFree(before.port)) && (await isFree(before.pagePort))) return before;
  const port = await freePort(first);
  return { port, pagePort: await freePort(first && port + 1) };
}

function remembered(dataDir: string): Ports | undefined {
  return existsSync(bookOf(dataDir)) ? (JSON.parse(readFileSync(bookOf(dataDir), 'utf8')) as Ports) : undefined;
}

function remember(dataDir: string, ports: Ports): void {
  writeFileSync(bookOf(dataDir), `${JSON.stringify(ports)}\n`);
}
