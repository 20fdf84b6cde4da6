import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishCalendar } from '../../activities/publish';
import { mendTables } from '../../activities/rebuild-tables';
import { createDefinitionSource } from '../../src/commands';
import { createVersions } from '../../src/crm';
import { readConfig } from '../../src/platform/config';
import type { Pool } from '../../src/platform/database';
import { seqQuery } from '../../workflows/messages';
import { testPool } from '../support/database';
import { type Engine, snapshotOf, startEngine, taskOf, workflowId } from '../support/engine';
import { writeLives } from '../support/lived';
import { startSample } from '../support/sample';
import { temporalClient } from '../support/temporal';

jest.setTimeout(240_000);

/** Every table that follows from others, and what is done to its rows: so many each, a hundred in all. */
const CORRUPTIONS: readonly { relation: string; by: string; rows: number }[] = [
  { relation: 'process_instances', rows: 4, by: `UPDATE process_instances SET state = 'nowhere', open = NOT open` },
  {
    relation: 'process_instances',
    rows: 3,
    by: `UPDATE process_instances SET amount_minor = 1, amount_base_minor = 7`,
  },
  { relation: 'process_instances', rows: 3, by: `UPDATE process_instances SET snapshot = '{}', seq = seq + 1` },
  {
    relation: 'process_instances',
    rows: 2,
    by: `UPDATE process_instances SET owner_id = '00000000-0000-7000-8000-000000000000'`,
  },
  {
    relation: 'process_instances',
    rows: 2,
    by: `UPDATE process_instances SET due_at = '2001-01-01', wait_until = now(), next_task_due_at = NULL`,
  },
  {
    relation: 'process_instances',
    rows: 1,
    by: `UPDATE process_instances i SET version_id = (SELECT id FROM process_versions p WHERE p.id <> i.version_id LIMIT 1), started_at = now()`,
  },
  { relation: 'tasks', rows: 8, by: `UPDATE tasks SET status = 'done', ended_at = now(), outcome = 'x'` },
  {
    relation: 'tasks',
    rows: 6,
    by: `UPDATE tasks SET assignee_id = NULL, due_at = '2031-01-01', opened_at = '2001-01-01'`,
  },
  { relation: 'tasks', rows: 6, by: `DELETE FROM tasks` },
  { relation: 'deadlines', rows: 8, by: `UPDATE deadlines SET at = at + interval '1 day', kind = 'rung'` },
  { relation: 'deadlines', rows: 8, by: `DELETE FROM deadlines` },
  {
    relation: 'open_deals',
    rows: 3,
    by: `UPDATE open_deals SET amount_base_minor = 9, client = NOT client, line = 'x'`,
  },
  { relation: 'open_deals', rows: 1, by: `DELETE FROM open_deals` },
  { relation: 'stage_visits', rows: 8, by: `UPDATE stage_visits SET held_ms = held_ms + 5, handovers = 9` },
  {
    relation: 'stage_visits',
    rows: 4,
    by: `UPDATE stage_visits SET left_at = now(), again = NOT again, mode = 'queue'`,
  },
  { relation: 'stage_visits', rows: 4, by: `DELETE FROM stage_visits` },
  { relation: 'deal_history', rows: 8, by: `UPDATE deal_history SET amount_base_minor = 3, pushes = 40` },
  { relation: 'deal_history', rows: 4, by: `UPDATE deal_history SET until = 'infinity', state = 'x', open = NOT open` },
  { relation: 'deal_history', rows: 4, by: `DELETE FROM deal_history` },
  { relation: 'version_stages', rows: 4, by: `UPDATE version_stages SET client = NOT client, place = 77` },
  { relation: 'version_stages', rows: 3, by: `DELETE FROM version_stages` },
  { relation: 'working_spans', rows: 3, by: `UPDATE working_spans SET closes_ms = closes_ms + 1` },
  { relation: 'working_spans', rows: 3, by: `DELETE FROM working_spans` },
];
const DERIVED = [...new Set(CORRUPTIONS.map(({ relation }) => relation))];

