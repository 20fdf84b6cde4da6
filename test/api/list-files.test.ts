import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { v7 as newId } from 'uuid';
import { csvLines, inert } from '../../src/crm';
import type { Pool } from '../../src/platform/database';
import { serve, type TestApi } from '../support/api';
import { freshDatabase, testPool } from '../support/database';
import { repsSee } from '../support/sight';

const DDE = `=cmd|' /C calc'!A0`;

describe('organisations as files and on lists', () => {
  let api: TestApi;
  let pool: Pool;
  const [rep, russian, reader] = [newId(), newId(), newId()];
  const ids: Record<string, string> = {};

  async function account(
    name: string,
    more: { industry?: string; owner?: string; custom?: object; revenue?: number; region?: string } = {},
  ) {
    const id = newId();
    ids[name] = id;
    await pool.query(
      `INSERT INTO accounts (id, name, industry, owner_id, custom, annual_revenue_minor, currency, region, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() - interval '1 minute')`,
      [
        id,
        name,
        more.industry,
        more.owner,
        more.custom ?? {},
        more.revenue,
        more.revenue === undefined ? null : 'USD',
        more.region,
      ],
    );
    return id;
  }

  beforeAll(async () => {
    const database = await freshDatabase();
    pool = testPool(database.ownerUrl);
    await pool.query(
      `INSERT INTO people (id, name, email, roles, language) VALUES ($1, 'Rita', 'r@example.com', '{rep}', 'en'), ($2, 'Роман', 'ro@example.com', '{rep}', 'ru'),
       ($3, 'Rea', 're@example.com', '{read-only}', 'en')`,
      [rep, russian, reader],
    );
    for (const [key, type, options] of [
      ['floors', 'number', '{}'],
      ['rating', 'choice', '{"a":{"en":"Good","ru":"Хорошая"},"b":{"en":"Bad","ru":"Плохая"}}'],
    ])
      await pool.query(
        `INSERT INTO custom_fields (entity, key, type, name, options) VALUES ('account', $1, $2, $3, $4)`,
        [key, type, { en: key, ru: `поле ${key}` }, options],
      );
    await account('Alfa', {
      industry: 'Food',
      owner: rep,
      revenue: 123_456,
      custom: { floors: 5, rating: 'a' },
      region: 'North',
    });
    await account(DDE, { industry: 'Food', custom: { floors: 2 } });
    await account('Бета; "quoted"', { industry: 'Timber', owner: russian, custom: { rating: 'b' } });
    await account('Gamma\nof two lines', { industry: 'Timber', custom: { floors: 9, rating: 'a' } });
    api = await serve(testPool(database.apiUrl), rep, {});
  });

  const columns = 'name,industry,annualRevenue,custom.floors,custom.rating,createdAt';
  const csv = async (query: string, as = rep) =>
    (await api.get(`/exports/accounts?columns=${columns}&${query}`, { as })).body as string;

  it('leave as CSV in the language of the reader, as spreadsheet programs of their country read it', async () => {
    const english = await api.get(`/exports/accounts?columns=${columns}&sort=name&zone=Asia/Tokyo`);
    expect(english.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(english.headers.get('content-disposition')).toMatch(
      /^attachment; filename="accounts-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const rows = parse(english.body as string, { bom: true }) as string[][];
    expect(rows[0]).toEqual([
      'Name',
      'Industry',
      'Annual revenue',
      'Annual revenue, currency',
      'floors',
      'rating',
      'Created',
    ]);
    expect(rows.map(([name]) => name)).toEqual(['Name', `'${DDE}`, 'Alfa', 'Gamma\nof two lines', 'Бета; "quoted"']);
    expect(rows[2]?.slice(1, 6)).toEqual(['Food', '1234.56', 'USD', '5', 'Good']);
    const russianFile = await csv('filter=name = Alfa', russian);
    expect(russianFile.split('\r\n')[0]).toBe(
      'Название;Отрасль;Годовая выручка;Годовая выручка, валюта;поле floors;поле rating;Заведён',
    );
    expect(russianFile.split('\r\n')[1]).toMatch(/^Alfa;Food;1234,56;USD;5;Хорошая;\d{4}-\d\d-\d\d \d\d:\d\d$/);
  });

  it('begin with the mark of UTF-8 unless it is not wanted, with the separators that are asked for', async () => {
    const bytes = async (query: string) => {
      const token = await api.token(rep);
      const answer = await fetch(
        `${api.url}/api/v1/exports/accounts?columns=name,custom.floors&filter=name=Alfa&${query}`,
        { headers: { authorization: `Bearer ${token}` } },
      );
      return Buffer.from(await answer.arrayBuffer());
    };
    expect((await bytes('')).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect((await bytes('bom=false&separator=tab')).toString()).toBe('Name\tfloors\r\nAlfa\t5\r\n');
    expect((await bytes('format=xlsx')).subarray(0, 2).toString()).toBe('PK');
  });

  it('hold nothing that a spreadsheet program would run, and everything else as it was', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\n=1'])
      expect(inert(text)).toBe(`'${text}`);
    expect(inert('a=b')).toBe('a=b');
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 }), { minLength: 1 }),
        fc.constantFrom(',', ';', '\t'),
        (rows, separator) => {
          const written = csvLines(
            rows.map((row) => row.map((text) => (text === '' ? null : { as: 'text' as const, text }))),
            { separator: separator as ',', decimal: '.' },
          );
          const read = parse(written, {
            delimiter: separator,
            record_delimiter: '\r\n',
            relax_column_count: true,
          }) as string[][];
          expect(read).toEqual(rows.map((row) => row.map(inert)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are narrowed by sight, filter and right as the list is', async () => {
    await repsSee(pool, 'own');
    const names = parse(await csv('filter=custom.floors is empty or custom.floors < 9&sort=name'), {
      bom: true,
      columns: true,
    }) as { Name: string }[];
    await repsSee(pool, 'all');
    expect(names.map(({ Name }) => Name)).toEqual([`'${DDE}`, 'Alfa']);
    expect((await api.get('/exports/accounts', { as: reader })).status).toBe(403);
    expect((await api.get('/exports/accounts', { as: null })).status).toBe(401);
    expect((await api.get('/exports/accounts?filter=snapshot=1')).body.findings).toMatchObject([
      { code: 'FieldUnknown' },
    ]);
    expect((await api.get('/exports/accounts?format=pdf')).status).toBe(400);
  });

  it('DIR-04: every added field of an organisation selects them, orders them and stands in a column', async () => {
    const found = async (filter: string) => {
      const { items } = (
        await api.get(
          `/accounts?filter=${encodeURIComponent(filter)}&sort=-custom.floors&columns=custom.floors,custom.rating`,
        )
      ).body;
      return items.map((row: { name: string }) => row.name);
    };
    expect(await found('custom.floors >= 5')).toEqual(['Gamma\nof two lines', 'Alfa']);
    expect(await found('custom.rating = Good and industry = Food')).toEqual(['Alfa']);
    expect(await found('custom.rating = Плохая')).toEqual(['Бета; "quoted"']);
    expect(await found('custom.rating is empty')).toEqual([DDE]);
  });

  it('DIR-07: a list of organisations is kept by hand, and only its owner changes it', async () => {
    const made = await api.post('/account-lists', { name: 'Guests of the fair', shared: 'everybody' });
    expect(made.status).toBe(201);
    const at = `/account-lists/${made.body.id}`;
    expect((await api.post(`${at}/members`, { add: [ids.Alfa, ids[DDE]] })).body).toEqual({ added: 2, removed: 0 });
    expect((await api.post(`${at}/members`, { add: [ids.Alfa], remove: [ids[DDE]] })).body).toEqual({
      added: 0,
      removed: 1,
    });
    expect((await api.post(`${at}/members`, { add: [newId(), ids.Alfa] })).body.errors).toEqual([
      { path: 'body.add.0', message: 'There is no such account' },
    ]);
    expect((await api.post(`${at}/members`, { from: { filter: 'industry = Timber' } })).body).toEqual({
      added: 2,
      removed: 0,
    });
    expect((await api.get(at)).body).toMatchObject({ members: 3, yours: true, condition: null });
    expect((await api.post(`${at}/members`, { remove: [ids.Alfa] }, { as: russian })).status).toBe(403);
    const page = (await api.get(`${at}/members?limit=2&count=true`, { as: russian })).body;
    expect([page.total, page.items.map((row: { name: string }) => row.name)]).toEqual([
      3,
      ['Alfa', 'Gamma\nof two lines'],
    ]);
    const file = parse(await csv(`filter=in list "Guests of the fair"`, russian), {
      bom: true,
      delimiter: ';',
    }) as string[][];
    expect(file).toHaveLength(4);
    expect((await api.get(`/accounts?filter=not in list "guests of the FAIR"&count=true`)).body.total).toBe(1);
  });

  it('DIR-07: a list by a condition holds whoever meets it now, of another list too; it never asks for itself', async () => {
    const made = (
      await api.post('/account-lists', {
        name: 'Tall',
        condition: 'custom.floors > 3 and not in list "Guests of the fair"',
      })
    ).body;
    const on = async () => (await api.get(`/account-lists/${made.id}`)).body.members;
    expect(await on()).toBe(0);
    await account('Delta', { custom: { floors: 40 } });
    expect(await on()).toBe(1);
    expect((await api.post(`/account-lists/${made.id}/members`, { add: [ids.Alfa] })).body.errors[0].message).toContain(
      'condition',
    );
    const itself = await api.put(`/account-lists/${made.id}`, {
      revision: 1,
      name: 'Tall',
      condition: 'in list "Tall"',
    });
    expect(itself).toMatchObject({ status: 400, body: { errors: [{ path: expect.stringContaining('body') }] } });
    const wrong = await api.post('/account-lists', { name: 'x', condition: 'in list "nowhere" or floors = 1' });
    expect(wrong.body.findings).toMatchObject([{ code: 'FieldUnknown', path: ['body', 'filter'] }]);
    // Nobody else sees it, by its name or its id.
    expect((await api.get(`/accounts?filter=in list "Tall"`, { as: russian })).body.findings).toMatchObject([
      { code: 'ListUnknown' },
    ]);
    expect((await api.get(`/account-lists/${made.id}`, { as: russian })).status).toBe(404);
    expect((await api.delete(`/account-lists/${made.id}`)).body).toEqual({ deleted: true });
  });

  it('two lists that ask for each other are found out', async () => {
    const one = (await api.post('/account-lists', { name: 'One', condition: 'industry = Food' })).body;
    await api.post('/account-lists', { name: 'Two', condition: 'in list "One"' });
    await pool.query(`UPDATE account_lists SET condition = 'in list "Two"' WHERE id = $1`, [one.id]);
    expect((await api.get('/accounts?filter=in list "One"')).body.findings).toMatchObject([{ code: 'ListCircular' }]);
  });

  it('more rows than a workbook takes are answered with what to do; as CSV a hundred thousand go out', async () => {
    // What is looked up of them is not what is tested here.
    await pool.query('ALTER TABLE accounts DISABLE TRIGGER USER');
    await pool.query(
      `INSERT INTO accounts (id, name, created_at) SELECT gen_random_uuid(), 'Made ' || n, now() - interval '1 hour' FROM generate_series(1, 100000) n`,
    );
    const workbook = await api.get('/exports/accounts?format=xlsx');
    expect(workbook).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'query.format', message: expect.stringContaining('format=csv') }] },
    });
    const held = process.memoryUsage().heapUsed;
    const answer = await fetch(`${api.url}/api/v1/exports/accounts?columns=name,industry&sort=-name`, {
      headers: { authorization: `Bearer ${await api.token(rep)}` },
    });
    let lines = 0;
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>)
      lines += Buffer.from(chunk).toString('latin1').split('\r\n').length - 1;
    expect(lines).toBeGreaterThan(100_000);
    expect(process.memoryUsage().heapUsed - held).toBeLessThan(150 * 1024 * 1024);
    // A reader who goes away gives the connection back.
    for (let n = 0; n < 12; n++) {
      const gone = new AbortController();
      const begun = await fetch(`${api.url}/api/v1/exports/accounts?columns=name`, {
        headers: { authorization: `Bearer ${await api.token(rep)}` },
        signal: gone.signal,
      });
      await begun.body?.getReader().read();
      gone.abort();
    }
    expect((await api.get('/accounts?limit=1')).status).toBe(200);
  });
});
