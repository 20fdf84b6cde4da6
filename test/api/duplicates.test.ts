import { v7 as newId } from 'uuid';
import { createStartDuplicateRuns } from '../../src/commands';
import { likeliest } from '../../src/crm';
import { startTestApi } from '../support/api';
import { until } from '../support/engine';
import { repsSee } from '../support/sight';
import { temporalClient } from '../support/temporal';

let api: Awaited<ReturnType<typeof startTestApi>>;
let ops: string;
let startRuns: () => Promise<number>;
beforeAll(async () => {
  api = await startTestApi();
  const { apiPool: pool, taskQueue } = api.engine;
  startRuns = createStartDuplicateRuns({ pool, client: await temporalClient(), taskQueue });
  ops = newId();
  await sql(`INSERT INTO people (id, name, email, roles) VALUES ($1, 'Olga Ops', 'ops@example.com', '{sales-ops}')`, [
    ops,
  ]);
});

const sql = (text: string, values: unknown[] = []) => api.engine.pool.query(text, values);
const account = async (name: string, more: object = {}) =>
  (await api.post('/accounts', { name, ...more })).body.id as string;
const contact = async (name: string, more: object = {}) =>
  (await api.post('/contacts', { name, ...more })).body.id as string;
const check = async (entity: string, fields: object, more: { id?: string; as?: string } = {}) => {
  const { as, id } = more;
  const answer = await api.post('/duplicates/check', { entity, fields, ...(id && { id }) }, as ? { as } : {});
  expect(answer.status).toBe(200);
  return answer.body.items;
};
const codes = (match: { reasons: { code: string }[] }) => match.reasons.map(({ code }) => code);

describe('look-alikes on typing', () => {
  it('finds an organisation in the other alphabet and under another legal form, and says why', async () => {
    const id = await account('ООО «Северный металл»');
    const [match, ...others] = await check('account', { name: 'Severny Metall LLC' });
    expect(others).toEqual([]);
    expect(match).toMatchObject({ kind: 'account', id, name: 'ООО «Северный металл»', hidden: false });
    expect(match.score).toBeGreaterThan(0.75);
    expect(match.reasons).toEqual([
      { code: 'same-name', field: 'name', left: 'Severny Metall LLC', right: 'ООО «Северный металл»', weight: 0.9 },
    ]);
    expect(await check('account', { name: 'ООО «Северный металл»' }, { id })).toEqual([]);
    expect((await check('account', { name: 'Севернй метал' }))[0]).toMatchObject({ id });
    expect((await check('account', { name: 'Зеверный металл' }))[0]).toMatchObject({ id });
    expect(await check('account', { name: 'Южный картон' })).toEqual([]);
  });

  it('finds a person by a phone or an address in any form, and is surer the more they share', async () => {
    const id = await contact('Александр Соколов', { email: 'a.sokolov@orion.example', phone: '+7 (916) 123-45-67' });
    const [byPhone] = await check('contact', { name: 'Саша Соколов', phone: '8 916 1234567' });
    expect(byPhone).toMatchObject({ id });
    expect(codes(byPhone)).toEqual(['similar-person', 'same-phone']);
    const [byBoth] = await check('contact', {
      name: 'Sokolov A',
      phone: '89161234567',
      email: 'A.Sokolov@Orion.example',
    });
    expect(byBoth.score).toBeGreaterThan(byPhone.score);
    expect(await check('contact', { name: 'Пётр Иванов' })).toEqual([]);
  });

  it('DYN-17: whoever is typed on a lead is found among contacts and accounts that are known', async () => {
    const known = await contact('Зинаида Жаворонкова', { email: 'zj@polet.example' });
    const firm = await account('Полёт и Ко');
    const found = await check('lead', {
      personName: 'Zhavoronkova Zina',
      organisation: 'Полет',
      email: 'zj@polet.example',
    });
    expect(found.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining([known]));
    const byFirm = await check('lead', { organisation: 'POLET' });
    expect(byFirm.map(({ id, kind }: { id: string; kind: string }) => [kind, id])).toEqual([['account', firm]]);
  });

  it('says of a match outside one’s sight only that there is one, and whom to ask', async () => {
    const { rep, colleague } = api.engine.cast;
    const id = await account('Тайный приказ', { ownerId: rep });
    await repsSee(api.engine.apiPool, 'own');
    expect(await check('account', { name: 'Тайный приказ' })).toEqual([expect.objectContaining({ id, hidden: false })]);
    expect(await check('account', { name: 'Тайный приказ' }, { as: colleague })).toEqual([
      {
        kind: 'account',
        hidden: true,
        id: null,
        name: null,
        owner: { id: rep, name: 'Rita Rep' },
        score: 0.9,
        reasons: [],
      },
    ]);
    await repsSee(api.engine.apiPool, 'all');
  });

  it('sees no merged and no erased record', async () => {
    const [a, b] = [await contact('Роза Кривошеина'), await contact('Роза Кривошеина')];
    await sql('UPDATE contacts SET merged_into = $1 WHERE id = $2', [a, b]);
    expect((await check('contact', { name: 'Роза Кривошеина' })).map(({ id }: { id: string }) => id)).toEqual([a]);
    await sql('UPDATE contacts SET erased_at = now() WHERE id = $1', [a]);
    expect(await check('contact', { name: 'Роза Кривошеина' })).toEqual([]);
  });

  it('takes hostile and empty input as words', async () => {
    for (const name of ["'; DROP TABLE leads", '%', '((((', 'ООО', '😀', 'a'])
      expect(await check('account', { name })).toEqual([]);
    expect(await check('account', {})).toEqual([]);
    expect((await api.post('/duplicates/check', { entity: 'person', fields: {} })).status).toBe(400);
  });
});

