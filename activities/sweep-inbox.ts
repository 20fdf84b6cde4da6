import type { Pool } from 'pg';
import type { Sent } from '../src/commands';
import { inParallel } from './in-parallel';

/** A command is left alone for so long: whoever received it is sending it. */
const PATIENCE_SECONDS = 6;
const PAGE = 200;
const AT_ONCE = 8;

/**
 * Sends what stayed `received` in the inbox, in order for each instance, with the same key; a command that is refused
 * by then is told to its sender, who was answered 202. Gives how many got an answer.
 * @throws the first fault, once all others have been sent.
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
    const faults: unknown[] = [];
    const sendInOrder = async ({ ids }: { ids: string[] }) => {
      for (const id of ids) {
        const sent = await forward(id);
        await pool.query('UPDATE commands SET tries = tries + 1 WHERE id = $1', [id]);
        if (sent.became === 'received') return; // still away: those behind it wait their turn
        answered += 1;
      }
    };
    // What goes wrong with one instance must not keep the others waiting.
    await inParallel(rows, AT_ONCE, (row) => sendInOrder(row).catch((error: unknown) => faults.push(error)));
    if (faults.length > 0) throw faults[0];
    return answered;
  };
