import { type Person, sightOf } from '../access';
import { type ReachedTask, reachTask, type Worker } from '../crm';
import type { Context } from './context';
import { notFound } from './problem';

/** Somebody as their tasks know them. */
export const workerOf = ({ id, roles, teams }: Person): Worker => ({ id, roles, teams });

/** @throws Problem for a task that is not there, or that is neither theirs, nor in a queue of theirs, nor of a deal that they see */
export async function mustReach({ pool }: Context, actor: Person, taskId: string): Promise<ReachedTask> {
  const task = await reachTask(pool, workerOf(actor), await sightOf(pool, actor), taskId);
  if (!task) throw notFound('task');
  return task;
}
