import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { workflowIdOf } from '../workflows/messages';
import { type Startable, type Starter, startInstance } from './start-pending';

/** So many instances are taken at a time. */
const PAGE = 20;
/** A command that starts a workflow from a row just before its words go is met again, at most so often. */
const ROUNDS = 5;
/** Finds nothing in a text: titles were erased before, with what finds the person. */
const NOBODY = '.\\A';

/** A history whose end is not yet in Temporal's index is deleted late, after half a minute or more; then within a second. */
const SETTLED_SECONDS = 8;

interface ToForget {
  id: string;
  kind: Startable['kind'];
  actId: string;
  ended: boolean;
}

/**
 * Makes the workflows of a page of instances forget words that were erased from the tables: each ends, what it wrote
 * meanwhile is erased too, that of an open instance starts anew from its row; a later pass has the old histories deleted, and the
 * instance is done once none is left. A command that comes in between starts the workflow
 * itself, as after any loss. May run twice. Gives how many instances got on; 0 when there is nothing to do for now.
 */
export const createForgetPage = (starter: Starter) =>
  async function forgetPage(): Promise<number> {
    const { rows } = await starter.pool.query<ToForget>(
      `SELECT h.instance_id AS id, h.act_id AS "actId", i.kind, h.ended_at IS NOT NULL AS ended FROM histories_to_forget h
       JOIN process_instances i ON i.id = h.instance_id WHERE h.done_at IS NULL AND (h.ended_at IS NULL OR h.ended_at < now() - make_interval(secs => $2))
       ORDER BY h.ended_at NULLS FIRST, h.asked_at LIMIT $1`,
      [PAGE, SETTLED_SECONDS],
    );
    let gotOn = 0;
    for (const row of rows) if (await forget(starter, row)) gotOn += 1;
    // By what the words in place of the texts were made, they could be guessed.
    await starter.pool.query(
      `UPDATE privacy_acts p SET salt = NULL WHERE salt IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM histories_to_forget h JOIN process_instances i ON i.id = h.instance_id WHERE h.act_id = p.id AND h.done_at IS NULL)`,
    );
    return gotOn;
  };

async function forget(starter: Starter, row: ToForget): Promise<boolean> {
  const { pool, client } = starter;
  const workflowId = workflowIdOf(row.kind, row.id);
  const note = (column: 'ended_at' | 'done_at') =>
    pool.query(`UPDATE histories_to_forget SET ${column} = now() WHERE instance_id = $1 AND act_id = $2`, [
      row.id,
      row.actId,
    ]);
  if (!row.ended) {
    await beginAnew(starter, row, workflowId);
    await note('ended_at');
    return true;
  }
  const left = await deleteClosedRuns(client, workflowId);
  if (left === 0) await note('done_at');
  return left === 0;
}

async function beginAnew(starter: Starter, { id, actId }: ToForget, workflowId: string): Promise<void> {
  const { pool, client } = starter;
  for (let n = 0; n < ROUNDS; n++) {
    await end(client, workflowId);
    const { rows } = await pool.query<{ done: { process_instances: number } }>(
      `SELECT erase_words($1, ARRAY[$2::uuid], '{}', $3) AS done`,
      [actId, id, NOBODY],
    );
    if (!rows[0]?.done.process_instances) break;
  }
  const { rows } = await pool.query<Startable>(
    `SELECT id, kind, version_id AS "versionId", snapshot FROM process_instances WHERE id = $1 AND open`,
    [id],
  );
  if (rows[0]) await startInstance(starter, rows[0]);
}

async function end(client: Client, workflowId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).terminate('What it remembers was erased.');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Has the histories of runs that are over deleted; gives how many are still there. One that goes on has forgotten by now. */
async function deleteClosedRuns(client: Client, workflowId: string): Promise<number> {
  let left = 0;
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const run = await describe(client, workflowId, runId);
    if (!run || run.status.name === 'RUNNING') continue;
    if (await deleteRun(client, workflowId, runId)) left += 1;
  }
  return left;
}

/** gRPC's word for what is not there. */
const NOT_FOUND = 5;

/** Has one history deleted; false where it went meanwhile: what was asked for in the pass before takes its time. */
async function deleteRun({ workflowService, options }: Client, workflowId: string, runId: string): Promise<boolean> {
  const workflowExecution = { workflowId, runId };
  try {
    await workflowService.deleteWorkflowExecution({ namespace: options.namespace, workflowExecution });
    return true;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return false;
    throw error;
  }
}

async function describe(client: Client, workflowId: string, runId: string) {
  try {
    return await client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
