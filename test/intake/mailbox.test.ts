import { randomUUID } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPollMailboxes } from '../../activities/intake/poll-mailboxes';
import { type Mailbox, pollMailbox, readMailboxes } from '../../src/intake';
import { systemClock } from '../../src/platform/clock';
import { until } from '../support/engine';
import { type Inbound, mailOf, startInbound } from '../support/inbound';
import { describeWithMailServer, type MailServer, startMailServer } from '../support/mail-server';
import { runScript, scratchDir } from '../support/scratch';

describeWithMailServer('a mailbox on a real mail server', () => {
  let on: Inbound;
  let server: MailServer;
  let name: string;
  const file = join(scratchDir(), 'mailboxes.json');

  const mailbox = (changed: Partial<Mailbox> = {}): Mailbox => {
    const { host, port, user, password, ca } = server;
    return { source: name, host, port, user, password, ca, tls: 'implicit', folder: 'INBOX', ...changed };
  };
  const poll = (changed?: Partial<Mailbox>) =>
    pollMailbox({ pool: on.api.engine.pool, clock: systemClock }, mailbox(changed));
  const messages = () =>
    on.rows<{
      id: string;
      status: string;
      reason: string | null;
      made: boolean;
      instance: string | null;
      subject: string;
    }>(
      `SELECT m.id, m.status, m.reason, m.made_lead AS made, m.instance_id AS instance, m.content ->> 'subject' AS subject
       FROM inbound_messages m JOIN inbound_sources s ON s.id = m.source_id WHERE s.name = $1 ORDER BY m.id`,
      [name],
    );
  const settled = async () => {
    await until(
      async () => {
        await on.work();
        return messages();
      },
      (all) => all.every(({ status }) => status !== 'received'),
    );
    return messages();
  };

  beforeAll(async () => {
    [on, server] = await Promise.all([startInbound(), startMailServer()]);
  });
  beforeEach(async () => {
    name = (await on.source('mail')).name;
    await server.deliver(mailOf({ Subject: 'Was there before' }));
    expect(await poll()).toEqual({ kept: 0, trouble: null }); // from here on it is read
  });

  it('DYN-15: a mail that arrives becomes a lead, and a look that finds nothing new makes nothing', async () => {
    await server.deliver(
      mailOf({ From: 'Ivan <ivan@mailbox.example>', Subject: '=?UTF-8?B?0J/QvtC7?=' }, 'Здравствуйте'),
    );
    expect(await poll()).toEqual({ kept: 1, trouble: null });
    expect(await poll()).toEqual({ kept: 0, trouble: null });
    expect(await settled()).toMatchObject([{ status: 'done', made: true, subject: 'Пол' }]);
    const [lead] = await on.rows('SELECT topic, person_name, email, source FROM leads WHERE email = $1', [
      'ivan@mailbox.example',
    ]);
    expect(lead).toEqual({ topic: 'Пол', person_name: 'Ivan', email: 'ivan@mailbox.example', source: name });
    const [poll1] = await on.rows(
      'SELECT trouble, fine_at = polled_at AS fine FROM mailbox_polls p JOIN inbound_sources s ON s.id = p.source_id WHERE s.name = $1',
      [name],
    );
    expect(poll1).toEqual({ trouble: null, fine: true });
  });

  it('an answer within the conversation is one more interaction on the same lead', async () => {
    const first = `<${randomUUID()}@talk.example>`;
    await server.deliver(mailOf({ From: 'Tess <tess@talk.example>', 'Message-ID': first }));
    await server.deliver(
      mailOf({
        From: 'Tess at work <t.talk@work.example>',
        References: first,
        'In-Reply-To': first,
        Subject: 'Re: A floor',
      }),
    );
    await poll();
    const all = await settled();
    expect(all.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(new Set(all.map(({ instance }) => instance)).size).toBe(1);
    expect(await on.rows('SELECT thread FROM interactions WHERE instance_id = $1', [all[0]?.instance])).toEqual([
      { thread: first },
      { thread: first },
    ]);
  });

  it('mails that are kept stay, with a mark; or are moved where that is wished', async () => {
    await server.deliver(mailOf({}));
    await poll();
    expect((await server.flagsIn('INBOX')).at(-1)).toContain('$Dealwright');
    await server.deliver(mailOf({}));
    await poll({ moveTo: 'Taken' });
    expect((await server.flagsIn('Taken')).length).toBeGreaterThanOrEqual(1);
    expect((await messages()).length).toBe(2);
  });

  it('a server that is away is told with its source, and what came meanwhile is read when it is back', async () => {
    await server.deliver(mailOf({ Subject: 'Before the outage' }));
    await server.stop();
    const away = await poll();
    expect(away.kept).toBe(0);
    const shown = await on.api.get(`/inbound-sources/${name}`, { as: on.admin });
    expect(shown.body.mailbox).toMatchObject({ trouble: away.trouble });
    expect(JSON.stringify(shown.body)).not.toContain(server.password);
    await server.start();
    expect(await poll()).toEqual({ kept: 1, trouble: null });
  });

  it('a mailbox that cannot be read keeps no other waiting, and each says with its source how it fared', async () => {
    const other = (await on.source('mail')).name;
    await server.deliver(mailOf({ Subject: 'Beside one that is away' }));
    const mailboxes = [mailbox({ source: other, port: 1 }), mailbox(), mailbox({ source: 'no-such-source' })];
    const pollMailboxes = createPollMailboxes({ pool: on.api.engine.pool, clock: systemClock, mailboxes });
    expect(await pollMailboxes()).toBe(1);
    const { items } = (await on.api.get('/inbound-sources', { as: on.admin })).body;
    const fared = Object.fromEntries(items.map((one: { name: string; mailbox: unknown }) => [one.name, one.mailbox]));
    expect(fared[other]).toMatchObject({ fineAt: null, trouble: 'The mailbox cannot be read (ECONNREFUSED)' });
    expect(fared[name]).toMatchObject({ trouble: null });
  });

  it('a wrong password and a certificate that nobody vouches for are told apart, and nothing is read', async () => {
    expect(await poll({ password: 'wrong' })).toEqual({
      kept: 0,
      trouble: 'The mail server refuses the user or the password',
    });
    const { ca: _, ...unknown } = mailbox();
    const polled = await pollMailbox({ pool: on.api.engine.pool, clock: systemClock }, unknown);
    expect(polled).toMatchObject({ kept: 0, trouble: expect.stringMatching(/SELF_SIGNED|encrypted|certificate/i) });
  });

  it('a mail of 30 MB is not read, and noted as refused', async () => {
    await server.deliver(mailOf({ Subject: 'Huge' }, `${'x'.repeat(998)}\r\n`.repeat(30 * 1024)));
    expect(await poll()).toEqual({ kept: 1, trouble: null });
    expect(await messages()).toMatchObject([
      { status: 'refused', reason: 'It is larger than 25 MiB', subject: 'Huge' },
    ]);
  });

  it('a server that counts its mails anew makes nothing twice, and nothing of what was there before', async () => {
    await server.deliver(mailOf({ Subject: 'Once' }));
    await poll();
    await server.stop();
    server.recount();
    await server.start();
    await server.deliver(mailOf({ Subject: 'After' }));
    expect(await poll()).toMatchObject({ trouble: null });
    const subjects = (await messages()).map(({ subject }) => subject);
    expect(subjects.filter((one) => one === 'Once')).toHaveLength(1);
    expect(subjects).toContain('After');
  });

  it('a reader that is killed in the middle loses nothing and leaves nothing twice', async () => {
    const { ca, ...rest } = mailbox();
    writeFileSync(`${file}.pem`, ca ?? '');
    writeFileSync(file, JSON.stringify([{ ...rest, ca: `${file}.pem` }]), { mode: 0o600 });
    for (const n of [1, 2, 3]) await server.deliver(mailOf({ Subject: `Mail ${n}`, From: `k${n}@kill.example` }));
    const reader = runScript(join(__dirname, 'polling.script.ts'), [on.api.engine.database.workerUrl, file]);
    await reader.says('kept one');
    await reader.kill();
    expect(await messages()).toHaveLength(1);
    expect(await poll()).toEqual({ kept: 2, trouble: null });
    expect((await settled()).map(({ subject, status }) => [subject, status])).toEqual([
      ['Mail 1', 'done'],
      ['Mail 2', 'done'],
      ['Mail 3', 'done'],
    ]);
    const left = (await server.flagsIn('INBOX')).slice(-3);
    expect(left.map((flags) => flags.includes('$Dealwright'))).toEqual([true, true, true]);
  });
});

describe('the file of mailboxes', () => {
  const file = join(scratchDir(), 'mailboxes.json');
  const write = (text: string, mode = 0o600) => {
    writeFileSync(file, text);
    chmodSync(file, mode);
  };

  it('is refused when others may read it, and says what is wrong without a password', () => {
    write('[]', 0o644);
    expect(() => readMailboxes(file)).toThrow('chmod 600');
    write(JSON.stringify([{ source: 'm', host: 'h', user: 'u', password: 'hunter2', port: 0 }]));
    expect(() => readMailboxes(file)).toThrow(/0\.port/);
    expect(() => readMailboxes(file)).not.toThrow(/hunter2/);
    write('{"password": "hunter2"');
    expect(() => readMailboxes(file)).toThrow('it is no JSON');
    write(JSON.stringify([{ source: 'm', host: 'h', user: 'u', password: 'p' }]));
    expect(readMailboxes(file)).toEqual([
      { source: 'm', host: 'h', user: 'u', password: 'p', port: 993, tls: 'implicit', folder: 'INBOX' },
    ]);
  });
});
