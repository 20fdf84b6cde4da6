import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';

/** Keeps what went wrong inside a workflow's handler, for whoever looks after the engine. Gives the incident's id. */
export const createReportIncident = ({ pool }: { pool: Pool }) =>
  async function reportIncident(instanceId: string, commandId: string, at: number, detail: string): Promise<string> {
    const id = newId();
    await pool.query('INSERT INTO incidents (id, instance_id, command_id, at, detail) VALUES ($1, $2, $3, $4, $5)', [
      id,
      instanceId,
      commandId,
      new Date(at),
      detail.slice(0, 4000),
    ]);
    return id;
  };
