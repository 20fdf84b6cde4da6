import { v7 as newId } from 'uuid';
import { createSendPushes } from '../../activities/notices/send-pushes';
import { createPostWebhook, createSendPush, signatureHeaders } from '../../src/outbound';
import { createSettableClock } from '../../src/platform/clock';
import type { Pool } from '../../src/platform/database';
import { startTestApi, type TestApi } from '../support/api';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { httpReceiver } from '../support/receivers';
import { repsSee } from '../support/sight';
import { comingMonday, type Said, say } from './notices';

const HOUR = 60 * 60_000;
const NOON = comingMonday(12);

describe('one’s own notices by webhook', () => {
  let api: TestApi & { engine: Engine };
  let owner: Pool;
  let sale: string;
  const clock = createSettableClock(NOON);

  beforeAll(async () => {
    const config = { api: { host: '127.0.0.1', port: 0 }, outbound: { webhooksTo: 'loopback' } } as const;
    api = await startTestApi({ deps: { clock, config } });
    owner = testPool(api.engine.database.ownerUrl);
    sale = await api.engine.start('standard-sale', {}, { title: 'Racks' });
  });
  beforeEach(() => clock.set(NOON));

  const send = createSendPush({ reach: 'loopback', contact: 'https://deals.example.com' });
  const push = () =>
    createSendPushes({
      ...{ pool: api.engine.pool, clock, sendPush: send },
      postWebhook: createPostWebhook({ reach: 'loopback' }),
    })();
  const tell = (personId: string, given: Partial<Said> = {}) =>
    say(api.engine.pool, { personId, code: 'overdue', at: clock.now(), instanceId: sale, ...given });

  /** Somebody in an office on UTC. */
  async function somebody() {
    const [id, office] = [newId(), newId()];
    await owner.query(`INSERT INTO offices (id, name, zone, calendar_key) VALUES ($1, '{}', 'UTC', 'office')`, [
      office,
    ]);
    await owner.query(`INSERT INTO people (id, name, email, roles, office_id) VALUES ($1, 'Nora', $2, '{rep}', $3)`, [
      id,
      `${id}@example.com`,
      office,
    ]);
    return id;
  }

  /** A program of somebody's: what it answers can be told. */
  async function program(personId: string) {
    let status = 200;
    const receiver = await httpReceiver((response) => response.writeHead(status).end());
    atEnd(receiver.stop);
    const url = `${receiver.url}/mine`;
    const made = await api.post('/me/webhooks', { url, label: 'Desk lamp' }, { as: personId });
    expect(made.status).toBe(201);
    return {
      url,
      id: made.body.id as string,
      secret: made.body.secret as string,
      received: receiver.received,
      told: () => receiver.received.map(({ body }) => JSON.parse(body)),
      answer: (with_: number) => {
        status = with_;
      },
    };
  }
  const hooksOf = async (as: string) => (await api.get('/me/webhooks', { as })).body.items;
  const noticesOf = async (as: string, code: string) =>
    (await api.get('/notifications?unread=true', { as })).body.items.filter(
      (one: { code: string }) => one.code === code,
    );

  it('is a signed call with the notices as the product shows them, each once', async () => {
    const id = await somebody();
    const { secret, received, told } = await program(id);
    const notice = await tell(id);
    expect(await push()).toBe(1);
    expect(await push()).toBe(0);
    const [call] = received;
    const at = Number(call?.headers['webhook-timestamp']) * 1000;
    expect(call?.headers).toMatchObject(
      signatureHeaders(secret, String(call?.headers['webhook-id']), at, call?.body ?? ''),
    );
    const {
      times: _,
      readAt: __,
      snoozedUntil: ___,
      ...shown
    } = (await api.get('/notifications', { as: id })).body.items[0];
    expect(shown.id).toBe(notice);
    expect(told()).toEqual([{ type: 'notices', id: call?.headers['webhook-id'], unread: 1, notices: [shown] }]);
    expect((await hooksOf(id))[0]).toMatchObject({
      label: 'Desk lamp',
      toldAt: new Date(NOON).toISOString(),
      offAt: null,
    });
  });

  it('is of the kinds that one chose for pushes; it waits for quiet hours to end, and then is one call', async () => {
    const id = await somebody();
    const { told } = await program(id);
    await tell(id, { code: 'delivery failed', subject: 'mail', instanceId: null }); // of a kind that is not pushed
    clock.set(NOON + 9 * HOUR);
    await tell(id);
    await tell(id, { code: 'handover', subject: 'x', instanceId: null });
    await push();
    expect(told()).toEqual([]);
    clock.set(NOON + 21 * HOUR);
    await push();
    expect(told().map(({ notices }) => notices.length)).toEqual([2]);
  });

  it('names nothing that its reader does not see', async () => {
    const id = await somebody();
    const { told } = await program(id);
    await repsSee(owner, 'own');
    await tell(id, { code: 'client waits', subject: 'interaction' });
    await push();
    await repsSee(owner, 'all');
    expect(told()[0].notices).toMatchObject([{ words: { en: 'The client waits for an answer' }, instance: null }]);
  });

  it('is tried again under the same id; a program that is dead for a day is switched off, and its owner told once', async () => {
    const id = await somebody();
    const { received, answer, url } = await program(id);
    answer(503);
    await tell(id);
    for (let hour = 0; hour <= 26; hour += 1) {
      clock.set(NOON + hour * HOUR);
      await push();
    }
    expect(received.length).toBeGreaterThan(5);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await hooksOf(id)).toMatchObject([
      { offAt: expect.any(String), offReason: 'nothing came through for a day: answered 503' },
    ]);
    expect(await noticesOf(id, 'own webhook off')).toMatchObject([
      { words: { en: 'Your webhook was switched off: Desk lamp', ru: 'Ваш вебхук отключён: Desk lamp' } },
    ]);
    const before = received.length;
    answer(200);
    await tell(id, { code: 'escalated' });
    await push();
    expect(received).toHaveLength(before);
    // Named again it gets a new secret, and is told again.
    const again = await api.post('/me/webhooks', { url }, { as: id });
    expect(again.body).toMatchObject({ offAt: null, offReason: null });
    await tell(id, { code: 'handover', subject: 'y', instanceId: null });
    await push();
    expect(received).toHaveLength(before + 1);
  });

  it('ends at once for a program that wants no more (410); one that fails now and then goes on', async () => {
    const id = await somebody();
    const { answer, received } = await program(id);
    answer(400);
    await tell(id);
    await push();
    expect((await hooksOf(id))[0].offAt).toBeNull();
    answer(200);
    await tell(id, { code: 'escalated' });
    expect(await push()).toBe(1);
    answer(410);
    await tell(id, { code: 'handover', subject: 'z', instanceId: null });
    await push();
    expect(received).toHaveLength(3);
    expect((await hooksOf(id))[0].offAt).toEqual(expect.any(String));
  });

  it('leads to no address inside, when it is named and when it is called', async () => {
    const id = await somebody();
    for (const url of [
      'https://10.0.0.1/x',
      'https://169.254.169.254/x',
      'http://hooks.example/x',
      'ftp://x',
      'nothing',
    ]) {
      const { status, body } = await api.post('/me/webhooks', { url }, { as: id });
      expect([url, status, body.errors?.[0].path]).toEqual([url, 400, 'body.url']);
    }
    const lookUp = (_: string, __: unknown, answer: (error: null, found: object[]) => void) =>
      answer(null, [{ address: '10.0.0.1', family: 4 }]);
    const post = createPostWebhook({ reach: 'public', lookUp: lookUp as never });
    const call = { url: 'https://hooks.example/x', secret: 'whsec_eA==', id, body: '{}' };
    expect(await post(call, clock.now())).toMatchObject({ result: 'failed' });
  });

  it('is one’s own to see and to end; its secret is shown once, and the API cannot read it again', async () => {
    const [id, other] = [await somebody(), await somebody()];
    const hook = await program(id);
    expect(JSON.stringify(await hooksOf(id))).not.toContain(hook.secret);
    await expect(api.engine.apiPool.query('SELECT secret FROM push_subscriptions')).rejects.toThrow(
      'permission denied',
    );
    expect(await hooksOf(other)).toEqual([]);
    expect((await api.get('/me/push-subscriptions', { as: id })).body.items).toEqual([]);
    expect((await api.delete(`/me/webhooks/${hook.id}`, { as: other })).status).toBe(404);
    expect((await api.delete(`/me/webhooks/${hook.id}`, { as: id })).body).toEqual({ id: hook.id, removed: true });
    await tell(id);
    await push();
    expect(hook.received).toEqual([]);
    for (let n = 0; n < 6; n += 1) {
      clock.set(NOON + n);
      await api.post('/me/webhooks', { url: `${hook.url}/${n}` }, { as: id });
    }
    expect((await hooksOf(id)).map(({ url }: { url: string }) => url.at(-1))).toEqual(['5', '4', '3', '2', '1']);
  });
});
