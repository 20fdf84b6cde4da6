import type { Pool } from 'pg';
import { type Person, readPerson } from '../../access';
import type { BriefingReader } from '../../crm';
import type { Instant, LocalDate } from '../../process';
import { dayIn } from '../forecast';
import { mondayOf } from './read-weekly';

/** A summary that is to be mailed. */
export interface OpenSummary {
  personId: string;
  monday: LocalDate;
  createdAt: Instant;
}

const HOUR_MS = 60 * 60 * 1000;
/** When on a Monday it is sent, on the office's clocks; where nothing ran then, until the end of the Tuesday. */
const FROM_HOURS = 7;
const UNTIL_HOURS = 48;

/** Those who lead others. */
const LEADERS = `p.active AND (p.roles && '{manager,director,sales-ops}'::text[] OR EXISTS (SELECT 1 FROM people b WHERE b.manager_id = p.id AND b.active))`;

/** Says who is to get the summary of the week, once each; before Monday morning and after Tuesday nobody. Gives how many are new. */
export async function planSummaries(pool: Pool, now: Instant): Promise<number> {
  const { rows } = await pool.query<{ zone: string }>('SELECT office_zone() AS zone');
  const zone = rows[0]?.zone ?? 'UTC';
  const monday = mondayOf(zone, now);
  const hours = hoursSince(monday, zone, now);
  if (hours < FROM_HOURS || hours >= UNTIL_HOURS) return 0;
  const { rowCount } = await pool.query(
    `INSERT INTO weekly_summaries (person_id, monday, created_at) SELECT p.id, $1::date, $2 FROM people p WHERE ${LEADERS} ON CONFLICT DO NOTHING`,
    [monday, new Date(now)],
  );
  return rowCount ?? 0;
}

/** Of wall time, so that a change of clocks moves nothing. */
function hoursSince(monday: LocalDate, zone: string, now: Instant): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
  const days = (Date.parse(dayIn(zone, now)) - Date.parse(monday)) / (24 * HOUR_MS);
  return days * 24 + Number(clock.format(now));
}

/** Those that wait to be mailed, the oldest first. */
export async function openSummaries(pool: Pool): Promise<OpenSummary[]> {
  const { rows } = await pool.query<OpenSummary>(
    `SELECT person_id AS "personId", to_char(monday, 'YYYY-MM-DD') AS monday, (extract(epoch FROM created_at) * 1000)::float8 AS "createdAt"
     FROM weekly_summaries WHERE status = 'waiting' ORDER BY created_at, person_id`,
  );
  return rows;
}

/** Writes down what became of a try. */
export async function noteSummary(
  pool: Pool,
  { personId, monday }: OpenSummary,
  { status, reason }: { status: 'waiting' | 'sent' | 'dropped' | 'failed'; reason: string | null },
  now: Instant,
): Promise<void> {
  await pool.query(
    `UPDATE weekly_summaries SET status = $3, reason = $4, tries = tries + 1, settled_at = CASE WHEN $3 = 'waiting' THEN NULL ELSE $5::timestamptz END
     WHERE person_id = $1 AND monday = $2::date AND status = 'waiting'`,
    [personId, monday, status, reason?.slice(0, 1000) ?? null, new Date(now)],
  );
}

/** Whom a summary is written for: the language and the zone are theirs. Null: they no longer work here. */
export async function readerOfSummary(
  pool: Pool,
  id: string,
): Promise<{ person: Person; reader: BriefingReader } | null> {
  const person = await readPerson(pool, id);
  if (!person) return null;
  const { rows } = await pool.query<{ zone: string }>(
    'SELECT coalesce((SELECT f.zone FROM people p JOIN offices f ON f.id = p.office_id WHERE p.id = $1), office_zone()) AS zone',
    [id],
  );
  return {
    person,
    reader: { name: person.name, language: person.language === 'ru' ? 'ru' : 'en', zone: rows[0]?.zone ?? 'UTC' },
  };
}
