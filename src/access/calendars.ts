import type { Pool } from 'pg';

/** Whose calendar is set: a person's own, that of a team, that of an office. */
export type CalendarHolder = 'person' | 'team' | 'office';

const TABLES: Readonly<Record<CalendarHolder, string>> = { person: 'people', team: 'teams', office: 'offices' };

export type CalendarSet = 'done' | 'no such holder' | 'no such calendar';

/**
 * Gives somebody a calendar, or (null) takes theirs away. Deadlines that count in their owner's calendar are resolved anew
 * by a workflow, whose work is left in the same transaction.
 */
export async function setCalendar(
  pool: Pool,
  holder: CalendarHolder,
  id: string,
  calendar: string | null,
): Promise<CalendarSet> {
  const { rows } = await pool.query<{ known: boolean; done: boolean }>(
    `WITH known AS (SELECT $2::text IS NULL OR EXISTS (SELECT 1 FROM calendars WHERE key = $2) AS known),
     done AS (UPDATE ${TABLES[holder]} SET calendar_key = $2 FROM known WHERE id = $1 AND known.known RETURNING id)
     SELECT known, EXISTS (SELECT 1 FROM done) AS done FROM known`,
    [id, calendar],
  );
  if (rows[0]?.done) return 'done';
  return rows[0]?.known === false ? 'no such calendar' : 'no such holder';
}

/** Moves somebody to another office, or (null) to none; what follows is as for a calendar. */
export async function setOffice(
  pool: Pool,
  personId: string,
  officeId: string | null,
): Promise<'done' | 'no such person' | 'no such office'> {
  const { rows } = await pool.query<{ known: boolean; done: boolean }>(
    `WITH known AS (SELECT $2::uuid IS NULL OR EXISTS (SELECT 1 FROM offices WHERE id = $2) AS known),
     done AS (UPDATE people SET office_id = $2 FROM known WHERE id = $1 AND known.known RETURNING id)
     SELECT known, EXISTS (SELECT 1 FROM done) AS done FROM known`,
    [personId, officeId],
  );
  if (rows[0]?.done) return 'done';
  return rows[0]?.known === false ? 'no such office' : 'no such person';
}

/** An office with its zone and calendar. */
export interface OfficeCard {
  id: string;
  name: { en: string; ru: string };
  zone: string;
  calendar: string;
}

/** The offices, by name. */
export async function listOffices(pool: Pool): Promise<OfficeCard[]> {
  const { rows } = await pool.query<OfficeCard>(
    `SELECT id, name, zone, calendar_key AS calendar FROM offices ORDER BY name ->> 'en', id`,
  );
  return rows;
}

export type OfficePut = 'done' | 'no such office' | 'no such calendar';

/** Opens an office, or changes what is known of one. Deadlines that count in its calendar are resolved anew. */
export async function putOffice(
  pool: Pool,
  { id, name, zone, calendar }: OfficeCard,
  made: boolean,
): Promise<OfficePut> {
  const write = made
    ? 'INSERT INTO offices (id, name, zone, calendar_key) SELECT $1::uuid, $2::jsonb, $3, $4 FROM known WHERE known ON CONFLICT (id) DO NOTHING RETURNING id'
    : 'UPDATE offices SET name = $2, zone = $3, calendar_key = $4 FROM known WHERE id = $1 AND known.known RETURNING id';
  const { rows } = await pool.query<{ known: boolean; done: boolean }>(
    `WITH known AS (SELECT EXISTS (SELECT 1 FROM calendars WHERE key = $4) AS known), done AS (${write})
     SELECT known, EXISTS (SELECT 1 FROM done) AS done FROM known`,
    [id, JSON.stringify(name), zone, calendar],
  );
  if (rows[0]?.known === false) return 'no such calendar';
  return made || rows[0]?.done ? 'done' : 'no such office';
}
