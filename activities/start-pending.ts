import type { Client } from '@temporalio/client';
import type { Priority } from '@temporalio/common';
import type { Pool } from 'pg';
import type { DefinitionSource } from '../src/commands';
import type { Snapshot } from '../src/process';
import {
  INTERACTIVE_QUEUE,
  PROCESS_INSTANCE,
  type Run,
  WORKFLOW_TASK_TIMEOUT,
  workflowIdOf,
} from '../workflows/messages';
import { inParallel } from './in-parallel';

/** An instance whose workflow is to be started, as its row has it. */
export interface Startable {
  id: string;
  kind: Run['kind'];
  versionId: string;
  snapshot: Snapshot;
}

export interface Starter {
  pool: Pool;
  client: Client;
  definitions: DefinitionSource;
  /** Where instances run; tests give their own. */
  taskQueue?: string;
}

/** So many rows are read at a time, and so many starts are under way at once. */
const PAGE = 100;
const AT_ONCE = 16;
/** Behind every command that people send: 5 is the lowest, 3 is what they have. */
const BULK_PRIORITY = { priorityKey: 5 };

/**
 * Starts the workflows of a page of open instances that have none yet: what an import, the sample company or a
 * rebuild left to be started. Harmless when repeated. Gives how many were started; 0 when none is left.
 */
export const createStartPage = (starter: Starter) =>
  async function startPage(): Promise<number> {
    const { rows } = await starter.pool.query<Startable>(
      `SELECT id, kind, version_id AS "versionId", snapshot FROM process_instances WHERE engine = 'pending' AND open ORDER BY id LIMIT $1`,
      [PAGE],
    );
    await inParallel(rows, AT_ONCE, (row) => startInstance(starter, row, BULK_PRIORITY));
    await starter.pool.query(
      `UPDATE process_instances SET engine = 'running' WHERE id = ANY($1) AND engine = 'pending'`,
      [rows.map((row) => row.id)],
    );
    return rows.length;
  };

/** Starts one instance's workflow from its row; one that runs already is left alone. */
export async function startInstance(
  { client, definitions, taskQueue }: Starter,
  row: Startable,
  priority?: Priority,
): Promise<void> {
  const definition = await definitions.read(row.versionId);
  const run: Run = {
    carry: 1,
    instanceId: row.id,
    kind: row.kind,
    versionId: row.versionId,
    definition,
    snapshot: row.snapshot,
    answered: [],
  };
  await client.workflow.start(PROCESS_INSTANCE, {
    workflowId: workflowIdOf(row.kind, row.id),
    taskQueue: taskQueue ?? INTERACTIVE_QUEUE,
    args: [run],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    ...(priority && { priority }),
  });
}
