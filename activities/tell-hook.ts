import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { type Telling, tellHook } from '../src/outbound';
import { TELL_HOOK, tellHookIdOf } from '../workflows/messages';
import { beat } from './beat';
import { startDelivery } from './start-delivery';

/** Tells one receiver what is due; see `tellHook` of src/outbound. */
export const createTellHook = (telling: Telling) =>
  async function tellEventHook(name: string): Promise<number | null> {
    const stopBeating = beat();
    try {
      return await tellHook(telling, name);
    } finally {
      stopBeating();
    }
  };

interface Dispatcher {
  pool: Pool;
  client: Client;
  /** Where receivers are told; tests give their own. */
  taskQueue?: string | undefined;
}

/** What was told stays in the log for so long. */
const KEPT = '30 days';

/**
 * Wakes the workflow of each receiver that something waits for, or starts it; forgets what was told long ago. Any number of
 * workers may do so at once. Gives how many were woken.
 */
export const createDispatchHooks = ({ pool, ...starter }: Dispatcher) =>
  async function dispatchHooks(): Promise<number> {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT name FROM event_hooks h WHERE active AND EXISTS (
         SELECT 1 FROM event_deliveries d WHERE d.hook = h.name AND d.status IN ('waiting', 'sending')) ORDER BY name`,
    );
    for (const { name } of rows) {
      await startDelivery(starter, TELL_HOOK, { workflowId: tellHookIdOf(name), what: name });
    }
    await pool.query(`DELETE FROM event_deliveries WHERE settled_at < now() - interval '${KEPT}'`);
    return rows.length;
  };
