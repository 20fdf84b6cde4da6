import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { createDeliverClientMail } from '../../activities/client-mails/deliver';
import { createDispatchClientMails } from '../../activities/client-mails/dispatch';
import { storeShippedLetterTemplates } from '../../src/client-mails';
import { createVersions } from '../../src/crm';
import { pollMailbox } from '../../src/intake';
import { createClientPost } from '../../src/outbound';
import { systemClock } from '../../src/platform/clock';
import { readConfig } from '../../src/platform/config';
import { publishText } from '../../src/publishing';
import { atEnd } from '../support/at-end';
import { until } from '../support/engine';
import { type Inbound, mailOf, startInbound } from '../support/inbound';
import { describeWithMailServer, type MailServer, startMailServer } from '../support/mail-server';
import { type MailReceiver, mailHeader, mailReceiver, type ReceivedMail } from '../support/receivers';
import { temporalClient } from '../support/temporal';

/** A sale that moves when the client answers. */
const TEXT = `
process: asking-sale
kind: sale
name: { en: Asking sale, ru: Продажа с вопросом }
calendar: office
stages:
  asked:
    name: { en: Asked, ru: Спросили }
    guidance: { en: Ask, ru: Спросите }
    probability: 10
    limit: 5 working days
    on:
      e-mail answered: { to: talking }
    tasks:
      give-up: { name: { en: Give up, ru: Оставить }, outcomes: { silent: { name: { en: Silent, ru: Молчит }, to: closed.lost } } }
  talking:
    name: { en: Talking, ru: Разговор }
    guidance: { en: Talk, ru: Говорите }
    probability: 50
    limit: 5 working days
    tasks:
      talk: { name: { en: Talk, ru: Поговорить }, outcomes: { done: { name: { en: Done, ru: Готово }, to: closed.won } } }
closed:
  won: { name: { en: Won, ru: Продано } }
  lost: { name: { en: Lost, ru: Не продано } }
`;

