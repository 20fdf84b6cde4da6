import { setTimeout as pause } from 'node:timers/promises';
import { layOut } from '../../activities/decision-record';
import { createReferenceSource } from '../../activities/reference';
import { createDefinitionSource } from '../../src/commands';
import { deadlinesOf, type Facts, type Snapshot } from '../../src/process';
import { type DealPreview, preview } from '../../src/process/migration/preview';
import { seqQuery } from '../../workflows/messages';
import { startTestApi, type TestApi } from '../support/api';
import { type Engine, replayOf, snapshotOf, workflowId } from '../support/engine';
import { DUE_SOON, LIVES_OF_SALES, writeManySales } from '../support/many-sales';
import { type OwnTemporal, ownTemporal, type WorkerProcess, workerProcess } from '../support/own-temporal';
import { publishSecondSale, SECOND_SALE_PLAN, type TwoVersions } from '../support/second-version';

jest.setTimeout(300_000);

const SALES = 1_000;
const BATCH = 100;
/** When the tasks that were added by hand fall due: some before their sale is moved, some after. */
const DUE_WITHIN_MS = 40_000;

/** What became of one deal, with the decisions before and by which it was moved. */
interface Moved {
  id: string;
  preview: DealPreview;
  result: string;
  batch: number;
  migratedSeq: number | null;
  before: Snapshot;
  after: Snapshot | null;
  at: number | null;
  facts: Facts | null;
  command: Parameters<typeof preview>[0]['command'] | null;
}

