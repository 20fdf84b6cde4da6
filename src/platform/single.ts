import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, isAlive } from './server-process';
import { Trouble } from './trouble';

/** Another process runs on this data. */
export class AlreadyRunningError extends Trouble {
  override readonly name = 'AlreadyRunningError';
  constructor(pid: number, dataDir: string) {
    super(`Dealwright already runs on ${dataDir} (process ${pid}): use that one, or stop it with: kill ${pid}`, 1);
  }
}

/**
 * Marks `dataDir` as in use by this process until the returned function is called. A mark that a killed process left
 * is taken over: its id is held against the command line, as ids are given out again.
 * @throws AlreadyRunningError
 */
export function claim(dataDir: string): () => void {
  const file = join(dataDir, 'up.json');
  const mine = JSON.stringify({ pid: process.pid, command: commandLine(process.pid) });
  try {
    writeFileSync(file, mine, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = living(readFileSync(file, 'utf8'));
    if (holder) throw new AlreadyRunningError(holder, dataDir);
    writeFileSync(file, mine);
  }
  return () => rmSync(file, { force: true });
}

/** Whether some process runs on `dataDir`, and its id. */
export function holderOf(dataDir: string): number | undefined {
  try {
    return living(readFileSync(join(dataDir, 'up.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function living(mark: string): number | undefined {
  try {
    const { pid, command } = JSON.parse(mark) as { pid: number; command?: string };
    return isAlive(pid) && commandLine(pid) === command ? pid : undefined;
  } catch {
    return undefined; // torn by a full disk
  }
}
