import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, isFree } from './ports';
import { assertReachable, initCluster, isComplete, postgresProgram, unprivilegedUser } from './postgres-files';
import { type Secrets, secretsIn } from './secrets';
import { adopt, commandLine, isAlive, launch, type RunningServer, stopProcess } from './server-process';
import { Trouble } from './trouble';

/** The embedded PostgreSQL, running on loopback. */
export interface EmbeddedPostgres extends RunningServer {
  readonly port: number;
  /** `adopted`: a killed start had left it running. */
  readonly how: 'made' | 'started' | 'adopted';
  /** The URL of a login on one of its databases. */
  url(login: keyof Secrets, database?: string): string;
}

/** How it is started. */
export interface PostgresOptions {
  /** Holds the cluster (`postgres/`), its passwords, port and log. */
  readonly dataDir: string;
  /** The first port to try when none is remembered; 0: any. */
  readonly port?: number;
  /** Further `name=value` settings. */
  readonly settings?: readonly string[];
  readonly tethered?: boolean;
}

/** The cluster has other passwords than the file beside it. */
export class PasswordsLostError extends Trouble {
  override readonly name = 'PasswordsLostError';
  constructor() {
    super(
      'The embedded PostgreSQL does not take the passwords in secrets.json: put back the secrets.json that belongs to ' +
        'this data, or remove the whole data folder to start with nothing.',
    );
  }
}

/** The database of the product, and the login that owns it. */
export const DATABASE = 'dealwright';
const LOGINS = { owner: 'dealwright', api: 'dealwright_api', worker: 'dealwright_worker' } as const;

/**
 * Starts the PostgreSQL that npm brought, makes its cluster the first time, and takes over one that a killed start
 * left running. Loopback only, time zone UTC, and the database `dealwright` is there when it returns.
 * @throws PermissionError, ServerStartError, PasswordsLostError
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir } = options;
  mkdirSync(dataDir, { recursive: true });
  const secrets = secretsIn(dataDir);
  const left = await leftBehind(dataDir, secrets);
  const server = left ?? (await startAnew(options, secrets));
  const url = urlsOf(server.port, secrets);
  try {
    await ensureDatabase(url('owner', 'postgres'));
    return { ...server, url };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const urlsOf =
  (port: number, secrets: Secrets) =>
  (login: keyof Secrets, database: string = DATABASE) =>
    `postgresql://${LOGINS[login]}:${secrets[login]}@127.0.0.1:${port}/${database}`;

type Started = RunningServer & Pick<EmbeddedPostgres, 'port' | 'how'>;

async function startAnew(options: PostgresOptions, secrets: Secrets): Promise<Started> {
  const { dataDir } = options;
  const as = unprivilegedUser();
  const program = postgresProgram('postgres');
  assertReachable(dataDir, as, 'set DEALWRIGHT_STATE to a folder it may enter, for example /var/lib/dealwright');
  assertReachable(program, as, 'put the project into a folder it may enter, for example /opt');
  const cluster = join(dataDir, 'postgres');
  const how = isComplete(cluster) ? 'started' : 'made';
  if (how === 'made') await initCluster(cluster, secrets.owner, as);
  const port = await portOf(options);
  const server = await launch({
    name: 'PostgreSQL',
    command: program,
    args: ['-D', cluster, '-p', String(port), ...settingsOf(options)],
    logFile: join(dataDir, 'postgres.log'),
    stopSignal: 'SIGINT', // "fast": ends sessions, writes a checkpoint
    as: as && { uid: as.uid, gid: as.gid },
    tethered: options.tethered,
    ready: () => answers(urlsOf(port, secrets)('owner', 'postgres')),
  });
  return { ...server, port, how };
}

const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC'];

/** So much at most: what the busiest tables of a million deals take. */
const MOST_BUFFERS_MB = 4096;

/**
 * A quarter of the memory for what lies in tables, as PostgreSQL advises (its own 128 MB are for machines of long ago), taken only as it is
 * used; and hashes of a report's size, which would go to disk by its own 4 MB.
 */
function memorySettings(): string[] {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const buffersMb = Math.max(128, Math.min(MOST_BUFFERS_MB, Math.floor(bytes / 2 ** 20 / 4)));
  return [`shared_buffers=${buffersMb}MB`, 'work_mem=32MB'];
}

const settingsOf = ({ settings = [] }: PostgresOptions) =>
  [...SETTINGS, ...memorySettings(), ...settings].flatMap((s) => ['-c', s]);

/** URLs of the cluster in `dataDir` as it last ran, whether it runs now or not; undefined when there is none. */
export function rememberedPostgres(dataDir: string): EmbeddedPostgres['url'] | undefined {
  const port = rememberedPort(dataDir);
  return port && isComplete(join(dataDir, 'postgres')) ? urlsOf(port, secretsIn(dataDir)) : undefined;
}

function rememberedPort(dataDir: string): number {
  const file = portFile(dataDir);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

const portFile = (dataDir: string) => join(dataDir, 'postgres.port');

/** The port of last time if it is free, so that URLs people noted down stay right. */
async function portOf({ dataDir, port = 5440 }: PostgresOptions): Promise<number> {
  const remembered = rememberedPort(dataDir);
  if (remembered && (await isFree(remembered))) return remembered;
  const chosen = await freePort(port);
  writeFileSync(portFile(dataDir), `${chosen}\n`);
  return chosen;
}

/** A server of a start that was killed: taken over when it answers, ended when it does not. */
async function leftBehind(dataDir: string, secrets: Secrets): Promise<Started | undefined> {
  const cluster = join(dataDir, 'postgres');
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile) || !isComplete(cluster)) return undefined;
  const [pidLine, , , portLine] = readFileSync(pidFile, 'utf8').split('\n');
  const [pid, port] = [Number(pidLine), Number(portLine)];
  if (!isAlive(pid) || !commandLine(pid)?.includes(cluster)) {
    rmSync(pidFile); // its process is gone, and the id may by now be another program's
    return undefined;
  }
  if (await answers(urlsOf(port, secrets)('owner', 'postgres'))) {
    return { ...adopt(pid, 'SIGINT'), port, how: 'adopted' };
  }
  await stopProcess(pid, 'SIGINT');
  return undefined;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined); // it may go away while we ask
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') throw new PasswordsLostError();
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
