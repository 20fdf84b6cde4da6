import { v7 as newId } from 'uuid';
import type { Pool } from '../../src/platform/database';
import { startTestApi, type TestApi } from '../support/api';
import { testPool } from '../support/database';
import type { Engine } from '../support/engine';
import { repsSee } from '../support/sight';

let api: TestApi;
let engine: Engine;
let owner: Pool;

beforeAll(async () => {
  const started = await startTestApi();
  api = started;
  engine = started.engine;
  owner = testPool(engine.database.ownerUrl);
});

/** Rows as the tables' owner reads them. */
const rowsOf = async (sql: string, ...values: unknown[]) => (await owner.query(sql, values)).rows;

async function anAccount(given: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const all = { id, name: `Account ${id.slice(-6)}`, ...given };
  const columns = Object.keys(all);
  const places = columns.map((_, n) => `$${n + 1}`).join(', ');
  await owner.query(`INSERT INTO accounts (${columns.join(', ')}) VALUES (${places})`, Object.values(all));
  return id;
}

async function aContact(given: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const all = { id, name: `Contact ${id.slice(-6)}`, ...given };
  const columns = Object.keys(all);
  const places = columns.map((_, n) => `$${n + 1}`).join(', ');
  await owner.query(`INSERT INTO contacts (${columns.join(', ')}) VALUES (${places})`, Object.values(all));
  return id;
}

const aSale = async (accountId: string, contactId?: string): Promise<string> => {
  const made = await api.post('/sales', { title: 'A sale', accountId, contactId, secondReason: 'Another thing' });
  expect(made.status).toBe(201);
  return made.body.id;
};

const merge = (entity: string, survivor: string, doubles: string[], more: object = {}) =>
  api.post(`/${entity}s/merges`, { survivor, doubles, ...more });

const accountOf = async (sale: string) =>
  (await rowsOf('SELECT account_id FROM sales WHERE id = $1', sale))[0].account_id;

describe('a preview of a merge', () => {
  it('says field by field what stays and what is lost, what moves, and changes nothing', async () => {
    const survivor = await anAccount({ name: 'Alfa', industry: 'food', annual_revenue_minor: 100, currency: 'RUB' });
    const double = await anAccount({
      name: 'ALFA LLC',
      region: 'North',
      annual_revenue_minor: 200,
      currency: 'USD',
      activities: ['milk'],
      custom: { tier: 'gold' },
    });
    const sale = await aSale(double);
    const before = await rowsOf('SELECT * FROM accounts WHERE id = ANY($1) ORDER BY id', [survivor, double]);

    const seen = await merge('account', survivor, [double], { dryRun: true });
    expect(seen.status).toBe(200);
    expect(seen.body.fields).toEqual(
      expect.arrayContaining([
        { field: 'name', from: survivor, value: 'Alfa', lost: [{ id: double, value: 'ALFA LLC' }] },
        { field: 'region', from: double, value: 'North', lost: [] },
        {
          field: 'annualRevenue',
          from: survivor,
          value: { amount: '1.00', currency: 'RUB' },
          lost: [{ id: double, value: { amount: '2.00', currency: 'USD' } }],
        },
        { field: 'activities', from: survivor, value: ['milk'], lost: [] },
        { field: 'custom.tier', from: double, value: 'gold', lost: [] },
      ]),
    );
    expect(seen.body.moves).toContainEqual({ table: 'sales', column: 'account_id', rows: 1 });
    expect(await rowsOf('SELECT * FROM accounts WHERE id = ANY($1) ORDER BY id', [survivor, double])).toEqual(before);
    expect(await accountOf(sale)).toBe(double);
  });

  it('warns of different tax numbers, and of open sales of one product with both', async () => {
    const product = newId();
    await owner.query(`INSERT INTO products (id, key, name) VALUES ($1, $2, 'A thing')`, [product, `p-${product}`]);
    const [one, other] = [await anAccount({ tax_number: '7707083893' }), await anAccount({ tax_number: '5001007322' })];
    for (const accountId of [one, other])
      expect((await api.post('/sales', { title: 'x', accountId, productId: product })).status).toBe(201);
    const seen = await merge('account', one, [other], { dryRun: true });
    expect(seen.body.warnings.map((w: { code: string }) => w.code)).toEqual([
      'DifferentTaxNumbers',
      'OpenSalesOfOneProduct',
    ]);
  });

  it('refuses what makes no sense with every fault at its place', async () => {
    const [one, other] = [await anAccount(), await anAccount()];
    const twice = await merge('account', one, [one, other, other]);
    expect(twice.body.errors.map((e: { path: string }) => e.path)).toEqual(['body.doubles.0', 'body.doubles.2']);
    const unknown = await merge('account', one, [newId(), other]);
    expect([unknown.status, unknown.body.errors]).toEqual([
      400,
      [{ path: 'body.doubles.0', message: 'There is no such account' }],
    ]);
    const values = await merge('account', one, [other], { values: { shoeSize: one, name: newId() } });
    expect(values.body.errors.map((e: { path: string }) => e.path).sort()).toEqual([
      'body.values.name',
      'body.values.shoeSize',
    ]);
  });
});

