import type { Pool } from 'pg';
import { almanac } from '../platform/almanac';
import type { Finding } from '../process/language/finding';
import { type CalendarText, readCalendar } from '../process/time/calendar-text';

/** A working-time calendar in one of its versions. */
export interface CalendarVersion {
  key: string;
  version: number;
  definition: unknown;
  createdAt: Date;
  /** The text it was published from; null for what was published before texts were kept. */
  source: string | null;
  /** A person's id, `command line`, or `system` for what ships with the product. */
  author: string;
  note: string | null;
}

const COLUMNS = 'key, version, definition, created_at AS "createdAt", source, author, note';

/** The calendars in force, by key. */
export async function listCalendars(pool: Pool): Promise<CalendarVersion[]> {
  const { rows } = await pool.query<CalendarVersion>(
    `SELECT DISTINCT ON (key) ${COLUMNS} FROM calendars ORDER BY key, version DESC`,
  );
  return rows;
}

/** All versions of one calendar, the newest first. */
export async function calendarVersions(pool: Pool, key: string): Promise<CalendarVersion[]> {
  const { rows } = await pool.query<CalendarVersion>(
    `SELECT ${COLUMNS} FROM calendars WHERE key = $1 ORDER BY version DESC`,
    [key],
  );
  return rows;
}

export type CalendarPublished =
  /** `made` is false where the newest version says the same already. */
  | { became: 'published'; key: string; version: number; made: boolean }
  | { became: 'faulty'; findings: readonly Finding[] }
  /** The text is that of another calendar than the one that was named. */
  | { became: 'other key'; key: string }
  /** Somebody else has published another version than the one that this one was made from. */
  | { became: 'moved on'; version: number };

/** Who publishes, and why. */
export interface CalendarPublishing {
  author: string;
  note?: string | null;
  /** The calendar that the text has to be of. */
  key?: string;
  /** The version that this one was made from, where that is to be the newest one still. */
  after?: number;
  /** For what ships with the product: leaves alone what somebody here has written. */
  unlessTheirs?: boolean;
}

/** Reads a text with the almanac, as publishing does. */
export const readCalendarText = (text: string): ReturnType<typeof readCalendar> => readCalendar(text, almanac);

/**
 * Puts a calendar in force: a new version, unless the newest says the same. Deadlines that hang on it are resolved anew by
 * a workflow, whose work is left in the same transaction.
 */
export async function publishCalendarText(
  pool: Pool,
  text: string,
  publishing: CalendarPublishing,
): Promise<CalendarPublished> {
  const read = readCalendarText(text);
  if (!read.calendar) return { became: 'faulty', findings: read.findings };
  const { key, ...definition }: CalendarText = read.calendar;
  if (key !== (publishing.key ?? key)) return { became: 'other key', key };
  for (let n = 0; n < TRIES; n++) {
    const row = await insert(pool, { key, definition, text }, publishing);
    if (row) return row;
  }
  throw new Error(`The calendar ${key} is being published by others, over and over.`);
}

/** How often the next number is tried for when somebody else takes it. */
const TRIES = 20;

interface Inserted {
  newest: number;
  same: boolean;
  theirs: boolean;
  made: number | null;
}

async function insert(
  pool: Pool,
  { key, definition, text }: { key: string; definition: unknown; text: string },
  { author, note = null, after, unlessTheirs = false }: CalendarPublishing,
): Promise<CalendarPublished | null> {
  const values = [key, JSON.stringify(definition), text, author, note, after ?? null, unlessTheirs];
  const { rows } = await pool.query<Inserted>(INSERT, values);
  const [{ newest, same, theirs, made } = { newest: 0, same: false, theirs: false, made: null }] = rows;
  if (made !== null) return { became: 'published', key, version: made, made: true };
  if (same || (unlessTheirs && theirs)) return { became: 'published', key, version: newest, made: false };
  return after !== undefined && after !== newest ? { became: 'moved on', version: newest } : null;
}

const INSERT = `
  WITH newest AS (
    SELECT version, definition = $2::jsonb AS same, author <> 'system' AS theirs FROM calendars WHERE key = $1
    UNION ALL SELECT 0, false, false ORDER BY version DESC LIMIT 1),
  made AS (
    INSERT INTO calendars (key, version, definition, source, author, note)
    SELECT $1, version + 1, $2::jsonb, $3, $4, $5 FROM newest
    WHERE NOT same AND NOT ($7 AND theirs) AND ($6::int IS NULL OR $6 = version)
    ON CONFLICT DO NOTHING RETURNING version)
  SELECT version AS newest, same, theirs, (SELECT version FROM made) AS made FROM newest`;
