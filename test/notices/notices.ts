import { v7 as newId } from 'uuid';
import type { Pool } from '../../src/platform/database';

/** What is said to somebody, by what no decision says unless told. */
export interface Said {
  personId: string;
  code: string;
  at: number;
  instanceId?: string | null;
  subject?: string;
  seq?: number;
  n?: number;
  interactionId?: string;
}

/** Writes a notice, as `record_decision` would; gives its id. With the workers' login. */
export async function say(pool: Pool, said: Said): Promise<string> {
  const id = newId();
  const { personId, code, at, instanceId = null, subject = 'stage', seq = null, n = null, interactionId = null } = said;
  await pool.query(
    `INSERT INTO notifications (id, instance_id, seq, n, person_id, code, subject, at, interaction_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, instanceId, seq, n, personId, code, subject, new Date(at), interactionId],
  );
  return id;
}

/** Monday of the coming week at this hour, UTC: decisions of today are behind it, and no notice is too old to be mailed. */
export function comingMonday(hour: number): number {
  const now = new Date();
  const days = ((8 - now.getUTCDay()) % 7) + (now.getUTCDay() === 1 ? 7 : 0);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + days, hour);
}
