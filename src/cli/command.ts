import { systemClock } from '../platform/clock';
import { type Config, readConfig } from '../platform/config';
import { createLog } from '../platform/log';
import { locateDatabase, locateTemporal } from '../platform/servers';
import { explain } from '../platform/trouble';
import type { Installation } from './parts';

/** One line for the person at the terminal. */
export type Say = (line: string) => void;

/** Writes a line to standard output. */
export const say: Say = (line) => {
  process.stdout.write(`${line}\n`);
};

/**
 * Runs what a command does, handing it the configuration. What goes wrong becomes a sentence on standard error and
 * the exit code; only a bug shows its stack.
 */
export async function runCommand(act: (config: Config) => Promise<void>): Promise<void> {
  let dataDir = 'the data folder';
  try {
    const config = readConfig();
    dataDir = config.dataDir;
    await act(config);
  } catch (error) {
    const { message, exitCode } = explain(error, dataDir);
    process.stderr.write(`${message}\n`);
    process.exitCode = exitCode;
  }
}

/** What a part that runs on its own is handed: servers that the environment or an earlier start tells of. */
export function installation(config: Config): Installation {
  const servers = { urls: locateDatabase(config), temporal: locateTemporal(config) };
  return { config, ...servers, clock: systemClock, log: createLog(config) };
}

/** Aborted by Ctrl-C or a polite kill. npm passes Ctrl-C on a second time, so repeats within two seconds don't count. */
export function asked(): AbortSignal {
  const asking = new AbortController();
  let firstAt: number | undefined;
  const heard = () => {
    firstAt ??= Date.now();
    asking.abort();
    if (Date.now() - firstAt < 2_000) return;
    process.stderr.write('Leaving at once; the next start takes the servers over.\n');
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard);
  return asking.signal;
}

/** Waits, and keeps the process alive, until the signal is given. */
export function until(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const awake = setInterval(() => undefined, 60_000);
    const done = () => {
      clearInterval(awake);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}
