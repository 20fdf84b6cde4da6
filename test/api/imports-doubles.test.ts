import { type Sender, saidOf, sender } from '../imports/sending';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';

const FILE = `Company,City,Phone
OOO Volga Stal,Samara,
Ромашка плюс,Tula,
Nobody knows it,Perm,
`;
const mapping = { entity: 'account', columns: { Company: 'name', City: 'city', Phone: 'phone' }, key: ['name'] };

type Row = { row: number; would: string; result: string; entityId: string | null; like: { id: string } | null };

describe('a row that no key finds, and that is very like a record', () => {
  let api: TestApi & { engine: Engine };
  let send: Sender;
  let volga: string;
  let daisy: string;
  const one = async (sql: string, values: unknown[] = []) => (await api.engine.pool.query(sql, values)).rows;
  const rowsOf = (body: { rows: { items: Row[] } }) => body.rows.items;

  beforeAll(async () => {
    api = await startTestApi();
    send = sender(api, api.engine.cast.manager);
    const made = async (path: string, body: object, as = api.engine.cast.rep) => {
      const answer = await api.post(path, body, { as });
      expect(answer.status).toBe(201);
      return answer.body.id as string;
    };
    volga = await made('/accounts', { name: 'Волга Сталь' });
    daisy = await made('/accounts', { name: 'Romashka Plus LLC' });
    await made('/contacts', { name: 'Сергей Юрьевич Щукин', points: [{ kind: 'e-mail', value: 's@pike.example' }] });
  });

  it('is shown in the preview with the record, its score and its reasons, in either alphabet', async () => {
    const id = await send.mapped('partners.csv', FILE, { ...mapping, source: 'shown' });
    const body = await send.done(id, 'preview', 'previewed');
    expect(body.would).toEqual({ create: 3 });
    expect(rowsOf(body).map(({ like }) => like)).toEqual([
      {
        kind: 'account',
        hidden: false,
        id: volga,
        name: 'Волга Сталь',
        owner: null,
        score: expect.any(Number),
        reasons: [{ code: 'same-name', field: 'name', weight: 0.9 }],
      },
      expect.objectContaining({ id: daisy, name: 'Romashka Plus LLC' }),
      null,
    ]);
    expect(saidOf(body)).toEqual({ 2: ['LikelyDouble : made'], 3: ['LikelyDouble : made'], 4: [] });
    const doubtful = (await send.get(`/imports/${id}/rows?code=LikelyDouble`)).body.items;
    expect(doubtful.map(({ row }: Row) => row)).toEqual([2, 3]);
  });

  it('is left out where the mapping says so, and the row names the record', async () => {
    const body = await send.imported('partners.csv', FILE, { ...mapping, source: 'skipped', doubles: 'skip' });
    expect(body.counts).toEqual({ present: 2, imported: 1 });
    expect(rowsOf(body).map(({ entityId }) => entityId)).toEqual([volga, daisy, expect.any(String)]);
    expect(await one(`SELECT name FROM accounts ORDER BY name COLLATE "C"`)).toEqual(
      ['Nobody knows it', 'Romashka Plus LLC', 'Волга Сталь'].map((name) => ({ name })),
    );
    const csv = (await send.get(`/imports/${body.id}/result.csv`)).body as string;
    expect(csv).toContain(
      `2,was there before,${volga},a record that is there is very like this row (90 %): Волга Сталь`,
    );
  });

  it('changes the record where the mapping says so, in the preview as in the run, and is taken back', async () => {
    const taken = { ...mapping, source: 'taken', doubles: 'update' };
    const id = await send.mapped('partners.csv', FILE, taken);
    expect((await send.done(id, 'preview', 'previewed')).would).toEqual({ update: 2, present: 1 });
    const body = await send.done(id, 'run', 'done');
    expect(body.counts).toEqual({ updated: 2, present: 1 });
    expect(await one(`SELECT name FROM accounts WHERE id = $1`, [volga])).toEqual([{ name: 'OOO Volga Stal' }]);
    // A second time there is nothing left to change.
    expect((await send.imported('again.csv', FILE, { ...taken, source: 'again' })).counts).toEqual({ present: 3 });
    expect((await send.done(id, 'revert', 'reverted')).back).toEqual({ 'taken back': 2 });
    expect(await one(`SELECT name FROM accounts WHERE id = $1`, [volga])).toEqual([{ name: 'Волга Сталь' }]);
  });

  it('is changed by the first of the rows that are about one record; the others are rejected', async () => {
    const body = await send.imported('twice.csv', 'Company,City,Phone\nVolga Stal,Samara,\nOOO Volga-Stal,Kazan,\n', {
      ...mapping,
      source: 'twice',
      doubles: 'update',
    });
    expect(saidOf(body)).toEqual({
      2: ['LikelyDouble : mapped'],
      3: ['LikelyDouble : mapped', 'MatchedTwice key: rejected'],
    });
    expect(await one('SELECT city FROM addresses WHERE account_id = $1', [volga])).toEqual([{ city: 'Samara' }]);
    await send.done(body.id, 'revert', 'reverted');
  });

  it('people are told by their names in either alphabet together with what else they have', async () => {
    const body = await send.imported('people.csv', 'Name;Mail;Born\nSergey Shchukin;s@pike.example;03.04.1980\n', {
      entity: 'contact',
      columns: { Name: 'name', Mail: 'email', Born: 'birthDate' },
      source: 'people',
      doubles: 'skip',
    });
    expect(body.counts).toEqual({ present: 1 });
    expect(rowsOf(body)[0]?.like).toMatchObject({
      kind: 'contact',
      name: 'Сергей Юрьевич Щукин',
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'same-email', field: 'email' })]),
    });
  });

  it('a lead is held against open leads: a closed one is an earlier interest, no double', async () => {
    const file = 'Topic,Who,Mail\nPumps,Anna Petrova,anna@petrova.example\n';
    const columns = { Topic: 'topic', Who: 'personName', Mail: 'email' };
    const leads = { entity: 'lead', columns, doubles: 'update' };
    const known = await api.post('/leads', {
      topic: 'Насосы',
      personName: 'Анна Петрова',
      email: 'anna@petrova.example',
    });
    const first = await send.imported('leads.csv', file, { ...leads, source: 'first' });
    expect(first.counts).toEqual({ updated: 1 });
    expect((await api.get(`/leads/${known.body.id}`)).body).toMatchObject({
      topic: 'Pumps',
      personName: 'Anna Petrova',
    });
    const closed = await api.post(`/leads/${known.body.id}/qualify`, { result: 'disqualified' });
    expect([closed.status, closed.body.detail]).toEqual([200, undefined]);
    const second = await send.imported('leads.csv', file, { ...leads, source: 'second' });
    expect(second.counts).toEqual({ imported: 1 });
  });

  it('rows of one file are not held against each other, whichever are looked at together', async () => {
    const twins = [
      'Звёздный путь',
      'Zvezdnyy put',
      ...Array.from({ length: 400 }, (_, i) => `Filler ${i * 7919}`),
      'OOO Звёздный Путь',
    ];
    const body = await send.imported('twins.csv', `Company\n${twins.join('\n')}\n`, {
      entity: 'account',
      columns: { Company: 'name' },
      key: ['name'],
      source: 'twins',
      doubles: 'skip',
    });
    const like = (await send.get(`/imports/${body.id}/rows?code=LikelyDouble`)).body.items;
    expect(like.map(({ raw }: { raw: { Company: string } }) => raw.Company)).toEqual([]);
    expect(body.counts).toEqual({ imported: twins.length });
  });

  it('one that you do not see is not named and not changed', async () => {
    const owner = testPool(api.engine.database.ownerUrl);
    const secret = { name: 'Тайный завод', ownerId: api.engine.cast.colleague };
    const hidden = await api.post('/accounts', secret, { as: api.engine.cast.manager });
    await owner.query(
      `INSERT INTO roles (key, name, rights, sight) SELECT 'importer', '{"en":"I","ru":"И"}', ARRAY['import.create', 'import.read', 'account.read'], 'own'`,
    );
    await owner.query(`UPDATE people SET roles = '{importer}' WHERE id = $1`, [api.engine.cast.rep]);
    const mine = sender(api, api.engine.cast.rep);
    const body = await mine.imported('secret.csv', 'Company\nTaynyy zavod\n', {
      entity: 'account',
      columns: { Company: 'name' },
      source: 'secret',
      doubles: 'update',
    });
    await owner.query(`UPDATE people SET roles = '{rep}' WHERE id = $1`, [api.engine.cast.rep]);
    expect(body.counts).toEqual({ rejected: 1 });
    expect(saidOf(body)).toEqual({ 2: ['LikelyDouble : mapped', 'NotYours key: rejected'] });
    expect(rowsOf(body)[0]?.like).toEqual({
      kind: 'account',
      hidden: true,
      id: null,
      name: null,
      owner: { id: api.engine.cast.colleague, name: expect.any(String) },
      score: expect.any(Number),
      reasons: [],
    });
    expect(await one('SELECT name FROM accounts WHERE id = $1', [hidden.body.id])).toEqual([{ name: 'Тайный завод' }]);
    // Whoever sees the record is told its name, of the same row.
    expect(rowsOf((await send.get(`/imports/${body.id}`)).body)[0]?.like?.id).toBe(hidden.body.id);
  });

  it('a mapping that changes nothing takes no row for a record to change', async () => {
    const { body } = await send.upload('partners.csv', FILE);
    const answer = await send.put(`/imports/${body.id}/mapping`, { ...mapping, mode: 'create', doubles: 'update' });
    expect(answer.body.errors).toEqual([{ path: 'body.doubles', message: expect.stringContaining('create or skip') }]);
  });
});
