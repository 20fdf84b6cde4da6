import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { leaveUndelivered, takeUndelivered } from '../../src/client-mails';
import {
  BULK_QUEUE,
  clientMailIdOf,
  DELIVER_CLIENT_MAIL,
  OUTBOUND_QUEUE,
  WORKFLOW_TASK_TIMEOUT,
  wishSignal,
} from '../../workflows/messages';
import { inParallel } from '../in-parallel';

interface Dispatcher {
  pool: Pool;
  client: Client;
  /** Where deliveries run; tests give their own. */
  taskQueue?: string | undefined;
  /** Whether mails that were held can go now. */
  mailIsSetUp: boolean;
}

const PAGE = 200;
const AT_ONCE = 8;

/**
 * Starts the delivery of each mail to clients that has none: new ones, and those whose start or whose workflow was lost. Any
 * number of workers may do so at once. Gives how many were started.
 */
export const createDispatchClientMails = ({ pool, client, taskQueue, mailIsSetUp }: Dispatcher) =>
  async function dispatchClientMails(): Promise<number> {
    for (let started = 0; ; ) {
      const page = await takeUndelivered(pool, mailIsSetUp, PAGE);
      const left = new Set(page);
      try {
        await inParallel(page, AT_ONCE, async (id) => {
          await client.workflow.signalWithStart(DELIVER_CLIENT_MAIL, {
            workflowId: clientMailIdOf(id),
            taskQueue: taskQueue ?? BULK_QUEUE,
            args: [id, taskQueue ?? OUTBOUND_QUEUE],
            signal: wishSignal,
            workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
          });
          left.delete(id);
        });
      } finally {
        if (left.size > 0) await leaveUndelivered(pool, [...left]);
      }
      started += page.length;
      if (page.length < PAGE) return started;
    }
  };
