import type { Pool } from 'pg';
import type { ProcessEvent } from '../src/process';

/** Reads what the table holds of an instance from `seq` on, in order: what a workflow that is behind takes over. */
export const createReadEvents = ({ pool }: { pool: Pool }) =>
  async function readEvents(instanceId: string, seq: number): Promise<readonly ProcessEvent[]> {
    const { rows } = await pool.query<{ events: ProcessEvent[] }>('SELECT events_from($1, $2) AS events', [
      instanceId,
      seq,
    ]);
    return rows[0]?.events ?? [];
  };
