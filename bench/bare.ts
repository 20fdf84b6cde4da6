import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { BARE, BARE_QUEUE, nothingUpdate, writeUpdate } from './bare-messages';
import { type Outcome, watch } from './load';

/** About what a small command would write. */
const TEXT = 'x'.repeat(200);

/** Starts bare workflows, `atOnce` at a time, and waits until each has run its first task. Gives how long that took. */
export async function startBare(
  client: Client,
  count: number,
  atOnce = 16,
): Promise<{ ids: string[]; tookMs: number }> {
  const ids = Array.from({ length: count }, () => `bare-${randomUUID()}`);
  const began = performance.now();
  const queue = ids[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next())
      await client.workflow.start(BARE, { workflowId: next.value, taskQueue: BARE_QUEUE, args: [] });
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  await untilDrained(client, BARE_QUEUE);
  return { ids, tookMs: performance.now() - began };
}

/** An Update that does nothing. */
export async function updateNothing(client: Client, id: string): Promise<Outcome> {
  await client.workflow.getHandle(id).executeUpdate(nothingUpdate, { updateId: randomUUID() });
  return 'done';
}

/** An Update with one local write. */
export async function updateWriting(client: Client, id: string): Promise<Outcome> {
  await client.workflow.getHandle(id).executeUpdate(writeUpdate, { args: [TEXT], updateId: randomUUID() });
  return 'done';
}

/** Waits until no workflow task waits in a queue: whoever was started has run up to where it sleeps. */
export async function untilDrained(client: Client, queue: string, withinMs = 900_000): Promise<void> {
  let quiet = 0;
  await watch(
    () => backlogOf(client, queue),
    (backlog) => {
      quiet = backlog === 0 ? quiet + 1 : 0;
      return quiet === 2;
    },
    { everyMs: 200, withinMs },
  );
}

const WORKFLOW_TASKS = 1;

async function backlogOf({ workflowService, options }: Client, name: string): Promise<number> {
  const { stats } = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name },
    taskQueueType: WORKFLOW_TASKS,
    reportStats: true,
  });
  return Number(stats?.approximateBacklogCount ?? 0);
}