describe('look-alikes of an import', () => {
  it('gives each row the record that it is, and nothing where that is not sure', async () => {
    const [volga, neva] = [await account('Волга Сталь', {}), await account('Невский берег')];
    const none = {
      person: null,
      organisations: [],
      emails: [],
      phones: [],
      sites: [],
      taxNumber: null,
      country: null,
      region: null,
    };
    const rows = [
      { ...none, names: ['OOO Volga Stal'] },
      { ...none, names: ['Ладога'] },
      { ...none, names: ['АО «Невский берег»'] },
    ];
    const found = await likeliest(api.engine.pool, 'account', rows);
    expect(Object.fromEntries([...found].map(([n, { id }]) => [n, id]))).toEqual({ 0: volga, 2: neva });
  });
});

describe('rules', () => {
  it('are settings that sales ops change, and count from then on', async () => {
    const usual = (await api.get('/duplicates/rules')).body;
    expect(usual).toMatchObject({ warnFrom: 0.6, listFrom: 0.75, signs: { 'same-name': 0.9 } });
    await account('Каравелла');
    expect(await check('account', { name: 'Karavella' })).toHaveLength(1);
    expect((await api.put('/duplicates/rules', usual)).status).toBe(403);
    const strict = await api.put('/duplicates/rules', { warnFrom: 0.95, signs: { 'same-name': 0.5 } }, { as: ops });
    expect(strict.body).toMatchObject({
      warnFrom: 0.95,
      listFrom: 0.75,
      signs: { 'same-name': 0.5, 'same-email': 0.9 },
    });
    expect(await check('account', { name: 'Karavella' })).toEqual([]);
    for (const wrong of [{ warnFrom: 2 }, { signs: { luck: 1 } }, { mostAlike: 1 }])
      expect((await api.put('/duplicates/rules', wrong, { as: ops })).status).toBe(400);
    expect((await api.put('/duplicates/rules', {}, { as: ops })).body).toEqual(usual);
  });
});

