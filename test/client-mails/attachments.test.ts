import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import PostalMime from 'postal-mime';
import { v7 as newId } from 'uuid';
import { createDeliverClientMail } from '../../activities/client-mails/deliver';
import { createVersions } from '../../src/crm';
import { createClientPost } from '../../src/outbound';
import { systemClock } from '../../src/platform/clock';
import { startTestApi, type TestApi } from '../support/api';
import { atEnd } from '../support/at-end';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { filesOver, pdf, testRoom } from '../support/files';
import { type MailReceiver, mailReceiver } from '../support/receivers';
import { fakeScanner, type Scanner } from '../support/scanner';
import { repsSee } from '../support/sight';

const MB = 1024 * 1024;

describe('files that go with a mail to a client, over a real SMTP server', () => {
  let api: TestApi & { engine: Engine };
  let files: ReturnType<typeof filesOver>;
  let smtp: MailReceiver;
  let scanner: Scanner;
  let place: ReturnType<typeof testRoom>;
  let deliver: (id: string) => Promise<string>;

  beforeAll(async () => {
    [scanner, smtp] = await Promise.all([fakeScanner(), mailReceiver()]);
    atEnd(smtp.stop);
    place = testRoom({ scanner: scanner.address });
    api = await startTestApi({ engineDeadlineMs: 60_000, deps: { files: place.room } });
    files = filesOver(api, api.engine.cast.rep);
    const { pool, send: sendCommand } = api.engine;
    const clientPost = createClientPost({ smtpUrl: smtp.smtpUrl, from: 'Our House <sales@ours.example>' });
    const ways = { clientPost, files: place.room };
    deliver = createDeliverClientMail({
      pool,
      clock: systemClock,
      versions: createVersions(pool),
      sendCommand,
      ...ways,
    });
  });

  const made = async (path: string, body: object, as?: string) => {
    const answer = await api.post(path, body, as === undefined ? {} : { as });
    expect([answer.status, answer.body]).toEqual([201, answer.body]);
    return answer.body;
  };
  const put = async (path: string, name: string, bytes: Uint8Array) => {
    const { status, body } = await files.put(path, name, bytes);
    expect(status).toBe(201);
    return body.id as string;
  };
  /** A client with a sale, and what may be written to them. */
  async function aClient(as?: string) {
    const address = `${randomUUID()}@buyer.example`;
    const account = await made('/accounts', { name: 'Buyer works' }, as);
    const points = [{ kind: 'e-mail', value: address }];
    const contact = await made('/contacts', { name: 'Vera', points, accounts: [{ id: account.id }] }, as);
    const sale = await made('/sales', { title: 'Pumps', accountId: account.id, contactId: contact.id }, as);
    const words = { instanceId: sale.id, subject: 'Our offer', text: 'Here it is.' };
    return { address, account, contact, sale, words };
  }
  const mail = async (id: string) => (await api.get(`/client-mails/${id}`)).body;
  const got = async (address: string) => {
    const letters = smtp.received.filter(({ to }) => to.includes(address));
    return Promise.all(letters.map(({ raw }) => PostalMime.parse(raw)));
  };

  it('go as they are, under their names, whatever letters those are of, and stand in the mail’s view', async () => {
    const { address, account, contact, sale, words } = await aClient();
    const [task] = sale.tasks;
    const offer = pdf('an offer');
    const ids = [
      await put(`/sales/${sale.id}`, 'Предложение № 5.pdf', offer),
      await put(`/accounts/${account.id}`, 'terms.txt', Buffer.from('terms')),
      await put(`/contacts/${contact.id}`, 'a "note".txt', Buffer.from('note')),
      await put(`/tasks/${task.id}`, 'sum.txt', Buffer.from('sum')),
    ];
    const preview = await api.post('/client-mails/preview', { ...words, files: ids });
    expect(preview.body.files.map((one: { id: string }) => one.id)).toEqual(ids);
    const { id } = await made('/client-mails', { ...words, files: ids });
    expect(await deliver(id)).toBe('done');
    expect(await deliver(id)).toBe('done');
    const [letter, ...more] = await got(address);
    expect(more).toEqual([]);
    expect(letter?.text?.trim()).toBe('Here it is.');
    const parts = letter?.attachments.map(({ filename, mimeType, disposition, content }) => [
      filename,
      mimeType,
      disposition,
      Buffer.from(content as ArrayBuffer).toString(),
    ]);
    expect(parts?.map(([name, , disposition]) => [name, disposition])).toEqual([
      ['Предложение № 5.pdf', 'attachment'],
      ['terms.txt', 'attachment'],
      ['a _note_.txt', 'attachment'],
      ['sum.txt', 'attachment'],
    ]);
    expect(parts?.[0]).toEqual(['Предложение № 5.pdf', 'application/pdf', 'attachment', offer.toString()]);
    expect(parts?.[1]?.[3]).toBe('terms');
    expect((await mail(id)).files[0]).toEqual({
      ...{ id: ids[0], name: 'Предложение № 5.pdf', type: 'application/pdf', bytes: offer.length },
    });
    // It still says what went when the file itself is gone.
    expect((await api.delete(`/files/${ids[0]}`)).status).toBe(200);
    expect((await mail(id)).files[0]).toMatchObject({ id: null, name: 'Предложение № 5.pdf' });
  });

  it('are those that one sees, that hang on what the mail is about, and that the scanner let through: each other one is named', async () => {
    const [{ sale, words }, other] = [await aClient(), await aClient()];
    const theirs = await aClient(api.engine.cast.colleague);
    const fine = await put(`/sales/${sale.id}`, 'fine.txt', Buffer.from('fine'));
    const unseen = await put(`/sales/${theirs.sale.id}`, 'unseen.txt', Buffer.from('unseen'));
    const strange = await put(`/sales/${other.sale.id}`, 'strange.txt', Buffer.from('strange'));
    await scanner.stop();
    const waiting = await put(`/sales/${sale.id}`, 'waiting.txt', Buffer.from('waiting'));
    await scanner.start();
    await repsSee(testPool(api.engine.database.ownerUrl), 'own');
    const asked = { ...words, files: [fine, unseen, strange, waiting, newId()] };
    for (const path of ['/client-mails', '/client-mails/preview']) {
      const { status, body } = await api.post(path, asked);
      expect([status, body.errors]).toEqual([
        400,
        [
          { path: 'body.files.1', message: 'There is no such file' },
          { path: 'body.files.2', message: 'Hangs on nothing that this mail is about' },
          { path: 'body.files.3', message: 'Waits for the scanner' },
          { path: 'body.files.4', message: 'There is no such file' },
        ],
      ]);
    }
    await repsSee(testPool(api.engine.database.ownerUrl), 'all');
    expect((await api.post('/client-mails', { ...words, files: [fine, fine] })).status).toBe(400);
    expect((await api.get(`/client-mails?instance=${sale.id}`)).body.items).toEqual([]);
  });

  it('are 15 MB together at most', async () => {
    const { address, sale, words } = await aClient();
    const half = await put(`/sales/${sale.id}`, 'half.txt', Buffer.alloc(8 * MB, 'a'));
    const other = await put(`/sales/${sale.id}`, 'other.txt', Buffer.alloc(7 * MB, 'b'));
    const more = await put(`/sales/${sale.id}`, 'more.txt', Buffer.from('c'));
    const answer = await api.post('/client-mails', { ...words, files: [half, other, more] });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ path: 'body.files', message: 'Must be 15 MB together at most' }],
    ]);
    const { id } = await made('/client-mails', { ...words, files: [half, other] });
    await deliver(id);
    const [letter] = await got(address);
    expect(letter?.attachments.map(({ content }) => (content as ArrayBuffer).byteLength)).toEqual([8 * MB, 7 * MB]);
  });

  it('that are gone before the letter leaves keep it from going, with a word to its writer; a store that is away is waited for', async () => {
    const { address, sale, words } = await aClient();
    const file = await put(`/sales/${sale.id}`, 'gone.txt', Buffer.from('gone soon'));
    const { id } = await made('/client-mails', { ...words, files: [file] });
    await api.delete(`/files/${file}`);
    await deliver(id);
    expect(await mail(id)).toMatchObject({
      state: 'failed',
      logged: false,
      letters: [{ reason: 'a file that goes with it is no longer there' }],
    });
    expect(await got(address)).toEqual([]);
    const there = await put(`/sales/${sale.id}`, 'there.txt', Buffer.from('lies in a store'));
    const second = await made('/client-mails', { ...words, files: [there] });
    rmSync(place.dir, { recursive: true });
    await expect(deliver(second.id)).rejects.toThrow('the store of files is away');
    expect(await mail(second.id)).toMatchObject({ state: 'waiting', ledger: [{ result: 'again' }] });
  });
});
