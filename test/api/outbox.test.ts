import { v7 as newId } from 'uuid';
import { createDeliver } from '../../activities/deliver';
import { createPostWebhook, storeShippedTemplates } from '../../src/outbound';
import { systemClock } from '../../src/platform/clock';
import { readConfig } from '../../src/platform/config';
import { wishFor } from '../outbound/wishes';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';

let api: TestApi & { engine: Engine };
let sale: string;
const [admin, ops] = [newId(), newId()];

beforeAll(async () => {
  api = await startTestApi();
  await testPool(api.engine.database.ownerUrl).query(
    `INSERT INTO people (id, name, email, roles) VALUES
       ($1, 'Ada Admin', 'ada@example.com', '{administrator}'), ($2, 'Olga Ops', 'olga@example.com', '{sales-ops}')`,
    [admin, ops],
  );
  sale = await api.engine.start('standard-sale', {}, { title: 'Racks' });
});

describe('webhooks', () => {
  const add = (name: string, url: string, as = admin) => api.post('/webhooks', { name, url }, { as });

  it('are registered by administrators, whose answer holds the secret that once', async () => {
    const made = await add('erp', 'https://erp.example.com/deals');
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'erp', active: true, secret: expect.stringMatching(/^whsec_/) },
    });
    const { body } = await api.get('/webhooks', { as: ops });
    expect(body.items).toEqual([
      { name: 'erp', url: 'https://erp.example.com/deals', active: true, reason: null, createdAt: expect.any(String) },
    ]);
    expect(await add('erp', 'https://other.example.com/')).toMatchObject({ status: 409, body: { code: 'MovedOn' } });
  });

  it('keep their secret from the login of the API', async () => {
    await expect(api.engine.apiPool.query('SELECT secret FROM webhooks')).rejects.toThrow('permission denied');
    await expect(api.engine.pool.query('SELECT secret FROM webhooks')).resolves.toBeDefined();
  });

  it.each([
    ['http://erp.example.com/', 'Must begin with https://'],
    ['https://10.0.0.8/', 'Must not lie in a private network'],
    ['https://127.0.0.1/', 'Must not lie in a private network'],
    ['https://169.254.169.254/', 'Must not lie in a private network'],
    ['erp', 'Must be a whole address'],
  ])('are refused at %s', async (url, said) => {
    const refused = await add('inside', url);
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.url', message: expect.stringContaining(said) }] },
    });
    const changed = await api.put('/webhooks/erp', { url }, { as: admin });
    expect(changed.status).toBe(400);
  });

  it('are changed, turned off and removed', async () => {
    await add('old', 'https://old.example.com/');
    const changed = await api.put('/webhooks/old', { url: 'https://new.example.com/', active: false }, { as: admin });
    expect(changed).toMatchObject({ status: 200, body: { url: 'https://new.example.com/', active: false } });
    expect(changed.body).not.toHaveProperty('secret');
    expect((await api.delete('/webhooks/old', { as: admin })).status).toBe(200);
    expect((await api.delete('/webhooks/old', { as: admin })).status).toBe(404);
  });

  it('are nothing that a rep may read, nor sales ops change', async () => {
    expect((await api.get('/webhooks')).status).toBe(403);
    expect((await add('x', 'https://x.example.com/', ops)).status).toBe(403);
  });
});

