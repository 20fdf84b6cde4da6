import type { Pool } from 'pg';
import type { CommandAnswer } from '../../workflows/messages';
import type { Kind, Refusal } from '../process';

/** What became of a command, for whoever asks by its key. */
export interface CommandState {
  key: string;
  kind: Kind;
  instanceId: string;
  type: string;
  caller: string;
  status: 'received' | 'applied' | 'refused' | 'failed';
  receivedAt: Date;
  answeredAt: Date | null;
  answer: CommandAnswer | Refusal | { incident: string } | null;
}

/** Reads one command of the inbox; null when no such key is known. */
export const createReadCommand = ({ pool }: { pool: Pool }) =>
  async function readCommand(key: string): Promise<CommandState | null> {
    const { rows } = await pool.query<CommandState>(
      `SELECT id AS key, kind, instance_id AS "instanceId", type, caller_id AS caller, status, received_at AS "receivedAt",
         answered_at AS "answeredAt", answer FROM commands WHERE id = $1`,
      [key],
    );
    return rows[0] ?? null;
  };
