import fc from 'fast-check';
import { type CustomField, checkCustom, customProblem, customValue } from '../../src/crm';
import { type ClientsApi, startClientsApi } from '../support/clients';

const text = (en: string, ru: string) => ({ en, ru });

describe('fields that an installation adds', () => {
  let api: ClientsApi;
  const add = (entity: string, body: object) => api.post(`/custom-fields/${entity}`, body, { as: api.ops });
  const put = (path: string, body: object) => api.put(`/custom-fields/${path}`, body, { as: api.ops });
  beforeAll(async () => {
    api = await startClientsApi();
  });

  it('DIR-03: an organisation gets further attributes: a rating, a headcount, its financial position', async () => {
    const options = { good: text('Good', 'Хорошее'), shaky: text('Shaky', 'Шаткое') };
    const position = {
      key: 'position',
      type: 'choice',
      name: text('Financial position', 'Финансовое положение'),
      options,
    };
    for (const field of [
      { key: 'rating', type: 'number', name: text('Rating', 'Рейтинг') },
      { key: 'headcount', type: 'number', name: text('Headcount', 'Численность') },
      { ...position, position: 3, searchable: true },
      { key: 'listed', type: 'flag', name: text('Listed', 'Публичная') },
      { key: 'since', type: 'date', name: text('Client since', 'Клиент с') },
      { key: 'budget', type: 'money', name: text('Budget', 'Бюджет') },
      { key: 'slogan', type: 'text', name: text('Slogan', 'Девиз') },
    ])
      expect(await add('account', field)).toMatchObject({
        status: 201,
        body: { ...field, entity: 'account', retiredAt: null },
      });
    const custom = {
      rating: 4.5,
      headcount: 120,
      position: 'good',
      listed: false,
      since: '2019-02-28',
      budget: { amount: '1200.50', currency: 'RUB' },
      slogan: 'Быстрее — не значит хуже',
    };
    const { id } = await api.anAccount({ name: 'Attributed', custom });
    expect((await api.get(`/accounts/${id}`)).body.custom).toEqual(custom);
    const { rows } = await api.pool.query('SELECT custom FROM accounts WHERE id = $1', [id]);
    expect(rows[0].custom.budget).toEqual({ amount: 120_050, currency: 'RUB' });
    const changed = await api.put(`/accounts/${id}`, { revision: 1, custom: { rating: 5, slogan: null } });
    const { slogan: _, ...rest } = custom;
    expect(changed.body.custom).toEqual({ ...rest, rating: 5 });
    const [last] = (await api.get(`/accounts/${id}/changes`)).body.items;
    expect(last.fields.map(({ field }: { field: string }) => field)).toEqual(['custom.rating', 'custom.slogan']);
  });

  it('every value is held against its field, all faults at once', async () => {
    const custom = {
      rating: '5',
      position: 'bad',
      listed: 'no',
      since: '2019-02-29',
      budget: { amount: '1.005', currency: 'RUB' },
      colour: 'red',
    };
    const { status, body } = await api.post('/accounts', { name: 'Faulty', custom });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { path: 'body.custom.rating', message: 'Must be a number' },
      { path: 'body.custom.position', message: 'Must be one of: good, shaky' },
      { path: 'body.custom.listed', message: 'Must be true or false' },
      { path: 'body.custom.since', message: 'Must be a day, YYYY-MM-DD' },
      { path: 'body.custom.budget', message: expect.stringContaining('amount') },
      { path: 'body.custom.colour', message: 'There is no such field' },
    ]);
  });

  it('a type never changes once a value is there, and an option that a card has is not taken away', async () => {
    const name = text('Rating', 'Рейтинг');
    expect(await put('account/rating', { type: 'text', name })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.type', message: expect.stringContaining('number') }] },
    });
    await add('account', { key: 'unused', type: 'text', name: text('Unused', 'Не нужно') });
    expect((await put('account/unused', { type: 'number', name: text('Used', 'Нужно') })).body.type).toBe('number');
    const options = { shaky: text('Shaky', 'Шаткое') };
    expect(await put('account/position', { type: 'choice', name, options })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.options', message: expect.stringContaining('good') }] },
    });
  });

  it('a field is retired, not deleted: it is not taken any more, and what it holds is kept', async () => {
    await add('contact', { key: 'car', type: 'text', name: text('Car', 'Машина') });
    const { id } = await api.aContact({ name: 'Driver', custom: { car: 'Volga' } });
    const retired = await put('contact/car', { type: 'text', name: text('Car', 'Машина'), retired: true });
    expect(retired.body.retiredAt).not.toBeNull();
    const refused = await api.put(`/contacts/${id}`, { revision: 1, custom: { car: 'Lada' } });
    expect(refused.body.errors).toEqual([{ path: 'body.custom.car', message: 'This field is retired' }]);
    expect((await api.put(`/contacts/${id}`, { revision: 1, notes: 'Drives' })).body.custom).toEqual({ car: 'Volga' });
    expect((await api.delete('/custom-fields/contact/car', { as: api.ops })).status).toBe(405);
  });

  it('bad set-ups are refused: a choice without options, a key twice, a key that is none, somebody without the right', async () => {
    const name = text('Colour', 'Цвет');
    expect((await add('sale', { key: 'colour', type: 'choice', name })).body.errors).toMatchObject([
      { path: 'body.options' },
    ]);
    expect((await add('sale', { key: 'colour', type: 'text', name, options: { red: name } })).status).toBe(400);
    expect((await add('sale', { key: 'colour', type: 'text', name })).status).toBe(201);
    expect((await add('sale', { key: 'colour', type: 'text', name })).body.errors).toMatchObject([
      { path: 'body.key' },
    ]);
    for (const key of ['Colour', '1st', 'a b', "x'--", '__proto__', ''])
      expect([key, (await add('sale', { key, type: 'text', name })).status]).toEqual([key, 400]);
    expect((await api.post('/custom-fields/sale', { key: 'mine', type: 'text', name })).status).toBe(403);
    expect((await api.get('/custom-fields/rocket')).status).toBe(400);
  });
});

