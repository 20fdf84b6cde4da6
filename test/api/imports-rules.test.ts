import { v7 as newId } from 'uuid';
import { type Sender, saidOf, sender } from '../imports/sending';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';

const text = (en: string, ru: string) => ({ en, ru });

type Uploaded = { id: string; status: string; code?: string };

describe('what a mapping says of the rows of a file', () => {
  let api: TestApi & { engine: Engine };
  let send: Sender;
  let ops: string;
  const one = async (sql: string, values: unknown[] = []) => (await api.engine.pool.query(sql, values)).rows;
  const add = async (entity: string, field: object) => {
    const answer = await api.post(`/custom-fields/${entity}`, field, { as: ops });
    expect([answer.status, answer.body.detail]).toEqual([201, undefined]);
  };

  beforeAll(async () => {
    api = await startTestApi();
    send = sender(api, api.engine.cast.manager);
    ops = newId();
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Olga Ops', 'olga@example.com', '{sales-ops}')`,
      [ops],
    );
  });

  describe('TB-SFA-02: leads that nobody is named for go to whom the rules of distribution choose', () => {
    const leads = {
      entity: 'lead',
      columns: { Topic: 'topic', Source: 'source', Owner: 'owner' },
      owner: 'distribute',
      source: 'shared-out',
    };
    const team = [newId(), newId(), newId()];

    beforeAll(async () => {
      for (const [i, id] of team.entries())
        await api.engine.pool.query(
          `INSERT INTO people (id, name, email, roles, skills) VALUES ($1, $2, $3, '{rep}', $4)`,
          [id, `Seller ${i}`, `seller${i}@example.com`, i === 2 ? ['tender'] : []],
        );
      await api.engine.pool.query(
        `WITH made AS (INSERT INTO teams (id, key, name) VALUES ($1, 'even', '{"en": "Even", "ru": "Поровну"}') RETURNING id)
         INSERT INTO team_members SELECT made.id, p.id FROM made, people p WHERE p.id = ANY($2)`,
        [newId(), team.slice(0, 2)],
      );
      const rules = `
- { when: source == "tender", to: { skill: tender } }
- { when: source == "fair", to: { team: even }, how: in turn }`;
      expect((await api.put('/distribution', { text: rules, note: 'A test' }, { as: ops })).status).toBe(200);
    });

    it('by what each row says, evenly in turn; whom the file names keeps theirs; no rule: whoever imports', async () => {
      const rows = [
        'Big one,tender,',
        ...Array.from({ length: 6 }, (_, i) => `Fair ${i},fair,`),
        'Mine,fair,Seller 2',
        'Nobody fits,web,',
      ];
      const body = await send.imported('leads.csv', `Topic,Source,Owner\n${rows.join('\n')}\n`, leads);
      expect(body.counts).toEqual({ imported: 9 });
      const owned = await one(
        `SELECT l.topic, i.owner_id AS owner FROM leads l JOIN process_instances i ON i.id = l.id ORDER BY l.topic`,
      );
      const ownerOf = Object.fromEntries(owned.map(({ topic, owner }) => [topic, owner]));
      expect(ownerOf['Big one']).toBe(team[2]);
      expect(ownerOf.Mine).toBe(team[2]);
      expect(ownerOf['Nobody fits']).toBe(api.engine.cast.manager);
      const shared = owned.filter(({ topic }) => topic.startsWith('Fair')).map(({ owner }) => owner as string);
      expect(team.map((id) => shared.filter((owner) => owner === id).length)).toEqual([3, 3, 0]);
    });

    it('the card of each lead says why', async () => {
      const [{ id }] = await one(`SELECT id FROM leads WHERE topic = 'Big one'`);
      const { body } = await api.get(`/leads/${id}/assignment`, { as: api.engine.cast.manager });
      expect(body).toMatchObject({ how: 'rule', rule: 1, owner: { id: team[2] } });
    });
  });

  it('DIR-03: added fields of every type are filled, by their names in either language, and what is none is noted', async () => {
    const options = { good: text('Good', 'Хорошее'), shaky: text('Shaky', 'Шаткое') };
    await add('account', { key: 'rating', type: 'number', name: text('Rating', 'Рейтинг') });
    await add('account', { key: 'position', type: 'choice', name: text('Position', 'Положение'), options });
    await add('account', { key: 'listed', type: 'flag', name: text('Listed', 'Публичная') });
    await add('account', { key: 'since', type: 'date', name: text('Since', 'С какого дня') });
    await add('account', { key: 'budget', type: 'money', name: text('Budget', 'Бюджет') });
    const mapping = {
      entity: 'account',
      columns: {
        Name: 'name',
        Rating: 'custom.rating',
        Position: 'custom.position',
        Listed: 'custom.listed',
        Since: 'custom.since',
        Budget: 'custom.budget',
      },
      key: ['name'],
      source: 'added',
    };
    const file = `Name;Rating;Position;Listed;Since;Budget
Full;4.5;Хорошее;да;28.02.2019;1 200,50
Odd;many;Excellent;perhaps;soon;a lot
`;
    const body = await send.imported('added.csv', file, {
      ...mapping,
      decimal: ',',
      spellings: { 'custom.rating': { '4.5': '4,5' } },
    });
    expect(body.counts).toEqual({ imported: 2 });
    const { body: found } = await api.get('/accounts?limit=50', { as: api.engine.cast.manager });
    const id = found.items.find(({ name }: { name: string }) => name === 'Full').id;
    expect((await api.get(`/accounts/${id}`)).body.custom).toEqual({
      rating: 4.5,
      position: 'good',
      listed: true,
      since: '2019-02-28',
      budget: { amount: '1200.50', currency: 'RUB' },
    });
    expect(saidOf(body)[3]).toEqual(
      expect.arrayContaining([
        'NumberUnreadable custom.rating: left empty',
        'DateUnreadable custom.since: left empty',
        'ValueUnreadable custom.budget: left empty',
        'ValueUnknown custom.position: left empty',
        'ValueUnknown custom.listed: left empty',
      ]),
    );
    // A later file changes one of them and leaves the others.
    const later = await send.imported('later.csv', 'Name,Position\nFull,shaky\n', {
      ...mapping,
      columns: { Name: 'name', Position: 'custom.position' },
    });
    expect(later.rows.items[0].changes).toEqual([{ field: 'custom.position', from: 'good', to: 'shaky' }]);
    expect((await api.get(`/accounts/${id}`)).body.custom).toMatchObject({ rating: 4.5, position: 'shaky' });
  });

  it('an empty cell empties what is there only where the mapping says so, and never what a record needs', async () => {
    await add('contact', { key: 'car', type: 'text', name: text('Car', 'Машина') });
    const columns = { Id: 'key', Name: 'name', Notes: 'notes', Born: 'birthDate', Car: 'custom.car', Mail: 'email' };
    const mapping = { entity: 'contact', columns, key: ['key'], source: 'emptied' };
    const full = 'Id,Name,Notes,Born,Car,Mail\n1,Petr Petrov,Calls back,1980-05-17,Volga,petr@x.example\n';
    await send.imported('full.csv', full, mapping);
    const bare = 'Id,Name,Notes,Born,Car,Mail\n1,,,,,\n';
    expect((await send.imported('bare.csv', bare, mapping)).counts).toEqual({ present: 1 });
    const body = await send.imported('bare.csv', bare, { ...mapping, emptyClears: true });
    expect(body.counts).toEqual({ updated: 1 });
    expect(
      await one(`SELECT name, notes, birth_date, custom, email FROM contacts WHERE external_key = 'emptied:1'`),
    ).toEqual([{ name: 'Petr Petrov', notes: null, birth_date: null, custom: {}, email: 'petr@x.example' }]);
    await send.done(body.id, 'revert', 'reverted');
    expect(
      await one(`SELECT notes, birth_date::text, custom, email FROM contacts WHERE external_key = 'emptied:1'`),
    ).toEqual([{ notes: 'Calls back', birth_date: '1980-05-17', custom: { car: 'Volga' }, email: 'petr@x.example' }]);
  });

  it('nobody reaches further than they see: a record of others is not changed, and the row is rejected', async () => {
    const owner = testPool(api.engine.database.ownerUrl);
    const importer = newId();
    await owner.query(
      `INSERT INTO roles (key, name, rights, sight) VALUES ('importer', '{"en":"I","ru":"И"}', ARRAY['import.create', 'import.read'], 'own')`,
    );
    await owner.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'Igor Importer', 'igor@example.com', '{importer}')`,
      [importer],
    );
    const mine = sender(api, importer);
    const theirs = { ownerId: api.engine.cast.colleague };
    expect((await api.post('/accounts', { name: 'Theirs', ...theirs }, { as: ops })).status).toBe(201);
    const leads = { entity: 'lead', columns: { Id: 'key', Topic: 'topic' }, key: ['key'], source: 'not-mine' };
    await send.imported('leads.csv', 'Id,Topic\n1,Theirs\n', leads);
    const accounts = { entity: 'account', columns: { Name: 'name', City: 'city' }, key: ['name'], source: 'not-mine' };
    const body = await mine.imported('accounts.csv', 'Name,City\nTheirs,Perm\nMine,Perm\n', accounts);
    expect(body.counts).toEqual({ imported: 1, rejected: 1 });
    expect(saidOf(body)).toEqual({ 2: ['NotYours key: rejected'], 3: [] });
    const again = await mine.imported('leads.csv', 'Id,Topic\n1,Mine now\n', leads);
    expect(saidOf(again)).toEqual({ 2: ['NotYours key: rejected'] });
    expect(again.rows.items[0].entityId).toBeNull();
    expect(await one(`SELECT topic FROM leads WHERE external_key = 'not-mine:1'`)).toEqual([{ topic: 'Theirs' }]);
    expect(
      await one(`SELECT 1 FROM addresses d JOIN accounts a ON a.id = d.account_id WHERE a.name = 'Theirs'`),
    ).toEqual([]);
  });

  describe('a file that is sent with an Idempotency-Key', () => {
    const sendFile = async (key: string, file: string, name = 'a.csv', as = api.engine.cast.manager) => {
      const answer = await fetch(`${api.url}/api/v1/imports?name=${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await api.token(as)}`, 'idempotency-key': key },
        body: file,
      });
      return {
        status: answer.status,
        location: answer.headers.get('location'),
        body: (await answer.json()) as Uploaded,
      };
    };
    const FILE = 'Company\nAlpha\n';

    it('gives the same import when it is sent again, also once it is mapped', async () => {
      const key = newId();
      const first = await sendFile(key, FILE);
      expect(first.status).toBe(201);
      expect(await sendFile(key, FILE)).toEqual(first);
      await send.put(`/imports/${first.body.id}/mapping`, { entity: 'account', columns: { Company: 'name' } });
      expect((await sendFile(key, FILE)).body.id).toBe(first.body.id);
      expect((await send.get(`/imports/${first.body.id}`)).body.status).toBe('mapped');
      expect((await sendFile(newId(), FILE)).body.id).not.toBe(first.body.id);
    });

    it('is refused when the key was of another file, of another name, or somebody else’s', async () => {
      const key = newId();
      await sendFile(key, FILE);
      const others = [
        await sendFile(key, `${FILE}Beta\n`),
        await sendFile(key, FILE, 'b.csv'),
        await sendFile(key, FILE, 'a.csv', ops),
      ];
      expect(others.map(({ status, body }) => [status, body.code])).toEqual(
        others.map(() => [422, 'IdempotencyKeyReused']),
      );
    });

    it('takes a mended file after one that was refused, and begins anew where the first was cut short', async () => {
      const key = newId();
      expect((await sendFile(key, '\u0000\u0001binary')).status).toBe(422);
      const sent = await sendFile(key, FILE);
      expect(sent.status).toBe(201);
      // As it is left by a server that dies before it answers.
      await api.engine.pool.query('UPDATE kept_answers SET status = NULL, answer = NULL WHERE key = $1', [key]);
      expect(await sendFile(key, FILE)).toMatchObject({ status: 201, body: { id: sent.body.id, status: 'uploaded' } });
    });
  });
});
