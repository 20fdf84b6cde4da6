import type { Pool } from 'pg';
import { publishShipped } from '../../activities/publish-shipped';
import { rebuildTables } from '../../activities/rebuild-tables';
import { makeSample, sampleSignIns } from '../../activities/sample/make-sample';
import { createDefinitionSource } from '../../src/commands';
import { readConfig } from '../../src/platform/config';
import { type ProcessEvent, replay, type Snapshot } from '../../src/process';
import { freshDatabase, testPool } from '../support/database';

/** Days on which nobody works count most: the page of stalled sales is not empty then either. */
const DAYS = {
  'a Wednesday afternoon': '2026-11-25T13:20:00Z',
  'a Sunday night': '2026-11-22T23:40:00Z',
  'the January holidays': '2027-01-05T09:00:00Z',
  'a day beyond what the calendar knows': '2031-05-03T12:00:00Z',
};

const LIGHT = `CASE WHEN NOT open THEN result WHEN wait_until > $1 THEN 'waiting' WHEN escalate_at <= $1 THEN 'escalated'
  WHEN due_at <= $1 OR wait_until <= $1 THEN 'overdue' WHEN due_soon_at <= $1 THEN 'due soon' ELSE 'on time' END`;

async function aCompany(now: number): Promise<Pool> {
  const { workerUrl } = await freshDatabase();
  const pool = testPool(workerUrl);
  await publishShipped(pool, readConfig().root);
  expect(await makeSample(pool, now)).toBe(true);
  return pool;
}

async function counted(pool: Pool, sql: string, values: unknown[] = []): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ what: string; n: number }>(sql, values);
  return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
}

