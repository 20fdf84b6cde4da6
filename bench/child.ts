import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A process of the product, or a bare worker. */
export interface Child {
  readonly pid: number;
  /** The line that said it was ready. */
  readonly line: string;
  stop(): Promise<void>;
}

/** What to run, and how. */
export interface ChildSpec {
  /** A compiled module of this folder, and its arguments. */
  readonly module: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its output goes here. */
  readonly logFile: string;
  /** How the line begins by which it says that it is ready. */
  readonly ready: string;
  /** Where to write CPU profiles; none without. */
  readonly profileDir?: string;
}

const START_MS = 90_000;

/** Starts a process and waits until it says that it is ready. It is killed when this process ends. */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const log = openSync(spec.logFile, 'w');
  const profiling = spec.profileDir ? ['--cpu-prof', `--cpu-prof-dir=${spec.profileDir}`] : [];
  const child = spawn(process.execPath, [...profiling, join(__dirname, `${spec.module}.js`), ...(spec.args ?? [])], {
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const line = await readyLine(spec, child);
  return {
    pid: child.pid ?? 0,
    line,
    async stop() {
      process.removeListener('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function readyLine({ logFile, ready, module }: ChildSpec, child: ChildProcess): Promise<string> {
  for (const end = Date.now() + START_MS; Date.now() < end; await pause(50)) {
    const said = readFileSync(logFile, 'utf8').split('\n');
    const line = said.find((one) => one.startsWith(ready));
    if (line) return line;
    if (child.exitCode !== null) throw new Error(`${module} ended at its start:\n${said.slice(-20).join('\n')}`);
  }
  throw new Error(`${module} was not ready within ${START_MS / 1000} s: see ${logFile}`);
}
