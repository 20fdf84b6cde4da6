import { v7 as newId } from 'uuid';
import { copyRows } from '../../activities/bulk/copy-rows';
import { inTransaction } from '../../src/platform/in-transaction';
import { startTestApi } from '../support/api';
import { repsSee } from '../support/sight';

let api: Awaited<ReturnType<typeof startTestApi>>;
beforeAll(async () => {
  api = await startTestApi();
});

const find = async (q: string, kinds?: string, as?: string) => {
  const query = new URLSearchParams({ q, ...(kinds && { kinds }), limit: '20' });
  const answer = await api.get(`/search?${query}`, as ? { as } : {});
  expect(answer.status).toBe(200);
  return answer.body as { readAs: string | null; groups: { kind: string; items: Found[]; more: boolean }[] };
};
interface Found {
  kind: string;
  id: string;
  name: string;
  number: number | null;
  matched: { field: string; how: string };
  email: string | null;
  phone: string | null;
  accounts: { id: string; name: string }[];
}
const items = async (q: string, kinds?: string, as?: string) =>
  (await find(q, kinds, as)).groups.flatMap((group) => group.items);
const names = async (q: string, kinds?: string, as?: string) => (await items(q, kinds, as)).map(({ name }) => name);

const account = async (name: string, more: object = {}) =>
  (await api.post('/accounts', { name, ...more })).body.id as string;
const contact = async (name: string, more: object = {}) =>
  (await api.post('/contacts', { name, ...more })).body.id as string;
const lead = async (words: object) => (await api.post('/leads', words)).body;
const owner = (sql: string, values: unknown[] = []) => api.engine.pool.query(sql, values);

