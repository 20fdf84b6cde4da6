import { v7 as newId } from 'uuid';
import { publishProcess } from '../activities/publish';
import { createMigrationEngine } from '../src/commands';
import { keepMigration, type MigrationCard, planMigration, readMigration } from '../src/migrations';
import { type Cpu, cpuBetween, cpuPer } from './cpu';
import { type Figures, figuresOf, lap, watch } from './load';
import { writeBulk } from './made';
import type { Rig } from './rig';
import { completeTask, salesFor } from './sales';
import { startWorkflows } from './start-workflows';

/** What it costs to move running deals to another version. */
export interface MigrateFigures {
  deals: number;
  previewedPerSecond: number;
  migratedPerSecond: number;
  /** CPU milliseconds a deal that was migrated, that of the commands meanwhile included. */
  cpuMs: Cpu;
  takenBackPerSecond: number;
  /** Commands of one person before and meanwhile. */
  before: Figures;
  meanwhile: Figures;
}

const process = (stage: string, days: number) => `
process: bench-migrate
kind: sale
name: { en: Migrate, ru: Перенос }
calendar: office
fields:
  reason: { type: text, name: { en: Reason, ru: Причина } }
stages:
  ${stage}:
    name: { en: First, ru: Первая }
    probability: 20
    limit: ${days} working days
    tasks:
      call:
        name: { en: Call, ru: Позвонить }
        limit: 1 working day
        outcomes:
          done: { name: { en: Done, ru: Готово }, to: closed.lost }
closed:
  lost: { name: { en: Lost, ru: Не продано } }
`;
const COMMANDS = 60;
const REST_MS = 250;

/** `count` running sales go to a version with another name for their stage and a shorter limit, while somebody works. */
export async function measureMigrate(rig: Rig, count: number): Promise<MigrateFigures> {
  await publishProcess(rig.pool, 'bench-migrate 1', process('first', 5));
  await writeBulk(rig.pool, { process: 'bench-migrate', count, reps: rig.people.reps, beganAt: Date.now });
  await startWorkflows(rig);
  await publishProcess(rig.pool, 'bench-migrate 2', process('begin', 3));
  const sales = await salesFor(rig, 2 * COMMANDS);
  const before = figuresOf([await lap(rig.cpu, sales.slice(0, COMMANDS), 1, (one) => completeTask(rig, one))], 1);
  const { id, begin } = await plan(rig);
  const previewMs = await timed(
    rig,
    id,
    () => begin({ does: 'preview' }),
    ({ status }) => status === 'ready',
  );
  const working = lap(rig.cpu, sales.slice(COMMANDS), 1, (one) => completeTask(rig, one), REST_MS);
  const cpuBefore = rig.cpu();
  const migrateMs = await timed(
    rig,
    id,
    () => begin({ does: 'run' }),
    ({ status }) => status === 'done',
  );
  const cpu = cpuBetween(cpuBefore, rig.cpu());
  const meanwhile = figuresOf([await working], 1);
  const backMs = await timed(
    rig,
    id,
    () => begin({ does: 'revert' }),
    ({ back }) => (back['taken back'] ?? 0) >= count,
  );
  return {
    deals: count,
    previewedPerSecond: count / (previewMs / 1000),
    migratedPerSecond: count / (migrateMs / 1000),
    cpuMs: cpuPer(cpu, count),
    takenBackPerSecond: count / (backMs / 1000),
    before,
    meanwhile,
  };
}

async function plan({ pool, client }: Rig) {
  const id = newId();
  const planned = await planMigration(pool, { process: 'bench-migrate', to: 2, plan: { stages: { first: 'begin' } } });
  if (!planned || planned.problems.length > 0) throw new Error(`The plan does not fit: ${JSON.stringify(planned)}`);
  const made = {
    id,
    process: 'bench-migrate',
    runs: false,
    batchSize: 100,
    perSecond: null,
    createdBy: null,
    at: Date.now(),
  };
  await keepMigration(pool, made, planned);
  const engine = createMigrationEngine({ client });
  return { id, begin: (run: Parameters<typeof engine.begin>[1]) => engine.begin(id, run) };
}

async function timed(
  { pool }: Rig,
  id: string,
  begin: () => Promise<void>,
  holds: (card: MigrationCard) => boolean,
): Promise<number> {
  const began = performance.now();
  await begin();
  const { held, seen } = await watch(
    () => readMigration(pool, id),
    (card) => card !== null && holds(card),
    { everyMs: 100 },
  );
  if (!held) throw new Error(`The migration came no further than ${JSON.stringify(seen?.results)}`);
  return performance.now() - began;
}
