import { publishShipped } from '../../activities/publish-shipped';
import { makeSample } from '../../activities/sample/make-sample';
import { createSettableClock, type SettableClock } from '../../src/platform/clock';
import { readConfig } from '../../src/platform/config';
import type { Pool } from '../../src/platform/database';
import type { Snapshot } from '../../src/process';
import { serve, type TestApi } from './api';
import { freshDatabase, testPool } from './database';

/** The API over the sample company's tables, without an engine. */
export interface Sample extends TestApi {
  /** The workers' login. */
  pool: Pool;
  /** Does what only the tables' owner may. */
  owner: Pool;
  clock: SettableClock;
  /** Somebody of the company, by key: `a.orlova`. */
  person(key: string): string;
}

/** Makes the sample company as of an instant; its director asks unless told. */
export async function startSample(now: number): Promise<Sample> {
  const { apiUrl, workerUrl, ownerUrl } = await freshDatabase();
  const [pool, owner] = [testPool(workerUrl), testPool(ownerUrl)];
  await publishShipped(pool, readConfig().root);
  await makeSample(pool, now);
  // A trigger enters the first touches of leads, by the clock of the database: this company is looked at as of `now`, maybe days ago.
  await owner.query('UPDATE touches SET entered_at = activity_at');
  const { rows } = await pool.query<{ key: string; id: string }>(
    `SELECT substr(external_key, 8) AS key, id FROM people WHERE external_key LIKE 'sample:%'`,
  );
  const people = new Map(rows.map(({ key, id }) => [key, id]));
  const person = (key: string): string => {
    const id = people.get(key);
    if (id === undefined) throw new Error(`Nobody is called ${key}`);
    return id;
  };
  const clock = createSettableClock(now);
  const api = await serve(testPool(apiUrl), person('m.grant'), { clock });
  return { ...api, pool, owner, clock, person };
}

/** One event of the log, as it is exported. */
export interface Logged {
  instanceId: string;
  kind: 'lead' | 'sale';
  seq: number;
  type: string;
  at: number;
  from: string | null;
  to: string;
  actorId: string;
  after: Snapshot;
}

/** The event log of all leads and sales, each in its order: what recounts are made from, and nothing else. */
export async function eventLog(pool: Pool): Promise<Map<string, Logged[]>> {
  const { rows } = await pool.query<Logged>(
    `SELECT e.instance_id AS "instanceId", i.kind, e.seq, e.type, (extract(epoch FROM e.at) * 1000)::float8 AS at, e.from_state AS from,
       e.to_state AS to, e.actor_id AS "actorId", e.snapshot AS after
     FROM process_events e JOIN process_instances i ON i.id = e.instance_id ORDER BY e.instance_id, e.seq`,
  );
  const log = new Map<string, Logged[]>();
  for (const row of rows) log.set(row.instanceId, [...(log.get(row.instanceId) ?? []), row]);
  return log;
}
