import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { BI_LOGIN } from './bi-login';
import type { Config } from './config';
import { hidePassword } from './log';
import { pendingMigrations } from './migrate';
import { connects, isFree } from './ports';
import { ROLES, rolesSql } from './roles';
import { type DatabaseUrls, locateDatabase, locateTemporal } from './servers';
import { holderOf } from './single';
import { isServing } from './temporal';
import type { ExitCode } from './trouble';

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  /** `missing`: set-up that somebody has to do; `away`: it is set up and does not answer. */
  readonly state: 'ok' | 'missing' | 'away';
  readonly says: string;
  /** What to do about it. */
  readonly advice?: string;
}

const ok = (what: string, says: string): Finding => ({ what, state: 'ok', says });
const missing = (what: string, says: string, advice: string): Finding => ({ what, state: 'missing', says, advice });
const away = (what: string, says: string, advice: string): Finding => ({ what, state: 'away', says, advice });

/** Looks at everything an installation needs and changes nothing. The order is the one to mend things in. */
export async function examine(config: Config): Promise<Finding[]> {
  return [
    ok('Node.js', process.versions.node),
    dataFolder(config),
    outsideData(config),
    ...(await database(config)),
    await temporal(config),
    await mail(config),
    await api(config),
  ];
}

/** 3 when a server is away, 1 when something is missing, 0 when all is well. */
export function verdict(findings: readonly Finding[]): ExitCode {
  if (findings.some((f) => f.state === 'away')) return 3;
  return findings.some((f) => f.state === 'missing') ? 1 : 0;
}

const SCARCE_BYTES = 500e6;

function dataFolder({ dataDir }: Config): Finding {
  const what = 'data folder';
  let dir = dataDir;
  while (!existsSync(dir)) dir = dirname(dir);
  try {
    accessSync(dir, constants.W_OK);
  } catch {
    return missing(what, `${dir} is not writable`, 'give it to this user, or set DEALWRIGHT_STATE to another folder');
  }
  const { bavail, bsize } = statfsSync(dir);
  const free = `${(Number(bavail) * Number(bsize)) / 1e9} GB`.replace(/(\.\d)\d+/, '$1');
  if (Number(bavail) * Number(bsize) < SCARCE_BYTES) {
    return missing(what, `${dataDir}, ${free} free`, 'free some space on its disk: 500 MB at the least');
  }
  return ok(what, `${dataDir}${existsSync(dataDir) ? '' : ' (made by the first start)'}, ${free} free`);
}

/** Nothing needs it but tests and the import of the sample data set, so its absence is no fault. */
function outsideData({ outsideDataDir }: Config): Finding {
  const there = existsSync(outsideDataDir) ? '' : ' (not there; only tests and sample imports use it)';
  return ok('outside data', `${outsideDataDir}${there}`);
}

async function database(config: Config): Promise<Finding[]> {
  let urls: DatabaseUrls;
  try {
    urls = locateDatabase(config);
  } catch (error) {
    return [missing('PostgreSQL', (error as Error).message, 'npm start')];
  }
  const given = Boolean(config.database.owner ?? config.database.api ?? config.database.worker);
  const main = urls.owner ?? (urls.api || urls.worker);
  const version = await ask(main, 'SHOW server_version');
  if ('error' in version) {
    const advice = given ? 'start it, or mend DATABASE_URL' : startAdvice(config);
    return [away('PostgreSQL', `${hidePassword(main)} does not answer (${version.error})`, advice)];
  }
  const findings = [ok('PostgreSQL', `${version.value}, ${given ? hidePassword(main) : 'embedded'}`)];
  for (const role of ['api', 'worker'] as const) if (urls[role]) findings.push(await login(role, urls[role]));
  if (urls.owner) findings.push(await tables(config, urls.owner), await bi(urls.owner));
  return findings;
}

async function login(role: 'api' | 'worker', url: string): Promise<Finding> {
  const what = `login ${ROLES[role]}`;
  const answer = await ask(url, 'SELECT current_user');
  if ('value' in answer) return ok(what, answer.value === ROLES[role] ? 'gets in' : `gets in as ${answer.value}`);
  const sql = rolesSql().split('\n')[role === 'api' ? 0 : 1];
  const variable = `DATABASE_URL_${role.toUpperCase()}`;
  return missing(
    what,
    `does not get in (${answer.error})`,
    `dealwright migrate makes it; or run ${sql} and set ${variable}`,
  );
}

/** An installation without a reporting tool of its own is whole. */
async function bi(ownerUrl: string): Promise<Finding> {
  const answer = await ask(ownerUrl, `SELECT count(*)::text FROM pg_roles WHERE rolname = '${BI_LOGIN}'`);
  const there = 'value' in answer && answer.value === '1';
  return ok(
    `login ${BI_LOGIN}`,
    there ? 'is there' : 'not made: `dealwright bi` makes it for a reporting tool of your own',
  );
}

async function tables(config: Config, ownerUrl: string): Promise<Finding> {
  const pending = await pendingMigrations(ownerUrl, join(config.root, 'prisma', 'migrations'));
  if (pending.length === 0) return ok('tables', 'up to date');
  return missing('tables', `${pending.length} migrations are not applied`, 'dealwright migrate, or npm start');
}

async function temporal(config: Config): Promise<Finding> {
  try {
    const { address, namespace } = locateTemporal(config);
    if (await isServing(address, namespace)) return ok('Temporal', `${address}, namespace ${namespace}`);
    const advice = config.temporal.address ? 'start it, or mend TEMPORAL_ADDRESS' : startAdvice(config);
    return away('Temporal', `${address}, namespace ${namespace}, does not answer`, advice);
  } catch (error) {
    return missing('Temporal', (error as Error).message, 'npm start');
  }
}

/** An installation without a mail server is whole: its mails stay where people can read them. */
async function mail({ outbound }: Config): Promise<Finding> {
  const what = 'mail';
  if (!outbound.mail)
    return ok(what, 'not sent: no mail server is set up (DEALWRIGHT_SMTP_URL); mails stay in the outbox');
  const { hostname, port: given, protocol } = new URL(outbound.mail.smtpUrl);
  const port = Number(given || (protocol === 'smtps:' ? 465 : 587));
  const place = `${hostname}:${port}`;
  if (await connects(port, hostname)) return ok(what, `${place}, from ${outbound.mail.from}`);
  return away(
    what,
    `${place} does not answer; mails are tried again for a day`,
    'start it, or mend DEALWRIGHT_SMTP_URL',
  );
}

async function api({ api: { host, port }, dataDir }: Config): Promise<Finding> {
  const url = `http://${host}:${port}`;
  const healthy = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
  if (healthy) return ok('API', url);
  if (holderOf(dataDir) === undefined && !(await isFree(port, host))) {
    return missing('API', `port ${port} is taken by another program`, 'stop that one, or set DEALWRIGHT_PORT');
  }
  return away('API', `${url} does not answer`, 'npm start, or dealwright api');
}

const startAdvice = ({ dataDir }: Config) =>
  holderOf(dataDir) ? 'see its log in the data folder' : 'it is not running: npm start';

async function ask(url: string, sql: string): Promise<{ value: string } | { error: string }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, string>>(sql);
    return { value: Object.values(rows[0] ?? {})[0] ?? '' };
  } catch (error) {
    return { error: (error as Error).message || (error as { code?: string }).code || 'no answer' };
  } finally {
    await client.end().catch(() => undefined);
  }
}
