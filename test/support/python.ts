import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readConfig } from '../../src/platform/config';

const run = promisify(execFile);

/** An interpreter that can make virtual environments: Debian's `python3` alone cannot. */
const PYTHON = ['python3', 'python'].find((command) => {
  try {
    const needed = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))';
    execFileSync(command, ['-c', needed], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** Whether there is a Python to test with; `npm test` installs it where it may. */
export const hasPython = PYTHON !== undefined;

/** Skips by a name that says what to install; `.ci/run` takes no skipped test. */
export const describeWithPython = hasPython
  ? describe
  : (name: string, body: () => void) =>
      describe.skip(`${name} (needs Python 3.11 or newer: apt-get install python3-venv)`, body);

/** How long the first use of an environment may take: its packages are fetched. For the timeout of `beforeAll`. */
export const PYTHON_MS = 600_000;

/** A virtual environment with the packages that one need of the tests pins. */
export interface Python {
  /** The interpreter. */
  readonly path: string;
  /** The folder of the programs that the packages bring. */
  readonly bin: string;
  /** Runs `python <args>` to its end and gives what it wrote to its output. @throws with what it said. */
  run(args: readonly string[], options?: { cwd?: string; env?: NodeJS.ProcessEnv }): Promise<string>;
}

/**
 * The environment with what `test/support/python/<need>.txt` pins. It is made once and kept in the folder where
 * Temporal's binary is kept, under a name that changes with the file; who wants it while another makes it, waits.
 * @throws where there is no Python, or its packages cannot be fetched.
 */
export async function python(need: string): Promise<Python> {
  if (!PYTHON) throw new Error('Python 3.11 or newer with venv is needed: apt-get install python3-venv');
  const wanted = join(__dirname, 'python', `${need}.txt`);
  const interpreter = execFileSync(PYTHON, ['-c', 'import sys; print(sys.version, sys.executable)'], {
    encoding: 'utf8',
  });
  const made = createHash('sha256').update(interpreter).update(readFileSync(wanted)).digest('hex').slice(0, 12);
  const home = join(readConfig().cacheDir, 'python', `${need}-${made}`);
  const ready = join(home, 'ready');
  if (!existsSync(ready)) await alone(`${home}.lock`, () => (existsSync(ready) ? undefined : make(home, wanted)));
  return at(home);
}

function at(home: string): Python {
  const [bin, path] = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const interpreter = join(home, bin, path);
  return {
    path: interpreter,
    bin: join(home, bin),
    async run(args, { cwd, env } = {}) {
      const settings = { cwd, env: { ...process.env, PYTHONUTF8: '1', ...env }, maxBuffer: 1 << 28 };
      return (await run(interpreter, [...args], settings)).stdout;
    },
  };
}

/** The environment, complete when the file `ready` is in it; half of one is thrown away. */
async function make(home: string, wanted: string): Promise<void> {
  rmSync(home, { recursive: true, force: true });
  process.stderr.write(`Python: fetching what ${wanted} names (once)\n`);
  try {
    await run(PYTHON as string, ['-m', 'venv', home]);
    await at(home).run(['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', wanted]);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').slice(-5).join('\n');
    throw new Error(`The Python packages of ${wanted} could not be installed:\n${said || String(error)}`);
  }
  writeFileSync(join(home, 'ready'), '');
}

/**
 * Does `act` while nobody else of this machine does. The lock is a folder, because making one either works or fails, with
 * the holder's process number; that of a process which died is moved away, which again only one can do.
 */
async function alone(lock: string, act: () => Promise<void> | undefined): Promise<void> {
  mkdirSync(join(lock, '..'), { recursive: true });
  while (!taken(lock)) {
    if (isDead(holderOf(lock))) moveAway(lock);
    else await pause(250);
  }
  try {
    await act();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** The folder comes into place with the number already in it: nobody sees it without. */
function taken(lock: string): boolean {
  const mine = `${lock}-${randomUUID()}`;
  mkdirSync(mine);
  writeFileSync(join(mine, 'pid'), String(process.pid));
  try {
    renameSync(mine, lock); // fails where the lock is: it is a folder that is not empty
    return true;
  } catch {
    rmSync(mine, { recursive: true, force: true });
    return false;
  }
}

function holderOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(join(lock, 'pid'), 'utf8'));
  } catch {
    return undefined; // it was given back just now
  }
}

function isDead(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function moveAway(lock: string): void {
  const away = `${lock}-${randomUUID()}`;
  try {
    renameSync(lock, away);
    rmSync(away, { recursive: true, force: true });
  } catch {
    // another was quicker
  }
}
