import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync, statSync, truncateSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Trouble } from './trouble';

/** How a server of ours is started. */
export interface Launch {
  /** For messages: "PostgreSQL", "Temporal". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its output is appended here; the end of it goes into the message when it dies at start. */
  readonly logFile: string;
  /** What stops it in good order. */
  readonly stopSignal: NodeJS.Signals;
  /** Another user to run as; only root may. */
  readonly as?: { readonly uid: number; readonly gid: number };
  /** Ends it when this process ends, however that happens; without, a later start adopts it. */
  readonly tethered?: boolean;
  /** Told the process id at once, so that it can be noted before we may be killed. */
  readonly onSpawn?: (pid: number) => void;
  /** Whether it answers yet. */
  readonly ready: () => Promise<boolean>;
}

/** A server that runs; `stop` waits until it is gone. */
export interface RunningServer {
  readonly pid: number;
  /** Settles when it is gone, stopped or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** A server of ours that died or stayed silent at its start; `log` is the end of what it said. */
export class ServerStartError extends Trouble {
  override readonly name = 'ServerStartError';
  constructor(
    what: string,
    readonly log: string,
  ) {
    super(`${what}. The end of its log:\n${log}`);
  }
}

const START_MS = 60_000;
const STOP_MS = 20_000;

/**
 * Starts a server in a process group of its own (so that Ctrl-C reaches us, and we stop things in order) and waits
 * until it answers.
 * @throws ServerStartError when it ends or stays silent for a minute.
 */
export async function launch(spec: Launch): Promise<RunningServer> {
  const [command, args] = spec.tethered ? tether(spec) : [spec.command, spec.args];
  const log = openLog(spec.logFile);
  const child = spawn(command, args, {
    detached: true,
    stdio: [spec.tethered ? 'pipe' : 'ignore', log, log],
    ...spec.as,
  });
  closeSync(log);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  if (child.pid) spec.onSpawn?.(child.pid);
  child.unref();
  let over = false;
  void gone.then(() => {
    over = true;
  });
  const stop = async () => {
    child.ref();
    if (spec.tethered) child.stdin?.end();
    else if (child.pid) await stopProcess(child.pid, spec.stopSignal, () => over);
    await gone;
  };
  try {
    await untilReady(spec, () => over);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: child.pid ?? 0, ended: gone, stop };
}

/** A server found running, as if we had started it. */
export function adopt(pid: number, stopSignal: NodeJS.Signals): RunningServer {
  return { pid, ended: untilGone(pid), stop: () => stopProcess(pid, stopSignal) };
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await pause(250, undefined, { ref: false });
}

/** Asks a process to end, insists after 20 s, and waits until it is gone. */
export async function stopProcess(
  pid: number,
  signal: NodeJS.Signals,
  isOver = () => !isAlive(pid),
  patienceMs = STOP_MS,
): Promise<void> {
  send(pid, signal);
  for (let waited = 0; !isOver(); waited += 20) {
    if (waited >= patienceMs) send(pid, 'SIGKILL');
    await pause(20);
  }
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The program and arguments of a process, or undefined where the system does not tell: then don't trust its id. */
export function commandLine(pid: number): string | undefined {
  try {
    return (
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || readlinkSync(`/proc/${pid}/exe`)
    );
  } catch {
    return psCommand(pid);
  }
}

function psCommand(pid: number): string | undefined {
  const ps = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return ps.status === 0 ? ps.stdout.trim() : undefined;
}

function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}

/** A shell that holds our end of a pipe: when we end, it reads the end of input and stops the server. */
function tether({ command, args, stopSignal }: Launch): [string, string[]] {
  const script = `exec 3<&0; "$@" 3<&- </dev/null & s=$!; (cat <&3 >/dev/null; kill -${stopSignal.slice(3)} $s 2>/dev/null) & exec 3<&-; wait $s`;
  return ['/bin/sh', ['-c', script, 'sh', command, ...args]];
}

function openLog(file: string): number {
  const log = openSync(file, 'a', 0o644);
  if (statSync(file).size > 10_000_000) truncateSync(file);
  return log;
}

async function untilReady(spec: Launch, isOver: () => boolean): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await pause(40)) {
    if (isOver()) throw new ServerStartError(`${spec.name} ended while it started`, tail(spec.logFile));
    if (await spec.ready()) return;
  }
  throw new ServerStartError(`${spec.name} did not answer within ${START_MS / 1000} s`, tail(spec.logFile));
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