/** The run is cut short twice, once with Temporal; each deal ends as it was previewed, or says that it went on since. */
describe('a thousand running deals that are moved to another version', () => {
  let temporal: OwnTemporal;
  let api: TestApi & { engine: Engine };
  let engine: Engine;
  let versions: TwoVersions;
  let worker: WorkerProcess;
  let sales: string[];
  let migration: string;
  let rows: Moved[];
  let lastDueAt = 0;
  /** Sales that took a command after they were previewed. */
  const touched = new Set<string>();

  const startWorker = () =>
    workerProcess({ address: temporal.address(), databaseUrl: engine.database.workerUrl, taskQueue: engine.taskQueue });
  const post = (path: string, body?: unknown) => api.post(path, body, { as: engine.cast.manager });
  const count = async (sql: string) =>
    (await engine.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, [migration])).rows[0]?.n ?? 0;
  const withResult = (result: string) => count(`deal_migration_rows WHERE migration_id = $1 AND ${result}`);
  const statusIs = (status: string) => count(`deal_migrations WHERE id = $1 AND status = '${status}'`);

  async function reached(read: () => Promise<number>, n: number): Promise<void> {
    for (const end = Date.now() + 200_000; (await read()) < n; await pause(50))
      if (Date.now() > end) throw new Error(`Only ${await read()} of ${n}`);
  }

  async function touch(id: string): Promise<void> {
    touched.add(id);
    await engine.ask(id, { type: 'amend', fields: { discount: 7 } });
  }

  beforeAll(async () => {
    temporal = await ownTemporal();
    // Whoever touches a deal while hundreds of workflows begin waits until it was: only then it has gone on since its preview.
    api = await startTestApi({ client: temporal.client, workerless: true, engineDeadlineMs: 60_000 });
    engine = api.engine;
    await engine.pool.query(`UPDATE people SET roles = '{manager,sales-ops}' WHERE id = $1`, [engine.cast.manager]);
    versions = await publishSecondSale(engine.pool);
    const now = Date.now();
    lastDueAt = now + 10_000 + DUE_WITHIN_MS;
    sales = await writeManySales(engine.pool, {
      versionId: versions.first,
      count: SALES,
      owner: engine.cast.rep,
      dueAt: (n) => now + 10_000 + (n / SALES) * DUE_WITHIN_MS,
    });
    worker = await startWorker();
    // A part of them has workflows that run, as most have in life.
    await engine.activities.startPage();

    const plan = { ...SECOND_SALE_PLAN, fields: { segment: 'unknown' } };
    const made = await post('/processes/standard-sale/migrations', { to: 2, plan, dryRun: true, batchSize: BATCH });
    migration = made.body.id;
    await reached(() => statusIs('ready'), 1);
    await Promise.all(sales.filter((_, n) => n % 50 === 3).map(touch));

    await post(`/migrations/${migration}/start`);
    await reached(() => withResult('result IS NOT NULL'), 200);
    await worker.kill();
    const answering = touch(sales[SALES - 1] ?? '');
    worker = await startWorker();
    await answering;
    await reached(() => withResult('result IS NOT NULL'), 500);
    await Promise.all([worker.kill(), temporal.kill()]);
    await temporal.start();
    worker = await startWorker();
    await reached(() => statusIs('done'), 1);
    rows = await readRows();
  });

  async function readRows(): Promise<Moved[]> {
    const found = await engine.pool.query<Moved>(
      `SELECT r.instance_id AS id, r.preview, r.result, r.batch, r.migrated_seq AS "migratedSeq", b.snapshot AS before, e.snapshot AS after,
         (extract(epoch FROM e.at) * 1000)::float8 AS at, e.facts, e.command
       FROM deal_migration_rows r JOIN process_events b ON b.instance_id = r.instance_id AND b.seq = r.seq
       LEFT JOIN process_events e ON e.instance_id = r.instance_id AND e.seq = r.migrated_seq
       WHERE r.migration_id = $1 ORDER BY r.instance_id`,
      [migration],
    );
    return found.rows;
  }
  const migrated = () => rows.filter(({ result }) => result === 'migrated');

  it('gives each of them a result: migrated, or gone on since', async () => {
    expect(rows).toHaveLength(SALES);
    expect(new Set(rows.map(({ preview: { becomes } }) => becomes))).toEqual(new Set(['moves', 'stays']));
    expect(new Set(rows.map(({ result }) => result))).toEqual(new Set(['migrated', 'moved since']));
    expect(migrated().length).toBeGreaterThan(SALES * 0.8);
    const { rows: on } = await engine.pool.query<{ id: string; versionId: string }>(
      'SELECT id, version_id AS "versionId" FROM process_instances',
    );
    const second = new Set(on.filter(({ versionId }) => versionId === versions.second).map(({ id }) => id));
    expect(second).toEqual(new Set(migrated().map(({ id }) => id)));
  });

  it('reports exactly those that took something else after they were previewed', async () => {
    const { rows: others } = await engine.pool.query<{ id: string }>(
      `SELECT DISTINCT r.instance_id AS id FROM deal_migration_rows r JOIN process_events e ON e.instance_id = r.instance_id AND e.seq = r.seq + 1
       WHERE r.migration_id = $1 AND e.type <> 'migrate'`,
      [migration],
    );
    const since = new Set(rows.filter(({ result }) => result === 'moved since').map(({ id }) => id));
    expect(since).toEqual(new Set(others.map(({ id }) => id)));
    for (const id of sales.filter((_, n) => n % 50 === 3)) expect(since).toContain(id);
  });

  it('ends as it was previewed, deal by deal', async () => {
    const definition = await createDefinitionSource(engine.pool).read(versions.second);
    const reference = await createReferenceSource(engine.pool).current();
    for (const { id, preview: told, before, after, at, facts, command } of migrated()) {
      if (!command || at === null || !facts) throw new Error(`${id} has no event`);
      const deal = { to: definition, command, snapshot: before };
      const became = preview(deal, at, () => facts);
      expect([id, lasting(became)]).toEqual([id, lasting(told)]);
      // What counts from the move itself is what was previewed, at that instant.
      const instance = { instanceId: id, kind: 'sale', versionId: versions.second, definition } as const;
      expect(preview(deal, at, (decision) => layOut(instance, decision, reference).facts)).toEqual(became);
      expect(after && deadlinesOf(after).length).toBe(armedIn(told));
    }
  });

  /** A preview but for when it was made, and for instants that count from then. */
  const lasting = (found: DealPreview) => {
    if (found.becomes === 'needs a decision') return found;
    const deadlines = found.deadlines.map((one) => (one.fresh ? { ...one, to: null, becomes: null } : one));
    return { ...found, at: null, deadlines };
  };
  const armedIn = (found: DealPreview): number =>
    found.becomes === 'needs a decision' ? 0 : found.deadlines.filter(({ becomes }) => becomes !== 'dropped').length;

  it('loses no deadline and fires none twice', async () => {
    while ((await engine.activities.startPage()) > 0);
    // However fast the run was: what is not due yet cannot have fired.
    await pause(Math.max(0, lastDueAt + 1_100 - Date.now()));
    await reached(async () => SALES - (await lateOnes()), SALES);
    const { rows: twice } = await engine.pool.query(
      `SELECT instance_id, command ->> 'deadline' FROM process_events WHERE type = 'deadline' GROUP BY 1, 2 HAVING count(*) > 1`,
    );
    expect(twice).toEqual([]);
    const byHand = sales.filter((_, n) => n % LIVES_OF_SALES === DUE_SOON);
    const { rows: fired } = await engine.pool.query<{ id: string }>(
      `SELECT instance_id AS id FROM process_events WHERE type = 'deadline' AND command ->> 'deadline' LIKE 'by-hand#1:overdue%'`,
    );
    expect(fired.map(({ id }) => id).sort()).toEqual([...byHand].sort());
    const { rows: armed } = await engine.pool.query<{ id: string; snapshot: Snapshot; keys: string[] | null }>(
      `SELECT id, snapshot, (SELECT array_agg(key) FROM deadlines d WHERE d.instance_id = i.id) AS keys FROM process_instances i`,
    );
    for (const { id, snapshot, keys } of armed)
      expect([id, (keys ?? []).sort()]).toEqual([
        id,
        deadlinesOf(snapshot)
          .map(({ key }) => key)
          .sort(),
      ]);
  });

  const lateOnes = async (): Promise<number> =>
    (
      await engine.pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM deadlines WHERE at < now() - interval '1 second'`,
      )
    ).rows[0]?.n ?? 0;

  it('leaves workflows that agree with their rows, and histories that replay', async () => {
    for (const id of sales.filter((_, n) => n % 40 === 0)) {
      const { seq } = await snapshotOf(engine.pool, id);
      expect(await temporal.client.workflow.getHandle(workflowId(id)).query(seqQuery)).toBe(seq);
      const { replayed, stored } = await replayOf(engine.pool, id);
      expect(replayed).toEqual(stored);
    }
  });

  it('can take a batch back: all but those that went on since', async () => {
    const batch = migrated().filter((one) => one.batch === 1);
    const [busy] = batch;
    await engine.ask(busy?.id ?? '', { type: 'amend', fields: { discount: 9 } });
    await post(`/migrations/${migration}/revert`, { batch: 1 });
    await reached(() => withResult('back IS NOT NULL'), batch.length);
    const { rows: back } = await engine.pool.query<{
      id: string;
      back: string;
      seq: number;
      last: number;
      snapshot: Snapshot;
      versionId: string;
    }>(
      `SELECT instance_id AS id, back, r.migrated_seq AS seq, i.seq AS last, i.snapshot, i.version_id AS "versionId"
       FROM deal_migration_rows r JOIN process_instances i ON i.id = r.instance_id WHERE migration_id = $1 AND back IS NOT NULL`,
      [migration],
    );
    expect(back).toHaveLength(batch.length);
    const before = new Map(batch.map((one) => [one.id, one.before]));
    expect(back.find(({ id }) => id === busy?.id)?.back).toBe('moved since');
    const taken = back.filter((one) => one.back === 'taken back');
    // How many deadlines had fired since depends on how fast it went; each deal that stayed had gone on.
    const stayed = back.filter((one) => one.back === 'moved since');
    expect(stayed.filter(({ seq, last }) => last <= seq)).toEqual([]);
    expect(taken.length + stayed.length).toBe(batch.length);
    expect(taken.length).toBeGreaterThan(0);
    for (const { id, seq, snapshot, versionId, last } of taken) {
      expect([id, versionId]).toEqual([id, versions.first]);
      if (last === seq + 1)
        expect({ ...snapshot, opened: null }).toEqual({ ...before.get(id), seq: last, opened: null });
    }
  });
});