describe('a run over all', () => {
  const run = async (entity: string) => {
    const { body } = await api.post('/duplicates/runs', { entity }, { as: ops });
    const done = await until(
      async () => {
        await startRuns(); // again and again, as a schedule does: a start may come too late on a busy machine
        return (await api.get(`/duplicates/runs/${body.id}`)).body;
      },
      ({ status }) => status === 'done' || status === 'stopped',
    );
    expect(done.status).toBe('done');
    return done;
  };
  const pairs = async (query: string) => (await api.get(`/duplicates?entity=account&${query}`)).body.items;

  it('lists the pairs with score and reasons, keeps dismissals, and is settled by a merge and opened by its undoing', async () => {
    const [a, b, c, d] = await Promise.all(
      ['ООО «Бирюза Трейд»', 'Biryuza Treid', 'Янтарный комбинат', 'Янтарный Комбинат АО'].map((name) => account(name)),
    );
    const done = await run('account');
    expect(done.lookedAt).toBe(done.records);
    const found = await pairs(`of=${a}`);
    expect(found).toEqual([expect.objectContaining({ status: 'open', score: expect.any(Number) })]);
    expect([found[0].left.id, found[0].right.id].sort()).toEqual([a, b].sort());
    expect(codes(found[0])).toEqual(['same-name']);
    const dismissed = await api.post(`/duplicates/${found[0].id}/dismiss`, { note: 'Two shops' });
    expect(dismissed.body).toMatchObject({ status: 'dismissed', note: 'Two shops' });
    await run('account');
    expect(await pairs(`of=${a}`)).toEqual([]);
    expect(await pairs(`of=${a}&status=dismissed`)).toHaveLength(1);
    expect((await api.post(`/duplicates/${found[0].id}/reopen`, {})).body.status).toBe('open');

    await sql('UPDATE accounts SET merged_into = $1 WHERE id = $2', [c, d]);
    expect(await pairs(`of=${c}`)).toEqual([]);
    const [merged] = await pairs(`of=${c}&status=merged`);
    expect((await api.post(`/duplicates/${merged.id}/dismiss`, {})).status).toBe(409);
    await sql('UPDATE accounts SET merged_into = NULL WHERE id = $1', [d]);
    expect(await pairs(`of=${c}`)).toHaveLength(1);
    await sql(`UPDATE accounts SET name = 'Что-то совсем другое' WHERE id = $1`, [d]);
    await run('account');
    expect(await pairs(`of=${c}`)).toEqual([]);
  });

  it('pages by score, and shows a pair to whoever sees both', async () => {
    const { rep, colleague } = api.engine.cast;
    const owned = await account('Гранитный карьер', { ownerId: rep });
    await account('Granitny Karyer', { ownerId: colleague });
    await run('account');
    const first = (await api.get('/duplicates?entity=account&limit=1')).body;
    const second = (await api.get(`/duplicates?entity=account&limit=1&cursor=${first.next}`)).body;
    expect(second.items[0].score).toBeLessThanOrEqual(first.items[0].score);
    expect(second.items[0].id).not.toBe(first.items[0].id);
    const [pair] = await pairs(`of=${owned}`);
    await repsSee(api.engine.apiPool, 'own');
    expect(await pairs(`of=${owned}`)).toEqual([]);
    expect((await api.post(`/duplicates/${pair.id}/dismiss`, {})).status).toBe(404);
    await repsSee(api.engine.apiPool, 'all');
  });

  it('is one at a time, and ends when it is stopped', async () => {
    const first = (await api.post('/duplicates/runs', { entity: 'contact' }, { as: ops })).body;
    expect((await api.post('/duplicates/runs', { entity: 'contact' }, { as: ops })).body.id).toBe(first.id);
    expect((await api.post(`/duplicates/runs/${first.id}/stop`, undefined, { as: ops })).body.status).toBe('stopped');
    await startRuns();
    expect((await api.get(`/duplicates/runs/${first.id}`)).body).toMatchObject({ status: 'stopped', lookedAt: 0 });
    expect((await api.post('/duplicates/runs', { entity: 'contact' })).status).toBe(403);
    expect((await api.get(`/duplicates/runs/${newId()}`)).status).toBe(404);
    expect(((await api.get('/duplicates/runs')).body.items as { id: string }[]).map(({ id }) => id)).toContain(
      first.id,
    );
  });

  it('forgets the pairs of a person who is erased', async () => {
    const [a] = [
      await contact('Вилена Островская', { phone: '+79160001122' }),
      await contact('Вилена Островская', { phone: '89160001122' }),
    ];
    await run('contact');
    const of = async () => (await api.get(`/duplicates?entity=contact&of=${a}`)).body.items;
    expect(await of()).toHaveLength(1);
    await sql('UPDATE contacts SET erased_at = now() WHERE id = $1', [a]);
    const left = await sql('SELECT count(*)::int AS n FROM duplicate_pairs WHERE $1 IN (left_id, right_id)', [a]);
    expect(left.rows).toEqual([{ n: 0 }]);
  });
});
