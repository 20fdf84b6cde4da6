import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { v7 as newId } from 'uuid';
import { type Activities, createActivities } from '../../activities';
import { publishShipped } from '../../activities/publish-shipped';
import {
  type CommandRequest,
  createDefinitionSource,
  createSendCommand,
  type Door,
  type SendCommand,
  type Sent,
} from '../../src/commands';
import { createVersions } from '../../src/crm';
import { systemClock } from '../../src/platform/clock';
import { readConfig } from '../../src/platform/config';
import type { Pool } from '../../src/platform/database';
import {
  type Act,
  type Definition,
  firstVersion,
  type ProcessEvent,
  replay,
  type Snapshot,
  versionsIn,
} from '../../src/process';
import { workflowIdOf } from '../../workflows/messages';
import { freshDatabase, type TestDatabase, testPool } from './database';
import { nativeConnection, startTestWorker, type TestWorker, temporalClient } from './temporal';

/** A rep, their manager and a colleague: who most tests need. */
export interface Cast {
  rep: string;
  manager: string;
  colleague: string;
}

/** The whole engine on a database of its own: door, worker, tables. */
export interface Engine {
  database: TestDatabase;
  /** The workers' login. */
  pool: Pool;
  /** The API's login. */
  apiPool: Pool;
  cast: Cast;
  taskQueue: string;
  send: SendCommand;
  /** The real activities, as no worker runs them. */
  activities: Activities;
  /** Starts a worker again, after one was stopped or killed. */
  startWorker(): Promise<TestWorker>;
  /** Starts an instance and gives its id. */
  start(
    process: string,
    fields?: Record<string, unknown>,
    record?: Record<string, unknown>,
    versionId?: string,
  ): Promise<string>;
  /** Sends a command as the rep (or somebody else) with a fresh key. */
  ask(id: string, act: Act, options?: Partial<CommandRequest>): Promise<Sent>;
}

const SIGNED = { roles: ['rep'], teams: [] };

/** How a test's engine differs from the usual one. */
export interface EngineOptions {
  /** Wraps the real activities, to fail or slow them down at a chosen place. */
  wrap?: (real: Activities) => Activities;
  /** A Temporal server of the test's own, which it may kill. */
  client?: Client;
  /** Where its worker finds that server. */
  address?: string;
  /** Without a worker in this process. */
  workerless?: boolean;
  /** After how many history events a run continues as new. */
  runEvents?: number;
  /** How long a command waits for the engine; where that stays up long enough for a busy machine, else as the product does. */
  engineDeadlineMs?: number;
}

/** So long a command waits for an engine that nobody takes away: on a busy machine the product's few seconds may be over before. */
const PATIENT_MS = 20_000;

/** Starts the engine on a fresh database, with the shipped processes and three people. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { wrap = (real) => real, workerless = false, runEvents } = options;
  const { engineDeadlineMs = options.client || workerless ? undefined : PATIENT_MS } = options;
  const database = await freshDatabase();
  const pool = testPool(database.workerUrl);
  const apiPool = testPool(database.apiUrl);
  const cast = await insertPeople(pool);
  await publishShipped(pool, readConfig().root);
  const client = options.client ?? (await temporalClient());
  const taskQueue = `test-${randomUUID()}`;
  const door: Door = { pool: apiPool, client, clock: systemClock, taskQueue, runEvents, engineDeadlineMs };
  const real = createActivities({ ...door, pool });
  const startWorker = async () =>
    startTestWorker({ taskQueue, activities: wrap(real), connection: await nativeConnection(options.address) });
  if (!workerless) await startWorker();
  return { database, pool, apiPool, cast, taskQueue, activities: real, startWorker, ...hands(door, pool, cast) };
}

/** What a test asks the engine with. */
function hands(door: Door, pool: Pool, cast: Cast): Pick<Engine, 'send' | 'ask' | 'start'> {
  const send = createSendCommand(door);
  const kinds = new Map<string, 'lead' | 'sale'>();
  const ask: Engine['ask'] = (id, act, options = {}) =>
    send({
      key: newId(),
      route: `test ${id}`,
      body: act,
      kind: kinds.get(id) ?? 'sale',
      instanceId: id,
      actor: { id: cast.rep, ...SIGNED },
      act,
      ...options,
    });
  const start: Engine['start'] = async (
    process,
    fields = {},
    record = { title: 'A sale', topic: 'A lead' },
    versionId,
  ) => {
    const id = newId();
    kinds.set(id, process.includes('lead') ? 'lead' : 'sale');
    const version = versionId ?? (await createVersions(pool).current(process))?.id;
    if (!version) throw new Error(`The process "${process}" has no published version.`);
    const act = { type: 'start', owner: cast.rep, fields } as Act;
    const sent = await ask(id, act, { versionId: version, record });
    if (sent.became !== 'applied') throw new Error(`The start was ${JSON.stringify(sent)}`);
    return id;
  };
  return { send, ask, start };
}

