import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { leaveUndelivered, takeUndelivered } from '../../src/client-mails';
import { clientMailIdOf, DELIVER_CLIENT_MAIL } from '../../workflows/messages';
import { DELIVERIES_PAGE, startDeliveries } from '../start-delivery';

interface Dispatcher {
  pool: Pool;
  client: Client;
  /** Where deliveries run; tests give their own. */
  taskQueue?: string | undefined;
  /** Whether mails that were held can go now. */
  mailIsSetUp: boolean;
}

/**
 * Starts the delivery of each mail to clients that has none: new ones, and those whose start or whose workflow was lost. Any
 * number of workers may do so at once. Gives how many were started.
 */
export const createDispatchClientMails = ({ pool, mailIsSetUp, ...starter }: Dispatcher) =>
  async function dispatchClientMails(): Promise<number> {
    return startDeliveries(starter, {
      workflowType: DELIVER_CLIENT_MAIL,
      idOf: clientMailIdOf,
      take: () => takeUndelivered(pool, mailIsSetUp, DELIVERIES_PAGE),
      leave: (ids) => leaveUndelivered(pool, ids),
    });
  };
