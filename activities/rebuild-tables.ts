import type { Pool, PoolClient } from 'pg';
import { createDefinitionSource, type DefinitionSource } from '../src/commands';
import { inTransaction } from '../src/platform/in-transaction';
import {
  type Definition,
  type DefinitionOf,
  deadlinesOf,
  decide,
  firstVersion,
  type ProcessEvent,
  type Snapshot,
  settle,
  settledTasks,
  type Task,
  versionsIn,
} from '../src/process';
import { columnsOf } from './decision-record';

/** What a rebuild did, and the instances whose history does not replay: these are left as they are. */
export interface Rebuilt {
  instances: number;
  broken: { instanceId: string; why: string }[];
}

const PAGE = 200;

/**
 * Writes the rows that people query anew from the events: each history is run through the machine, held against the
 * snapshots that were stored, and laid out again. For the owner's login, while nothing else writes.
 */
export async function rebuildTables(pool: Pool, told: (done: number) => void = () => {}): Promise<Rebuilt> {
  const definitions = createDefinitionSource(pool);
  const rebuilt: Rebuilt = { instances: 0, broken: [] };
  for (let after = FIRST, page = await pageOf(pool, after); page.length > 0; page = await pageOf(pool, after)) {
    for (const one of page) {
      await rebuildOne(pool, definitions, one).catch((error: Error) =>
        rebuilt.broken.push({ instanceId: one.id, why: error.message }),
      );
      rebuilt.instances += 1;
      after = one.id;
    }
    told(rebuilt.instances);
  }
  return rebuilt;
}

const FIRST = '00000000-0000-0000-0000-000000000000';

interface InstanceRow {
  id: string;
  kind: 'lead' | 'sale';
  versionId: string;
  events: ProcessEvent[];
  stored: Snapshot;
}

async function pageOf(pool: Pool, after: string): Promise<InstanceRow[]> {
  const { rows } = await pool.query<InstanceRow>(
    `SELECT id, kind, version_id AS "versionId", events_from(id, 1) AS events,
       (SELECT e.snapshot FROM process_events e WHERE e.instance_id = i.id ORDER BY seq DESC LIMIT 1) AS stored
     FROM process_instances i WHERE id > $1 ORDER BY id LIMIT $2`,
    [after, PAGE],
  );
  return rows;
}

async function rebuildOne(pool: Pool, definitions: DefinitionSource, row: InstanceRow): Promise<void> {
  const versions = new Map<string, Definition>();
  for (const id of versionsIn(row.events, row.versionId)) versions.set(id, await definitions.read(id));
  const { snapshot, tasks, definition } = retrace(row, (versionId) => versions.get(versionId) as Definition);
  if (canonical(snapshot) !== canonical(row.stored))
    throw new Error('Its events do not give the snapshot that was stored with the last of them.');
  const input = {
    seq: snapshot.seq,
    at: row.events.at(-1)?.at,
    snapshot,
    row: columnsOf({ definition }, snapshot),
    tasks,
    deadlines: deadlinesOf(snapshot),
  };
  await inTransaction(pool, (client) => put(client, row.id, input));
}

async function put(client: PoolClient, id: string, input: { tasks: Task[] }): Promise<void> {
  await client.query('DELETE FROM tasks WHERE instance_id = $1 AND NOT key = ANY($2)', [
    id,
    input.tasks.map((task) => task.key),
  ]);
  // An instance that waits for its workflow goes on waiting.
  const { rows } = await client.query(`SELECT engine = 'pending' AS pending FROM process_instances WHERE id = $1`, [
    id,
  ]);
  await client.query('SELECT put_rows($1, $2, NULL)', [id, JSON.stringify(input)]);
  await client.query('SELECT note_visits($1, 1), note_history($1, 1)', [id]);
  if (rows[0]?.pending)
    await client.query(`UPDATE process_instances SET engine = 'pending' WHERE id = $1 AND open`, [id]);
}

/** Runs a history through the machine, and gathers what became of each task on the way, and the definition it ends with. */
function retrace({ events, versionId }: InstanceRow, definitionOf: DefinitionOf) {
  const tasks = new Map<string, Task>();
  let definition = definitionOf(firstVersion(events, versionId));
  let snapshot: Snapshot | null = null;
  for (const event of events) {
    if (event.command.type === 'migrate') definition = definitionOf(event.command.versionId);
    const { decision, refused } = decide(definition, snapshot, event.command, event.at);
    if (refused) throw new Error(`Event ${event.seq} is refused: ${refused.detail}`);
    snapshot = settle(decision.snapshot, event.facts);
    for (const task of settledTasks(decision, event.facts)) tasks.set(task.key, task);
  }
  if (!snapshot) throw new Error('It has no events.');
  return { snapshot, tasks: [...tasks.values()], definition };
}

/** The same however its keys are ordered: the table does not keep their order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