describeWithMailServer('a mail to a client, and its answer, over a real SMTP and a real IMAP server', () => {
  let on: Inbound;
  let smtp: MailReceiver;
  let server: MailServer;
  let source: string;
  let deliver: (id: string) => Promise<string> = () => Promise.reject(new Error('Not yet.'));
  let dispatch: () => Promise<number>;

  beforeAll(async () => {
    smtp = await mailReceiver((address) => (address.startsWith('gone@') ? 550 : null));
    atEnd(smtp.stop);
    [on, server] = await Promise.all([
      startInbound({ wrap: (real) => ({ ...real, deliverClientMail: (id: string) => deliver(id) }) }),
      startMailServer(),
    ]);
    const { engine } = on.api;
    const { pool, taskQueue } = engine;
    const clientPost = createClientPost({ smtpUrl: smtp.smtpUrl, from: 'Our House <sales@ours.example>' });
    const versions = createVersions(pool);
    deliver = createDeliverClientMail({ pool, clock: systemClock, versions, sendCommand: engine.send, clientPost });
    dispatch = createDispatchClientMails({ pool, client: await temporalClient(), taskQueue, mailIsSetUp: true });
    await storeShippedLetterTemplates(pool, readConfig().root);
    const words = { id: newId(), author: 'test', approver: 'test', note: 'For a test' };
    expect(await publishText(pool, TEXT, words)).toMatchObject({ became: 'in force' });
    source = (await on.source('mail')).name;
    await poll(); // from here on it is read
  });

  const poll = async () => {
    const { host, port, user, password, ca } = server;
    const mailbox = { source, host, port, user, password, ca, tls: 'implicit', folder: 'INBOX' } as const;
    expect(await pollMailbox({ pool: on.api.engine.pool, clock: systemClock }, mailbox)).toMatchObject({
      trouble: null,
    });
  };
  const takenIn = async () => {
    await poll();
    await until(
      async () => {
        await on.work();
        return on.rows("SELECT 1 FROM inbound_messages WHERE status = 'received'");
      },
      (left) => left.length === 0,
    );
  };
  const made = async (path: string, body: object) => {
    const answer = await on.api.post(path, body);
    expect([answer.status, answer.body]).toEqual([201, answer.body]);
    return answer.body;
  };
  const aContact = (name: string, email: string) =>
    made('/contacts', { name, points: [{ kind: 'e-mail', value: email }] });
  const aSale = (contactId: string) => made('/sales', { title: 'Forty pumps', process: 'asking-sale', contactId });
  const mail = async (id: string) => (await on.api.get(`/client-mails/${id}`)).body;
  /** Sends what waits, and waits until the mail is settled. */
  const settled = async (id: string) => {
    await dispatch();
    return until(
      () => mail(id),
      ({ state, logged }) => state !== 'waiting' && (logged || state === 'failed'),
    );
  };
  const sentTo = (address: string) => smtp.received.filter(({ to }) => to.includes(address));
  const notices = async (mailId: string) =>
    on.rows<{ code: string }>('SELECT code FROM notifications WHERE interaction_id = $1', [mailId]);

  it('TB-GEN-04: is previewed, sent once, and stands among the interactions with what became of it; the answer moves the sale', async () => {
    const address = `vera-${randomUUID()}@buyer.example`;
    const vera = await aContact('Vera Buyer', address);
    const sale = await aSale(vera.id);
    const words = { instanceId: sale.id, template: 'follow-up', language: 'en' };
    const preview = await on.api.post('/client-mails/preview', words);
    expect(preview.body.letters).toMatchObject([
      { name: 'Vera Buyer', address, may: true, subject: 'Our talk: Forty pumps' },
    ]);
    expect(preview.body.letters[0].text).toContain('Best regards,\nRita Rep');
    const key = newId();
    const [first, again] = [
      await on.api.post('/client-mails', words, { key }),
      await on.api.post('/client-mails', words, { key }),
    ];
    expect([first.status, again.body]).toEqual([201, first.body]);
    const { id } = first.body;
    expect(await settled(id)).toMatchObject({ state: 'sent', logged: true, ledger: [{ n: 1, result: 'sent' }] });
    await dispatch();
    const [letter, ...more] = sentTo(address);
    expect(more).toEqual([]);
    const sent = letter as ReceivedMail;
    expect(sent.from).toBe('sales@ours.example');
    expect(mailHeader(sent, 'From')).toBe('Rita Rep <sales@ours.example>');
    expect(mailHeader(sent, 'Auto-Submitted')).toBeUndefined();
    expect((await on.api.get(`/interactions?instance=${sale.id}`)).body.items).toMatchObject([
      {
        id,
        kind: 'e-mail',
        direction: 'out',
        status: 'held',
        delivery: 'sent',
        contact: { id: vera.id },
        author: { name: 'Rita Rep' },
      },
    ]);

    const messageId = mailHeader(sent, 'Message-ID') ?? '';
    // From another address of hers: it is the conversation that says whose it is.
    await server.deliver(
      mailOf({
        From: 'Vera <vera@home.example>',
        Subject: 'Re: Our talk: Forty pumps',
        'In-Reply-To': messageId,
        References: messageId,
        Date: new Date(Date.now() + 60_000).toUTCString(), // its seconds are cut off: it counts as come now
      }),
    );
    await takenIn();
    const { items } = (await on.api.get(`/interactions?instance=${sale.id}&order=soonest`)).body;
    expect(items.map((one: { direction: string; contact: { id: string } }) => [one.direction, one.contact.id])).toEqual(
      [
        ['out', vera.id],
        ['in', vera.id],
      ],
    );
    expect((await on.api.get(`/sales/${sale.id}`)).body.stage.key).toBe('talking');
    expect((await mail(id)).letters[0].answeredAt).not.toBeNull();

    const answer = await made('/client-mails', {
      answers: items[1].id,
      to: [{ contactId: vera.id }],
      text: 'Thank you, tomorrow then.',
    });
    expect(await settled(answer.id)).toMatchObject({ state: 'sent', instanceId: sale.id, answersId: items[1].id });
    const second = sentTo(address)[1] as ReceivedMail;
    expect(mailHeader(second, 'Subject')).toBe('Re: Our talk: Forty pumps');
    expect(mailHeader(second, 'References')).toContain(messageId);
    expect(mailHeader(second, 'In-Reply-To')).toMatch(/@buyer\.example>$/);
  });

  it('goes to each of several by a letter of their own; whoever answers is known by it', async () => {
    const [a, b] = [`a-${randomUUID()}@two.example`, `b-${randomUUID()}@two.example`];
    const [anna, boris] = [await aContact('Anna', a), await aContact('Boris', b)];
    const sale = await aSale(anna.id);
    const to = [{ contactId: anna.id }, { contactId: boris.id }];
    const written = await made('/client-mails', {
      instanceId: sale.id,
      to,
      subject: 'Two\u2028lines',
      text: 'Both of you: {deal}',
    });
    expect(await settled(written.id)).toMatchObject({ state: 'sent', letters: [{ name: 'Anna' }, { name: 'Boris' }] });
    expect([sentTo(a), sentTo(b)].map((one) => one.map(({ to }) => to))).toEqual([[[a]], [[b]]]);
    expect(sentTo(b)[0]?.raw).toContain('Both of you: {deal}'); // words of one's own are not filled in
    expect((await on.api.get(`/interactions?contact=${boris.id}`)).body.items).toMatchObject([
      { id: written.id, contact: { name: 'Anna' }, contacts: [{ name: 'Boris' }] },
    ]);
    const messageId = mailHeader(sentTo(b)[0] as ReceivedMail, 'Message-ID') ?? '';
    await server.deliver(mailOf({ From: 'B <b@elsewhere.example>', 'In-Reply-To': messageId, References: messageId }));
    await takenIn();
    const { items } = (await on.api.get(`/interactions?contact=${boris.id}`)).body;
    expect(items.filter((one: { direction: string }) => one.direction === 'in')).toMatchObject([
      { contact: { id: boris.id }, instanceId: sale.id },
    ]);
  });

  it('that comes back is noted with its letter, and whoever wrote it is told once', async () => {
    const address = `back-${randomUUID()}@buyer.example`;
    const lost = await aContact('Lost', address);
    const { id } = await made('/client-mails', { contactId: lost.id, subject: 'Hello', text: 'Are you there?' });
    expect(await settled(id)).toMatchObject({ state: 'sent' });
    const messageId = mailHeader(sentTo(address)[0] as ReceivedMail, 'Message-ID') ?? '';
    for (let n = 0; n < 2; n += 1) await server.deliver(report(messageId, address));
    await server.deliver(report(messageId, address, 'delayed'));
    await takenIn();
    expect(await mail(id)).toMatchObject({
      state: 'bounced',
      letters: [{ state: 'bounced', reason: 'it came back: 5.1.1' }],
    });
    expect((await on.api.get(`/interactions/${id}`)).body.delivery).toBe('bounced');
    expect(await notices(id)).toEqual([{ code: 'mail came back' }]);
    const preview = await on.api.post('/client-mails/preview', {
      contactId: lost.id,
      subject: 'Again',
      text: 'Hello?',
    });
    expect(preview.body.letters[0].warnings).toEqual(['The last mail to this address came back']);
    expect(await on.rows('SELECT 1 FROM leads WHERE email ~* $1', ['mailer-daemon'])).toEqual([]);
  });

  it('that came back was no first response to its lead', async () => {
    const email = `lead-${randomUUID()}@buyer.example`;
    const lead = await made('/leads', { topic: 'A floor', personName: 'Nina', email });
    const response = async () => (await on.api.get(`/leads/${lead.id}`)).body.firstResponse;
    const { id } = await made('/client-mails', { instanceId: lead.id, subject: 'Hello', text: 'Hello' });
    await settled(id);
    expect(await response()).toMatchObject({ interactionId: id });
    await server.deliver(report(mailHeader(sentTo(email)[0] as ReceivedMail, 'Message-ID') ?? '', email));
    await takenIn();
    expect(await mail(id)).toMatchObject({ state: 'bounced' });
    expect(await response()).toBeNull();
  });

  it('to an address that is refused for good fails, is no interaction, and whoever wrote it is told', async () => {
    const gone = await aContact('Gone', `gone@${randomUUID()}.example`);
    const { id } = await made('/client-mails', { contactId: gone.id, subject: 'Hello', text: 'Hello' });
    expect(await settled(id)).toMatchObject({
      state: 'failed',
      logged: false,
      letters: [{ state: 'failed', reason: 'the mail server answered 550' }],
    });
    expect(await notices(id)).toEqual([{ code: 'mail not sent' }]);
    expect((await on.api.get(`/interactions/${id}`)).status).toBe(404);
  });

  it('whose worker died in the middle of a try is sent again under the same Message-ID, and the ledger says so', async () => {
    const address = `died-${randomUUID()}@buyer.example`;
    const died = await aContact('Died', address);
    const { id } = await made('/client-mails', { contactId: died.id, subject: 'Hello', text: 'Hello' });
    const { pool, send } = on.api.engine;
    const real = createClientPost({ smtpUrl: smtp.smtpUrl, from: 'sales@ours.example' });
    const dying = {
      ...real,
      send: async (letter: Parameters<typeof real.send>[0]) => {
        await real.send(letter);
        throw new Error('The worker died.');
      },
    };
    const given = { pool, clock: systemClock, versions: createVersions(pool), sendCommand: send };
    await expect(createDeliverClientMail({ ...given, clientPost: dying })(id)).rejects.toThrow('a fault of ours');
    expect(await settled(id)).toMatchObject({ state: 'sent', ledger: [{ result: 'unknown' }, { result: 'sent' }] });
    const [first, second, ...more] = sentTo(address).map((one) => mailHeader(one, 'Message-ID'));
    expect([second, more]).toEqual([first, []]);
    expect((await on.api.get(`/interactions?contact=${died.id}`)).body.items).toHaveLength(1);
  });

  it('is held while no mail server is set up, goes out when one is, and a copy of it in the mailbox is none of a client’s', async () => {
    const address = `held-${randomUUID()}@buyer.example`;
    const held = await aContact('Held', address);
    const { id } = await made('/client-mails', { contactId: held.id, subject: 'Hello', text: 'Hello' });
    const { pool } = on.api.engine;
    const without = createDeliverClientMail({
      pool,
      clock: systemClock,
      versions: createVersions(pool),
      sendCommand: on.api.engine.send,
    });
    expect(await without(id)).toBe('held');
    expect(await mail(id)).toMatchObject({
      state: 'held',
      letters: [{ reason: 'not sent: no mail server is set up' }],
    });
    expect(await notices(id)).toEqual([{ code: 'mail held' }]);
    expect(await settled(id)).toMatchObject({ state: 'sent' });
    await server.deliver(sentTo(address)[0]?.raw ?? '');
    await takenIn();
    expect((await on.api.get(`/interactions?contact=${held.id}`)).body.items).toHaveLength(1);
  });
});

/** What a mail server says of a mail that it could not deliver (RFC 3464). */
function report(messageId: string, address: string, action: 'failed' | 'delayed' = 'failed'): string {
  const status = action === 'failed' ? '5.1.1' : '4.4.1';
  const body = [
    '--B',
    'Content-Type: text/plain',
    '',
    'I could not deliver this.',
    '--B',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.buyer.example',
    '',
    `Final-Recipient: rfc822; ${address}`,
    `Action: ${action}`,
    `Status: ${status}`,
    '--B',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: ${messageId}`,
    'Subject: Hello',
    '',
    'Are you there?',
    '--B--',
  ];
  return mailOf(
    {
      From: 'Mail Delivery <MAILER-DAEMON@mx.buyer.example>',
      Subject: 'Undelivered Mail Returned to Sender',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary="B"',
    },
    body.join('\r\n'),
  );
}
