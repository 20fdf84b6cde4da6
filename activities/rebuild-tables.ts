import type { Pool } from 'pg';
import { createDefinitionSource, type DefinitionSource } from '../src/commands';
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

/** A row that was not as it follows from the events, and was made so again. */
export interface RowFault {
  /** The table. */
  relation: string;
  row_key: string;
  fault: 'changed' | 'missing' | 'too many';
  columns: string[];
}

/** What one walk found: instances whose rows were mended, with what was wrong. */
export interface Mended {
  compared: number;
  /** Where to go on; null: the end was reached. */
  after: string | null;
  mended: { instanceId: string; faults: RowFault[] }[];
  broken: Rebuilt['broken'];
}

/**
 * Holds the rows of some instances, from an id on, against their events, and makes them so again where they differ. While others
 * write: each instance is held for as long as its own rows take.
 */
export async function mendTables(
  { pool, definitions }: { pool: Pool; definitions: DefinitionSource },
  { after, most }: { after: string | null; most: number },
): Promise<Mended> {
  const page = await pageOf(pool, after ?? FIRST, most);
  const found: Mended = { compared: page.length, after: null, mended: [], broken: [] };
  if (page.length === most) found.after = page.at(-1)?.id ?? null;
  for (const one of page) {
    try {
      const faults = await rebuildOne(pool, definitions, one);
      if (faults.length > 0) found.mended.push({ instanceId: one.id, faults });
    } catch (error) {
      found.broken.push({ instanceId: one.id, why: (error as Error).message });
    }
  }
  return found;
}

/**
 * Writes the rows that people query anew from the events: each history is run through the machine, held against the
 * snapshots that were stored, and laid out again. What was wrong is kept in `row_repairs`.
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

/** What is known of a deal beside its rows. */
interface Known {
  id: string;
  /** The version that it is said to be on, most believed first: where one row was changed, the others still tell. */
  versions: string[];
  events: ProcessEvent[];
  stored: Snapshot;
}

const KNOWN = `SELECT id, events_from(id, 1) AS events,
    (SELECT e.snapshot FROM process_events e WHERE e.instance_id = i.id ORDER BY seq DESC LIMIT 1) AS stored,
    ARRAY(SELECT said FROM unnest(ARRAY[version_id,
        (SELECT h.version_id FROM deal_history h WHERE h.instance_id = i.id ORDER BY h.seq DESC LIMIT 1),
        (SELECT v.version_id FROM stage_visits v WHERE v.instance_id = i.id ORDER BY v.n DESC LIMIT 1)]) said
      WHERE EXISTS (SELECT 1 FROM process_versions p WHERE p.id = said) GROUP BY said ORDER BY count(*) DESC, said = version_id DESC) AS versions
  FROM process_instances i`;

const pageOf = async (pool: Pool, after: string, limit = PAGE): Promise<Known[]> =>
  (await pool.query<Known>(`${KNOWN} WHERE id > $1 ORDER BY id LIMIT $2`, [after, limit])).rows;

async function rebuildOne(pool: Pool, definitions: DefinitionSource, known: Known): Promise<RowFault[]> {
  const input = await inputOf(definitions, known);
  const { rows } = await pool.query<{ found: RowFault[] | null }>('SELECT mend_rows($1, $2) AS found', [
    known.id,
    JSON.stringify(input),
  ]);
  return rows[0]?.found ?? [];
}

/** The rows that follow from the events. @throws Error for a history that does not replay */
async function inputOf(definitions: DefinitionSource, { events, versions, stored }: Known) {
  let failed: unknown;
  for (const versionId of versions) {
    try {
      const read = new Map<string, Definition>();
      for (const id of versionsIn(events, versionId)) read.set(id, await definitions.read(id));
      const { snapshot, ...rest } = retrace({ events, versionId }, (id) => read.get(id) as Definition);
      if (canonical(snapshot) !== canonical(stored))
        throw new Error('Its events do not give the snapshot that was stored with the last of them.');
      return rowsOf(snapshot, { ...rest, events });
    } catch (error) {
      failed ??= error;
    }
  }
  throw failed ?? new Error('It is on no version that there is.');
}

const rowsOf = (
  snapshot: Snapshot,
  { definition, tasks, versionId, events }: Omit<Retraced, 'snapshot'> & { events: readonly ProcessEvent[] },
) => ({
  seq: snapshot.seq,
  at: events.at(-1)?.at,
  startedAt: events[0]?.at,
  versionId,
  kind: definition.kind,
  snapshot,
  row: columnsOf({ definition }, snapshot),
  tasks,
  deadlines: deadlinesOf(snapshot),
});

interface Retraced {
  snapshot: Snapshot;
  tasks: Task[];
  definition: Definition;
  /** The version that it is on at the end. */
  versionId: string;
}

/** Runs a history through the machine, and gathers what became of each task on the way, and the definition it ends with. */
function retrace(
  { events, versionId }: { events: readonly ProcessEvent[]; versionId: string },
  definitionOf: DefinitionOf,
): Retraced {
  const tasks = new Map<string, Task>();
  let version = firstVersion(events, versionId);
  let definition = definitionOf(version);
  let snapshot: Snapshot | null = null;
  for (const event of events) {
    if (event.command.type === 'migrate') {
      version = event.command.versionId;
      definition = definitionOf(version);
    }
    const { decision, refused } = decide(definition, snapshot, event.command, event.at);
    if (refused) throw new Error(`Event ${event.seq} is refused: ${refused.detail}`);
    snapshot = settle(decision.snapshot, event.facts);
    for (const task of settledTasks(decision, event.facts)) tasks.set(task.key, task);
  }
  if (!snapshot) throw new Error('It has no events.');
  return { snapshot, tasks: [...tasks.values()], definition, versionId: version };
}

/** The same however its keys are ordered: the table does not keep their order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