describe('a merge', () => {
  it('moves all that hangs on a double to the survivor, and the double is no record of its own any more', async () => {
    const [survivor, double] = [await anAccount(), await anAccount({ region: 'South' })];
    const person = await aContact();
    const child = await anAccount({ holding_id: double });
    const sale = await aSale(double, person);
    await owner.query(`INSERT INTO account_contacts (account_id, contact_id, post) VALUES ($1, $2, 'Buyer')`, [
      double,
      person,
    ]);
    await owner.query(
      `INSERT INTO contact_points (id, account_id, kind, value, normal) VALUES ($1, $2, 'phone', '1', '1')`,
      [newId(), double],
    );
    const called = await api.post('/interactions', { kind: 'call', subject: 'Hello', instanceId: sale });

    expect((await merge('account', survivor, [double])).status).toBe(201);
    expect(await accountOf(sale)).toBe(survivor);
    expect(await rowsOf('SELECT account_id FROM interactions WHERE id = $1', called.body.id)).toEqual([
      { account_id: survivor },
    ]);
    expect(await rowsOf('SELECT post FROM account_contacts WHERE account_id = $1', survivor)).toEqual([
      { post: 'Buyer' },
    ]);
    expect(await rowsOf('SELECT 1 AS n FROM contact_points WHERE account_id = $1', survivor)).toHaveLength(1);
    expect(
      await rowsOf('SELECT holding_id, region FROM accounts WHERE id = ANY($1) ORDER BY region', [child, survivor]),
    ).toEqual([
      { holding_id: null, region: 'South' },
      { holding_id: survivor, region: null },
    ]);
    expect(await rowsOf('SELECT merged_into FROM accounts WHERE id = $1', double)).toEqual([{ merged_into: survivor }]);
    const [{ rows }] = await rowsOf('SELECT count(*)::int AS rows FROM count_client_links($1, $2)', 'account', [
      double,
    ]);
    expect(rows).toBe(0);
  });

  it('leaves a double its id, which answers with the card of the record that it lives on in', async () => {
    const [accounts, contacts] = [
      [await anAccount(), await anAccount()],
      [await aContact(), await aContact()],
    ] as const;
    for (const [entity, [survivor, double]] of [
      ['account', accounts],
      ['contact', contacts],
    ] as const) {
      await merge(entity, survivor, [double]);
      const read = await api.get(`/${entity}s/${double}`);
      expect([read.status, read.body.id]).toEqual([200, survivor]);
    }
  });

  it('takes of two places of one person in it one, that lacks nothing either said', async () => {
    const [survivor, double, person] = [await anAccount(), await anAccount(), await aContact()];
    const put = 'INSERT INTO account_contacts (account_id, contact_id, post, decision_role) VALUES ($1, $2, $3, $4)';
    await owner.query(put, [survivor, person, null, 'decides']);
    await owner.query(put, [double, person, 'Director', 'pays']);
    const done = await merge('account', survivor, [double]);
    expect(
      await rowsOf('SELECT account_id, post, decision_role FROM account_contacts WHERE contact_id = $1', person),
    ).toEqual([{ account_id: survivor, post: 'Director', decision_role: 'decides' }]);
    await api.post(`/merges/${done.body.id}/undo`, {});
    expect(
      await rowsOf(
        'SELECT account_id, post, decision_role FROM account_contacts WHERE contact_id = $1 ORDER BY decision_role',
        person,
      ),
    ).toEqual([
      { account_id: survivor, post: null, decision_role: 'decides' },
      { account_id: double, post: 'Director', decision_role: 'pays' },
    ]);
  });

  it('keeps of each field the value that was chosen', async () => {
    const survivor = await anAccount({ name: 'Beta', industry: 'food' });
    const double = await anAccount({ name: 'Beta Ltd', industry: 'energy' });
    await merge('account', survivor, [double], { values: { name: double } });
    expect(await rowsOf('SELECT name, industry FROM accounts WHERE id = $1', survivor)).toEqual([
      { name: 'Beta Ltd', industry: 'food' },
    ]);
  });

  it('leaves an organisation that would hold itself without a holding, and undoes that too', async () => {
    const double = await anAccount();
    const survivor = await anAccount({ holding_id: double });
    const done = await merge('account', survivor, [double], { values: { holdingId: survivor } });
    expect([done.status, await rowsOf('SELECT holding_id FROM accounts WHERE id = $1', survivor)]).toEqual([
      201,
      [{ holding_id: null }],
    ]);
    await api.post(`/merges/${done.body.id}/undo`, {});
    expect(await rowsOf('SELECT holding_id FROM accounts WHERE id = $1', survivor)).toEqual([{ holding_id: double }]);
  });

  it('takes it out of a holding that it would close a circle with, whichever of them belongs to which, and says so', async () => {
    const holdingOf = async (id: string) => (await rowsOf('SELECT holding_id FROM accounts WHERE id = $1', id))[0];
    const cases = {
      'the survivor belongs to its double, which belongs to another': async () => {
        const top = await anAccount();
        const double = await anAccount({ holding_id: top });
        return { survivor: await anAccount({ holding_id: double }), double, after: top };
      },
      'the double belongs to the survivor': async () => {
        const survivor = await anAccount();
        return { survivor, double: await anAccount({ holding_id: survivor }), after: null };
      },
      'the double belongs to what belongs to the survivor': async () => {
        const survivor = await anAccount();
        const between = await anAccount({ holding_id: survivor });
        return { survivor, double: await anAccount({ holding_id: between }), after: null };
      },
      'the survivor belongs to what belongs to its double': async () => {
        const double = await anAccount();
        const between = await anAccount({ holding_id: double });
        return { survivor: await anAccount({ holding_id: between }), double, after: null };
      },
    };
    for (const [what, make] of Object.entries(cases)) {
      const { survivor, double, after } = await make();
      const before = await holdingOf(survivor);
      const seen = await merge('account', survivor, [double], { dryRun: true });
      expect([what, seen.body.warnings.map(({ code }: { code: string }) => code)]).toEqual([what, ['BelongsToItself']]);
      const done = await merge('account', survivor, [double]);
      expect([what, done.status, await holdingOf(survivor)]).toEqual([what, 201, { holding_id: after }]);
      await api.post(`/merges/${done.body.id}/undo`, {});
      expect([what, await holdingOf(survivor)]).toEqual([what, before]);
    }
  });

  it('is done once, whoever else wants the same record in the same moment', async () => {
    const double = await anAccount();
    const survivors = await Promise.all([anAccount(), anAccount(), anAccount(), anAccount()]);
    const said = await Promise.all(survivors.map((survivor) => merge('account', survivor, [double])));
    expect(said.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const [won] = said.filter(({ status }) => status === 201);
    expect(await rowsOf('SELECT merged_into FROM accounts WHERE id = $1', double)).toEqual([
      { merged_into: won?.body.survivor },
    ]);
  });

  it('is refused when a record changed since its preview', async () => {
    const [survivor, double] = [await anAccount(), await anAccount()];
    const { revisions } = (await merge('account', survivor, [double], { dryRun: true })).body;
    await owner.query('UPDATE accounts SET revision = revision + 1 WHERE id = $1', [double]);
    const late = await merge('account', survivor, [double], { revisions });
    expect([late.status, late.body.code, late.body.errors[0].path]).toEqual([409, 'MovedOn', 'body.doubles.0']);
  });

  it('answers a repeated key as it did, and merges once', async () => {
    const [survivor, double] = [await anAccount(), await anAccount()];
    const key = newId();
    const ask = () => api.post('/accounts/merges', { survivor, doubles: [double] }, { key });
    const said = [...(await Promise.all([ask(), ask(), ask()])), await ask()];
    expect(said.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(said.map(({ body }) => body.id)).size).toBe(1);
    expect(await rowsOf('SELECT count(*)::int AS n FROM merges WHERE survivor = $1', survivor)).toEqual([{ n: 1 }]);
  });

  it('lets commands to the sales of both go on meanwhile, and what still names the double lands on the survivor', async () => {
    const [survivor, double] = [await anAccount(), await anAccount()];
    const sales = await Promise.all([aSale(double), aSale(double), aSale(survivor)]);
    const [done, ...said] = await Promise.all([
      merge('account', survivor, [double]),
      ...sales.map((id) =>
        api.post(`/sales/${id}/commands`, { type: 'amend', fields: { amount: { amount: '5.00', currency: 'RUB' } } }),
      ),
      ...[1, 2, 3].map(() =>
        api.post('/sales', { title: 'Meanwhile', accountId: double, secondReason: 'Another thing' }),
      ),
    ]);
    expect([done?.status, said.map(({ status }) => status)]).toEqual([201, [200, 200, 200, 201, 201, 201]]);
    const late = await aSale(double);
    expect(await accountOf(late)).toBe(survivor);
    expect(await rowsOf('SELECT 1 FROM sales WHERE account_id = $1', double)).toEqual([]);
  });

  it('of people keeps what either agreed to last, and that one of them is not to be called', async () => {
    const [survivor, double] = [await aContact(), await aContact()];
    for (const [id, given, at] of [
      [survivor, true, '2026-01-01'],
      [double, false, '2026-02-01'],
    ])
      await owner.query(
        `INSERT INTO consents (id, contact_id, channel, purpose, given, at, source, recorded_at) VALUES ($1, $2, 'e-mail', 'marketing', $3, $4, 'form', $4)`,
        [newId(), id, given, at],
      );
    for (const [id, silent] of [
      [survivor, false],
      [double, true],
    ])
      await owner.query(
        'INSERT INTO contact_preferences (contact_id, do_not_call, updated_at) VALUES ($1, $2, now())',
        [id, silent],
      );
    const done = await merge('contact', survivor, [double]);
    expect(done.body.warnings.map((w: { code: string }) => w.code)).toEqual(['ConsentDiffers']);
    expect(await rowsOf('SELECT do_not_call FROM contact_preferences WHERE contact_id = $1', survivor)).toEqual([
      { do_not_call: true },
    ]);
    expect(await rowsOf('SELECT 1 FROM consents WHERE contact_id = $1', survivor)).toHaveLength(2);
    await api.post(`/merges/${done.body.id}/undo`, {});
    expect(
      await rowsOf(
        'SELECT contact_id, do_not_call FROM contact_preferences WHERE contact_id = ANY($1) ORDER BY do_not_call',
        [survivor, double],
      ),
    ).toEqual([
      { contact_id: survivor, do_not_call: false },
      { contact_id: double, do_not_call: true },
    ]);
  });
});

describe('an undo', () => {
  it('puts back each row and value, also after later changes, which stay and are told', async () => {
    const survivor = await anAccount({ name: 'Gamma' });
    const double = await anAccount({ name: 'Gamma Ltd', region: 'East', industry: 'food' });
    const [stays, leaves] = [await aSale(double), await aSale(double)];
    const elsewhere = await anAccount();
    const done = await merge('account', survivor, [double]);
    await owner.query('UPDATE sales SET account_id = $1 WHERE id = $2', [elsewhere, leaves]);
    await owner.query(`UPDATE accounts SET region = 'West' WHERE id = $1`, [survivor]);
    const fresh = await aSale(survivor);

    const seen = await api.post(`/merges/${done.body.id}/undo`, { dryRun: true });
    expect([seen.status, seen.body.merge.status]).toEqual([200, 'merged']);
    const undone = await api.post(`/merges/${done.body.id}/undo`, {});
    expect([undone.status, undone.body.merge.status, undone.body.changed]).toEqual([200, 'undone', seen.body.changed]);
    expect(undone.body.changed).toEqual(
      expect.arrayContaining([
        { table: 'sales', key: { id: leaves }, column: 'account_id' },
        { table: 'accounts', key: { id: survivor }, column: 'region' },
      ]),
    );
    expect(undone.body.changed).toHaveLength(2);
    expect(await Promise.all([stays, leaves, fresh].map(accountOf))).toEqual([double, elsewhere, survivor]);
    expect(
      await rowsOf('SELECT region, industry, merged_into FROM accounts WHERE id = ANY($1) ORDER BY id', [
        survivor,
        double,
      ]),
    ).toEqual([
      { region: 'West', industry: null, merged_into: null },
      { region: 'East', industry: 'food', merged_into: null },
    ]);
    expect((await api.post(`/merges/${done.body.id}/undo`, {})).status).toBe(409);
  });

  it.each([
    ['the later first', [1, 0]],
    ['the earlier first', [0, 1]],
  ])('of a chain (A into B, B into C) leaves each with its own, %s', async (_, order) => {
    const [a, b, c] = [
      await anAccount({ name: 'A', region: 'ra' }),
      await anAccount({ name: 'B' }),
      await anAccount({ name: 'C' }),
    ];
    const person = await aContact();
    for (const id of [a])
      await owner.query(`INSERT INTO account_contacts (account_id, contact_id) VALUES ($1, $2)`, [id, person]);
    const sales = await Promise.all([aSale(a), aSale(b), aSale(c)]);
    const before = await rowsOf(
      `SELECT id, name, region, merged_into, holding_id, custom FROM accounts WHERE id = ANY($1) ORDER BY id`,
      [a, b, c],
    );
    const merges = [await merge('account', b, [a]), await merge('account', c, [b])];
    expect(merges.map(({ status }) => status)).toEqual([201, 201]);
    expect(await rowsOf('SELECT lives_on($1, $2) AS id', 'account', a)).toEqual([{ id: c }]);
    expect(await Promise.all(sales.map(accountOf))).toEqual([c, c, c]);
    for (const n of order) expect((await api.post(`/merges/${merges[n]?.body.id}/undo`, {})).status).toBe(200);
    expect(await Promise.all(sales.map(accountOf))).toEqual([a, b, c]);
    expect(await rowsOf('SELECT account_id FROM account_contacts WHERE contact_id = $1', person)).toEqual([
      { account_id: a },
    ]);
    expect(
      await rowsOf(
        `SELECT id, name, region, merged_into, holding_id, custom FROM accounts WHERE id = ANY($1) ORDER BY id`,
        [a, b, c],
      ),
    ).toEqual(before);
  });

  it('finds a membership whose person was merged meanwhile', async () => {
    const [a, b] = [await anAccount(), await anAccount()];
    const [x, y] = [await aContact(), await aContact()];
    await owner.query(`INSERT INTO account_contacts (account_id, contact_id, post) VALUES ($1, $2, 'Clerk')`, [a, x]);
    const first = await merge('account', b, [a]);
    const second = await merge('contact', y, [x]);
    expect(await rowsOf('SELECT account_id, contact_id FROM account_contacts WHERE contact_id = $1', y)).toEqual([
      { account_id: b, contact_id: y },
    ]);
    expect((await api.post(`/merges/${first.body.id}/undo`, {})).body.changed).toEqual([]);
    expect((await api.post(`/merges/${second.body.id}/undo`, {})).body.changed).toEqual([]);
    expect(
      await rowsOf('SELECT account_id, contact_id FROM account_contacts WHERE account_id = ANY($1)', [a, b]),
    ).toEqual([{ account_id: a, contact_id: x }]);
  });
});

describe('what names an account or a contact', () => {
  it('is moved by a merge, whatever table it is in: each has a key, and a trigger for what comes late', async () => {
    for (const entity of ['account', 'contact']) {
      const links = await rowsOf('SELECT table_name, column_name, key_columns FROM client_links($1)', entity);
      expect(links.map((l) => l.table_name)).toEqual(
        expect.arrayContaining(
          ['sales', 'leads', 'interactions', 'touches', 'consents'].filter(
            (t) => t !== 'consents' || entity === 'contact',
          ),
        ),
      );
      for (const { table_name, column_name, key_columns } of links) {
        expect([table_name, key_columns.length > 0]).toEqual([table_name, true]);
        if (column_name !== `${entity}_id`) continue;
        const triggers = await rowsOf(
          `SELECT tgname FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname = $2`,
          table_name,
          `${table_name}_redirect_${entity}`,
        );
        expect([table_name, triggers.length]).toEqual([table_name, 1]);
      }
    }
  });

  it('has no other name: no column refers to one without being found', async () => {
    const unnamed = await rowsOf(
      `SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.udt_name = 'uuid' AND c.column_name ~ '(account|contact|client|customer|party)'
         AND NOT EXISTS (SELECT 1 FROM client_links('account') l WHERE l.table_name = c.table_name AND l.column_name = c.column_name)
         AND NOT EXISTS (SELECT 1 FROM client_links('contact') l WHERE l.table_name = c.table_name AND l.column_name = c.column_name)`,
    );
    expect(unnamed).toEqual([]);
  });
});

describe('merges', () => {
  it('are listed with what they did, and by either record', async () => {
    const [survivor, double] = [await anAccount(), await anAccount()];
    await aSale(double);
    const { id } = (await merge('account', survivor, [double])).body;
    for (const account of [survivor, double])
      expect((await api.get(`/merges?account=${account}`)).body.items.map((one: { id: string }) => one.id)).toEqual([
        id,
      ]);
    const { body } = await api.get(`/merges/${id}`);
    expect([body.survivor.id, body.by.name, body.did]).toEqual([
      survivor,
      'Rita Rep',
      expect.arrayContaining([{ table: 'sales', column: 'account_id', what: 'moved', rows: 1, back: 0 }]),
    ]);
    expect((await api.get(`/merges/${newId()}`)).status).toBe(404);
  });

  it('are of records that one sees: others are not there', async () => {
    await repsSee(owner, 'own');
    try {
      const [mine, theirs] = [
        await anAccount({ owner_id: engine.cast.rep }),
        await anAccount({ owner_id: engine.cast.colleague }),
      ];
      const said = await merge('account', mine, [theirs]);
      expect([said.status, said.body.errors]).toEqual([
        400,
        [{ path: 'body.doubles.0', message: 'There is no such account' }],
      ]);
      const done = await api.post(
        '/accounts/merges',
        { survivor: theirs, doubles: [mine] },
        { as: engine.cast.manager },
      );
      expect(done.status).toBe(201);
      expect((await api.get(`/merges/${done.body.id}`)).status).toBe(404);
      expect((await api.post(`/merges/${done.body.id}/undo`, {})).status).toBe(404);
    } finally {
      await repsSee(owner, 'all');
    }
  });
});
