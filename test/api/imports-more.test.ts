import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Activities } from '../../activities';
import { LIMITS } from '../../src/imports';
import { type Sender, saidOf, sender } from '../imports/sending';
import { startTestApi, type TestApi } from '../support/api';
import type { Engine } from '../support/engine';

const card = (lines: string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');
const CARDS = [
  card([
    'VERSION:3.0',
    'UID:one',
    'FN:Анна Иванова',
    'N:Иванова;Анна;;;',
    'ORG:ООО Ромашка;Sales',
    'TITLE:Director\\, sales',
    'EMAIL;TYPE=INTERNET:anna@romashka.example',
    'TEL;TYPE=CELL:+7 916 000-11-22',
    'BDAY:1980-05-17',
    'NOTE:First line\\nsecond',
  ]),
  card([
    'VERSION:4.0',
    'UID:urn:uuid:two',
    'FN:Pat O’Brien',
    'EMAIL;PREF=2:other@smith.example',
    'EMAIL;PREF=1:pat@smith.example',
    'ADR:;;1 High St;London;;N1;UK',
    'PHOTO:data:image/png;base64,AAAA',
  ]),
  card([
    'VERSION:2.1',
    'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9F=D0=B5=D1=82=D1=80=D0=BE=D0=B2;=D0=9F=D1=91=D1=82=D1=80',
    'TEL;WORK;VOICE:8 495 765-43-21',
    'UID:three',
  ]),
].join('');

describe('more that is imported', () => {
  let api: TestApi & { engine: Engine };
  let send: Sender;
  let killAt = 0;
  let killed = 0;
  const one = async (sql: string, values: unknown[] = []) => (await api.engine.pool.query(sql, values)).rows;

  beforeAll(async () => {
    const wrap = (real: Activities): Activities => ({
      ...real,
      // Stands for a worker that is killed: the page is written, but nobody hears of it.
      importFilePage: async (id) => {
        const taken = await real.importFilePage(id);
        killAt -= 1;
        if (killAt !== 0) return taken;
        killed += 1;
        throw new Error('The worker is killed.');
      },
    });
    api = await startTestApi({ wrap });
    send = sender(api, api.engine.cast.manager);
  });

  it('ONEC-01: address cards of any version become contacts, and contacts become cards', async () => {
    const sent = await send.upload('Outlook.vcf', CARDS);
    expect(sent.body).toMatchObject({ format: 'vcard', shape: { encoding: 'utf-8' } });
    const [best] = sent.body.proposals;
    expect(best).toMatchObject({ entity: 'contact', key: ['key'] });
    const body = await send.imported('Outlook.vcf', CARDS, {
      entity: 'contact',
      columns: best.columns,
      key: best.key,
      source: 'outlook',
    });
    expect(body.counts).toEqual({ imported: 3 });
    const contacts = await one(`SELECT name, email, phone, birth_date::text, notes FROM contacts ORDER BY name`);
    expect(contacts).toEqual([
      { name: 'Pat O’Brien', email: 'pat@smith.example', phone: null, birth_date: null, notes: null },
      {
        name: 'Анна Иванова',
        email: 'anna@romashka.example',
        phone: '+7 916 000-11-22',
        birth_date: '1980-05-17',
        notes: 'First line\nsecond',
      },
      { name: 'Петров Пётр', email: null, phone: '8 495 765-43-21', birth_date: null, notes: null },
    ]);
    const [{ id }] = await one(`SELECT id FROM contacts WHERE email = 'anna@romashka.example'`);
    const text = (await api.get(`/contacts/${id}/card.vcf`)).body as string;
    expect(text).toContain('FN:Анна Иванова\r\n');
    expect(text).toContain('TITLE:Director\\, sales\r\n');
    expect(text).toContain('NOTE:First line\\nsecond\r\n');
    const all = (
      await api.get(`/exports/contacts.vcf?filter=${encodeURIComponent('email is not empty')}`, {
        as: api.engine.cast.manager,
      })
    ).body as string;
    expect(all.match(/BEGIN:VCARD/g)).toHaveLength(2);
    // What goes out comes in again as the same people.
    const back = await send.imported('back.vcf', all, {
      entity: 'contact',
      columns: { 'Full name': 'name', 'E-mail': 'email' },
      key: ['email'],
      source: 'back',
    });
    expect(back.counts).toEqual({ present: 2 });
  });

  it('an interaction finds its client by address, name or key; who is unknown is said', async () => {
    const file =
      'When;What;Topic;Whom;Company\n04.03.2026 14:30;звонок;About prices;anna@romashka.example;\n05.03.2026;meeting;At the plant;;ООО Ромашка\n05.03.2026;звонок;Nobody;who@x.example;\nsoon;звонок;When;anna@romashka.example;\n';
    const body = await send.imported('calls.csv', file, {
      entity: 'interaction',
      columns: { When: 'at', What: 'kind', Topic: 'subject', Whom: 'contactEmail', Company: 'account' },
      source: 'calls',
    });
    expect(body.counts).toEqual({ imported: 2, rejected: 2 });
    expect(saidOf(body)).toMatchObject({
      4: ['ClientUnknown : rejected'],
      5: ['DateUnreadable at: left empty', 'RequiredMissing at: rejected'],
    });
    expect(
      await one(
        `SELECT x.kind, x.at, c.name AS contact, a.name AS account FROM interactions x LEFT JOIN contacts c ON c.id = x.contact_id LEFT JOIN accounts a ON a.id = x.account_id ORDER BY at`,
      ),
    ).toEqual([
      { kind: 'call', at: new Date('2026-03-04T14:30+03:00'), contact: 'Анна Иванова', account: null },
      { kind: 'meeting', at: new Date('2026-03-05T09:00+03:00'), contact: null, account: 'ООО Ромашка' },
    ]);
    expect((await send.imported('calls.csv', file, body.mapping)).counts).toEqual({ present: 2, rejected: 2 });
  });

  it('ONEC-01: a workbook comes in as the program saved it; formulas are said, and taken as they stood', async () => {
    const file = readFileSync(join(__dirname, '../imports/files/clients.libreoffice.xlsx'));
    const columns = {
      'Клиент ФИО': 'name',
      'Клиент Компания': 'account',
      'Телефон рабочий': 'phone',
      'Телефон мобильный': 'phone2',
      'Дата рождения': 'birthDate',
      'Эл. почта': 'email',
    };
    const body = await send.imported('clients.xlsx', file, {
      entity: 'contact',
      columns,
      key: ['email'],
      source: 'fair',
    });
    // Two of them are known by their addresses: what is new of them is added.
    expect(body.counts).toEqual({ updated: 2, imported: 1 });
    expect(saidOf(body)[7]).toEqual(
      expect.arrayContaining(['FormulaValue name: ignored', 'FormulaValue email: ignored']),
    );
    expect(await one(`SELECT name, email FROM contacts WHERE email = 'petr@zavod.example'`)).toEqual([
      { name: 'Петров Пётр', email: 'petr@zavod.example' },
    ]);
  });

  it('killed in the middle it goes on, and brings nothing in twice', async () => {
    const rows = Array.from({ length: 3500 }, (_, i) => `Lead ${i},l${i}`).join('\n');
    killAt = 3;
    const body = await send.imported('leads.csv', `Topic,Id\n${rows}\n`, {
      entity: 'lead',
      columns: { Topic: 'topic', Id: 'key' },
      key: ['key'],
      source: 'killed',
    });
    expect(killed).toBe(1);
    expect(body.counts).toEqual({ imported: 3500 });
    expect(
      await one(
        `SELECT count(*)::int AS n, count(DISTINCT external_key)::int AS keys FROM leads WHERE external_key LIKE 'killed:%'`,
      ),
    ).toEqual([{ n: 3500, keys: 3500 }]);
  });

  it('a file with more rows than are taken is refused with words, and nothing of it is in', async () => {
    // The worker runs in this process: a million rows would only take longer.
    const fewer = jest.replaceProperty(LIMITS as { rows: number }, 'rows', 3000);
    const id = await send.mapped('million.csv', `Name\n${'Name\n'.repeat(3002)}`, {
      entity: 'account',
      columns: { Name: 'name' },
    });
    const body = await send.done(id, 'run', 'failed');
    fewer.restore();
    expect(body).toMatchObject({ status: 'failed', trouble: 'The file has more than 3000 rows: split it.', total: 0 });
    expect(await one(`SELECT count(*)::int AS n FROM accounts WHERE name = 'Name'`)).toEqual([{ n: 0 }]);
  });

  it('a mapping is kept by name and offered for the next file of its kind', async () => {
    const { body } = await send.upload('a.csv', 'Org,City\nAlpha,Moscow\n');
    const mapping = { entity: 'account', columns: { Org: 'name' } };
    await send.put(`/imports/${body.id}/mapping?keepAs=Partners`, mapping);
    const next = (await send.upload('b.csv', 'City,Org\nMinsk,Beta\n')).body;
    expect(next.kept).toMatchObject([{ name: 'Partners', mapping }]);
  });

  it('is for those who may: a rep sends no files, a manager brings in no colleagues', async () => {
    const rep = sender(api, api.engine.cast.rep);
    expect((await rep.upload('a.csv', 'Org\nAlpha\n')).status).toBe(403);
    const { body } = await send.upload('people.csv', 'Employee,Mail\nAnna,a@x.example\n');
    expect(
      (
        await send.put(`/imports/${body.id}/mapping`, {
          entity: 'person',
          columns: { Employee: 'name', Mail: 'email' },
        })
      ).status,
    ).toBe(403);
  });
});
