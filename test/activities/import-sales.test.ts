import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Activities } from '../../activities';
import { type Mapping, readMapping } from '../../activities/imports/mapping';
import { type ImportFile, type Staged, stageImport } from '../../activities/imports/stage';
import { startImport } from '../../activities/imports/start-import';
import { readProgress } from '../../activities/imports/summary';
import { readConfig } from '../../src/platform/config';
import { type Engine, replayOf, snapshotOf, startEngine, until } from '../support/engine';
import { temporalClient } from '../support/temporal';

jest.setTimeout(180_000);

const { root, outsideDataDir } = readConfig();
const folder = join(outsideDataDir, 'crm-sales-opportunities');
const mappingFile = join(root, 'imports/crm-sales-opportunities.yaml');
const mapping: Mapping = readMapping(mappingFile, readFileSync(mappingFile, 'utf8'));

const filesIn = (from: string): ImportFile[] =>
  (['people', 'accounts', 'products', 'sales'] as const).flatMap((kind) => {
    const fileName = mapping[kind]?.file ?? '';
    return [{ kind, fileName, text: readFileSync(join(from, fileName), 'utf8') }];
  });

const whereThere = existsSync(folder) ? describe : describe.skip;

whereThere('the import of the whole public set (DEALWRIGHT_DATA/crm-sales-opportunities)', () => {
  /** Stands for a worker that is killed: this batch is written, but nobody hears of it. */
  const KILLED_AT = 6;
  const FULL = 500;
  let engine: Engine;
  let staged: Staged;
  let doneAtKill: number;
  let startsAsked = 0;

  const stage = () => stageImport(engine.apiPool, mapping, filesIn(folder), Date.now());
  const progress = () =>
    readProgress(
      engine.pool,
      staged.imports.map(({ id }) => id),
    );
  const counted = async (sql: string): Promise<Record<string, number>> => {
    const { rows } = await engine.pool.query<{ what: string; n: number }>(sql);
    return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
  };
  const one = async (sql: string) => (await engine.pool.query<{ n: number }>(sql)).rows[0]?.n;

  beforeAll(async () => {
    let batches = 0;
    let killed = () => {};
    const kill = new Promise<void>((resolve) => {
      killed = resolve;
    });
    const wrap = (real: Activities): Activities => ({
      ...real,
      // The small file's test starts workflows; here they would only take the machine from the others.
      startPage: async () => {
        startsAsked += 1;
        return 0;
      },
      importBatch: async (id) => {
        const taken = await real.importBatch(id);
        if (taken.taken === FULL) batches += 1;
        if (taken.taken !== FULL || batches !== KILLED_AT) return taken;
        killed();
        throw new Error('The worker is killed.');
      },
    });
    engine = await startEngine({ wrap, workerless: true });
    const worker = await engine.startWorker();
    staged = await stage();
    const handle = await startImport(await temporalClient(), staged, engine.taskQueue);
    await kill;
    await worker.stop();
    doneAtKill = (await progress()).find(({ kind }) => kind === 'sales')?.done ?? 0;
    await engine.startWorker();
    await handle.result();
  }, 400_000);

  it('went on where it was when its worker was killed', async () => {
    expect(doneAtKill).toBeGreaterThan(0);
    expect(doneAtKill).toBeLessThan(8800);
    expect((await progress()).map(({ status, done, total }) => [status, total - done])).toEqual(
      staged.imports.map(() => ['done', 0]),
    );
  });

  it('gives the funnel that the file says', async () => {
    const states = await counted(`SELECT state AS what, count(*)::int AS n FROM process_instances GROUP BY 1`);
    expect(states).toEqual({ prospecting: 500, engaging: 1589, 'closed.won': 4238, 'closed.lost': 2473 });
  });

  it('lists by row what did not fit, and loses none', async () => {
    const found = Object.fromEntries((await progress()).map(({ kind, summary }) => [kind, summary]));
    const all = (imported: number, notes: Record<string, number>) => ({ imported, present: 0, rejected: 0, notes });
    expect(found).toEqual({
      people: all(35, { MailMissing: 35 }),
      accounts: all(85, { Spelling: 13 }),
      products: all(7, {}),
      sales: all(8800, {
        AccountMissing: 1425,
        DateMissing: 500,
        ReasonMissing: 2473,
        Spelling: 1480,
        ValueMissing: 2089,
      }),
    });
    const { rows } = await engine.pool.query(
      `SELECT notes FROM import_rows WHERE external_key = (SELECT external_key FROM import_rows
         WHERE raw ->> 'deal_stage' = 'Engaging' AND raw ->> 'account' = '' AND raw ->> 'product' = 'GTXPro' LIMIT 1)`,
    );
    expect(rows[0].notes).toEqual([
      { code: 'Spelling', field: 'product', value: 'GTXPro', done: 'mapped', used: 'GTX Pro' },
      { code: 'AccountMissing', field: 'account', value: '', done: 'left empty' },
      { code: 'ValueMissing', field: 'amount', value: '', done: 'default', used: '4821.00 USD', default: true },
    ]);
  });

  it('keeps holdings, spellings, revenue and who reports to whom', async () => {
    const { rows } = await engine.pool.query(
      `SELECT a.name, a.industry, a.annual_revenue_minor::float8 / 100 AS revenue, h.name AS holding FROM accounts a
       LEFT JOIN accounts h ON h.id = a.holding_id WHERE a.name IN ('Acme Corporation', 'Bluth Company') ORDER BY 1`,
    );
    expect(rows).toEqual([
      { name: 'Acme Corporation', industry: 'technology', revenue: 1_100_040_000, holding: null },
      { name: 'Bluth Company', industry: 'technology', revenue: 1_242_320_000, holding: 'Acme Corporation' },
    ]);
    expect(await one('SELECT count(*)::int AS n FROM accounts WHERE holding_id IS NOT NULL')).toBe(15);
    const anna = await engine.pool.query(
      `SELECT m.name AS manager, o.name ->> 'en' AS office FROM people p JOIN people m ON m.id = p.manager_id
       JOIN offices o ON o.id = p.office_id WHERE p.name = 'Anna Snelling'`,
    );
    expect(anna.rows).toEqual([{ manager: 'Dustin Brinkmann', office: 'Central' }]);
  });

  it('closes sales on their own dates and at their own amounts', async () => {
    const { rows } = await engine.pool.query(
      `SELECT i.state, i.started_at, i.closed_at, i.amount_minor::int, i.currency, i.engine, s.title, a.name AS account
       FROM sales s JOIN process_instances i ON i.id = s.id JOIN accounts a ON a.id = s.account_id
       WHERE s.external_key = 'crm-sales-opportunities:1C1I7A6R'`,
    );
    expect(rows).toEqual([
      {
        state: 'closed.won',
        started_at: new Date('2016-10-20T09:00+03:00'),
        closed_at: new Date('2017-03-01T18:00+03:00'),
        amount_minor: 105_400,
        currency: 'USD',
        engine: 'none',
        title: 'GTX Plus Basic, Cancity',
        account: 'Cancity',
      },
    ]);
  });

  it('lights up what fell due before it, and tells nobody', async () => {
    const lights = await counted(
      `SELECT state || ' ' || (snapshot #>> '{clock,light}') AS what, count(*)::int AS n FROM process_instances WHERE open GROUP BY 1`,
    );
    expect(lights).toEqual({ 'prospecting on time': 500, 'engaging escalated': 1589 });
    expect(await one('SELECT count(*)::int AS n FROM process_instances WHERE open AND escalate_at < now()')).toBe(1589);
    expect(await one('SELECT count(*)::int AS n FROM notifications')).toBe(0);
  });

  it('replays: a sample of its histories gives what is stored at each index', async () => {
    const { rows } = await engine.pool.query<{ id: string }>(
      'SELECT id FROM process_instances ORDER BY md5(id::text) LIMIT 200',
    );
    for (const { id } of rows) {
      const { replayed, stored } = await replayOf(engine.pool, id);
      expect(replayed).toEqual(stored);
      expect(await snapshotOf(engine.pool, id)).toEqual(stored.at(-1));
    }
  });

  it('has the workflows of open sales started behind it', async () => {
    const engines = await counted(
      `SELECT open || ' ' || engine AS what, count(*)::int AS n FROM process_instances GROUP BY 1`,
    );
    expect(engines).toEqual({ 'true pending': 2089, 'false none': 6711 });
    expect(
      await until(
        async () => startsAsked,
        (n) => n > 0,
      ),
    ).toBe(1);
  });

  it('leaves open sales that take commands before their workflow is started', async () => {
    const { rows } = await engine.pool.query<{ id: string; owner: string }>(
      `SELECT id, owner_id AS owner FROM process_instances WHERE state = 'engaging' ORDER BY id DESC LIMIT 1`,
    );
    const [sale] = rows;
    const actor = { id: sale?.owner ?? '', roles: ['rep'], teams: [] };
    const sent = await engine.ask(sale?.id ?? '', { type: 'move', to: 'prospecting' }, { actor });
    expect(sent).toMatchObject({ became: 'applied', answer: { state: 'prospecting' } });
    await engine.ask(sale?.id ?? '', { type: 'move', to: 'engaging' }, { actor });
  });

  it('adds nothing when it is run again', async () => {
    const count = () => one('SELECT count(*)::int AS n FROM process_events');
    const before = await count();
    const again = await stage();
    expect(again).toMatchObject({ joined: false, workflowId: staged.workflowId });
    expect(await stage()).toEqual({ ...again, joined: true });
    await (await startImport(await temporalClient(), again, engine.taskQueue)).result();
    const ids = again.imports.map(({ id }) => id);
    const summaries = (await readProgress(engine.pool, ids)).map(({ kind, summary }) => [kind, summary?.present]);
    expect(summaries).toEqual([
      ['people', 35],
      ['accounts', 85],
      ['products', 7],
      ['sales', 8800],
    ]);
    expect(await count()).toBe(before);
  });
});