describe('search', () => {
  it.each(['Северный металл', 'severny', 'SEVERNYI METALL', 'металл', 'метал', 'верный', 'Svernyi metal', 'ctdthysq'])(
    'finds an organisation by "%s"',
    async (q) => {
      if ((await names('Северный металл', 'account')).length === 0) await account('ООО «Северный металл»');
      expect(await names(q, 'account')).toEqual(['ООО «Северный металл»']);
    },
  );

  it('finds somebody by any of their addresses and phones, and so do look-alikes', async () => {
    const points = [
      { kind: 'e-mail', value: 'a.boxer@two-boxes.example' },
      { kind: 'e-mail', value: 'b.boxer@two-boxes.example' },
      { kind: 'phone', value: '+44 7700 900111' },
      { kind: 'phone', value: '+44 7700 900222' },
    ];
    const id = await contact('Two Boxes', { points });
    for (const q of ['b.boxer@two-boxes', '7700900222']) expect(await names(q, 'contact')).toEqual(['Two Boxes']);
    const alike = { entity: 'contact', fields: { name: 'Somebody Else', email: 'b.boxer@two-boxes.example' } };
    expect((await api.post('/duplicates/check', alike)).body.items.map((one: { id: string }) => one.id)).toEqual([id]);
  });

  it('says by what it was found and how, and that the keyboard was in the other layout', async () => {
    await contact('Пётр Горбунков', { email: 'p.gorbunkov@zarya.example', phone: '+7 916 555-44-33' });
    const how = async (q: string) => {
      const found = await find(q, 'contact');
      return { readAs: found.readAs, ...found.groups[0]?.items[0]?.matched };
    };
    expect(await how('Пётр Горбунков')).toEqual({ readAs: null, field: 'name', how: 'exact' });
    expect(await how('petr')).toEqual({ readAs: null, field: 'name', how: 'begins' });
    expect(await how('Gorbunkov')).toEqual({ readAs: null, field: 'name', how: 'word' });
    expect(await how('Горбунков Пётр')).toEqual({ readAs: null, field: 'name', how: 'word' });
    expect(await how('рбунк')).toEqual({ readAs: null, field: 'name', how: 'part' });
    expect(await how('горбунокв')).toEqual({ readAs: null, field: 'name', how: 'slip' });
    expect(await how('ujh,eyrjd')).toEqual({ readAs: 'горбунков', field: 'name', how: 'word' });
    for (const q of ['8 916 555-44-33', '+7 (916) 555', '5554433', 'gorbunkov@zarya', 'zarya.example'])
      expect(await how(q)).toMatchObject({ field: 'phone, address or site' });
  });

  it('DYN-17: a known person is picked by name, and what is known of them comes along', async () => {
    const firm = await account('Орион');
    const id = await contact('Светлана Белоусова', {
      email: 'sb@orion.example',
      phone: '+7 495 111-22-33',
      accounts: [{ id: firm, post: 'Director' }],
    });
    expect(await items('белоус', 'contact')).toEqual([
      expect.objectContaining({
        kind: 'contact',
        id,
        name: 'Светлана Белоусова',
        email: 'sb@orion.example',
        accounts: [{ id: firm, name: 'Орион' }],
        about: 'Director',
      }),
    ]);
    expect(await names('орион светлана', 'contact')).toEqual(['Светлана Белоусова']);
  });

  it('DYN-19: until a lead is qualified its names are found as that lead only', async () => {
    const { id } = await lead({
      topic: 'Two lathes',
      personName: 'Матвей Криворучко',
      organisation: 'Завод Молния',
      email: 'm@molnia.example',
    });
    for (const q of ['Криворучко', 'молния', 'm@molnia']) {
      expect(await items(q, 'account,contact')).toEqual([]);
      expect(await items(q)).toEqual([expect.objectContaining({ kind: 'lead', id })]);
    }
    expect((await api.post(`/leads/${id}/qualify`, { result: 'qualified' })).status).toBe(200);
    expect((await items('молния', 'account')).map(({ name }) => name)).toEqual(['Завод Молния']);
    expect((await items('Криворучко', 'contact')).map(({ name }) => name)).toEqual(['Матвей Криворучко']);
  });

  it('finds leads and sales by number and title, the open ones first', async () => {
    const made = await Promise.all(['Pump one', 'Pump two'].map((topic) => lead({ topic })));
    await api.post(`/leads/${made[1].id}/qualify`, { result: 'disqualified' });
    expect((await items('pump', 'lead')).map(({ id }) => id)).toEqual([made[0].id, made[1].id]);
    expect((await items(`#${made[0].number}`, 'lead'))[0]).toMatchObject({
      id: made[0].id,
      matched: { field: 'number', how: 'exact' },
    });
  });

  it('puts the whole name before what begins with it, words, and parts of words', async () => {
    for (const name of ['Автокварцит', 'Новый кварц', 'Кварцевый песок', 'Кварц']) await account(name);
    expect(await names('кварц', 'account')).toEqual(['Кварц', 'Кварцевый песок', 'Новый кварц', 'Автокварцит']);
  });

  it('keeps in step with whatever writes: COPY, new names, added fields, merges and erasures', async () => {
    const [a, b, c] = [newId(), newId(), newId()];
    const rows = [
      [a, 'Копейкин Лев'],
      [b, 'Копейкин Глеб'],
      [c, 'Копейкин Ян'],
    ];
    await inTransaction(api.engine.pool, (client) => copyRows(client, 'contacts', ['id', 'name'], rows));
    expect((await names('копейкин', 'contact')).length).toBe(3);
    await owner(`UPDATE contacts SET name = 'Рублёв Лев' WHERE id = $1`, [a]);
    await owner('UPDATE contacts SET merged_into = $1 WHERE id = $2', [a, b]);
    await owner('UPDATE contacts SET erased_at = now() WHERE id = $1', [c]);
    expect(await names('копейкин', 'contact')).toEqual([]);
    expect(await names('rublev', 'contact')).toEqual(['Рублёв Лев']);
    await owner('UPDATE contacts SET merged_into = NULL WHERE id = $1', [b]);
    expect(await names('копейкин', 'contact')).toEqual(['Копейкин Глеб']);
    const left = await owner(`SELECT count(*)::int AS n FROM search_entries WHERE id = ANY($1)`, [[a, b, c]]);
    expect(left.rows).toEqual([{ n: 2 }]);
  });

  it('finds by the values of added fields that are searchable, from when they are and until they are no more', async () => {
    const id = await account('Мебель Сити');
    await owner(`UPDATE accounts SET custom = '{"fleet": "Камаз пятитонный", "secret": "nobody"}' WHERE id = $1`, [id]);
    await owner(
      `INSERT INTO custom_fields (entity, key, type, name) VALUES ('account', 'fleet', 'text', '{}'), ('account', 'secret', 'text', '{}')`,
    );
    expect(await names('kamaz')).toEqual([]);
    await owner(`UPDATE custom_fields SET searchable = true WHERE key = 'fleet'`);
    expect(await items('kamaz')).toEqual([
      expect.objectContaining({ name: 'Мебель Сити', matched: { field: 'added field', how: 'begins' } }),
    ]);
    expect(await names('nobody')).toEqual([]);
    await owner(`UPDATE custom_fields SET searchable = false WHERE key = 'fleet'`);
    expect(await names('kamaz')).toEqual([]);
  });

  it('shows nobody what they do not see', async () => {
    const { colleague, rep } = api.engine.cast;
    await account('Закрытый клуб', { ownerId: rep });
    const { id } = await lead({ topic: 'Закрытый вопрос' });
    await repsSee(api.engine.apiPool, 'own');
    expect((await items('закрытый')).map(({ kind }) => kind)).toEqual(['account', 'lead']);
    expect(await items('закрытый', undefined, colleague)).toEqual([]);
    expect(await items('закрытыйй', undefined, colleague)).toEqual([]);
    await owner('UPDATE leads SET created_by = $1 WHERE id = $2', [colleague, id]);
    expect((await items('закрытый', undefined, colleague)).map(({ kind }) => kind)).toEqual(['lead']);
    await repsSee(api.engine.apiPool, 'all');
  });

  it.each(['%', '_', "'", '"; DROP', '\\', ' ', '()', '|', 'ab\tc', '株式', '😀', "<% '", '%zq'])(
    'takes %j as words, and finds nothing by it',
    async (q) => expect((await find(q)).groups).toEqual([]),
  );

  it('refuses a kind that there is not, and a text that is too long', async () => {
    expect((await api.get('/search?q=a&kinds=person')).status).toBe(400);
    expect((await api.get(`/search?q=${'a'.repeat(201)}`)).status).toBe(400);
    expect((await api.get('/search')).status).toBe(400);
  });
});
