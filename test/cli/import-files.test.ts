import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { BULK_QUEUE } from '../../workflows/messages';
import { run as runCommand } from '../support/command-line';
import { type Engine, startEngine } from '../support/engine';
import { scratchDir } from '../support/scratch';
import { startTestWorker, temporalAddress } from '../support/temporal';

const env = { ...process.env };
afterAll(() => {
  process.env = env;
});

describe('dealwright import accounts, contacts, leads, interactions', () => {
  let engine: Engine;
  let as: string;
  const dir = scratchDir();
  const file = (name: string, text: string | Buffer): string => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const run = (entity: string, path: string, mapping: string, ...more: string[]) =>
    runCommand('import', entity, path, '--mapping', mapping, '--as', as, ...more);
  const one = async (sql: string) => (await engine.pool.query(sql)).rows;

  beforeAll(async () => {
    engine = await startEngine();
    await startTestWorker({ taskQueue: BULK_QUEUE, activities: engine.activities });
    process.env.DATABASE_URL_API = engine.database.apiUrl;
    process.env.DATABASE_URL_WORKER = engine.database.workerUrl;
    process.env.TEMPORAL_ADDRESS = temporalAddress();
    const [person] = await one(`SELECT email FROM people WHERE id = '${engine.cast.manager}'`);
    as = person.email;
  });

  const ACCOUNTS = 'Компания;Сотрудников;Город\nВолга Сталь;120;Самара\nНева;много;\n;5;Пермь\n';
  const accounts = () => file('accounts.csv', iconv.encode(ACCOUNTS, 'win1251'));
  const accountMapping = () =>
    file(
      'accounts.yaml',
      'columns: { Компания: name, Сотрудников: employees, Город: city }\nkey: [name]\nsource: fair\n',
    );

  it('a preview says what would happen, and nothing does', async () => {
    const { out, code } = await run('accounts', accounts(), accountMapping(), '--preview');
    expect(out.replace(/[0-9a-f-]{36}/, '<id>').split('\n')).toEqual([
      'accounts.csv: 3 rows, 2 would be made, 1 would be rejected',
      '       1  the key is empty: the row is known by all that it says (KeyFromAll)',
      '       1  this is no number (NumberUnreadable)',
      '       1  a record needs this (RequiredMissing)',
      'What would become of each row: --report FILE, or GET /api/v1/imports/<id>/rows',
      '',
    ]);
    expect(code).toBe(1);
    expect(await one('SELECT 1 FROM accounts')).toEqual([]);
  });

  it('brings a file in, says what became of its rows, and writes them; a second time nothing changes', async () => {
    const report = join(dir, 'report.csv');
    const { out, code } = await run('accounts', accounts(), accountMapping(), '--report', report);
    expect(out.split('\n')[0]).toBe('accounts.csv: 3 rows, 2 imported, 1 rejected');
    expect(code).toBe(1);
    expect(await one('SELECT name, employees FROM accounts ORDER BY name')).toEqual([
      { name: 'Волга Сталь', employees: 120 },
      { name: 'Нева', employees: null },
    ]);
    const [heading, , neva] = readFileSync(report, 'utf8').split('\n');
    expect(heading).toContain('Компания,Сотрудников,Город,Row,Result,Record,Why');
    expect(neva).toMatch(/^Нева,много,,3,imported,[0-9a-f-]{36},employees = много: this is no number$/);
    const again = await run('accounts', accounts(), accountMapping());
    expect(again.out.split('\n')[0]).toBe('accounts.csv: 3 rows, 2 there before, 1 rejected');
  });

  it('brings in contacts, leads and interactions, each by its mapping, for programs too', async () => {
    const people = file('people.csv', 'Name,Company,Mail\nAnna Petrova,Волга Сталь,anna@volga.example\n');
    const peopleBy = file('people.yaml', 'columns: { Name: name, Company: account, Mail: email }\nkey: [email]\n');
    const contacts = await run('contacts', people, peopleBy, '--json');
    expect({ ...contacts, out: JSON.parse(contacts.out) }).toEqual({
      out: {
        id: expect.any(String),
        fileName: 'people.csv',
        status: 'done',
        total: 1,
        trouble: null,
        counts: { imported: 1 },
        notes: {},
      },
      err: '',
      code: 0,
    });
    const calls = file('calls.csv', 'When,What,Whom\n2026-03-04 14:30,About prices,anna@volga.example\n');
    const callsBy = file('calls.yaml', 'columns: { When: at, What: subject, Whom: contactEmail }\n');
    const interactions = await run('interactions', calls, callsBy);
    expect(interactions).toMatchObject({ code: 0, out: expect.stringContaining('calls.csv: 1 rows, 1 imported\n') });
    const topics = file('leads.csv', 'Topic,Id\nPumps,1\nValves,2\n');
    const leads = await run('leads', topics, file('leads.yaml', 'columns: { Topic: topic, Id: key }\nkey: [key]\n'));
    expect(leads).toMatchObject({ code: 0, out: expect.stringContaining('leads.csv: 2 rows, 2 imported\n') });
    expect(await one(`SELECT x.subject, c.name FROM interactions x JOIN contacts c ON c.id = x.contact_id`)).toEqual([
      { subject: 'About prices', name: 'Anna Petrova' },
    ]);
    expect(await one('SELECT topic FROM leads ORDER BY topic')).toEqual([{ topic: 'Pumps' }, { topic: 'Valves' }]);
  });

  it.each([
    ['a file that is not there', () => [join(dir, 'nowhere.csv'), accountMapping()], 'There is no'],
    ['a mapping that is not there', () => [accounts(), join(dir, 'no.yaml')], 'There is no mapping'],
    ['a mapping that is no YAML', () => [accounts(), file('broken.yaml', 'columns: { a: [')], 'broken.yaml is refused'],
    ['a mapping that says nothing', () => [accounts(), file('empty.yaml', '')], 'holds no keys'],
    ['a mapping with a wrong key', () => [accounts(), file('odd.yaml', 'columns: {}\nmood: good\n')], 'mood'],
    [
      'a mapping of something else',
      () => [accounts(), file('other.yaml', 'entity: lead\ncolumns: { Компания: topic }\n')],
      'entity: is lead, and the command is for accounts',
    ],
    [
      'a mapping of other columns',
      () => [accounts(), file('columns.yaml', 'columns: { Firm: name, Город: planet }\n')],
      'columns.Firm: The file has no such column',
    ],
    [
      'a file that is not what it says',
      () => [file('fake.xlsx', Buffer.from('504b0304deadbeef', 'hex')), accountMapping()],
      '',
    ],
  ])('%s is wrong use, in words, and leaves nothing', async (_, given, words) => {
    const before = await one('SELECT count(*)::int AS n FROM imports');
    const [path = '', mapping = ''] = given();
    const { out, err, code } = await run('accounts', path, mapping);
    expect([out, code]).toEqual(['', 2]);
    expect(err).toContain(words);
    expect(err).not.toMatch(/\n {4}at /);
    expect(await one('SELECT count(*)::int AS n FROM imports')).toEqual(before);
  });

  it('nobody of an unknown address brings anything in', async () => {
    as = 'nobody@example.com';
    const { err, code } = await run('accounts', accounts(), accountMapping());
    expect([err, code]).toEqual(['Nobody who works here has the address nobody@example.com.\n', 2]);
  });
});
