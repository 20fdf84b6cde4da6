import type { Pool } from 'pg';
import type { Instant } from '../../process';

/** When the next contact is proposed, and when somebody is told of what they did not notice. */
export interface ContactRules {
  /** Working days after a contact, where nothing else says when the next one should be. */
  nextAfterDays: number;
  /** Working hours within which somebody should notice what a client did. */
  unnoticedAfterHours: number;
}

const USUAL: ContactRules = { nextAfterDays: 3, unnoticedAfterHours: 4 };

export async function readContactRules(pool: Pick<Pool, 'query'>): Promise<ContactRules> {
  const { rows } = await pool.query<ContactRules>(
    'SELECT next_after_days AS "nextAfterDays", unnoticed_after_hours AS "unnoticedAfterHours" FROM contact_rules',
  );
  return rows[0] ?? USUAL;
}

export async function setContactRules(
  pool: Pool,
  { nextAfterDays, unnoticedAfterHours }: ContactRules,
  { by, now }: { by: string; now: Instant },
): Promise<void> {
  await pool.query(
    `INSERT INTO contact_rules (next_after_days, unnoticed_after_hours, changed_by, changed_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (one) DO UPDATE SET next_after_days = excluded.next_after_days, unnoticed_after_hours = excluded.unnoticed_after_hours,
       changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    [nextAfterDays, unnoticedAfterHours, by, new Date(now)],
  );
}
