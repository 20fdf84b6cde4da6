import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './at-end';

/** A folder that goes after the file's last test; PostgreSQL's own user may enter it. */
export function scratchDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'dealwright-scratch-'));
  chmodSync(dir, 0o755);
  atEnd(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

/** A process of its own that runs a TypeScript file of ours, for tests that kill it. */
export interface Script {
  readonly process: ChildProcess;
  /** Everything it wrote so far, to both outputs. */
  output(): string;
  /** Waits until it has written `text`; fails with what it wrote instead when it ends before. */
  says(text: string): Promise<void>;
  /** Kills it, by default as `kill -9` does, and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts `file` with these arguments and further environment; it is killed after the file's last test. */
export function runScript(file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Script {
  const hook = join(__dirname, 'typescript.cjs');
  const child = spawn(process.execPath, ['-r', hook, file, ...args], { env: { ...process.env, ...env } });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let written = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk: Buffer) => {
      written += chunk.toString();
    });
  }
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal);
    await ended;
  };
  atEnd(() => kill());
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => written.includes(text) && resolve();
      for (const output of [child.stdout, child.stderr]) output.on('data', look);
      look();
      void ended.then(() => reject(new Error(`It ended without saying "${text}":\n${written}`)));
    });
  return { process: child, output: () => written, says, kill };
}
