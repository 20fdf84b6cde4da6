import { v7 as newId } from 'uuid';
import { createSendNotices } from '../../activities/notices/send-notices';
import { DEFAULT_SETTINGS, mute, type NoticeSettings, putSettings } from '../../src/notices';
import { createSendMail, type SendMail } from '../../src/outbound';
import { createSettableClock } from '../../src/platform/clock';
import type { Pool } from '../../src/platform/database';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import { type Engine, startEngine, taskOf } from '../support/engine';
import { type MailReceiver, mailHeader, mailReceiver, type ReceivedMail } from '../support/receivers';
import { repsSee } from '../support/sight';
import { comingMonday, type Said, say } from './notices';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = comingMonday(12);

describe('a notice by mail', () => {
  let engine: Engine;
  let owner: Pool;
  let mail: MailReceiver;
  let sendMail: SendMail;
  let sale: string;
  let number: number;
  const refused: Record<string, number> = {};
  const clock = createSettableClock(NOON);

  beforeAll(async () => {
    mail = await mailReceiver((address) => refused[address] ?? null);
    atEnd(mail.stop);
    sendMail = createSendMail({ smtpUrl: mail.smtpUrl, from: 'Deals <deals@example.com>' });
    engine = await startEngine();
    owner = testPool(engine.database.ownerUrl);
    sale = await engine.start('standard-sale', {}, { title: 'Racks & <b>Shelves</b>\r\nBcc: all@example.com' });
    const { rows } = await owner.query<{ number: number }>('SELECT number FROM sales WHERE id = $1', [sale]);
    number = rows[0]?.number ?? 0;
  });

  /** Somebody of a test's own, in an office on UTC. */
  async function somebody(
    given: Partial<NoticeSettings> = {},
    language = 'en',
  ): Promise<{ id: string; email: string }> {
    const [id, office] = [newId(), newId()];
    const email = `${id}@example.com`;
    await owner.query(`INSERT INTO offices (id, name, zone, calendar_key) VALUES ($1, '{}', 'UTC', 'office')`, [
      office,
    ]);
    await owner.query(
      `INSERT INTO people (id, name, email, language, roles, office_id) VALUES ($1, 'Nora', $2, $3, '{service}', $4)`,
      [id, email, language, office],
    );
    await putSettings(owner, id, { ...DEFAULT_SETTINGS, ...given });
    return { id, email };
  }
  const always = { ...DEFAULT_SETTINGS.mail, task: 'at once', deadline: 'at once' } as const;
  const tell = (personId: string, given: Partial<Said> = {}) =>
    say(engine.pool, { personId, code: 'overdue', at: clock.now(), instanceId: sale, ...given });
  const sendAt = (at: number, through: SendMail | undefined = sendMail) => {
    clock.set(at);
    return createSendNotices({ pool: engine.pool, clock, sendMail: through })();
  };
  const lettersTo = ({ email }: { email: string }) => mail.received.filter(({ to }) => to.includes(email));
  const textOf = ({ raw }: ReceivedMail) => decoded(raw);
  const mailsOf = async ({ id }: { id: string }) => {
    const { rows } = await owner.query<{ status: string; reason: string | null; tries: number; ledger: string[] }>(
      `SELECT status, reason, tries, (SELECT coalesce(array_agg(result ORDER BY n), '{}') FROM notice_mail_tries WHERE mail_id = m.id) AS ledger
       FROM notice_mails m WHERE person_id = $1 ORDER BY id`,
      [id],
    );
    return rows;
  };

  it('says what it is about, of which deal, in the language of its reader; names add no header and no HTML', async () => {
    const [en, ru] = [await somebody({ mail: always }), await somebody({ mail: always }, 'ru')];
    const task = (await taskOf(engine.pool, sale, 'first-call')) && 'first-call#1';
    await tell(en.id, { subject: task, code: 'task assigned' });
    await tell(ru.id, { code: 'overdue' });
    // The first call is the rep's: to somebody else it is no news.
    await sendAt(NOON);
    expect(lettersTo(en)).toEqual([]);
    const [letter, ...more] = lettersTo(ru);
    expect(more).toEqual([]);
    expect(textOf(letter as ReceivedMail)).toContain(
      `Просрочено: «Racks & <b>Shelves</b> Bcc: all@example.com» (№ ${number})`,
    );
    expect(textOf(letter as ReceivedMail)).toContain('Racks &amp; &lt;b&gt;Shelves');
    expect(mailHeader(letter as ReceivedMail, 'Bcc')).toBeUndefined();
    await tell(en.id, { subject: task, code: 'overdue' });
    await sendAt(NOON);
    expect(textOf(lettersTo(en)[0] as ReceivedMail)).toContain('Overdue: “First call”, “Racks');
    expect(await mailsOf(en)).toEqual([{ status: 'sent', reason: null, tries: 1, ledger: ['sent'] }]);
  });

  it('goes out once, however many ask at the same time and however often', async () => {
    const reader = await somebody({ mail: always });
    for (let n = 0; n < 5; n += 1) await tell(reader.id, { subject: `a thing ${n}` });
    await Promise.all([sendAt(NOON), sendAt(NOON), sendAt(NOON)]);
    await sendAt(NOON + MINUTE);
    expect(lettersTo(reader)).toHaveLength(1);
    expect(await mailsOf(reader)).toMatchObject([{ status: 'sent', tries: 1 }]);
    expect(mailHeader(lettersTo(reader)[0] as ReceivedMail, 'Subject')).toBe('News for you: 5');
  });

  it('waits for quiet hours to end; what waited comes together', async () => {
    const reader = await somebody({ mail: always });
    const evening = NOON + 9 * HOUR;
    await tell(reader.id, { at: evening });
    await sendAt(evening);
    await tell(reader.id, { at: evening + HOUR, subject: 'process' });
    await sendAt(evening + HOUR);
    await sendAt(NOON + 20 * HOUR - MINUTE);
    expect(lettersTo(reader)).toEqual([]);
    await sendAt(NOON + 20 * HOUR);
    expect(lettersTo(reader).map((one) => mailHeader(one, 'Subject'))).toEqual(['News for you: 2']);
  });

  it('PB-23: is switched off until a time: nothing comes meanwhile, then what is still news comes at once and together', async () => {
    const reader = await somebody({ mail: always, quiet: null });
    await mute(owner, reader.id, NOON + 48 * HOUR);
    const read = await tell(reader.id, { at: NOON, subject: 'read meanwhile' });
    await tell(reader.id, { at: NOON + HOUR, subject: 'one' });
    await sendAt(NOON + HOUR);
    await tell(reader.id, { at: NOON + 40 * HOUR, subject: 'two' });
    await sendAt(NOON + 40 * HOUR);
    expect(lettersTo(reader)).toEqual([]);
    await owner.query('UPDATE notifications SET read_at = now() WHERE id = $1', [read]);
    await sendAt(NOON + 48 * HOUR);
    expect(lettersTo(reader).map((one) => mailHeader(one, 'Subject'))).toEqual(['News for you: 2']);
    await tell(reader.id, { at: NOON + 49 * HOUR, subject: 'three' });
    await sendAt(NOON + 49 * HOUR);
    expect(lettersTo(reader)).toHaveLength(2);
  });

  it('PB-23: is switched on again before the time, and then comes', async () => {
    const reader = await somebody({ mail: always, quiet: null });
    await mute(owner, reader.id, NOON + 48 * HOUR);
    await tell(reader.id, { at: NOON });
    await sendAt(NOON);
    await mute(owner, reader.id, null);
    await sendAt(NOON + MINUTE);
    expect(lettersTo(reader)).toHaveLength(1);
  });

  it('with the digest, comes once a day at its time, with what is new and unread', async () => {
    const reader = await somebody({
      mail: { ...always, deadline: 'digest' },
      digest: { at: '09:00', days: [1, 2, 3, 4, 5] },
    });
    await tell(reader.id, { at: NOON });
    const read = await tell(reader.id, { at: NOON, subject: 'read' });
    await owner.query('UPDATE notifications SET read_at = now() WHERE id = $1', [read]);
    await sendAt(NOON + MINUTE);
    expect(lettersTo(reader)).toEqual([]);
    const nine = NOON + 21 * HOUR;
    await tell(reader.id, { at: nine - MINUTE, subject: 'late' });
    await sendAt(nine);
    await tell(reader.id, { at: nine + MINUTE, subject: 'after it' });
    for (let n = 1; n < 5; n += 1) await sendAt(nine + n * HOUR);
    expect(lettersTo(reader).map((one) => mailHeader(one, 'Subject'))).toEqual(['News for you: 2']);
    await sendAt(nine + 24 * HOUR);
    expect(lettersTo(reader)).toHaveLength(2);
    await sendAt(nine + 48 * HOUR);
    expect(lettersTo(reader)).toHaveLength(2);
  });

  it('does not come where it is not wanted, nor for what stood there before anybody looked, a day long', async () => {
    const reader = await somebody({ mail: { ...always, deadline: 'never' } });
    await tell(reader.id);
    await tell(reader.id, { code: 'reassigned', at: NOON - 25 * HOUR });
    await sendAt(NOON);
    expect(await mailsOf(reader)).toEqual([]);
  });

  describe('whose subject is over is dropped first', () => {
    const cases: [string, (reader: { id: string; email: string }) => Promise<unknown>][] = [
      [
        'its task is done',
        async (reader) => {
          const other = await engine.start('standard-sale');
          await tell(reader.id, { instanceId: other, subject: 'first-call#1' });
          const task = await taskOf(engine.pool, other, 'first-call');
          const { rows } = await owner.query<{ key: string }>('SELECT key FROM tasks WHERE id = $1', [task]);
          expect(rows[0]?.key).toBe('first-call#1');
          await owner.query(`UPDATE tasks SET status = 'done' WHERE id = $1`, [task]);
        },
      ],
      [
        'its deal is closed',
        async (reader) => {
          const other = await engine.start('standard-sale');
          await tell(reader.id, { instanceId: other });
          await owner.query('UPDATE process_instances SET open = false WHERE id = $1', [other]);
        },
      ],
      [
        'its stage is over',
        async (reader) => {
          const other = await engine.start('standard-sale');
          await tell(reader.id, { instanceId: other });
          await owner.query('UPDATE process_instances SET entered_at = $2 WHERE id = $1', [
            other,
            new Date(NOON + MINUTE),
          ]);
        },
      ],
      ['the deal is not theirs any more', (reader) => tell(reader.id, { code: 'reassigned' })],
      [
        'they have read it',
        async (reader) => {
          const id = await tell(reader.id);
          await owner.query('UPDATE notifications SET read_at = now() WHERE id = $1', [id]);
        },
      ],
      [
        'they no longer work here',
        async (reader) => {
          await tell(reader.id);
          await owner.query('UPDATE people SET active = false WHERE id = $1', [reader.id]);
        },
      ],
    ];
    it.each(cases)('since %s', async (_, ends) => {
      const reader = await somebody({ mail: always });
      clock.set(NOON);
      await ends(reader);
      await sendAt(NOON + 2 * MINUTE);
      expect(lettersTo(reader)).toEqual([]);
      expect(await mailsOf(reader)).toEqual([]);
    });

    it('even if the mail was made already, while its server was away', async () => {
      const reader = await somebody({ mail: always });
      const id = await tell(reader.id, { at: NOON });
      await sendAt(NOON, away);
      expect(await mailsOf(reader)).toMatchObject([{ status: 'waiting', ledger: ['again'] }]);
      await owner.query('UPDATE notifications SET read_at = now() WHERE id = $1', [id]);
      await sendAt(NOON + HOUR);
      expect(lettersTo(reader)).toEqual([]);
      expect(await mailsOf(reader)).toMatchObject([{ status: 'dropped', reason: 'nothing of it was news any more' }]);
    });
  });

  /** No server listens there. */
  const away = createSendMail({ smtpUrl: 'smtp://127.0.0.1:9', from: 'deals@example.com' });

  it('is kept while the mail server is away, which holds no deal up, and goes when it is back, once', async () => {
    const reader = await somebody({ mail: always });
    await tell(reader.id, { at: NOON });
    for (let n = 0; n < 3; n += 1) await sendAt(NOON + n * MINUTE, away);
    expect(await engine.ask(sale, { type: 'amend', fields: { discount: 3 } })).toMatchObject({ became: 'applied' });
    expect(await mailsOf(reader)).toMatchObject([{ status: 'waiting', reason: 'no answer (ESOCKET)', tries: 3 }]);
    await sendAt(NOON + 5 * HOUR);
    await sendAt(NOON + 6 * HOUR);
    expect(lettersTo(reader)).toHaveLength(1);
    expect(await mailsOf(reader)).toMatchObject([{ status: 'sent', ledger: ['again', 'again', 'again', 'sent'] }]);
  });

  it('is given up after a day without a mail server, and left to the product', async () => {
    const reader = await somebody({ mail: always });
    await tell(reader.id, { at: NOON });
    await sendAt(NOON, away);
    await sendAt(NOON + 24 * HOUR, away);
    await sendAt(NOON + 25 * HOUR);
    expect(await mailsOf(reader)).toMatchObject([
      { status: 'failed', reason: expect.stringContaining('given up after a day') },
    ]);
    expect(lettersTo(reader)).toEqual([]);
  });

  it('is nothing where no mail server is set up, and what is of the last day goes once there is one', async () => {
    const [early, late] = [
      await somebody({ mail: always, quiet: null }),
      await somebody({ mail: always, quiet: null }),
    ];
    await tell(early.id, { at: NOON });
    await tell(late.id, { at: NOON + 20 * HOUR });
    clock.set(NOON + 20 * HOUR);
    await createSendNotices({ pool: engine.pool, clock })();
    expect(await mailsOf(early)).toEqual([]);
    await sendAt(NOON + 25 * HOUR);
    expect([lettersTo(early).length, lettersTo(late).length]).toEqual([0, 1]);
  });

  it('that its server refuses for good fails, and keeps no other waiting', async () => {
    const [gone, busy, fine] = [
      await somebody({ mail: always }),
      await somebody({ mail: always }),
      await somebody({ mail: always }),
    ];
    refused[gone.email] = 550;
    refused[busy.email] = 451;
    const nowhere = await somebody({ mail: always });
    await owner.query(`UPDATE people SET email = 'no address' WHERE id = $1`, [nowhere.id]);
    for (const { id } of [gone, busy, nowhere, fine]) await tell(id, { at: NOON });
    await sendAt(NOON);
    expect(await mailsOf(gone)).toMatchObject([{ status: 'failed', reason: 'the mail server answered 550' }]);
    expect(await mailsOf(busy)).toMatchObject([{ status: 'waiting', reason: 'the mail server answered 451' }]);
    expect(await mailsOf(nowhere)).toMatchObject([{ status: 'dropped', reason: 'its reader has no usable address' }]);
    expect(await mailsOf(fine)).toMatchObject([{ status: 'sent' }]);
    delete refused[busy.email];
    await sendAt(NOON + MINUTE);
    expect(await mailsOf(busy)).toMatchObject([{ status: 'sent' }]);
  });

  it('that a fault of ours stops keeps no other waiting, and is tried again', async () => {
    const [broken, fine] = [await somebody({ mail: always }), await somebody({ mail: always })];
    for (const { id } of [broken, fine]) await tell(id, { at: NOON });
    const through: SendMail = (letter) =>
      letter.to.id === broken.id ? Promise.reject(new Error('no memory')) : sendMail(letter);
    await sendAt(NOON, through);
    expect(await mailsOf(broken)).toMatchObject([
      { status: 'waiting', reason: expect.stringMatching(/^a fault of ours/) },
    ]);
    expect(await mailsOf(fine)).toMatchObject([{ status: 'sent' }]);
    await sendAt(NOON + MINUTE);
    expect(await mailsOf(broken)).toMatchObject([{ status: 'sent', ledger: ['again', 'sent'] }]);
  });

  it('says nothing of a deal outside of its reader’s sight', async () => {
    const reader = await somebody({ mail: always });
    await owner.query(`UPDATE people SET roles = '{rep}' WHERE id = $1`, [reader.id]);
    await repsSee(owner, 'own');
    await tell(reader.id, { at: NOON });
    await sendAt(NOON);
    const [letter] = lettersTo(reader);
    expect(mailHeader(letter as ReceivedMail, 'Subject')).toBe('Overdue');
    expect(textOf(letter as ReceivedMail)).not.toContain('Racks');
  });
});

/** The words of a mail's parts, whatever they are packed in. */
function decoded(raw: string): string {
  return raw
    .split(/\r\n--[^\r\n]+\r\n/)
    .map((part) => {
      const [head = '', ...body] = part.split('\r\n\r\n');
      const words = body.join('\r\n\r\n');
      if (/base64/i.test(head)) return Buffer.from(words, 'base64').toString();
      if (!/quoted-printable/i.test(head)) return words;
      const bytes = words
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString();
    })
    .join('\n');
}