/** Rows of a table as a key of its own, so that each is spoilt once. */
const KEYS: Readonly<Record<string, string>> = {
  process_instances: 'id::text',
  tasks: `instance_id || ' ' || key`,
  deadlines: `instance_id || ' ' || key`,
  stage_visits: `instance_id || ' ' || n`,
  deal_history: `instance_id || ' ' || seq`,
  open_deals: 'id::text',
  version_stages: `version_id || ' ' || state`,
  working_spans: `calendar_key || ' ' || opens_ms`,
};

describe('rows that somebody changed by hand', () => {
  let engine: Engine;
  let owner: Pool;
  const deals: string[] = [];
  const rub = (rubles: number) => ({ minor: rubles * 100, currency: 'RUB' });

  beforeAll(async () => {
    engine = await startEngine({ engineDeadlineMs: 30_000 });
    owner = testPool(engine.database.ownerUrl);
    await owner.query(`INSERT INTO exchange_rates (currency, "from", rate) VALUES ('EUR', '2020-01-01', 90)`);
    for (const n of [0, 1, 3]) deals.push(await live(n));
    for (const [key, count] of [
      ['standard-sale', 20],
      ['standard-lead', 4],
    ] as const) {
      const version = await createVersions(engine.pool).current(key);
      if (!version) throw new Error(`No version of ${key}`);
      const process = { versionId: version.id, definition: version.definition };
      await writeLives(engine.pool, { process, owners: [engine.cast.rep], count, now: Date.now() });
    }
  });

  /** Deals that live in Temporal as well: a task by hand, a wait, a stage further; one in euros. */
  async function live(n: number): Promise<string> {
    const amount = n === 3 ? { minor: 500_00, currency: 'EUR' } : rub(100 + n);
    const id = await engine.start('standard-sale', { amount });
    const done = async (task: string, outcome: string, fields = {}) =>
      engine.ask(id, { type: 'complete', task: await taskOf(engine.pool, id, task), outcome, fields });
    await engine.ask(
      id,
      { type: 'add task', assignee: engine.cast.rep, dueAt: Date.now() + 900_000 },
      { record: { title: `Send brochure ${n}` } },
    );
    if (n % 2 === 0) await engine.ask(id, { type: 'wait', until: Date.now() + 3_600_000, reason: 'budget' });
    if (n % 2 === 0) await engine.ask(id, { type: 'resume' });
    await done('first-call', 'need confirmed');
    if (n > 2) await engine.ask(id, { type: 'amend', fields: { discount: n } });
    return id;
  }

  const image = async () =>
    Object.fromEntries(
      await Promise.all(
        DERIVED.map(async (table) => {
          const { rows } = await owner.query(`SELECT ${KEYS[table]} AS "itsKey", t.* FROM ${table} t ORDER BY 1`);
          return [table, rows] as const;
        }),
      ),
    );
  const repairs = async () =>
    (
      await owner.query<{ relation: string; key: string; fault: string; columns: string[] }>(
        `SELECT relation, coalesce(instance_id || ' ', '') || row_key AS key, fault, columns FROM row_repairs ORDER BY id`,
      )
    ).rows;
  /** So many rounds that each calendar has had its turn. */
  const rounds = async () => {
    const { rows } = await owner.query<{ n: number }>('SELECT count(DISTINCT key)::int AS n FROM calendars');
    const found = [];
    for (let n = 0; n < (rows[0]?.n ?? 1) + 1; n += 1) found.push(await engine.activities.reconcile(60, 1000));
    return found;
  };

  it('finds nothing where nobody has, not even where rates or calendars have changed since', async () => {
    await owner.query(`INSERT INTO exchange_rates (currency, "from", rate) VALUES ('EUR', current_date + 1, 120)`);
    const before = await image();
    for (const round of await rounds()) expect(round).toMatchObject({ mended: 0, broken: 0, drifted: 0 });
    expect(await image()).toEqual(before);
    expect(await repairs()).toEqual([]);
  });

  it('every table that reports are read from and that follows from others is among those that are spoilt here', async () => {
    const { rows } = await owner.query<{ relation: string }>(`SELECT jsonb_object_keys(rows_of_deal($1)) AS relation`, [
      deals[0],
    ]);
    const ofDeals = rows.map(({ relation }) => relation);
    expect([...ofDeals, 'version_stages', 'working_spans'].sort()).toEqual([...DERIVED].sort());
    // What a decision writes by way of triggers, beside what a deal's cards and searches keep of themselves.
    const { rows: written } = await owner.query<{ name: string }>(
      `SELECT DISTINCT c.relname AS name FROM pg_class c JOIN pg_proc p ON p.prosrc ~ ('(INSERT INTO|UPDATE|DELETE FROM) "?' || c.relname || '\\M')
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND p.proname IN ('note_visits', 'note_history', 'note_open', 'note_cards', 'note_stages')`,
    );
    for (const { name } of written) expect(DERIVED).toContain(name);
    expect(written.length).toBeGreaterThan(1);
  });

  it('100 rows of the tables corrupted by hand: all found and repaired by the reconciler, each logged', async () => {
    const before = await image();
    const spoilt = new Set<string>();
    for (const { relation, by, rows } of CORRUPTIONS) {
      const key = KEYS[relation];
      const taken = [...spoilt].filter((one) => one.startsWith(`${relation}|`)).map((one) => one.split('|')[1]);
      const { rows: chosen } = await owner.query<{ key: string }>(
        `SELECT ${key} AS key FROM ${relation} WHERE NOT ${key} = ANY($1) ORDER BY md5(${key}) LIMIT $2`,
        [taken, rows],
      );
      const { rowCount } = await owner.query(`${by} WHERE ${key} = ANY($1)`, [chosen.map((one) => one.key)]);
      expect({ relation, by, rowCount }).toEqual({ relation, by, rowCount: rows });
      for (const one of chosen) spoilt.add(`${relation}|${one.key}`);
    }
    expect(spoilt.size).toBe(100);

    const found = await rounds();
    expect(await image()).toEqual(before);
    const logged = (await repairs()).map(({ relation, key }) => `${relation}|${key.trim()}`);
    expect(logged.filter((one) => spoilt.has(one)).sort()).toEqual([...spoilt].sort());
    expect(found.reduce((sum, { mended }) => sum + mended, 0)).toBe(logged.length);
    expect(await rounds()).toEqual(found.map(() => expect.objectContaining({ mended: 0, drifted: 0 })));
  });

  it('says which columns were not as they should be, never what stood in them', async () => {
    await owner.query(`UPDATE process_instances SET state = 'secret' WHERE id = $1`, [deals[0]]);
    await rounds();
    expect((await repairs()).at(-1)).toEqual({
      relation: 'process_instances',
      key: `${deals[0]} `,
      fault: 'changed',
      columns: ['state'],
    });
  });

  it('takes rows away that follow from nothing', async () => {
    await owner.query(
      `INSERT INTO deadlines (instance_id, key, subject, kind, at) VALUES ($1, 'stage:made up@1', 'stage', 'overdue', now())`,
      [deals[0]],
    );
    await owner.query(
      `INSERT INTO stage_visits SELECT (jsonb_populate_record(v, '{"n": 99}')).* FROM stage_visits v WHERE instance_id = $1 AND n = 1`,
      [deals[0]],
    );
    const before = (await repairs()).length;
    await rounds();
    expect((await repairs()).slice(before).map(({ relation, fault }) => [relation, fault])).toEqual([
      ['deadlines', 'too many'],
      ['stage_visits', 'too many'],
    ]);
  });

  it('keeps time as it was parted by the calendar of then, where that has changed since', async () => {
    const { rowCount } = await owner.query(
      `UPDATE stage_visits SET held_ms = outside_ms, outside_ms = held_ms WHERE instance_id = $1 AND n = 1 AND held_ms <> outside_ms`,
      [deals[1]],
    );
    expect(rowCount).toBe(1);
    const office = readFileSync(join(readConfig().root, 'calendars/office.yaml'), 'utf8');
    await publishCalendar(engine.pool, 'office', office.replaceAll('day: 09:00-13:00', 'day: 09:30-13:00'));
    const before = (await repairs()).length;
    await rounds();
    expect((await repairs()).slice(before).filter(({ relation }) => relation === 'stage_visits')).toEqual([]);
  });

  it('has a workflow that is ahead of its tables begin anew from them: what they do not hold has not happened', async () => {
    const id = await engine.start('standard-sale');
    await engine.ask(id, { type: 'amend', fields: { discount: 5 } });
    await engine.ask(id, { type: 'amend', fields: { discount: 6 } });
    const seqOf = async () => (await temporalClient()).workflow.getHandle(workflowId(id)).query(seqQuery);
    expect(await seqOf()).toBe(3);
    // As a restored backup leaves the tables; the row itself is put right by the same round.
    await owner.query('ALTER TABLE process_events DISABLE TRIGGER process_events_immutable');
    await owner.query('DELETE FROM process_events WHERE instance_id = $1 AND seq > 1', [id]);
    await owner.query('ALTER TABLE process_events ENABLE TRIGGER process_events_immutable');
    expect(await engine.activities.reconcile(60, 1000)).toMatchObject({ drifted: 1, repaired: 1 });
    expect(await seqOf()).toBe(1);
    expect((await snapshotOf(engine.pool, id)).fields.discount).toBe(0);
    expect(await engine.ask(id, { type: 'amend', fields: { discount: 7 } })).toMatchObject({
      became: 'applied',
      answer: { seq: 2 },
    });
  });

  it('leaves rows alone whose events do not replay, and leaves one incident, however often it comes by', async () => {
    const id = await engine.start('standard-sale');
    await owner.query('ALTER TABLE process_events DISABLE TRIGGER process_events_immutable');
    await owner.query(
      `UPDATE process_events SET command = jsonb_set(command, '{type}', '"undo"') WHERE instance_id = $1`,
      [id],
    );
    await owner.query('ALTER TABLE process_events ENABLE TRIGGER process_events_immutable');
    await owner.query(`UPDATE process_instances SET state = 'x' WHERE id = $1`, [id]);
    for (const round of await rounds()) expect(round).toMatchObject({ broken: 1 });
    const { rows } = await owner.query('SELECT detail FROM incidents WHERE instance_id = $1', [id]);
    expect(rows).toHaveLength(1);
    expect((await owner.query('SELECT state FROM process_instances WHERE id = $1', [id])).rows).toEqual([
      { state: 'x' },
    ]);
  });

  it('goes through all instances, some a round, and begins anew at the end', async () => {
    const { rows } = await owner.query<{ n: number }>('SELECT count(*)::int AS n FROM process_instances');
    const all = rows[0]?.n ?? 0;
    await owner.query(`DELETE FROM settings WHERE key = 'rows mended up to'`);
    const read = [];
    for (let n = 0; n < 4; n += 1) read.push((await engine.activities.reconcile(0, 4)).read);
    expect(read).toEqual([4, 4, Math.min(4, all - 8), all > 12 ? Math.min(4, all - 12) : expect.any(Number)]);
  });
});

/** What was written in bulk, years of it, by another way than a decision at a time. */
describe('rows of a made company', () => {
  it('are as their events have them: nothing is found', async () => {
    const { pool } = await startSample(Date.parse('2026-10-07T09:00:00+03:00'));
    const found = await mendTables({ pool, definitions: createDefinitionSource(pool) }, { after: null, most: 10_000 });
    expect(found.compared).toBeGreaterThan(150);
    expect(found).toMatchObject({ after: null, mended: [], broken: [] });
  });
});
