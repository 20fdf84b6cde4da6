import { setTimeout as pause } from 'node:timers/promises';
import { startBare, updateNothing, updateWriting } from './bare';
import { cpuTotal } from './cpu';
import { type Figures, figuresOf, type Lap, lap } from './load';
import { type Probe, probeCommands } from './probe';
import type { Rig } from './rig';
import { completeTask, createSale, type OpenSale } from './sales';

/** W1, W2 and the bare Updates beside them, at one number of callers. */
export interface Beside {
  create: Figures;
  complete: Figures;
  bareNothing: Figures;
  bareWrite: Figures;
  /** W2 against the bare Update with one local write. */
  ratio: { p50: number; cpu: number };
}

/** What commands cost. */
export interface CommandFigures {
  at: Beside[];
  probe: Probe;
  workerMemoryMb: number;
}

const ROUNDS = 4;
const CALLERS = [
  { callers: 1, perRound: 100 },
  { callers: 16, perRound: 400 },
] as const;
const WARM_UP = 40;

/** W1 and W2, in rounds that take turns with the bare Updates, so that a slow minute slows them all. */
export async function measureCommands(rig: Rig, scale: number): Promise<CommandFigures> {
  await besides(rig, 4, WARM_UP, 1);
  const at: Beside[] = [];
  for (const { callers, perRound } of CALLERS) {
    at.push(await besides(rig, callers, Math.max(callers, Math.round(perRound * scale)), ROUNDS));
  }
  return { at, probe: await probeCommands(rig), workerMemoryMb: rig.workerMemoryMb() };
}

async function besides(rig: Rig, callers: number, perRound: number, rounds: number): Promise<Beside> {
  const laps = { create: [] as Lap[], complete: [] as Lap[], bareNothing: [] as Lap[], bareWrite: [] as Lap[] };
  for (let round = 0; round < rounds; round++) {
    const sales: OpenSale[] = [];
    laps.create.push(await lap(rig.cpu, Array(perRound).fill(null), callers, () => creating(rig, sales)));
    laps.complete.push(await lap(rig.cpu, sales, callers, (sale) => completeTask(rig, sale)));
    const bare = await freshBare(rig, perRound);
    laps.bareNothing.push(await lap(rig.cpu, bare, callers, (id) => updateNothing(rig.client, id)));
    const writing = await freshBare(rig, perRound);
    laps.bareWrite.push(await lap(rig.cpu, writing, callers, (id) => updateWriting(rig.client, id)));
  }
  return compare({
    create: figuresOf(laps.create, callers),
    complete: figuresOf(laps.complete, callers),
    bareNothing: figuresOf(laps.bareNothing, callers),
    bareWrite: figuresOf(laps.bareWrite, callers),
  });
}

async function creating(rig: Rig, made: OpenSale[]) {
  const sale = await createSale(rig);
  if (sale) made.push(sale);
  return sale ? 'done' : 'received';
}

/** Workflows that have started and rest, as the sales of W2 do. */
async function freshBare(rig: Rig, count: number): Promise<string[]> {
  const { ids } = await startBare(rig.client, count);
  await pause(500);
  return ids;
}

/** CPU of our layers is all of W2 without its load generator; of a bare Update it is all of it, its caller included. */
function compare(figures: Omit<Beside, 'ratio'>): Beside {
  const { complete, bareWrite } = figures;
  const ours = cpuTotal(complete.cpuMs) - complete.cpuMs.load;
  return {
    ...figures,
    ratio: { p50: complete.p50Ms / bareWrite.p50Ms, cpu: ours / cpuTotal(bareWrite.cpuMs) },
  };
}