async function insertPeople(pool: Pool): Promise<Cast> {
  const [rep, manager, colleague] = [newId(), newId(), newId()];
  await pool.query(
    `INSERT INTO people (id, name, email, roles, manager_id) VALUES
       ($2, 'Mara Manager', 'mara@example.com', '{manager}', NULL),
       ($1, 'Rita Rep', 'rita@example.com', '{rep}', $2),
       ($3, 'Carl Colleague', 'carl@example.com', '{rep}', $2)`,
    [rep, manager, colleague],
  );
  return { rep, manager, colleague };
}

/** The row's snapshot, as the tables hold it. */
export async function snapshotOf(pool: Pool, id: string): Promise<Snapshot> {
  const { rows } = await pool.query<{ snapshot: Snapshot }>('SELECT snapshot FROM process_instances WHERE id = $1', [
    id,
  ]);
  if (!rows[0]) throw new Error(`No instance ${id}`);
  return rows[0].snapshot;
}

/** The id of an open task by its key in the definition. */
export async function taskOf(pool: Pool, id: string, task: string): Promise<string> {
  const found = (await snapshotOf(pool, id)).tasks.find((one) => one.task === task && one.status === 'open');
  if (!found) throw new Error(`No open task ${task}`);
  return found.id;
}

/** The events of an instance with the snapshot that was stored at each. */
export async function historyOf(pool: Pool, id: string): Promise<{ events: ProcessEvent[]; stored: Snapshot[] }> {
  const { rows } = await pool.query<{ events: ProcessEvent[]; stored: Snapshot[] }>(
    `SELECT events_from($1, 1) AS events, (SELECT jsonb_agg(snapshot ORDER BY seq) FROM process_events WHERE instance_id = $1) AS stored`,
    [id],
  );
  return rows[0] ?? { events: [], stored: [] };
}

/** Replays an instance's history through the machine: what each index gives, beside what was stored. */
export async function replayOf(pool: Pool, id: string): Promise<{ replayed: Snapshot[]; stored: Snapshot[] }> {
  const { events, stored } = await historyOf(pool, id);
  const { rows } = await pool.query<{ versionId: string }>(
    'SELECT version_id AS "versionId" FROM process_instances WHERE id = $1',
    [id],
  );
  const now = rows[0]?.versionId ?? '';
  const definitions = createDefinitionSource(pool);
  const known = new Map<string, Definition>();
  for (const id of versionsIn(events, now)) known.set(id, await definitions.read(id));
  const definitionOf = (id: string) => known.get(id) as Definition;
  return { replayed: replay(definitionOf(firstVersion(events, now)), events, null, definitionOf), stored };
}

export const workflowId = (id: string, kind: 'lead' | 'sale' = 'sale'): string => workflowIdOf(kind, id);

/** Reads until what was read holds, or half a minute is over; gives what was read last. */
export async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + 30_000; ; await pause(50)) {
    const value = await read();
    if (holds(value) || Date.now() > end) return value;
  }
}
