import { randomUUID } from 'node:crypto';
import { sweepFiles } from '../../src/files';
import { filesOver, PROGRAM, pdf, sha256, testRoom } from '../support/files';
import { type Inbound, mailOf, startInbound } from '../support/inbound';

const DAY_MS = 86_400_000;

/** A mail with files beside its text. */
const withFiles = (files: readonly (readonly [name: string, type: string, bytes: Buffer])[], headers = {}) => {
  const parts = files.map(
    ([name, type, bytes]) =>
      `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}\r\n`,
  );
  const text = '--b\r\nContent-Type: text/plain\r\n\r\nOur request is attached.\r\n';
  return mailOf({ 'Content-Type': 'multipart/mixed; boundary=b', ...headers }, `${text}${parts.join('')}--b--`);
};

describe('files that come along', () => {
  const place = testRoom();
  let on: Inbound;
  beforeAll(async () => {
    on = await startInbound({ deps: { files: place.room } });
  });
  const content = (id: string) => filesOver(on.api, on.api.engine.cast.rep).content(id);
  const sent = async (raw: string) => {
    const source = await on.source('mail');
    const answer = await source.send(raw);
    await on.work();
    const [message] = await on.rows<{ interaction: string | null; status: string }>(
      'SELECT interaction_id AS interaction, status FROM inbound_messages WHERE id = $1',
      [answer.body.id],
    );
    return { answer, source, id: answer.body.id, ...message };
  };
  const filesOn = async (interaction: unknown) => (await on.api.get(`/interactions/${interaction}/files`)).body.items;

  it('DYN-15: with a mail are files on the interaction that is made of it', async () => {
    const request = pdf('our request');
    const { interaction } = await sent(
      withFiles([
        ['request.pdf', 'application/pdf', request],
        ['../list.csv', 'text/csv', Buffer.from('a;b\n1;2\n')],
      ]),
    );
    const files = await filesOn(interaction);
    expect(files).toMatchObject([
      { name: 'list.csv', type: 'text/csv', origin: 'mail', by: null, state: 'clear' },
      { name: 'request.pdf', type: 'application/pdf', on: { kind: 'interaction', id: interaction } },
    ]);
    expect((await content(files[1].id)).bytes.equals(request)).toBe(true);
  });

  it('and are not taken are words in the interaction, which say why', async () => {
    const { interaction } = await sent(
      withFiles([
        ['offer.exe', 'application/pdf', PROGRAM],
        ['offer.pdf', 'application/pdf', PROGRAM],
      ]),
    );
    expect(await filesOn(interaction)).toEqual([]);
    const { body } = (await on.api.get(`/interactions/${interaction}`)).body;
    expect(body).toContain(
      '[offer.exe, application/pdf, 1 KiB; not kept: Files that end in .exe run when they are opened',
    );
    expect(body).toContain('[offer.pdf, application/pdf, 1 KiB; not kept: The file is a program');
  });

  it('with a mail that comes again are kept once', async () => {
    const raw = withFiles([['a.pdf', 'application/pdf', pdf('again')]]);
    const { source, interaction } = await sent(raw);
    expect((await source.send(raw)).body.repeated).toBe(true);
    expect(await filesOn(interaction)).toHaveLength(1);
    const { rows } = await on.api.engine.pool.query('SELECT count(*)::int AS n FROM files WHERE sha256 = $1', [
      Buffer.from(sha256(pdf('again')), 'hex'),
    ]);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('with a mail of which nothing is made hang on nothing, wait a week for whoever tries it again, and go', async () => {
    const bytes = pdf('newsletter');
    const { status, id } = await sent(
      withFiles([['news.pdf', 'application/pdf', bytes]], {
        'List-Unsubscribe': '<https://x.example>',
        Precedence: 'bulk',
      }),
    );
    expect(status).toBe('refused');
    const count = async () =>
      (await on.rows<{ n: number }>('SELECT count(*)::int AS n FROM files WHERE message_id = $1', [id]))[0]?.n;
    const sweep = (days: number) => sweepFiles(place.room, on.api.engine.pool, Date.now() + days * DAY_MS);
    await sweep(6);
    expect(await count()).toBe(1);
    await sweep(8);
    expect([await count(), place.kept().includes(sha256(bytes))]).toEqual([0, false]);
  });

  it('inside an invitation are files on the meeting; a later version of it brings them once', async () => {
    const bytes = pdf('agenda');
    const uid = randomUUID();
    const calendar = (sequence: number) =>
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'BEGIN:VEVENT',
        `UID:${uid}`,
        `SEQUENCE:${sequence}`,
        'SUMMARY:Meeting',
        'DTSTART:20301201T100000Z',
        `ATTACH;FMTTYPE=application/pdf;ENCODING=BASE64;VALUE=BINARY;FILENAME=agenda.pdf:${bytes.toString('base64')}`,
        'ATTACH:https://files.example/elsewhere.pdf',
        `ATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=setup.exe:${PROGRAM.toString('base64')}`,
        'END:VEVENT',
        'END:VCALENDAR',
      ].join('\r\n');
    const { body } = await on.api.post('/interactions/ical', { calendar: calendar(0) });
    const meeting = body.interaction.id;
    expect((await on.api.post('/interactions/ical', { calendar: calendar(1) })).body.became).toBe('changed');
    const files = await filesOn(meeting);
    expect(files).toMatchObject([
      { name: 'agenda.pdf', type: 'application/pdf', origin: 'invitation', by: { name: 'Rita Rep' } },
    ]);
    expect((await content(files[0].id)).bytes.equals(bytes)).toBe(true);
  });
});