describe('TB-PRJ-01: what is mandatory, the business states', () => {
  let api: ClientsApi;
  beforeAll(async () => {
    api = await startClientsApi();
  });

  it('TB-PRJ-01: a card without a required field is refused, and one that has it cannot lose it', async () => {
    const old = await api.anAccount({ name: 'From before' });
    const rules = (await api.get('/card-rules')).body;
    rules.account.required = ['country', 'phone', 'ownerId'];
    rules.contact.required = ['email', 'accounts'];
    expect((await api.put('/card-rules', rules)).status).toBe(403);
    expect((await api.put('/card-rules', rules, { as: api.ops })).body).toEqual(rules);
    const required = { key: 'segment', type: 'text', name: text('Segment', 'Сегмент'), required: true };
    await api.post('/custom-fields/account', required, { as: api.ops });
    const paths = async (path: string, body: object) =>
      ((await api.post(path, body)).body.errors ?? []).map((one: { path: string }) => one.path);
    const lacking = ['body.country', 'body.phone', 'body.ownerId', 'body.custom.segment'];
    expect(await paths('/accounts', { name: 'Bare' })).toEqual(lacking);
    expect(await paths('/contacts', { name: 'Bare', accounts: [] })).toEqual(['body.email', 'body.accounts']);
    const whole = { name: 'Whole', country: 'UK', phone: '+44 1', ownerId: api.rep, custom: { segment: 'A' } };
    const { id } = await api.anAccount(whole);
    for (const change of [
      { country: null },
      { phone: null },
      { points: [] },
      { ownerId: null },
      { custom: { segment: null } },
    ])
      expect([change, (await api.put(`/accounts/${id}`, { revision: 1, ...change })).status]).toEqual([change, 400]);
    // A card that has lacked it since before can still be changed in other ways; the count of missing data finds it.
    expect((await api.put(`/accounts/${old.id}`, { revision: 1, region: 'North' })).status).toBe(200);
  });
});

describe('a value of an added field', () => {
  const field = (type: CustomField['type'], more: Partial<CustomField> = {}): CustomField => ({
    ...{ entity: 'lead', key: 'x', type, name: text('X', 'Икс'), options: { a: text('A', 'А') } },
    ...{ required: false, searchable: false, position: 0, retiredAt: null },
    ...more,
  });
  const types = fc.constantFrom<CustomField['type']>('text', 'number', 'flag', 'date', 'choice', 'money');
  const likely = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(
      'a',
      'b',
      '2024-02-29',
      '2023-02-29',
      { amount: '1.00', currency: 'RUB' },
      { amount: 5, currency: 'JPY' },
    ),
  );

  it('has a problem or a form that is stored, never both and never neither; what is stored is taken again as it is', () => {
    fc.assert(
      fc.property(types, likely, (type, value) => {
        const stored = customValue(field(type), value);
        expect(customProblem(field(type), value) === null).toBe(stored !== null);
        if (stored !== null) expect(customValue(field(type), stored)).toEqual(stored);
      }),
    );
  });

  it('is kept beside those that were not sent, whatever is sent', () => {
    fc.assert(
      fc.property(likely, (value) => {
        const fields = [field('text'), field('number', { key: 'y' })];
        const { values, errors } = checkCustom(fields, { y: value }, { x: 'kept', old: 'of a field long gone' });
        expect(values).toMatchObject({ x: 'kept', old: 'of a field long gone' });
        expect(errors.length > 0).toBe(value !== null && typeof value !== 'number');
      }),
    );
  });
});
