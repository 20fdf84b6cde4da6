import type { Pool } from 'pg';
import type { Instant } from '../../process';

/**
 * Keeps a task out of a person's inbox until an instant; the last word counts. Its clock goes on, and other people's inboxes
 * show it as before.
 */
export async function snoozeTask(
  pool: Pool,
  { taskId, personId, until }: { taskId: string; personId: string; until: Instant },
  now: Instant,
): Promise<void> {
  await pool.query(
    `INSERT INTO task_snoozes (task_id, person_id, until, snoozed_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (task_id, person_id) DO UPDATE SET until = excluded.until, snoozed_at = excluded.snoozed_at`,
    [taskId, personId, new Date(until), new Date(now)],
  );
}

/** Puts it back at once; also one that is there anyway. */
export async function wakeTask(pool: Pool, { taskId, personId }: { taskId: string; personId: string }): Promise<void> {
  await pool.query('DELETE FROM task_snoozes WHERE task_id = $1 AND person_id = $2', [taskId, personId]);
}
