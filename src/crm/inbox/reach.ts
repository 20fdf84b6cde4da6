import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';
import type { Kind } from '../../process';
import { type Ref, ref } from '../instance-sql';
import { inQueueSql, type Worker } from './mine-sql';

/** A task as far as what is done beside its process needs to know it. */
export interface ReachedTask {
  id: string;
  key: string;
  open: boolean;
  instance: { id: string; kind: Kind };
  /** One holds it, or could claim it: it is in one's inbox while it is open. */
  mine: boolean;
}

/**
 * A task that somebody may know of: they hold it, it is or was offered in a queue of theirs, or they see its deal. null: to them
 * it is not there.
 */
export async function reachTask(pool: Pool, worker: Worker, sight: Sight, taskId: string): Promise<ReachedTask | null> {
  const values: unknown[] = [taskId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const held = `t.assignee_id = ${bind(worker.id)}::uuid`;
  const offered = inQueueSql(worker, bind);
  const { rows } = await pool.query<Omit<ReachedTask, 'instance'> & { instanceId: string; kind: Kind }>(
    `SELECT t.id, t.key, t.status = 'open' AND i.open AS open, i.id AS "instanceId", i.kind,
       coalesce(${held} OR (t.assignee_id IS NULL AND ${offered}), false) AS mine
     FROM tasks t JOIN process_instances i ON i.id = t.instance_id
     WHERE t.id = $1 AND (${held} OR ${offered} OR ${seenSql(sight, 'instance', 'i', bind)})`,
    values,
  );
  const [row] = rows;
  if (!row) return null;
  const { instanceId, kind, ...task } = row;
  return { ...task, instance: { id: instanceId, kind } };
}

/** How a task stands, whoever asks. */
export interface TaskState {
  status: 'open' | 'done' | 'cancelled';
  outcome: string | null;
  holder: Ref | null;
}

/** A task of an instance by its key or its id; null when there is none. */
export async function taskState(pool: Pool, instanceId: string, keyOrId: string): Promise<TaskState | null> {
  const { rows } = await pool.query<TaskState>(
    `SELECT t.status, t.outcome, ${ref('o')} AS holder FROM tasks t LEFT JOIN people o ON o.id = t.assignee_id
     WHERE t.instance_id = $1 AND (t.key = $2 OR t.id::text = $2)`,
    [instanceId, keyOrId],
  );
  return rows[0] ?? null;
}
