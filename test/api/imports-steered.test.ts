import { v7 as newId } from 'uuid';
import type { Activities } from '../../activities';
import { type Sender, sender } from '../imports/sending';
import { startTestApi, type TestApi } from '../support/api';
import { type Engine, until } from '../support/engine';
import { repsSee } from '../support/sight';

const ACCOUNTS = `Company,Tax number,Industry,Employees,Phone,City
Alpha,7701234567,retail,10,+7 495 111-22-33,Moscow
Beta,,finance,"1,200",,
Gamma,,,many,,
Beta,,,,,
,,,,,Nowhere`;

const mapping = {
  entity: 'account',
  columns: {
    Company: 'name',
    'Tax number': 'taxNumber',
    Industry: 'industry',
    Employees: 'employees',
    Phone: 'phone',
    City: 'city',
  },
  key: ['name'],
  source: 'partners',
};

describe('an import is tried out, run, stopped and taken back', () => {
  let api: TestApi & { engine: Engine };
  let send: Sender;
  let hold: Promise<unknown> | null = null;
  const one = async (sql: string, values: unknown[] = []) => (await api.engine.pool.query(sql, values)).rows;

  beforeAll(async () => {
    const wrap = (real: Activities): Activities => ({
      ...real,
      importFilePage: async (id) => {
        await hold;
        return real.importFilePage(id);
      },
    });
    api = await startTestApi({ wrap });
    send = sender(api, api.engine.cast.manager);
    const made = await api.post('/accounts', { name: 'Alpha', industry: 'food', employees: 10 });
    expect(made.status).toBe(201);
  });

  it('DYN-16: needs a mapping before it runs, while entry by hand works at once', async () => {
    const { body } = await send.upload('accounts.csv', ACCOUNTS);
    const run = await send.post(`/imports/${body.id}/run`);
    expect(run).toMatchObject({
      status: 409,
      body: { code: 'ImportRefused', detail: '"run" is not for an import that is uploaded; possible now: map, look.' },
    });
    expect((await api.post('/leads', { topic: 'By hand, at once' })).status).toBe(201);
  });

  it('refuses a mapping with all of its faults at once', async () => {
    const { body } = await send.upload('accounts.csv', ACCOUNTS);
    const answer = await send.put(`/imports/${body.id}/mapping`, {
      entity: 'account',
      columns: { Company: 'title', Nothing: 'name', Phone: 'phone', City: 'phone' },
      key: ['taxNumber'],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'body.columns.Company',
      'body.columns.Nothing',
      'body.columns.City',
      'body.key.0',
    ]);
  });

  it('says of each row what it would do, and does nothing', async () => {
    const id = await send.mapped('accounts.csv', ACCOUNTS, mapping);
    const before = await one('SELECT * FROM accounts ORDER BY id');
    const body = await send.done(id, 'preview', 'previewed');
    expect(body).toMatchObject({ would: { update: 1, create: 2, rejected: 1 }, counts: { waiting: 4, rejected: 1 } });
    const { items } = (await send.get(`/imports/${id}/rows?would=update`)).body;
    expect(items[0].changes).toEqual([
      { field: 'address', from: null, to: expect.objectContaining({ city: 'Moscow' }) },
      { field: 'industry', from: 'food', to: 'retail' },
      { field: 'points', from: null, to: [expect.objectContaining({ normal: '+74951112233' })] },
      { field: 'taxNumber', from: null, to: '7701234567' },
    ]);
    const doubtful = (await send.get(`/imports/${id}/rows?code=NumberUnreadable`)).body.items;
    expect(doubtful.map((row: { row: number }) => row.row)).toEqual([4]);
    expect(await one('SELECT * FROM accounts ORDER BY id')).toEqual(before);
  });

  it('runs, and gives each row back with its result, as a file that no spreadsheet runs', async () => {
    const hostile = `${ACCOUNTS}\n"=HYPERLINK(""http://evil.example"")",,,x,,\n`;
    const body = await send.imported('accounts.csv', hostile, mapping);
    expect(body.counts).toEqual({ imported: 3, updated: 1, rejected: 2 });
    const csv = (await send.get(`/imports/${body.id}/result.csv`)).body as string;
    expect(csv.split('\n')[0]).toContain('Company,Tax number,Industry,Employees,Phone,City,Row,Result,Record,Why');
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(csv).toContain(
      'Beta,,,,,,5,rejected,,key = partners:Beta: an earlier row of the file has the same key (row 3)',
    );
    const history = await one(
      `SELECT how, before, after FROM record_changes WHERE entity = 'account' AND how = 'import'`,
    );
    expect(history).toEqual([
      {
        how: 'import',
        before: { tax_number: null, industry: 'food' },
        after: { tax_number: '7701234567', industry: 'retail' },
      },
    ]);
    expect(
      await one(
        `SELECT a.employees, p.normal FROM accounts a LEFT JOIN contact_points p ON p.account_id = a.id WHERE name IN ('Alpha', 'Beta') ORDER BY name`,
      ),
    ).toEqual([
      { employees: 10, normal: '+74951112233' },
      { employees: 1200, normal: null },
    ]);
  });

  it('is taken back: earlier values return unless somebody changed them since, what it made goes unless something hangs on it', async () => {
    const [{ id }] = (await send.get('/imports?limit=1')).body.items;
    const [beta] = await one(`SELECT id FROM accounts WHERE name = 'Beta'`);
    await api.engine.pool.query(`UPDATE accounts SET industry = 'logistics' WHERE name = 'Alpha'`);
    await api.engine.pool.query(
      `INSERT INTO interactions (id, kind, at, subject, account_id) VALUES ($1, 'call', now(), 'Since', $2)`,
      [newId(), beta.id],
    );
    const body = await send.done(id, 'revert', 'reverted');
    expect(body.back).toEqual({ 'changed since': 1, 'in use': 1, 'taken back': 2 });
    const kept = (await send.get(`/imports/${id}/rows?back=${encodeURIComponent('changed since')}`)).body.items[0];
    expect(kept.backNotes).toEqual(['industry']);
    expect(await one('SELECT name, industry, tax_number FROM accounts ORDER BY name')).toEqual([
      { name: 'Alpha', industry: 'logistics', tax_number: null },
      { name: 'Beta', industry: 'finance', tax_number: null },
    ]);
    expect(await one('SELECT count(*)::int AS n FROM addresses')).toEqual([{ n: 0 }]);
  });

  it('stands still, goes on, and ends when it is told to', async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => `Company ${i}`).join('\n');
    const id = await send.mapped('many.csv', `Company\n${rows}`, {
      entity: 'account',
      columns: { Company: 'name' },
      key: ['name'],
      source: 'many',
    });
    let go = () => {};
    hold = new Promise<void>((resolve) => {
      go = resolve;
    });
    await send.post(`/imports/${id}/run`);
    await until(
      async () => (await send.get(`/imports/${id}`)).body,
      ({ total }) => total === 2500,
    );
    expect((await send.post(`/imports/${id}/pause`)).body.status).toBe('paused');
    go();
    // The page that was under way is done; the next one waits.
    const paused = await until(
      async () => (await send.get(`/imports/${id}`)).body,
      ({ done }) => done > 0,
    );
    expect(paused).toMatchObject({ status: 'paused', done: 300 });
    expect((await send.post(`/imports/${id}/cancel`)).status).toBe(200);
    const cancelled = await until(
      async () => (await send.get(`/imports/${id}`)).body,
      ({ status, summary }) => status === 'cancelled' && summary !== null,
    );
    expect(cancelled.counts).toEqual({ imported: 300, waiting: 2200 });
    // What is left comes in when it is run again.
    expect((await send.done(id, 'run', 'done')).counts).toEqual({ imported: 2500 });
    expect(await one(`SELECT count(*)::int AS n FROM accounts WHERE external_key LIKE 'many:%'`)).toEqual([
      { n: 2500 },
    ]);
  });

  it('leads are taken back by closing them: their histories and numbers stay', async () => {
    const id = await send.mapped('leads.csv', 'Topic,Company,Rating\nPumps,Alpha,high\nValves,Beta,nonsense\n', {
      entity: 'lead',
      columns: { Topic: 'topic', Company: 'organisation', Rating: 'rating' },
      source: 'fair',
    });
    const done = await send.done(id, 'run', 'done');
    expect(done.counts).toEqual({ imported: 2 });
    expect((await send.get('/leads?rating=high')).body.items).toHaveLength(1);
    const [first, second] = done.rows.items;
    expect(second.notes).toMatchObject([{ code: 'ValueUnknown', field: 'rating', done: 'left empty' }]);
    const word = await api.post(
      `/leads/${first.entityId}/commands`,
      { type: 'amend', fields: { need: 'Two of them' } },
      { as: api.engine.cast.manager },
    );
    expect(word.status).toBe(200);
    expect((await send.done(id, 'revert', 'reverted')).back).toEqual({ 'in use': 1, 'taken back': 1 });
    expect((await send.get(`/leads/${second.entityId}`)).body).toMatchObject({ open: false });
  });

  it('an import is seen by who sees the records of who made it', async () => {
    const [{ id }] = (await send.get('/imports?limit=1')).body.items;
    await repsSee(api.engine.apiPool, 'own');
    expect((await api.get(`/imports/${id}`)).status).toBe(404);
    expect((await api.get(`/imports/${id}/result.csv`)).status).toBe(404);
    expect((await api.get('/imports')).body.items).toEqual([]);
    await repsSee(api.engine.apiPool, 'all');
  });
});
