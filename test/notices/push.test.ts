import { importJWK, jwtVerify } from 'jose';
import { v7 as newId } from 'uuid';
import { createSendPushes } from '../../activities/notices/send-pushes';
import { DEFAULT_SETTINGS, mute, snooze, subscribe } from '../../src/notices';
import { createPostWebhook, createSendPush } from '../../src/outbound';
import { createSettableClock } from '../../src/platform/clock';
import type { Pool } from '../../src/platform/database';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import { type Engine, until } from '../support/engine';
import { pushService, type TestBrowser } from '../support/push-service';
import { repsSee } from '../support/sight';
import { comingMonday, type Said, say } from './notices';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = comingMonday(12);
const CONTACT = 'https://deals.example.com';

describe('a notice by web push', () => {
  let api: TestApi & { engine: Engine };
  let owner: Pool;
  let service: Awaited<ReturnType<typeof pushService>>;
  let sale: string;
  const clock = createSettableClock(NOON);

  beforeAll(async () => {
    service = await pushService();
    const config = { api: { host: '127.0.0.1', port: 0 }, outbound: { webhooksTo: 'loopback' } } as const;
    api = await startTestApi({ deps: { clock, config } });
    owner = testPool(api.engine.database.ownerUrl);
    sale = await api.engine.start('standard-sale', {}, { title: 'Racks' });
    await push();
  });
  beforeEach(() => clock.set(NOON));

  const push = (pool = api.engine.pool) =>
    createSendPushes({
      ...{ pool, clock, sendPush: createSendPush({ reach: 'loopback', contact: CONTACT }) },
      postWebhook: createPostWebhook({ reach: 'loopback' }),
    })();
  const tell = (personId: string, given: Partial<Said> = {}) =>
    say(api.engine.pool, { personId, code: 'overdue', at: clock.now(), instanceId: sale, ...given });

  /** Somebody in an office on UTC, with some browsers. */
  async function somebody(browsers = 1, language = 'en') {
    const [id, office] = [newId(), newId()];
    await owner.query(`INSERT INTO offices (id, name, zone, calendar_key) VALUES ($1, '{}', 'UTC', 'office')`, [
      office,
    ]);
    await owner.query(
      `INSERT INTO people (id, name, email, language, roles, office_id) VALUES ($1, 'Nora', $2, $3, '{rep}', $4)`,
      [id, `${id}@example.com`, language, office],
    );
    const given = Array.from({ length: browsers }, () => service.browser());
    for (const one of given) expect((await add(id, one)).status).toBe(201);
    return { id, browsers: given, browser: given[0] as TestBrowser };
  }
  const add = (as: string, { subscription }: TestBrowser, more = {}) =>
    api.post('/me/push-subscriptions', { ...subscription, ...more }, { as });
  const browsersOf = async (as: string) => (await api.get('/me/push-subscriptions', { as })).body.items;
  const statesOf = async (personId: string) =>
    (
      await owner.query('SELECT status, tries, reason FROM notice_pushes WHERE person_id = $1 ORDER BY created_at', [
        personId,
      ])
    ).rows;

  it('reaches each browser of its reader, which alone can read it, signed with the key that it subscribed with', async () => {
    const { id, browsers } = await somebody(2);
    const notice = await tell(id);
    expect(await push()).toBe(2);
    expect(await push()).toBe(0);
    const { publicKey } = (await api.get('/me/push-key', { as: id })).body;
    const point = Buffer.from(publicKey, 'base64url');
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    for (const { told } of browsers) {
      expect(told).toHaveLength(1);
      expect(told[0]?.content).toEqual({
        title: 'Overdue: “Racks” (no. 1)',
        body: '',
        tag: notice,
        unread: 1,
        instance: { kind: 'sale', id: sale },
      });
      const headers = told[0]?.headers ?? {};
      expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'normal' });
      const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(String(headers.authorization)) ?? [];
      expect(key).toBe(publicKey);
      const { payload } = await jwtVerify(token, await importJWK(jwk, 'ES256'), { currentDate: new Date(clock.now()) });
      expect(payload).toEqual({ aud: service.url, sub: CONTACT, exp: Math.floor(clock.now() / 1000) + 12 * 3600 });
    }
    expect((await browsersOf(id))[0].toldAt).toBe(new Date(NOON).toISOString());
  });

  it('waits for quiet hours and a mute to end, and then is one push with all that is still news', async () => {
    const { id, browser } = await somebody(1, 'ru');
    clock.set(NOON + 9 * HOUR); // 21:00, and it is quiet from 20:00 on
    await tell(id);
    await tell(id, { code: 'escalated' });
    await tell(id, { code: 'handover', subject: 'handover', instanceId: null });
    await push();
    expect(browser.told).toEqual([]);
    await mute(api.engine.apiPool, id, NOON + 21 * HOUR);
    clock.set(NOON + 20 * HOUR + MINUTE); // 08:01
    await push();
    expect(browser.told).toEqual([]);
    const [first] = (await api.get('/notifications', { as: id })).body.items;
    await api.post('/notifications/read', { ids: [first.id] }, { as: id });
    clock.set(NOON + 21 * HOUR + MINUTE);
    await push();
    expect(browser.told.map(({ content }) => content)).toMatchObject([
      { title: 'Новое для вас: 2', unread: 2, instance: null },
    ]);
  });

  it('is of kinds that its reader chose; setting mails alone leaves that as it is', async () => {
    const { id, browser } = await somebody();
    const { body } = await api.get('/me/notices', { as: id });
    expect(body.push).toEqual(DEFAULT_SETTINGS.push);
    const { mail, digest, quiet } = body;
    const push_ = { ...DEFAULT_SETTINGS.push, deadline: 'never', trouble: 'at once' };
    await api.put('/me/notices', { mail, digest, quiet, push: push_ }, { as: id });
    expect((await api.put('/me/notices', { mail, digest, quiet }, { as: id })).body.push).toEqual(push_);
    await tell(id);
    await tell(id, { code: 'delivery failed', subject: 'mail', instanceId: null });
    await push();
    expect(browser.told.map(({ content }) => content.title)).toEqual(['Not delivered: mail']);
    const wrong = await api.put('/me/notices', { mail, digest, quiet, push: { task: 'sometimes' } }, { as: id });
    expect(wrong.status).toBe(400);
  });

  it('is pushed once for what is said again, anew for what weighs more, and when it was put off', async () => {
    const { id, browser } = await somebody();
    const titles = () => browser.told.map(({ content }) => content.title.split(':')[0]);
    const notice = await tell(id, { code: 'due soon', seq: 100, n: 0 });
    await push();
    await tell(id, { code: 'due soon', seq: 101, n: 0 });
    await push();
    expect(titles()).toEqual(['Due soon']);
    await tell(id, { code: 'overdue', seq: 101, n: 1 });
    await owner.query(`UPDATE notifications SET code = 'overdue' WHERE id = $1`, [notice]); // as what one decision says together does
    await push();
    expect(titles()[1]).toMatch(/^(Overdue|News for you)$/);
    const before = browser.told.length;
    await snooze(api.engine.apiPool, { personId: id, id: notice, until: clock.now() + HOUR });
    await push();
    expect(browser.told).toHaveLength(before);
    clock.set(NOON + HOUR + MINUTE);
    await push();
    expect(browser.told).toHaveLength(before + 1);
  });

  it('says nothing of what its reader does not see, and is dropped when it is no news any more', async () => {
    const { id, browser } = await somebody();
    await repsSee(owner, 'own');
    await tell(id, { code: 'client waits', subject: 'interaction' });
    await push();
    await repsSee(owner, 'all');
    expect(browser.told.map(({ content }) => content)).toMatchObject([
      { title: 'The client waits for an answer', instance: null },
    ]);
    const read = await tell(id);
    await api.post('/notifications/read', { ids: [read] }, { as: id });
    await push();
    expect(browser.told).toHaveLength(1);
  });

  it('fits into what push services take, however long names are', async () => {
    const { id, browser } = await somebody();
    const long = await api.engine.start('standard-sale', {}, { title: 'Щ'.repeat(300) });
    for (const code of ['overdue', 'due soon', 'wait over', 'client waits', 'escalated'])
      await tell(id, { code, instanceId: long, subject: code });
    await push();
    expect(browser.told[0]?.bytes).toBeLessThanOrEqual(4096);
    expect(browser.told[0]?.content.title).toBe('News for you: 5');
  });

  it.each([404, 410])(
    'ends a subscription that its push service answers with %s, and leaves the others',
    async (status) => {
      const { id, browsers } = await somebody(2);
      browsers[0]?.answer(status);
      await tell(id);
      expect(await push()).toBe(1);
      expect(await browsersOf(id)).toHaveLength(1);
      await tell(id, { code: 'escalated' });
      expect(await push()).toBe(1);
      expect(browsers[1]?.told).toHaveLength(2);
      expect((await statesOf(id)).map((row) => row.status).sort()).toEqual(['gone', 'sent', 'sent']);
    },
  );

  it('is tried again where the push service asks for that, after the time that it asks for, and given up after a day', async () => {
    const { id, browser } = await somebody();
    browser.answer(429, { 'retry-after': '120' });
    await tell(id);
    await push();
    browser.answer(201);
    clock.set(NOON + MINUTE);
    expect(await push()).toBe(0);
    clock.set(NOON + 3 * MINUTE);
    expect(await push()).toBe(1);
    browser.answer(503);
    await tell(id, { code: 'escalated' });
    for (let hour = 0; hour < 26; hour += 1) {
      clock.set(NOON + 3 * MINUTE + hour * HOUR);
      await push();
    }
    expect((await statesOf(id)).map(({ status, reason }) => [status, reason])).toEqual([
      ['sent', 'answered 201'],
      ['failed', 'given up after a day: answered 503'],
    ]);
    browser.answer(400);
    await tell(id, { code: 'handover', subject: 'x', instanceId: null });
    await push();
    expect((await statesOf(id))[2]).toMatchObject({ status: 'failed', tries: 1, reason: 'answered 400' });
    expect(await browsersOf(id)).toHaveLength(1);
  });

  it('is taken by one worker of several, and again when the worker that took it died', async () => {
    const { id, browser } = await somebody();
    await tell(id);
    await Promise.all([push(), push(), push()]);
    expect(browser.told).toHaveLength(1);
    await tell(id, { code: 'escalated' });
    const dying = createSendPushes({
      ...{ pool: api.engine.pool, clock, sendPush: () => new Promise(() => undefined) },
      postWebhook: createPostWebhook({ reach: 'loopback' }),
    });
    void dying();
    await until(
      () => statesOf(id),
      (states) => states.some(({ status }) => status === 'sending'),
    );
    expect(await push()).toBe(0);
    clock.set(NOON + 2 * MINUTE);
    expect(await push()).toBe(1);
  });

  it('goes to nobody who no longer works here', async () => {
    const { id, browser } = await somebody();
    await tell(id);
    await owner.query('UPDATE people SET active = false WHERE id = $1', [id]);
    await push();
    expect(browser.told).toEqual([]);
  });

  describe('goes to browsers that', () => {
    it('are one’s own to see and to end; one that somebody else uses now is theirs', async () => {
      const [one, two] = [await somebody(), await somebody(0)];
      const [mine] = await browsersOf(one.id);
      expect(mine).toEqual({
        id: mine.id,
        label: 'Browser',
        service: new URL(service.url).host,
        at: new Date(NOON).toISOString(),
        toldAt: null,
      });
      expect((await api.delete(`/me/push-subscriptions/${mine.id}`, { as: two.id })).status).toBe(404);
      expect((await add(two.id, one.browser, { label: 'Office' })).body).toMatchObject({
        id: mine.id,
        label: 'Office',
      });
      expect(await browsersOf(one.id)).toEqual([]);
      await tell(one.id);
      await tell(two.id);
      expect(await push()).toBe(1);
      expect((await api.delete(`/me/push-subscriptions/${mine.id}`, { as: two.id })).body).toEqual({
        id: mine.id,
        removed: true,
      });
      expect((await api.delete(`/me/push-subscriptions/${mine.id}`, { as: two.id })).status).toBe(404);
    });

    it('are twenty at most: the oldest makes room', async () => {
      const { id } = await somebody(0);
      for (let n = 0; n < 22; n += 1) {
        const { endpoint, keys } = service.browser().subscription;
        await subscribe(api.engine.apiPool, {
          id: newId(),
          personId: id,
          endpoint,
          ...keys,
          label: `b${n}`,
          now: NOON + n,
        });
      }
      const labels = (await browsersOf(id)).map(({ label }: { label: string }) => label);
      expect([labels.length, labels[0], labels.at(-1)]).toEqual([20, 'b21', 'b2']);
    });

    it('lie outside: addresses inside are refused when they are given, and when a name leads there later', async () => {
      const { id } = await somebody(0);
      const { keys } = service.browser().subscription;
      for (const endpoint of [
        'https://10.0.0.1/x',
        'https://169.254.169.254/x',
        'http://push.example/x',
        'https://[::ffff:10.0.0.1]/',
        'ftp://x',
        'nothing',
      ])
        expect((await api.post('/me/push-subscriptions', { endpoint, keys }, { as: id })).status).toBe(400);
      const lookUp = (
        _: string,
        __: unknown,
        answer: (error: null, found: { address: string; family: number }[]) => void,
      ) => answer(null, [{ address: '10.0.0.1', family: 4 }]);
      const send = createSendPush({ reach: 'public', contact: CONTACT, lookUp: lookUp as never });
      const { rows } = await api.engine.pool.query(
        'SELECT public_key AS "publicKey", private_key AS "privateKey" FROM push_keys',
      );
      const target = { endpoint: 'https://push.example/x', ...keys };
      expect(await send(rows[0], target, { content: '{}', topic: 'x' }, clock.now())).toEqual({
        result: 'failed',
        said: 'its address may not be reached from here',
      });
    });

    it('have keys that can be used', async () => {
      const { id } = await somebody(0);
      const { endpoint, keys } = service.browser().subscription;
      const offCurve = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]).toString('base64url');
      for (const wrong of [{ p256dh: offCurve }, { p256dh: 'AAAA' }, { auth: 'AAAA' }, { auth: '!' }]) {
        const { status, body } = await api.post(
          '/me/push-subscriptions',
          { endpoint, keys: { ...keys, ...wrong } },
          { as: id },
        );
        expect([status, body.errors[0].path]).toEqual([400, `body.keys.${Object.keys(wrong)[0]}`]);
      }
    });

    it('keep their secrets from the API, and the installation keeps its own', async () => {
      const refused = (sql: string) => expect(api.engine.apiPool.query(sql)).rejects.toThrow('permission denied');
      await refused('SELECT auth FROM push_subscriptions');
      await refused('SELECT p256dh FROM push_subscriptions');
      await refused('SELECT private_key FROM push_keys');
    });
  });
});
