import { createHmac } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { createPostWebhook, type Telling, tellHook } from '../../src/outbound';
import type { Pool } from '../../src/platform/database';
import { startTestApi } from '../support/api';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import { type HttpReceiver, httpReceiver, type Received } from '../support/receivers';

const HOUR_MS = 3_600_000;
const config = { api: { host: '127.0.0.1', port: 0 }, outbound: { webhooksTo: 'loopback' as const } };
const EVERYTHING = ['sale', 'lead'].flatMap((kind) =>
  [
    'started',
    'moved',
    'closed',
    'owner_changed',
    'fields_changed',
    'task_opened',
    'task_assigned',
    'task_done',
    'task_cancelled',
  ].map((what) => `${kind}.${what}`),
);

/** What a call says, as its receiver reads it. */
const said = ({ body }: Received) => JSON.parse(body);
const idOf = (call: Received) => String(call.headers['webhook-id']);

describe('event hooks', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  let owner: Pool;
  let http: HttpReceiver;
  /** How the receiver answers; 200 unless told. */
  let answer: (call: Received) => number = () => 200;
  /** A clock that tests can put forward. */
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const admin = () => ({ as: api.engine.cast.manager });
  const telling = (firstPauseMs = 1): Telling => ({
    pool: api.engine.pool,
    clock: { now },
    postWebhook: createPostWebhook({ reach: 'loopback' }),
    firstPauseMs,
  });

  beforeAll(async () => {
    api = await startTestApi({ deps: { config } });
    owner = testPool(api.engine.database.ownerUrl);
    http = await httpReceiver((response, call) => response.writeHead(answer(call)).end());
    atEnd(http.stop);
    await owner.query(`UPDATE people SET roles = '{administrator,manager}' WHERE id = $1`, [api.engine.cast.manager]);
  });
  beforeEach(() => {
    http.received.length = 0;
    answer = () => 200;
    ahead = 0;
  });
  afterEach(() => owner.query('DELETE FROM event_hooks'));

  const aHook = async (name: string, kinds: readonly string[]) => {
    const made = await api.post('/event-hooks', { name, url: `${http.url}/${name}`, kinds }, admin());
    expect(made.status).toBe(201);
    return made.body;
  };
  const aSale = async (title = 'Forty pumps') => (await api.post('/sales', { title, fields: {} })).body;
  const amend = (sale: { id: string }, minor: number) =>
    api.post(`/sales/${sale.id}/commands`, {
      type: 'amend',
      fields: { amount: { amount: `${minor}.00`, currency: 'RUB' } },
    });
  const log = async (name: string, query = '') =>
    (await api.get(`/event-hooks/${name}/deliveries?limit=500${query}`, admin())).body.items;
  /** Tells until nothing is due, putting the clock forward to the next try. */
  async function tellAll(name: string, by = telling(), atMost = 200): Promise<void> {
    for (let n = 0; n < atMost; n++) {
      const due = await tellHook(by, name);
      if (due === null) return;
      ahead += due;
    }
  }

  it('tell each kind of event with how it was before and how it is, signed as webhooks are', async () => {
    const { secret } = await aHook('erp', EVERYTHING);
    const sale = await aSale();
    await amend(sale, 125);
    await api.post(`/tasks/${sale.tasks[0].id}/complete`, { outcome: 'need confirmed', fields: {} });
    const { body: after } = await api.get(`/sales/${sale.id}`);
    await api.post(`/sales/${sale.id}/commands`, { type: 'reassign', ownerId: api.engine.cast.colleague }, admin());
    await tellAll('erp');
    const calls = http.received.map(said);
    expect(calls.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['sale.started', 'sale.task_opened', 'sale.fields_changed', 'sale.task_done']),
    );
    expect(calls[0]).toMatchObject({
      type: 'sale.started',
      data: {
        instance: { id: sale.id, name: 'Forty pumps' },
        before: null,
        after: { state: 'qualify', ownerId: api.engine.cast.rep },
      },
    });
    const changed = calls.find(({ type }) => type === 'sale.fields_changed').data;
    expect(changed.before.fields.amount ?? null).toBeNull();
    expect(changed.after.fields.amount).toEqual({ amount: '125.00', currency: 'RUB' });
    expect(calls.find(({ type }) => type === 'sale.task_done').data).toMatchObject({
      before: { status: 'open', outcome: null },
      after: { status: 'done', outcome: 'need confirmed' },
    });
    if (after.stage.key !== 'qualify')
      expect(calls.find(({ type }) => type === 'sale.moved').data).toMatchObject({
        before: { state: 'qualify' },
        after: { state: after.stage.key },
      });
    const first = http.received[0] as Received;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const mark = createHmac('sha256', key)
      .update(`${idOf(first)}.${first.headers['webhook-timestamp']}.${first.body}`)
      .digest('base64');
    expect(first.headers['webhook-signature']).toBe(`v1,${mark}`);
    expect(new Set(http.received.map(idOf)).size).toBe(http.received.length);
  });

  it('tell of changed clients and of logged interactions, and of nothing that the hook did not ask for', async () => {
    await aHook('cards', ['account.created', 'account.changed', 'interaction.logged']);
    const account = (await api.post('/accounts', { name: 'Acme' })).body;
    const changed = await api.put(`/accounts/${account.id}`, { name: 'Acme Tools', revision: account.revision });
    expect(changed.status).toBe(200);
    const logged = { kind: 'call', at: new Date().toISOString(), subject: 'About pumps', accountId: account.id };
    expect((await api.post('/interactions', logged)).status).toBe(201);
    await aSale('Not asked for');
    await tellAll('cards');
    const calls = http.received.map(said);
    expect(calls.map(({ type }) => type)).toEqual(['account.created', 'account.changed', 'interaction.logged']);
    expect(calls[1].data).toMatchObject({
      account: { id: account.id },
      before: { name: 'Acme' },
      after: { name: 'Acme Tools' },
    });
    expect(calls[2].data.after).toMatchObject({ subject: 'About pumps', accountId: account.id });
    expect(await log('cards')).toHaveLength(3);
  });

  it('hold back the later events of one sale while an earlier one fails, and no other sale’s', async () => {
    await aHook('erp', ['sale.started', 'sale.fields_changed']);
    const [stuck, free] = [await aSale('Stuck'), await aSale('Free')];
    for (const n of [1, 2, 3]) for (const sale of [stuck, free]) await amend(sale, n);
    answer = (call) => (said(call).data.instance.id === stuck.id ? 503 : 200);
    const patient = telling(HOUR_MS);
    await tellHook(patient, 'erp');
    const of = (sale: { id: string }) => http.received.map(said).filter(({ data }) => data.instance.id === sale.id);
    expect(of(free).map(({ data }) => data.event.seq)).toEqual([1, 2, 3, 4]);
    expect(of(stuck).map(({ data }) => data.event.seq)).toEqual([1]);
    expect(await log('erp', `&subject=${stuck.id}&status=waiting`)).toHaveLength(4);
    answer = () => 200;
    ahead += HOUR_MS;
    await tellHook(patient, 'erp');
    expect(of(stuck).map(({ data }) => data.event.seq)).toEqual([1, 1, 2, 3, 4]);
    const [first] = (await log('erp', `&subject=${stuck.id}`)).slice(-1);
    expect(first).toMatchObject({ status: 'sent', tries: 2, kinds: ['sale.started'], detail: 'answered 200' });
  });

  it('lose nothing and keep the order of each sale, however often calls fail and however many tell at once', async () => {
    await aHook('erp', ['sale.started', 'sale.fields_changed', 'sale.task_opened']);
    const sales = [await aSale('a'), await aSale('b'), await aSale('c')];
    for (const n of [1, 2, 3, 4]) for (const sale of sales) await amend(sale, n);
    let chance = 7;
    const taken: string[] = [];
    answer = (call) => {
      chance = (chance * 16_807) % 2_147_483_647;
      if (chance % 10 < 4) return 500;
      taken.push(idOf(call));
      return 200;
    };
    for (let n = 0; n < 200; n++) {
      const due = await Promise.all([1, 2, 3].map(() => tellHook(telling(), 'erp')));
      if (due.every((one) => one === null)) break;
      ahead += 5;
    }
    for (const sale of sales) {
      const order = taken.filter((id) => id.startsWith(sale.id)).map((id) => id.split('.').slice(1).map(Number));
      expect(order).toEqual([...new Set(order)].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0)));
      expect(order.map(([seq]) => seq)).toEqual([1, 1, 2, 3, 4, 5]);
    }
    expect((await log('erp')).filter((one: { status: string }) => one.status !== 'sent')).toEqual([]);
  });

  it('tell again from a point, in the same order, under the same ids and with the same words', async () => {
    await aHook('erp', ['sale.started', 'sale.fields_changed']);
    await aSale('Before the point');
    const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
    await pause();
    const point = new Date().toISOString();
    await pause();
    const sale = await aSale('After the point');
    for (const n of [1, 2]) await amend(sale, n);
    await tellAll('erp');
    const first = http.received.filter((call) => said(call).data.instance.id === sale.id);
    http.received.length = 0;
    const key = newId();
    const replay = () => api.post('/event-hooks/erp/replay', { from: point }, { ...admin(), key });
    const [once, again] = [await replay(), await replay()];
    expect([once.status, again.body]).toEqual([200, once.body]);
    await tellAll('erp');
    expect(http.received.map((call) => [idOf(call), call.body])).toEqual(first.map((call) => [idOf(call), call.body]));
    expect((await log('erp')).filter((one: { replay: boolean }) => one.replay)).toHaveLength(3);
  });

  it('put what still waits into its place when it is replayed', async () => {
    await aHook('erp', ['sale.started', 'sale.fields_changed']);
    const sale = await aSale();
    await tellAll('erp');
    await amend(sale, 1);
    const from = new Date(Date.now() - 60_000).toISOString();
    await api.post('/event-hooks/erp/replay', { from }, admin());
    await tellAll('erp');
    const seqs = http.received
      .map(said)
      .filter(({ data }) => data.instance.id === sale.id)
      .map(({ data }) => data.event.seq);
    expect(seqs).toEqual([1, 1, 2]);
  });

  const isOff = async () => (await api.get('/event-hooks', admin())).body.items[0];
  const notices = async () =>
    (await owner.query(`SELECT person_id AS "personId", subject FROM notifications WHERE code = 'event hook off'`))
      .rows;

  it('are switched off after fifty failures in a row, and administrators are told once', async () => {
    await aHook('fifty', ['sale.started']);
    await aSale();
    answer = () => 500;
    await tellAll('fifty');
    expect(http.received).toHaveLength(50);
    expect(await isOff()).toMatchObject({
      active: false,
      failures: 50,
      reason: expect.stringContaining('50 tries in a row'),
    });
    expect((await notices()).filter(({ subject }) => subject === 'fifty')).toEqual([
      { personId: api.engine.cast.manager, subject: 'fifty' },
    ]);
  });

  it('are switched off when nothing came through for a day; turned on again, they go on with what waited', async () => {
    await aHook('day', ['sale.started']);
    const sale = await aSale();
    answer = () => 500;
    await tellAll('day', telling(HOUR_MS));
    expect(http.received.length).toBeGreaterThan(20);
    expect(http.received.length).toBeLessThan(50);
    const off = await isOff();
    expect(off).toMatchObject({
      active: false,
      reason: expect.stringContaining('for a day'),
      offAt: expect.any(String),
    });
    await aSale('While it is off');
    answer = () => 200;
    http.received.length = 0;
    const on = await api.put('/event-hooks/day', { active: true }, admin());
    expect(on.body).toMatchObject({ active: true, reason: null, offAt: null, failures: 0 });
    await tellAll('day');
    expect(http.received.map((call) => said(call).data.instance.id)).toEqual([sale.id]);
  });

  it('are switched off at once by a receiver that wants no more', async () => {
    await aHook('gone', ['sale.started']);
    await aSale();
    answer = () => 410;
    await tellAll('gone');
    expect(http.received).toHaveLength(1);
    expect(await isOff()).toMatchObject({ active: false, reason: expect.stringContaining('wants no more') });
  });

  it('give one event up after a day if others come through, and go on behind it', async () => {
    await aHook('erp', ['sale.started', 'sale.fields_changed']);
    const [poison, other] = [await aSale('Poison'), await aSale('Other')];
    await amend(poison, 1);
    answer = (call) => (said(call).data.instance.id === poison.id && said(call).data.event.seq === 1 ? 400 : 200);
    for (let hour = 0; hour < 26; hour++) {
      await amend(other, hour + 1);
      await tellHook(telling(HOUR_MS), 'erp');
      ahead += HOUR_MS;
    }
    const ofPoison = await log('erp', `&subject=${poison.id}`);
    expect(ofPoison.map((one: { status: string }) => one.status)).toEqual(['sent', 'failed']);
    expect(await isOff()).toMatchObject({ active: true });
  });

  it('follow no redirect, and call no address that clouds keep their keys at, whatever the name says then', async () => {
    await aHook('away', ['sale.started']);
    await aSale();
    answer = () => 302;
    await tellHook(telling(HOUR_MS), 'away');
    expect((await log('away'))[0]).toMatchObject({
      status: 'waiting',
      detail: 'answered 302: redirects are not followed',
    });
    const names = { away: '169.254.169.254' };
    await owner.query(`UPDATE event_hooks SET url = 'https://away.example.com/'`);
    ahead += HOUR_MS;
    const lookUp = (
      _host: string,
      _options: unknown,
      found: (error: null, all: { address: string; family: number }[]) => void,
    ) => found(null, [{ address: names.away, family: 4 }]);
    await tellHook({ ...telling(HOUR_MS), postWebhook: createPostWebhook({ reach: 'loopback', lookUp }) }, 'away');
    expect((await log('away'))[0]).toMatchObject({ detail: 'its address may not be reached from here' });
  });

  it('are for administrators, show their secret once, and take no address or kind that there is not', async () => {
    const given = { name: 'erp', url: `${http.url}/x`, kinds: ['sale.moved'] };
    expect((await api.post('/event-hooks', given)).status).toBe(403);
    expect((await api.get('/event-hooks')).status).toBe(403);
    const made = await api.post('/event-hooks', given, admin());
    expect(made.body.secret).toMatch(/^whsec_/);
    expect(JSON.stringify((await api.get('/event-hooks', admin())).body)).not.toContain('whsec_');
    await expect(api.engine.apiPool.query('SELECT secret FROM event_hooks')).rejects.toThrow(/permission denied/);
    expect((await api.post('/event-hooks', given, admin())).status).toBe(409);
    for (const wrong of [
      { url: 'https://10.0.0.1/' },
      { url: 'http://169.254.169.254/' },
      { kinds: ['sale.eaten'] },
      { kinds: [] },
    ])
      expect([wrong, (await api.post('/event-hooks', { ...given, name: 'other', ...wrong }, admin())).status]).toEqual([
        wrong,
        400,
      ]);
    expect((await api.put('/event-hooks/erp', { active: false }, admin())).body).toMatchObject({ active: false });
    expect((await api.post('/event-hooks/erp/replay', { from: new Date().toISOString() }, admin())).status).toBe(409);
    expect((await api.delete('/event-hooks/erp', admin())).status).toBe(200);
    expect((await api.get('/event-hooks/erp/deliveries', admin())).status).toBe(404);
  });
});
