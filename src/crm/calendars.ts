import type { Pool } from 'pg';

/** A working-time calendar in the version that is in force. */
export interface CalendarInForce {
  key: string;
  version: number;
  definition: unknown;
  createdAt: Date;
}

export async function listCalendars(pool: Pool): Promise<CalendarInForce[]> {
  const { rows } = await pool.query<CalendarInForce>(
    'SELECT DISTINCT ON (key) key, version, definition, created_at AS "createdAt" FROM calendars ORDER BY key, version DESC',
  );
  return rows;
}
