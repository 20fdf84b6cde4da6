import type { Client } from '@temporalio/client';
import { v7 as newId } from 'uuid';
import { createDeliver } from '../../activities/deliver';
import { createDispatchWishes } from '../../activities/dispatch-wishes';
import { hearWishes } from '../../activities/hear-wishes';
import {
  addWebhook,
  changeWebhook,
  createPostWebhook,
  createSendMail,
  listWebhooks,
  retryWish,
} from '../../src/outbound';
import { createSettableClock, systemClock } from '../../src/platform/clock';
import type { Pool } from '../../src/platform/database';
import { deliveryIdOf } from '../../workflows/messages';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import { type Engine, startEngine, until } from '../support/engine';
import { type HttpReceiver, httpReceiver, type MailReceiver, mailHeader, mailReceiver } from '../support/receivers';
import { temporalClient } from '../support/temporal';
import { type Wished, wishFor, wishNow } from './wishes';

const FROM = 'Deals <deals@example.com>';
const postWebhook = createPostWebhook({ reach: 'loopback' });

describe('a wish for the outside', () => {
  let engine: Engine;
  let owner: Pool;
  let http: HttpReceiver;
  let mail: MailReceiver;
  let sale: string;
  /** What the HTTP receiver answers with, by path. */
  const answers: Record<string, number> = {};
  /** Addresses that the mail server refuses, with the code. */
  const refused: Record<string, number> = {};

  /** What happens in the moment in which a wish is settled, and its workflow not yet done. */
  let meanwhile: (() => Promise<unknown>) | undefined;
  const beforeItsWorkflowKnows = async <T>(state: T): Promise<T> => {
    const happens = meanwhile;
    meanwhile = undefined;
    await happens?.();
    return state;
  };

  beforeAll(async () => {
    http = await httpReceiver((response, { path }) => response.writeHead(answers[path] ?? 200).end());
    mail = await mailReceiver((address) => refused[address] ?? null);
    atEnd(http.stop);
    atEnd(mail.stop);
    const sendMail = createSendMail({ smtpUrl: mail.smtpUrl, from: FROM });
    engine = await startEngine({
      wrap: (real) => ({ ...real, deliver: (id) => once({ sendMail })(id).then(beforeItsWorkflowKnows) }),
      workerless: true,
    });
    await engine.startWorker();
    owner = testPool(engine.database.ownerUrl);
    sale = await engine.start('standard-sale', {}, { title: 'Стеллажи\r\nBcc: all@example.com' });
  });

  /** Registers a receiver of the test's own. */
  async function hook(status = 200): Promise<string> {
    const name = `hook-${newId()}`;
    answers[`/${name}`] = status;
    await addWebhook(owner, { name, url: `${http.url}/${name}`, by: null }, Date.now());
    return name;
  }
  const calls = (name: string) => http.received.filter(({ path }) => path === `/${name}`);
  const lettersTo = (address: string) => mail.received.filter(({ to }) => to.includes(address));

  const dispatch = async (mailIsSetUp = true) => {
    const { pool, taskQueue } = engine;
    return createDispatchWishes({ pool, taskQueue, client: await temporalClient(), mailIsSetUp })();
  };
  const settled = (id: string) =>
    until(
      () => wishNow(engine.pool, id),
      ({ status }) => ['sent', 'failed', 'held'].includes(status),
    );
  const wished = (wish: Wished) => wishFor(engine.pool, sale, wish);

  /** The activity as no workflow calls it. */
  const once = (given: Partial<Parameters<typeof createDeliver>[0]> = {}) =>
    createDeliver({ pool: engine.pool, clock: systemClock, postWebhook, ...given });

  const person = async (given: { email: string; language?: string; zone?: string; active?: boolean }) => {
    const [id, office] = [newId(), newId()];
    const { email, language = 'en', zone = 'Europe/Moscow', active = true } = given;
    await owner.query(`INSERT INTO offices (id, name, zone, calendar_key) VALUES ($1, '{}', $2, 'office')`, [
      office,
      zone,
    ]);
    await owner.query(
      'INSERT INTO people (id, name, email, language, office_id, active) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, `Name of ${email}`, email, language, office, active],
    );
    return id;
  };

  const noticesOf = async (subject: string) => {
    const { rows } = await engine.pool.query(
      `SELECT person_id AS person, code FROM notifications WHERE instance_id = $1 AND subject = $2`,
      [sale, subject],
    );
    return rows;
  };

  describe('for a webhook', () => {
    it('is sent as soon as a worker hears of it, with the deal and what the decision changed', async () => {
      const name = await hook();
      const hearing = hearWishes({ pool: engine.pool, dispatch, warn: () => undefined });
      atEnd(() => hearing.stop());
      const id = await wished({ hook: name, subject: 'stage' });
      expect(await settled(id)).toEqual({ status: 'sent', reason: null, tries: 1, ledger: ['sent'] });
      await hearing.stop();
      const body = JSON.parse(calls(name)[0]?.body ?? '{}');
      expect(body).toMatchObject({
        type: 'sale.start',
        data: { instance: { id: sale, kind: 'sale' }, event: { seq: 1, from: null, to: 'qualify', about: 'stage' } },
      });
      expect(body.data.changes).toContainEqual({ field: 'discount', before: null, after: 0 });
    });

    it('is tried again while its receiver is away, and holds the deal up nowhere', async () => {
      const name = await hook(503);
      const id = await wished({ hook: name, subject: 'stage' });
      await dispatch();
      await until(
        () => wishNow(engine.pool, id),
        ({ ledger }) => ledger.length >= 1 && ledger.at(-1) === 'again',
      );
      expect(await engine.ask(sale, { type: 'amend', fields: { discount: 3 } })).toMatchObject({ became: 'applied' });
      expect(await wishNow(engine.pool, id)).toMatchObject({ status: 'waiting', reason: 'answered 503' });
      answers[`/${name}`] = 200;
      const after = await until(
        () => wishNow(engine.pool, id),
        ({ status }) => status === 'sent',
      );
      expect(after.ledger.at(-1)).toBe('sent');
      expect(calls(name)).toHaveLength(after.tries);
      expect(new Set(calls(name).map(({ headers, body }) => `${String(headers['webhook-id'])} ${body}`)).size).toBe(1);
    });

    it('is given up after a day, and the owner is told once', async () => {
      const name = await hook(500);
      const id = await wished({ hook: name, subject: 'stage' });
      const clock = createSettableClock(Date.now());
      await expect(once({ clock })(id)).rejects.toMatchObject({ type: 'TryAgain', message: 'answered 500' });
      clock.advance(25 * 60 * 60 * 1000);
      expect(await once({ clock })(id)).toBe('failed');
      expect(await once({ clock })(id)).toBe('failed');
      expect(await wishNow(engine.pool, id)).toMatchObject({
        reason: 'given up after a day: answered 500',
        ledger: ['again', 'again'],
      });
      expect(await noticesOf(`webhook ${name}`)).toEqual([{ person: engine.cast.rep, code: 'delivery failed' }]);
    });

    it('that is answered 410 fails, and turns its receiver off', async () => {
      const name = await hook(410);
      const [first, second] = [
        await wished({ hook: name, subject: 'stage' }),
        await wished({ hook: name, subject: 'stage' }),
      ];
      await dispatch();
      expect([(await settled(first)).status, (await settled(second)).status]).toEqual(['failed', 'failed']);
      const found = (await listWebhooks(owner)).find((one) => one.name === name);
      expect(found).toMatchObject({ active: false, reason: expect.stringContaining('410') });
      expect(await once()(await wished({ hook: name, subject: 'stage' }))).toBe('failed');
      expect(calls(name).length).toBeLessThanOrEqual(2);
    });

    it.each([
      ['a redirect', 302],
      ['what no retry can mend', 400],
    ])('that is answered with %s fails at once', async (_, status) => {
      const id = await wished({ hook: await hook(status), subject: 'stage' });
      expect(await once()(id)).toBe('failed');
      expect(await wishNow(engine.pool, id)).toMatchObject({ tries: 1, ledger: ['failed'] });
    });

    it('fails without a try where nobody is registered, or where it may not go', async () => {
      const nobody = await wished({ hook: 'nobody', subject: 'stage' });
      expect(await once()(nobody)).toBe('failed');
      expect(await wishNow(engine.pool, nobody)).toMatchObject({ reason: 'there is no webhook "nobody"', tries: 0 });
      const name = await hook();
      const inside = await wished({ hook: name, subject: 'stage' });
      expect(await once({ postWebhook: createPostWebhook({ reach: 'public' }) })(inside)).toBe('failed');
      expect(calls(name)).toEqual([]);
    });

    it('that failed is tried anew when somebody asks for it, with the same key', async () => {
      const name = await hook(400);
      const id = await wished({ hook: name, subject: 'stage' });
      await dispatch();
      await settled(id);
      answers[`/${name}`] = 200;
      await changeWebhook(owner, name, { active: true });
      expect(await retryWish(engine.apiPool, id, Date.now())).toBe('waiting');
      await dispatch();
      expect(await settled(id)).toMatchObject({ status: 'sent', ledger: ['failed', 'sent'] });
      expect(new Set(calls(name).map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
      expect(await retryWish(engine.apiPool, id, Date.now())).toBe('sent');
    });
  });

  it('that is tried anew in the moment in which its workflow ends is tried all the same', async () => {
    const name = await hook(400);
    const id = await wished({ hook: name, subject: 'stage' });
    meanwhile = async () => {
      answers[`/${name}`] = 200;
      await retryWish(engine.apiPool, id, Date.now());
      await dispatch();
    };
    await dispatch();
    const sent = () =>
      until(
        () => wishNow(engine.pool, id),
        ({ status }) => status === 'sent',
      );
    expect(await sent()).toMatchObject({ status: 'sent', ledger: ['failed', 'sent'] });
  });

  describe('for a mail', () => {
    it('reaches each reader in their language and time, and no name adds a header', async () => {
      const [anna, yuri] = [
        await person({ email: 'anna@example.com', zone: 'Europe/London' }),
        await person({ email: 'yuri@example.com', language: 'ru', zone: 'Asia/Vladivostok' }),
      ];
      const id = await wished({ template: 'overdue-deal', to: [anna, yuri], subject: 'stage' });
      await dispatch();
      expect(await settled(id)).toMatchObject({ status: 'sent', tries: 2 });
      const [[english], [russian]] = [lettersTo('anna@example.com'), lettersTo('yuri@example.com')];
      if (!english || !russian) throw new Error('Not both came.');
      expect(mailHeader(english, 'Message-ID')).toBe(`<${id}.${anna}@example.com>`);
      expect(decoded(mailHeader(english, 'Subject'))).toMatch(/^Overdue: Стеллажи Bcc: all@example.com \(no\. \d+\)$/);
      expect(decoded(mailHeader(russian, 'Subject'))).toMatch(/^Просрочено: Стеллажи/);
      expect([mailHeader(english, 'Bcc'), english.to]).toEqual([undefined, ['anna@example.com']]);
    });

    it('that one reader cannot get fails, when the others have theirs; tried anew, it goes to that one alone', async () => {
      const readers = [
        await person({ email: 'full@example.com' }),
        await person({ email: 'fine@example.com' }),
        await person({ email: 'left@example.com', active: false }),
      ];
      refused['full@example.com'] = 550;
      const id = await wished({ template: 'reminder', to: readers, subject: 'stage' });
      await dispatch();
      const failed = await settled(id);
      expect(failed).toMatchObject({ status: 'failed', ledger: expect.arrayContaining(['sent', 'failed']) });
      expect(failed.reason).toContain('Name of full@example.com: the mail server answered 550');
      expect(failed.reason).toContain('Name of left@example.com no longer works here');
      expect(await noticesOf('mail reminder')).toHaveLength(1);
      delete refused['full@example.com'];
      await retryWish(engine.apiPool, id, Date.now());
      await dispatch();
      await until(
        async () => lettersTo('full@example.com'),
        (letters) => letters.length > 0,
      );
      expect([lettersTo('full@example.com').length, lettersTo('fine@example.com').length]).toEqual([1, 1]);
    });

    it('is held while no mail server is set up, and goes when there is one', async () => {
      const reader = await person({ email: 'held@example.com' });
      const id = await wished({ template: 'reminder', to: [reader], subject: 'stage' });
      expect(await once()(id)).toBe('held');
      expect(await wishNow(engine.pool, id)).toMatchObject({ reason: 'not sent: no mail server is set up', tries: 0 });
      await dispatch(false);
      expect((await wishNow(engine.pool, id)).status).toBe('held');
      await dispatch(true);
      expect((await settled(id)).status).toBe('sent');
    });

    it('that was held for more than a day is left to a person', async () => {
      const id = await wished({ template: 'reminder', to: [engine.cast.rep], subject: 'stage' });
      await once()(id);
      await owner.query(`UPDATE outbox SET created_at = now() - interval '2 days' WHERE id = $1`, [id]);
      await dispatch(true);
      expect((await wishNow(engine.pool, id)).status).toBe('held');
    });

    it.each<[Wished, string]>([
      [{ template: 'no-such', to: [newId()], subject: 'stage' }, 'there is no mail template "no-such"'],
      [{ template: 'reminder', to: [], subject: 'stage' }, 'nobody is there to receive it'],
    ])('that can be written to nobody fails: %j', async (wish, reason) => {
      const id = await wished(wish);
      const sendMail = createSendMail({ smtpUrl: mail.smtpUrl, from: FROM });
      expect(await once({ sendMail })(id)).toBe('failed');
      expect(await wishNow(engine.pool, id)).toMatchObject({ reason });
    });
  });

  it('that was taken back with its decision is not sent, not even between two tries', async () => {
    const name = await hook(503);
    const id = await wished({ hook: name, subject: 'stage' });
    await expect(once()(id)).rejects.toThrow('answered 503');
    answers[`/${name}`] = 200;
    await owner.query(`UPDATE outbox SET status = 'cancelled' WHERE id = $1 AND status IN ('waiting', 'held')`, [id]);
    expect(await once()(id)).toBe('cancelled');
    expect(calls(name)).toHaveLength(1);
  });

  it('whose start was lost is started again; one that runs is left alone', async () => {
    const name = await hook();
    const id = await wished({ hook: name, subject: 'stage' });
    await owner.query(`UPDATE outbox SET started_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    await dispatch();
    expect((await wishNow(engine.pool, id)).tries).toBe(0);
    await owner.query(`UPDATE outbox SET started_at = now() - interval '3 minutes' WHERE id = $1`, [id]);
    await dispatch();
    expect(await settled(id)).toMatchObject({ status: 'sent', tries: 1 });
  });

  it('is left as it was while Temporal is away', async () => {
    const id = await wished({ hook: await hook(), subject: 'stage' });
    const client = {
      workflow: { signalWithStart: () => Promise.reject(new Error('Temporal is away.')) },
    } as unknown as Client;
    const dispatchAway = createDispatchWishes({ pool: engine.pool, client, mailIsSetUp: true });
    await expect(dispatchAway()).rejects.toThrow('Temporal is away.');
    await dispatch();
    expect((await settled(id)).status).toBe('sent');
  });

  it('is heard of again after the connection that listened was lost', async () => {
    const warned = jest.fn();
    const hearing = hearWishes({ pool: engine.pool, dispatch, warn: warned });
    atEnd(() => hearing.stop());
    const cut = async () => {
      const { rows } = await owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'`,
      );
      return rows.length;
    };
    expect(await until(cut, (n) => n > 0)).toBe(1);
    const id = await wished({ hook: await hook(), subject: 'stage' });
    expect((await settled(id)).status).toBe('sent');
    expect(warned).toHaveBeenCalled();
    await hearing.stop();
  });

  it('that meets a fault of ours is tried again for a day, with its words in the outbox alone', async () => {
    const id = await wished({ hook: await hook(), subject: 'stage' });
    const broken = () => Promise.reject(new Error('anna@example.com broke it'));
    const clock = createSettableClock(Date.now());
    const failing = once({ clock, postWebhook: broken });
    await expect(failing(id)).rejects.toMatchObject({ type: 'TryAgain', message: 'a fault of ours (Error)' });
    expect(await wishNow(engine.pool, id)).toMatchObject({
      status: 'waiting',
      reason: 'a fault of ours: Error: anna@example.com broke it',
    });
    clock.advance(25 * 60 * 60 * 1000);
    expect(await failing(id)).toBe('failed');
  });

  it('leaves no name and no address in a history', async () => {
    const reader = await person({ email: 'secret@example.com' });
    refused['secret@example.com'] = 450;
    const id = await wished({ template: 'reminder', to: [reader], subject: 'stage' });
    await dispatch();
    await until(
      () => wishNow(engine.pool, id),
      ({ ledger }) => ledger.includes('again'),
    );
    delete refused['secret@example.com'];
    await until(
      () => wishNow(engine.pool, id),
      ({ status }) => status === 'sent',
    );
    const handle = (await temporalClient()).workflow.getHandle(deliveryIdOf(id));
    await handle.result();
    const { events = [] } = await handle.fetchHistory();
    const told = JSON.stringify(events, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
    );
    expect(told).toContain(id);
    expect(told).toContain('the mail server answered 450');
    expect(told).not.toMatch(/secret|example\.com|Стеллажи/);
  });
});

/** A header's words, out of MIME's encoding. */
function decoded(header = ''): string {
  const words = header.replace(/\?=\s+=\?/g, '?==?');
  return words.replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, way: string, text: string) =>
    way.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64').toString('utf8')
      : decodeURIComponent(
          text
            .replace(/_/g, ' ')
            .replace(/%/g, '%25')
            .replace(/=([0-9A-F]{2})/gi, '%$1'),
        ),
  );
}
