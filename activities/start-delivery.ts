import type { Client } from '@temporalio/client';
import { BULK_QUEUE, OUTBOUND_QUEUE, WORKFLOW_TASK_TIMEOUT, wishSignal } from '../workflows/messages';
import { inParallel } from './in-parallel';

interface Starter {
  client: Client;
  /** Where deliveries run; tests give their own. */
  taskQueue?: string | undefined;
}

/** Starts the workflow that delivers `what` to the outside, or wakes it where it runs. */
export const startDelivery = (
  { client, taskQueue }: Starter,
  workflowType: string,
  { workflowId, what }: { workflowId: string; what: string },
) =>
  client.workflow.signalWithStart(workflowType, {
    workflowId,
    taskQueue: taskQueue ?? BULK_QUEUE,
    args: [what, taskQueue ?? OUTBOUND_QUEUE],
    signal: wishSignal,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
  });

/** So many are taken up at a time. */
export const DELIVERIES_PAGE = 200;
const AT_ONCE = 8;

/** The deliveries of one kind: how a page of those that have no workflow is taken, and given back. */
export interface Deliveries {
  workflowType: string;
  idOf(id: string): string;
  /** Takes `DELIVERIES_PAGE` at most. */
  take(): Promise<readonly string[]>;
  /** What could not be started, since Temporal is away, is left as it was. */
  leave(ids: readonly string[]): Promise<unknown>;
}

/** Starts the workflow of each delivery that has none. Any number of workers may do so at once. Gives how many were started. */
export async function startDeliveries(
  starter: Starter,
  { workflowType, idOf, take, leave }: Deliveries,
): Promise<number> {
  for (let started = 0; ; ) {
    const page = await take();
    const left = new Set(page);
    try {
      await inParallel(page, AT_ONCE, async (what) => {
        await startDelivery(starter, workflowType, { workflowId: idOf(what), what });
        left.delete(what);
      });
    } finally {
      if (left.size > 0) await leave([...left]);
    }
    started += page.length;
    if (page.length < DELIVERIES_PAGE) return started;
  }
}
