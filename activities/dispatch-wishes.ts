import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { DELIVER, deliveryIdOf } from '../workflows/messages';
import { DELIVERIES_PAGE, startDeliveries } from './start-delivery';

interface Dispatcher {
  pool: Pool;
  client: Client;
  /** Where deliveries run; tests give their own. */
  taskQueue?: string | undefined;
  /** Whether mails that were held can go now. */
  mailIsSetUp: boolean;
}

/**
 * Starts the workflow of each wish that has none: new ones, and those whose start or whose workflow was lost. Any number of
 * workers may do so at once. Gives how many were started.
 */
export const createDispatchWishes = ({ pool, mailIsSetUp, ...starter }: Dispatcher) =>
  async function dispatchWishes(): Promise<number> {
    return startDeliveries(starter, {
      workflowType: DELIVER,
      idOf: deliveryIdOf,
      take: async () =>
        (await pool.query<{ id: string }>(TAKE, [DELIVERIES_PAGE, mailIsSetUp])).rows.map(({ id }) => id),
      leave: (ids) => pool.query('UPDATE outbox SET started_at = NULL WHERE id = ANY($1)', [ids]),
    });
  };

// A start that got lost shows by a wish that was never tried minutes later; a workflow that got lost, by one that is still
// open after the longest pause between two tries. One that runs looks once more, and finds
// nothing to do. A held mail goes out while it is
// fresh: what says "overdue" a month late helps nobody, so that one is left to a person.
const TAKE = `
  UPDATE outbox SET started_at = now(), status = CASE WHEN status = 'held' THEN 'waiting' ELSE status END
  WHERE id IN (
    SELECT id FROM outbox
    WHERE status NOT IN ('sent', 'failed', 'cancelled') AND (
      status IN ('waiting', 'sending') AND (started_at IS NULL
        OR started_at < now() - CASE WHEN tries = 0 THEN interval '2 minutes' ELSE interval '90 minutes' END)
      OR status = 'held' AND $2 AND created_at > now() - interval '1 day')
    ORDER BY started_at NULLS FIRST, id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id`;