describe('the outbox', () => {
  const deliver = (id: string) =>
    createDeliver({ pool: api.engine.pool, clock: systemClock, postWebhook: createPostWebhook({ reach: 'public' }) })(
      id,
    );

  it('lists wishes, the newest first, by instance and state, page by page', async () => {
    const other = await api.engine.start('standard-sale', {}, { title: 'Shelves' });
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(await wishFor(api.engine.pool, sale, { hook: 'erp', subject: 'stage' }));
    const [held] = [await wishFor(api.engine.pool, other, { template: 'reminder', to: [ops], subject: 'stage' })];
    await deliver(held);
    const first = await api.get(`/outbox?instance=${sale}&state=waiting&limit=2`, { as: ops });
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[1]]);
    expect(first.body.items[0]).toMatchObject({ kind: 'webhook', name: 'erp', instance: { id: sale, name: 'Racks' } });
    const rest = await api.get(`/outbox?instance=${sale}&state=waiting&limit=2&cursor=${first.body.next}`, { as: ops });
    expect(rest.body).toMatchObject({ items: [{ id: ids[0] }], next: null });
    const heldOnes = await api.get('/outbox?state=held', { as: ops });
    expect(heldOnes.body.items.map(({ id }: { id: string }) => id)).toEqual([held]);
  });

  it('shows a mail that is not sent as its reader would get it', async () => {
    const id = await wishFor(api.engine.pool, sale, { template: 'overdue-deal', to: [ops], subject: 'stage' });
    await deliver(id);
    expect((await api.get(`/outbox/${id}`, { as: admin })).body).toMatchObject({
      state: 'held',
      reason: 'not sent: no mail server is set up',
      letters: [
        {
          to: { id: ops, name: 'Olga Ops', address: 'olga@example.com' },
          subject: expect.stringMatching(/^Overdue: Racks/),
          text: expect.stringContaining('Owner: Rita Rep'),
        },
      ],
    });
  });

  it('has what failed tried anew, and says of each try what came of it', async () => {
    const id = await wishFor(api.engine.pool, sale, { hook: 'nobody', subject: 'stage' });
    await deliver(id);
    expect((await api.get(`/outbox/${id}`, { as: ops })).body).toMatchObject({
      state: 'failed',
      letters: [],
      ledger: [],
    });
    expect((await api.get('/metrics')).body).toMatch(/^dealwright_outbox_failed 1$/m);
    expect((await api.post(`/outbox/${id}/retry`, undefined, { as: ops })).body).toMatchObject({ state: 'waiting' });
    expect((await api.post(`/outbox/${newId()}/retry`, undefined, { as: ops })).status).toBe(404);
  });

  it('is for administrators and sales ops', async () => {
    expect((await api.get('/outbox')).status).toBe(403);
    expect((await api.post(`/outbox/${newId()}/retry`)).status).toBe(403);
  });

  it('takes no other change from the login of the API', async () => {
    await expect(api.engine.apiPool.query(`UPDATE outbox SET status = 'sent'`)).rejects.toThrow('permission denied');
  });
});

describe('mail templates', () => {
  const text = (body: string) =>
    `mail: reminder\nsubject: { en: "{deal}", ru: "{deal}" }\ntext: { en: "${body}", ru: "x" }\n`;

  it('that ship can be replaced, and stay replaced when the product starts anew', async () => {
    const put = await api.put('/mail-templates', { text: text('Ours') }, { as: ops });
    expect(put).toMatchObject({ status: 200, body: { name: 'reminder' } });
    await storeShippedTemplates(api.engine.pool, readConfig().root);
    const { body } = await api.get('/mail-templates', { as: ops });
    const byName = new Map<string, { shipped: boolean; text: string }>(
      body.items.map((one: { name: string }) => [one.name, one]),
    );
    expect(byName.get('reminder')).toMatchObject({ shipped: false, text: text('Ours') });
    expect(byName.get('overdue-deal')?.shipped).toBe(true);
  });

  it('are refused whole, with every fault in its place', async () => {
    const refused = await api.put('/mail-templates', { text: text('{password} {secret}') }, { as: ops });
    expect(refused).toMatchObject({ status: 422, body: { code: 'TextFaulty' } });
    expect(
      refused.body.findings.map(({ line, message }: { line: number; message: string }) => [line, message]),
    ).toEqual([
      [3, expect.stringContaining('There is no {password}')],
      [3, expect.stringContaining('There is no {secret}')],
    ]);
  });
});
