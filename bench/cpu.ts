import { readdirSync, readFileSync } from 'node:fs';

/** CPU milliseconds used so far by each side of the system, or by one operation on each. */
export interface Cpu {
  api: number;
  worker: number;
  temporal: number;
  postgres: number;
  /** The load generator: this process. */
  load: number;
}

/** Linux counts in hundredths of a second, whatever the kernel's own tick. */
const TICK_MS = 10;

interface Stat {
  parent: number;
  /** Its own time and that of its children that have ended. */
  ms: number;
}

/**
 * CPU milliseconds of a process and everything it started, ended children included; so PostgreSQL's backends count
 * with the server. NaN where the system has no /proc.
 */
export function cpuMsOf(pid: number): number {
  const all = everyProcess();
  const add = (one: number): number => {
    const children = [...all].filter(([, { parent }]) => parent === one);
    return children.reduce((sum, [child]) => sum + add(child), all.get(one)?.ms ?? 0);
  };
  return all.has(pid) ? add(pid) : Number.NaN;
}

function everyProcess(): Map<number, Stat> {
  const found = new Map<number, Stat>();
  for (const name of processIds()) {
    const stat = readStat(name);
    if (stat) found.set(Number(name), stat);
  }
  return found;
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function readStat(pid: string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; what follows it is columns 3 and on.
    const columns = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = columns.slice(11, 15).reduce((sum, one) => sum + Number(one), 0);
    return { parent: Number(columns[1]), ms: ticks * TICK_MS };
  } catch {
    return undefined; // it ended meanwhile
  }
}

/** Memory that a process holds now, in megabytes. */
export function memoryMbOf(pid: number): number {
  try {
    const kb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kb) / 1024);
  } catch {
    return Number.NaN;
  }
}

const SIDES = ['api', 'worker', 'temporal', 'postgres', 'load'] as const;

const each = (of: (side: (typeof SIDES)[number]) => number): Cpu => {
  const [api = 0, worker = 0, temporal = 0, postgres = 0, load = 0] = SIDES.map(of);
  return { api, worker, temporal, postgres, load };
};

/** What was used between two readings. */
export const cpuBetween = (from: Cpu, to: Cpu): Cpu => each((side) => to[side] - from[side]);

export const cpuSum = (all: readonly Cpu[]): Cpu => each((side) => all.reduce((sum, one) => sum + one[side], 0));

export const cpuPer = (cpu: Cpu, operations: number): Cpu => each((side) => cpu[side] / operations);

/** All sides together. */
export const cpuTotal = (cpu: Cpu): number => SIDES.reduce((sum, side) => sum + cpu[side], 0);
