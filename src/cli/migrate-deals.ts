import { Client, Connection } from '@temporalio/client';
import { Command, InvalidArgumentError } from 'commander';
import { v7 as newId } from 'uuid';
import { createMigrationEngine, type MigrationEngine } from '../commands';
import { createVersions } from '../crm';
import {
  keepMigration,
  type MigrationCard,
  maySteer,
  noSuchBatch,
  PlanTextRefused,
  planMigration,
  readMigration,
  readPlan,
  refusedSteering,
  runToStart,
  STEERINGS,
  type Steering,
} from '../migrations';
import { createPool, type Pool } from '../platform/database';
import { Trouble } from '../platform/trouble';
import { installation, runCommand, say } from './command';
import { followMigration } from './migration-progress';
import { plansOf, tell } from './migration-report';
import type { Installation } from './parts';
import { readText } from './read-text';

interface Options {
  to?: number;
  from?: number[];
  plan?: string;
  dryRun?: boolean;
  batch: number;
  perSecond?: number;
  json?: boolean;
}

/** `dealwright process migrate KEY --to N`: running deals go to another version, previewed first. */
export function migrateDealsCommand(): Command {
  return new Command('migrate')
    .description('move the running deals of a process to a version; 1 when the plan does not fit, or deals were left')
    .argument('<key>', 'the process: standard-sale')
    .option('--to <version>', 'the version they go to; the one in force unless told', number)
    .option('--from <version...>', 'the versions they leave; every other one unless told', numbers)
    .option('--plan <file>', 'stages, tasks, timers, fields; what it leaves out is proposed')
    .option('--dry-run', 'preview each deal, and move none')
    .option('--batch <deals>', 'how many can be taken back together', number, 50)
    .option('--per-second <deals>', 'no faster than this', Number)
    .option('--json', 'for programs')
    .action((key: string, options: Options) =>
      runCommand((config) => migrateDeals(installation(config), key, options)),
    );
}

/** `dealwright process migration ID [start|pause|resume|stop|revert]`: how one stands, and what it is told. */
export function migrationCommand(): Command {
  return new Command('migration')
    .description('how a migration stands, or steer it')
    .argument('<id>', 'as `process migrate` gave it')
    .argument('[what]', STEERINGS.join(', '))
    .option('--batch <number>', 'with revert: only this batch', number)
    .option('--json', 'for programs')
    .action((id: string, what: string | undefined, options: { batch?: number; json?: boolean }) =>
      runCommand((config) => steerMigration(installation(config), id, what, options)),
    );
}

function number(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return n;
}

const numbers = (text: string, before: number[] = []): number[] => [...before, number(text)];

/** The tables and the engine, for as long as `act` takes. */
async function withBoth(on: Installation, act: (pool: Pool, engine: MigrationEngine) => Promise<void>): Promise<void> {
  const pool = createPool(on.urls.worker || on.urls.api, { max: 2 });
  const connection = Connection.lazy({ address: on.temporal.address });
  try {
    await act(pool, createMigrationEngine({ client: new Client({ connection, namespace: on.temporal.namespace }) }));
  } finally {
    await Promise.all([connection.close(), pool.end()]);
  }
}

/** Plans, keeps and begins a migration, and follows it until it stands still. */
export async function migrateDeals(on: Installation, key: string, options: Options): Promise<void> {
  const plan = options.plan === undefined ? undefined : planIn(options.plan);
  await withBoth(on, async (pool, engine) => {
    const to = options.to ?? (await createVersions(pool).current(key))?.version;
    const planned = to === undefined ? null : await planMigration(pool, { process: key, to, from: options.from, plan });
    if (!planned) throw new Trouble(`There is no such version of "${key}". What there is: dealwright process list`, 1);
    if (!options.json) for (const line of plansOf(planned)) say(line);
    if (planned.problems.length > 0) throw new Trouble(planned.problems.map(({ message }) => message).join('\n'), 1);
    const id = newId();
    const { batch: batchSize, perSecond = null, dryRun } = options;
    const made = { id, process: key, runs: !dryRun, batchSize, perSecond, createdBy: null, at: on.clock.now() };
    await keepMigration(pool, made, planned);
    await began(engine.begin(id, { does: 'preview' }));
    await follow(pool, id, options.json);
  });
}

function planIn(file: string): ReturnType<typeof readPlan> {
  const { name, text } = readText(file);
  try {
    return readPlan(text);
  } catch (error) {
    throw error instanceof PlanTextRefused ? new Trouble(`${name} is no plan:\n${error.message}`, 1) : error;
  }
}

async function began(asked: Promise<void>): Promise<void> {
  await asked.catch(() => {
    throw new Trouble('Temporal does not answer: is it running? Nothing was moved.', 3);
  });
}

async function steerMigration(
  on: Installation,
  id: string,
  what: string | undefined,
  { batch, json }: { batch?: number; json?: boolean },
): Promise<void> {
  if (what !== undefined && !isSteering(what)) throw new Trouble(`"${what}" is none of ${STEERINGS.join(', ')}.`, 2);
  await withBoth(on, async (pool, engine) => {
    const card = await cardOf(pool, id);
    if (what === undefined) return tell(pool, card, json);
    if (!maySteer(what, card.status)) throw new Trouble(refusedSteering(what, card.status), 1);
    const missing = what === 'revert' ? noSuchBatch(batch, card.batches) : null;
    if (missing) throw new Trouble(missing, 1);
    if (what === 'start') await began(engine.begin(id, runToStart(card.status)));
    else if (what === 'revert')
      await began(engine.begin(id, { does: 'revert', ...(batch !== undefined && { batch }) }));
    else await engine.steer(id, what);
    if (what === 'start' || what === 'revert') await begun(pool, card);
    if (what !== 'pause') await follow(pool, id, json);
    else await tell(pool, await cardOf(pool, id), json);
  });
}

const isSteering = (what: string): what is Steering => (STEERINGS as readonly string[]).includes(what);

/** Its workflow takes a moment to say that it has begun. */
async function begun(pool: Pool, { id, status }: MigrationCard): Promise<void> {
  for (const end = Date.now() + 3_000; Date.now() < end; ) {
    if ((await cardOf(pool, id)).status !== status) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function cardOf(pool: Pool, id: string): Promise<MigrationCard> {
  const card = /^[0-9a-f-]{36}$/i.test(id) ? await readMigration(pool, id) : null;
  if (!card) throw new Trouble(`There is no migration ${id}.`, 1);
  return card;
}

async function follow(pool: Pool, id: string, json = false): Promise<void> {
  const card = await followMigration(() => cardOf(pool, id), json);
  await tell(pool, card, json);
  const { waiting = 0, migrated = 0, ...left } = card.results;
  if (card.status === 'done' && Object.keys(left).length > 0) process.exitCode = 1;
}
