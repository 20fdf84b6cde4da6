import { startPendingSoon } from '../activities/rebuild-workflows';
import { INTERACTIVE_QUEUE } from '../workflows/messages';
import { untilDrained } from './bare';
import { watch } from './load';
import type { Rig } from './rig';

/** Has the workflows of all pending instances started, as an import does, and waits until each has run up to its sleep. */
export async function startWorkflows({ client, pool }: Rig): Promise<{ tookMs: number }> {
  const began = performance.now();
  await startPendingSoon(client);
  const pending = async () => {
    const { rows } = await pool.query<{ left: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM process_instances WHERE engine = 'pending' AND open) AS left`,
    );
    return rows[0]?.left ?? false;
  };
  await watch(pending, (left) => !left, { withinMs: 900_000 });
  await untilDrained(client, INTERACTIVE_QUEUE);
  return { tookMs: performance.now() - began };
}