const count = async (pool: Pool, table: string): Promise<number> =>
  (await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n ?? -1;

/** Everything that was made, as one text; only when rows were written and calendars published differs. */
async function contents(pool: Pool): Promise<string> {
  const parts: string[] = [];
  for (const table of [
    'people',
    'accounts',
    'contacts',
    'products',
    'leads',
    'sales',
    'tasks',
    'deadlines',
    'interactions',
    'notifications',
  ]) {
    const { rows } = await pool.query(`SELECT * FROM ${table} t ORDER BY t::text`);
    parts.push(JSON.stringify(rows));
  }
  const { rows } = await pool.query(
    'SELECT instance_id, seq, command, facts, snapshot FROM process_events ORDER BY instance_id, seq',
  );
  return [...parts, JSON.stringify(rows)].join('\n');
}

describe.each(Object.entries(DAYS))('the sample company, made on %s', (_, day) => {
  const now = Date.parse(day);
  let pool: Pool;
  beforeAll(async () => {
    pool = await aCompany(now);
  });

  it('has its people, clients, leads and sales', async () => {
    const tables = ['people', 'offices', 'accounts', 'leads', 'sales', 'process_instances'];
    const found = await Promise.all(tables.map(async (table) => [table, await count(pool, table)]));
    expect(Object.fromEntries(found)).toEqual({
      people: 16,
      offices: 2,
      accounts: 60,
      leads: 40,
      sales: 120,
      process_instances: 160,
    });
    expect(await count(pool, 'interactions')).toBeGreaterThan(150);
  });

  it('shows every light, and every way of ending', async () => {
    const sql = `SELECT ${LIGHT} AS what, count(*)::int AS n FROM process_instances WHERE kind = 'sale' GROUP BY 1`;
    const lights = await counted(pool, sql, [new Date(now)]);
    for (const what of ['won', 'lost', 'waiting', 'escalated', 'overdue', 'due soon', 'on time'])
      expect([what, (lights[what] ?? 0) >= 2]).toEqual([what, true]);
  });

  it('has sales without a next step, sales that moved back, and reopened ones', async () => {
    const odd = await counted(
      pool,
      `SELECT 'no next step' AS what, count(*)::int AS n FROM process_instances WHERE kind = 'sale' AND open AND open_tasks = 0
       UNION ALL SELECT type, count(*)::int FROM process_events WHERE type IN ('move', 'reopen', 'reassign', 'deadline') GROUP BY 1`,
    );
    for (const what of ['no next step', 'move', 'reopen', 'reassign', 'deadline'])
      expect([what, (odd[what] ?? 0) >= 2]).toEqual([what, true]);
  });

  it('replays: each history, through the machine, gives what is stored at each index', async () => {
    const definitions = createDefinitionSource(pool);
    const { rows } = await pool.query<{
      versionId: string;
      events: ProcessEvent[];
      stored: Snapshot[];
      last: Snapshot;
    }>(
      `SELECT version_id AS "versionId", events_from(id, 1) AS events, snapshot AS last,
         (SELECT jsonb_agg(snapshot ORDER BY seq) FROM process_events WHERE instance_id = i.id) AS stored
       FROM process_instances i`,
    );
    expect(rows).toHaveLength(160);
    for (const { versionId, events, stored, last } of rows) {
      const replayed = replay(await definitions.read(versionId), events);
      expect(replayed).toEqual(stored);
      expect(last).toEqual(stored.at(-1));
    }
  });

  it('took place in the last half year, in order, and nothing of it is to come', async () => {
    const { rows } = await pool.query<{ first: Date; last: Date; disordered: number }>(
      `SELECT min(at) AS first, max(at) AS last,
         (SELECT count(*)::int FROM process_events a JOIN process_events b ON b.instance_id = a.instance_id AND b.seq = a.seq + 1 WHERE b.at < a.at) AS disordered
       FROM process_events`,
    );
    const months = (now - (rows[0]?.first.getTime() ?? 0)) / (30 * 24 * 3_600_000);
    expect(months).toBeGreaterThan(4.5);
    expect(months).toBeLessThan(8);
    expect(rows[0]?.last.getTime()).toBeLessThanOrEqual(now);
    expect(rows[0]?.disordered).toBe(0);
  });
});

describe('making the sample company', () => {
  const now = Date.parse(DAYS['a Wednesday afternoon']);

  it('gives the same for the same seed and instant', async () => {
    const [one, other] = [await aCompany(now), await aCompany(now)];
    // Versions of processes get a fresh id where they are published; nothing else differs.
    expect(await contents(one)).toBe(await contents(other));
  });

  it('is done once: a second time changes nothing', async () => {
    const pool = await aCompany(now);
    const before = await contents(pool);
    expect(await makeSample(pool, now + 24 * 3_600_000)).toBe(false);
    expect(await contents(pool)).toBe(before);
  });

  it('leaves a database alone that holds people', async () => {
    const pool = testPool((await freshDatabase()).workerUrl);
    await publishShipped(pool, readConfig().root);
    await pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES (gen_random_uuid(), 'A', 'a@example.com', '{rep}')`,
    );
    expect(await makeSample(pool, now)).toBe(false);
    expect(await sampleSignIns(pool)).toEqual([]);
  });

  it('leaves nothing behind when it is cut short, and is made whole by the next', async () => {
    const pool = testPool((await freshDatabase()).workerUrl);
    // Without its processes it fails in the middle, after people and clients were written.
    await expect(makeSample(pool, now)).rejects.toThrow('standard-sale');
    expect(await count(pool, 'people')).toBe(0);
    await publishShipped(pool, readConfig().root);
    expect(await makeSample(pool, now)).toBe(true);
  });

  it('has people who may sign in, in each role that matters', async () => {
    const pool = await aCompany(now);
    const roles = (await sampleSignIns(pool)).map(({ role }) => role);
    expect(roles.sort()).toEqual([
      'administrator',
      'integration',
      'manager',
      'manager',
      'marketer',
      'rep',
      'rep',
      'sales-ops',
    ]);
  });

  it('lays out rows as a recording would: a rebuild from the events changes none', async () => {
    const { workerUrl, ownerUrl } = await freshDatabase();
    const [pool, owner] = [testPool(workerUrl), testPool(ownerUrl)];
    await publishShipped(pool, readConfig().root);
    await makeSample(pool, now);
    const rows = async () => {
      const read = (sql: string) => pool.query(sql).then((found) => found.rows as object[]);
      const instances = await read('SELECT * FROM process_instances ORDER BY id');
      return [
        instances.map((one) => ({ ...one, engine: '' })), // a rebuild takes workflows for running
        await read('SELECT * FROM tasks ORDER BY id'),
        await read('SELECT * FROM deadlines ORDER BY instance_id, key'),
      ];
    };
    const before = await rows();
    expect(await rebuildTables(owner)).toEqual({ instances: 160, broken: [] });
    expect(await rows()).toEqual(before);
  });

  it('writes open instances for the starter of workflows, closed ones for nobody', async () => {
    const pool = await aCompany(now);
    const sql = `SELECT open || ' ' || engine AS what, count(*)::int AS n FROM process_instances GROUP BY 1`;
    expect(Object.keys(await counted(pool, sql)).sort()).toEqual(['false none', 'true pending']);
  });
});
