import { v7 as newId } from 'uuid';
import { publishCalendar, publishProcess } from '../../activities/publish';
import { holdsAsShipped, putRole, RIGHTS, type Right } from '../../src/access';
import type { Pool } from '../../src/platform/database';

/** Teams, each with a manager; an office has every fourth of them, and half of the offices plan by another calendar. */
export const TEAMS = 20;
export const REPS = 200;
const OFFICES = 4;
/** Whom a copy of a deal may go to without changing its calendar: people so far apart are of offices with the same one. */
export const STEP = OFFICES;
const LINES = ['machines', 'service', 'parts', 'software'];

/** The company that the deals are of. Reps and managers in order: rep n is of team n mod 20, whose manager is that one. */
export interface Company {
  reps: readonly string[];
  managers: readonly string[];
  /** Those whose sight is measured, by what they see. */
  readers: Readonly<Record<Reader, string>>;
}

export const READERS = ['administrator', 'manager of a team', 'rep', 'narrowed by line', 'rep of a line'] as const;
export type Reader = (typeof READERS)[number];

/** Without holidays: a history that is moved by whole weeks keeps its working time to the millisecond. */
const calendar = (key: string, zone: string, hours: string): string => `calendar: ${key}
name: { en: ${key}, ru: ${key} }
zone: ${zone}
full day: 8 hours
week:
${['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => `  ${day}: ${hours}`).join('\n')}
  saturday: closed
  sunday: closed
`;

/** Calendars, a second version of the standard sale, roles, offices, teams, people, wares and rates. */
export async function writeCompany(pool: Pool, standardSale: string): Promise<Company> {
  await publishCalendar(pool, 'bench/office', calendar('office', 'Europe/Moscow', '09:00-13:00, 14:00-18:00'));
  await publishCalendar(pool, 'bench/east', calendar('east', 'Asia/Yekaterinburg', '08:00-12:00, 13:00-17:00'));
  await publishProcess(
    pool,
    'bench/standard-sale',
    standardSale.replace('limit: 5 working days', 'limit: 4 working days'),
  );
  const reps = Array.from({ length: REPS }, () => newId());
  const managers = Array.from({ length: TEAMS }, () => newId());
  const [administrator, lineReader, lineRep] = [newId(), newId(), newId()];
  await pool.query(WARES);
  await pool.query(OFFICES_SQL);
  await pool.query(PEOPLE_SQL, [managers, reps, administrator, lineReader, lineRep, LINES]);
  await writeRoles(pool, administrator);
  const first = (ids: readonly string[]) => ids[0] ?? administrator;
  return {
    reps,
    managers,
    readers: {
      administrator,
      'manager of a team': first(managers),
      rep: first(reps),
      'narrowed by line': lineReader,
      'rep of a line': lineRep,
    },
  };
}

async function writeRoles(pool: Pool, by: string): Promise<void> {
  const rights = (Object.keys(RIGHTS) as Right[]).filter((right) => holdsAsShipped('manager', right));
  const name = (text: string) => ({ en: text, ru: text });
  const given = { rights, lines: 'any', fields: {} } as const;
  await putRole(pool, 'of-a-team', { ...given, name: name('Sees a team'), sight: 'team' }, by);
  await putRole(pool, 'of-oneself', { ...given, name: name('Sees own'), sight: 'own' }, by);
  await putRole(pool, 'of-a-line', { ...given, name: name('Sees a line'), sight: 'all', lines: 'only' }, by);
  await putRole(
    pool,
    'own-and-line',
    { ...given, name: name('Sees own, and a line'), sight: 'own', lines: 'also' },
    by,
  );
}

const WARES = `
  INSERT INTO products (id, key, name, series, price_minor, currency)
    SELECT gen_random_uuid(), 'ware-' || n, 'Ware ' || n, 'Series ' || n % 5, 100000 * n, 'RUB' FROM generate_series(1, 30) n;
  INSERT INTO exchange_rates (currency, "from", rate) VALUES ('EUR', '2000-01-01', 94), ('USD', '2000-01-01', 81)
    ON CONFLICT DO NOTHING`;

const OFFICES_SQL = `
  WITH o AS (INSERT INTO offices (id, name, zone, calendar_key)
    SELECT gen_random_uuid(), jsonb_build_object('en', 'Office ' || n, 'ru', 'Офис ' || n),
      CASE WHEN n % 2 = 0 THEN 'Europe/Moscow' ELSE 'Asia/Yekaterinburg' END, CASE WHEN n % 2 = 0 THEN 'office' ELSE 'east' END
    FROM generate_series(0, ${OFFICES - 1}) n)
  INSERT INTO teams (id, key, name)
    SELECT gen_random_uuid(), 'team-' || n, jsonb_build_object('en', 'Team ' || n, 'ru', 'Отдел ' || n)
    FROM generate_series(0, ${TEAMS - 1}) n`;

const PEOPLE_SQL = `
  WITH office AS (SELECT id, (right(name ->> 'en', 1))::int AS n FROM offices),
  m AS (INSERT INTO people (id, name, email, roles, office_id, lines)
    SELECT r.id, 'Manager ' || r.n - 1, 'manager' || r.n - 1 || '@example.com', '{of-a-team}', o.id, '{}'
    FROM unnest($1::uuid[]) WITH ORDINALITY r (id, n) JOIN office o ON o.n = (r.n - 1) % ${OFFICES} RETURNING id),
  others AS (INSERT INTO people (id, name, email, roles, lines) VALUES
    ($3, 'Administrator', 'administrator@example.com', '{administrator,manager}', '{}'),
    ($4, 'Reads a line', 'line@example.com', '{of-a-line}', ($6::text[])[1:1]),
    ($5, 'Rep of a line', 'line-rep@example.com', '{own-and-line}', ($6::text[])[2:2])),
  p AS (INSERT INTO people (id, name, email, roles, office_id, lines, manager_id)
    SELECT r.id, 'Rep ' || r.n - 1, 'rep' || r.n - 1 || '@example.com', '{of-oneself}', o.id, ARRAY[($6::text[])[1 + (r.n - 1) / 50]],
      ($1::uuid[])[1 + (r.n - 1) % ${TEAMS}]
    FROM unnest($2::uuid[]) WITH ORDINALITY r (id, n) JOIN office o ON o.n = (r.n - 1) % ${OFFICES})
  INSERT INTO team_members (team_id, person_id)
  SELECT t.id, r.id FROM (
    SELECT id, (n - 1) % ${TEAMS} AS n FROM unnest($2::uuid[]) WITH ORDINALITY a (id, n)
    UNION ALL SELECT id, n - 1 FROM unnest($1::uuid[]) WITH ORDINALITY b (id, n)) r JOIN teams t ON t.key = 'team-' || r.n`;
