import { setTimeout as pause } from 'node:timers/promises';
import { type Cpu, cpuBetween, cpuPer, cpuSum } from './cpu';

/** One stretch of load: what each operation took, and what all of them used. */
export interface Lap {
  latenciesMs: number[];
  wallMs: number;
  cpu: Cpu;
  /** Operations that were answered with "received": the engine took longer than the API waits. */
  received: number;
}

/** What laps come to. */
export interface Figures {
  operations: number;
  callers: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  perSecond: number;
  received: number;
  /** CPU milliseconds per operation. */
  cpuMs: Cpu;
}

/** What an operation came to; anything unexpected throws, and ends the run. */
export type Outcome = 'done' | 'received';

/** What work is left behind an answer is counted with it: servers get so long to finish. */
const AFTERMATH_MS = 250;

/** Runs `act` on each item with `callers` of them under way at a time, each of whom rests between two of theirs. */
export async function lap<T>(
  readCpu: () => Cpu,
  items: readonly T[],
  callers: number,
  act: (item: T) => Promise<Outcome>,
  restMs = 0,
): Promise<Lap> {
  const latenciesMs: number[] = [];
  let received = 0;
  const queue = items[Symbol.iterator]();
  const caller = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const from = performance.now();
      if ((await act(next.value)) === 'received') received += 1;
      latenciesMs.push(performance.now() - from);
      if (restMs > 0) await pause(restMs);
    }
  };
  const before = readCpu();
  const began = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const wallMs = performance.now() - began;
  await pause(AFTERMATH_MS);
  return { latenciesMs, wallMs, received, cpu: cpuBetween(before, readCpu()) };
}

/** Several laps of the same kind as one. */
export function figuresOf(laps: readonly Lap[], callers: number): Figures {
  const latencies = laps.flatMap((one) => one.latenciesMs);
  const operations = latencies.length;
  const seconds = laps.reduce((sum, one) => sum + one.wallMs, 0) / 1000;
  return {
    operations,
    callers,
    ...percentiles(latencies),
    perSecond: operations / seconds,
    received: laps.reduce((sum, one) => sum + one.received, 0),
    cpuMs: cpuPer(cpuSum(laps.map((one) => one.cpu)), operations),
  };
}

/** By nearest rank. */
export function percentiles(values: readonly number[]): Pick<Figures, 'p50Ms' | 'p95Ms' | 'p99Ms'> {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** Looks until `holds`, or until `withinMs` is over; gives what was seen last and how long it took. */
export async function watch<T>(
  look: () => Promise<T>,
  holds: (seen: T) => boolean,
  { everyMs = 250, withinMs = 600_000 } = {},
): Promise<{ seen: T; tookMs: number; held: boolean }> {
  const began = performance.now();
  for (;;) {
    const seen = await look();
    const tookMs = performance.now() - began;
    if (holds(seen)) return { seen, tookMs, held: true };
    if (tookMs > withinMs) return { seen, tookMs, held: false };
    await pause(everyMs);
  }
}
