import iconv from 'iconv-lite';
import { type Sender, saidOf, sender } from '../imports/sending';
import { startTestApi, type TestApi } from '../support/api';
import type { Engine } from '../support/engine';

/** As a Russian Excel saves it: semicolons, windows-1251, a title above, days with points, quoted line breaks. */
const CLIENTS = [
  'Клиенты отдела продаж;;;;;;',
  ';;;;;;',
  'Фамилия;Имя;Компания;Должность;Эл. почта;Телефон;Дата рождения',
  'Иванова;Анна;ООО «Ромашка»;Директор;anna@romashka.example;8 (495) 123-45-67;17.05.1980',
  'Петров;Пётр;ООО «Ромашка»;"Главный',
  'инженер";petr@romashka.example;+7 495 765-43-21, 8 916 000-11-22;3.11.1975',
  'Сидоров;Семён;Завод № 5;;не почта;нет;31.02.1990',
  ';;Без имени;;;;',
].join('\r\n');

describe('files that people send', () => {
  let api: TestApi & { engine: Engine };
  let send: Sender;
  const one = async (sql: string, values: unknown[] = []) => (await api.engine.pool.query(sql, values)).rows;

  beforeAll(async () => {
    api = await startTestApi();
    send = sender(api, api.engine.cast.manager);
  });

  const mapping = {
    entity: 'contact',
    columns: {
      Фамилия: 'lastName',
      Имя: 'firstName',
      Компания: 'account',
      Должность: 'post',
      'Эл. почта': 'email',
      Телефон: 'phone',
      'Дата рождения': 'birthDate',
    },
    key: ['email'],
    source: 'exhibition',
  };

  it('ONEC-01: are looked at first: encoding, separator, heading and what each column seems to be', async () => {
    const { status, body } = await send.upload('клиенты.csv', iconv.encode(CLIENTS, 'win1251'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'uploaded',
      format: 'csv',
      shape: { encoding: 'windows-1251', delimiter: ';', headerRow: 3 },
    });
    expect(body.shape.notes).toEqual([{ code: 'TitleRows', value: '2', message: expect.any(String) }]);
    expect(body.shape.columns[0]).toEqual({ name: 'Фамилия', samples: ['Иванова', 'Петров', 'Сидоров'] });
    expect(body.proposals[0]).toMatchObject({
      entity: 'contact',
      columns: mapping.columns,
      key: ['email'],
      dates: 'day first',
    });
  });

  it('ONEC-01: become contacts and their organisations; what does not fit is said row by row', async () => {
    const body = await send.imported('клиенты.csv', iconv.encode(CLIENTS, 'win1251'), mapping);
    expect(body).toMatchObject({ status: 'done', total: 4, done: 4, counts: { imported: 3, rejected: 1 } });
    expect(saidOf(body)).toEqual({
      4: ['AccountMade account: made'],
      5: [],
      6: [
        'KeyFromAll key: made',
        'PhoneUnreadable phone: left empty',
        'MailUnreadable email: left empty',
        'DateUnreadable birthDate: left empty',
        'AccountMade account: made',
      ],
      7: ['KeyFromAll key: made', 'RequiredMissing name: rejected'],
    });
    const contacts = await one(
      `SELECT c.name, c.email, c.phone, c.birth_date::text, a.name AS account, ac.post,
         (SELECT array_agg(normal ORDER BY kind, position) FROM contact_points p WHERE p.contact_id = c.id) AS points
       FROM contacts c JOIN account_contacts ac ON ac.contact_id = c.id JOIN accounts a ON a.id = ac.account_id ORDER BY c.name`,
    );
    expect(contacts).toEqual([
      {
        name: 'Иванова Анна',
        email: 'anna@romashka.example',
        phone: '8 (495) 123-45-67',
        birth_date: '1980-05-17',
        account: 'ООО «Ромашка»',
        post: 'Директор',
        points: ['anna@romashka.example', '+74951234567'],
      },
      {
        name: 'Петров Пётр',
        email: 'petr@romashka.example',
        phone: '+7 495 765-43-21',
        birth_date: '1975-11-03',
        account: 'ООО «Ромашка»',
        post: 'Главный инженер',
        points: ['petr@romashka.example', '+74957654321', '+79160001122'],
      },
      {
        name: 'Сидоров Семён',
        email: null,
        phone: null,
        birth_date: null,
        account: 'Завод № 5',
        post: null,
        points: null,
      },
    ]);
  });

  it('ONEC-01: come a second time and change nothing', async () => {
    const counted = () =>
      one(
        `SELECT (SELECT count(*)::int FROM contacts) AS contacts, (SELECT count(*)::int FROM accounts) AS accounts, (SELECT max(revision) FROM contacts) AS revision`,
      );
    const before = await counted();
    const body = await send.imported('те же.csv', iconv.encode(CLIENTS, 'win1251'), mapping);
    expect(body.counts).toEqual({ present: 3, rejected: 1 });
    expect(await counted()).toEqual(before);
  });
});
