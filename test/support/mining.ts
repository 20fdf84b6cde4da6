import type { Pool } from 'pg';
import { publishShipped } from '../../activities/publish-shipped';
import { makeSample } from '../../activities/sample/make-sample';
import { readCalendar } from '../../src/platform/calendars';
import { readConfig } from '../../src/platform/config';
import type { Definition } from '../../src/process';
import type { Calendar } from '../../src/process/time/calendar';
import { type Deal, readXes } from '../insight/recount/event-log';
import type { Known } from '../insight/recount/visits';
import { serve, type TestApi } from './api';
import { freshDatabase, testPool } from './database';
import { writeHardPasts } from './hard-pasts';
import { writeLives } from './lived';

/** The sample company, with lives on every other process beside, behind the API. */
export interface Company {
  api: TestApi;
  pool: Pool;
  known: Known;
  now: number;
  /** Owners of deals. */
  people: string[];
  definitions: ReadonlyMap<string, Definition>;
  xes(query?: string): Promise<Deal[]>;
}

/** A Wednesday, so that some have been at work. */
const NOW = Date.parse('2026-11-18T13:20:00Z');

export const ALWAYS = 'from=2000-01-01';

/**
 * `lives`: so many on each process that ships. `later`: after how many days it is looked at, with nothing done meanwhile; two at
 * least, since lives may end with a wait that begins a little after they were to. `hard`: with deals that break numbers elsewhere.
 */
export async function aCompany({
  lives = 0,
  later = 2,
  hard = false,
}: {
  lives?: number;
  later?: number;
  hard?: boolean;
} = {}): Promise<Company> {
  const read = NOW + later * 86_400_000;
  const { workerUrl, apiUrl, ownerUrl } = await freshDatabase();
  const pool = testPool(workerUrl);
  await publishShipped(pool, readConfig().root);
  await makeSample(pool, NOW);
  const { rows: people } = await pool.query<{ id: string; roles: string[] }>(
    'SELECT id, roles FROM people ORDER BY email',
  );
  const { rows: versions } = await pool.query<{ id: string; key: string; version: number; definition: Definition }>(
    'SELECT id, key, version, definition FROM process_versions ORDER BY key, version',
  );
  const owners = people.filter(({ roles }) => roles.includes('rep')).map(({ id }) => id);
  if (lives > 0)
    for (const { id, definition } of versions.filter(({ key }) => !key.startsWith('imported')))
      await writeLives(pool, { process: { versionId: id, definition }, owners, count: lives, now: NOW });
  if (hard) await writeHardPasts(pool, testPool(ownerUrl), NOW);
  const reader = people.find(({ roles }) => roles.includes('administrator'))?.id ?? '';
  const api = await serve(testPool(apiUrl), reader, { clock: { now: () => read } });
  const { rows: all } = await pool.query<{ key: string; version: number; definition: Definition }>(
    'SELECT key, version, definition FROM process_versions',
  );
  const definitions = new Map(all.map(({ key, version, definition }) => [`${key}@${version}`, definition]));
  return {
    ...{ api, pool, definitions, now: read, people: owners },
    known: await knownOf(pool),
    async xes(query = 'lines=all') {
      const { status, body } = await api.get(`/exports/event-log.xes?${ALWAYS}&${query}`);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return readXes(body);
    },
  };
}

/** What definitions and calendars say that no log does. */
export async function knownOf(pool: Pool): Promise<Known> {
  const versions = await pool.query<{ key: string; version: number; definition: Definition }>(
    'SELECT key, version, definition FROM process_versions',
  );
  const definitions = new Map(versions.rows.map(({ key, version, definition }) => [`${key}@${version}`, definition]));
  const calendars = new Map<string, Calendar>();
  const { rows } = await pool.query<{ key: string; version: number; definition: unknown }>(
    'SELECT key, version, definition FROM calendars ORDER BY version',
  );
  for (const row of rows) calendars.set(row.key, readCalendar(row));
  const own = await pool.query<{ id: string; key: string }>('SELECT id, calendar_of(id) AS key FROM people');
  const ownCalendars = new Map(own.rows.map(({ id, key }) => [id, key]));
  return {
    isClients: (version, stage) => definitions.get(version)?.stages[stage]?.clock === 'client',
    calendarOf(version, owner) {
      const key = definitions.get(version)?.calendar ?? '';
      const found = calendars.get(key === "owner's" ? (ownCalendars.get(owner) ?? '') : key);
      if (!found) throw new Error(`No calendar of ${version}`);
      return found;
    },
  };
}
