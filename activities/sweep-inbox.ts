import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Sent } from '../src/commands';
import { inParallel } from './in-parallel';

/** A command is left alone for so long: whoever received it is sending it. */
const PATIENCE_SECONDS = 6;
const PAGE = 200;
const AT_ONCE = 8;

/**
 * Sends what stayed `received` in the inbox, in order for each instance, with the same key; a command that is refused
 * by then is told to its sender, who was answered 202. Gives how many got an answer.
 */
export const createSweepInbox = ({ pool, forward }: { pool: Pool; forward: (id: string) => Promise<Sent> }) =>
  async function sweepInbox(): Promise<number> {
    const { rows } = await pool.query<{ ids: string[] }>(
      `SELECT array_agg(id ORDER BY received_at, id) AS ids FROM (
         SELECT id, instance_id, received_at FROM commands
         WHERE status = 'received' AND received_at < now() - make_interval(secs => $1) ORDER BY received_at LIMIT $2) c
       GROUP BY instance_id`,
      [PATIENCE_SECONDS, PAGE],
    );
    let answered = 0;
    await inParallel(rows, AT_ONCE, async ({ ids }) => {
      for (const id of ids) {
        const sent = await forward(id);
        await pool.query('UPDATE commands SET tries = tries + 1 WHERE id = $1', [id]);
        if (sent.became === 'received') return; // still away: those behind it wait their turn
        answered += 1;
        if (sent.became === 'refused' || sent.became === 'failed') await tellSender(pool, id);
      }
    });
    return answered;
  };

const tellSender = (pool: Pool, id: string) =>
  pool.query(
    `INSERT INTO notifications (id, instance_id, person_id, code, subject, at)
     SELECT $2, instance_id, caller_id::uuid, 'command refused', id::text, now() FROM commands WHERE id = $1 AND caller_id <> 'system'`,
    [id, newId()],
  );
