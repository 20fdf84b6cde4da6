import { v7 as newId } from 'uuid';
import { startTestApi, type TestApi } from '../support/api';
import { type Engine, until } from '../support/engine';
import { repsSee } from '../support/sight';

describe('a second open sale of the same client and product', () => {
  let api: TestApi & { engine: Engine };
  let n = 0;
  beforeAll(async () => {
    api = await startTestApi();
  });
  const anAccount = async () => {
    n += 1;
    return (await api.post('/accounts', { name: `Client ${n}` })).body.id as string;
  };
  const aProduct = async () => {
    const id = newId();
    await api.engine.pool.query('INSERT INTO products (id, key, name) VALUES ($1, $2, $3)', [id, id, 'A lathe']);
    return id;
  };
  const sell = (body: object, key = newId()) => api.post('/sales', { title: 'A lathe', ...body }, { key });
  const salesOf = async (accountId: string) =>
    (await api.engine.pool.query<{ id: string }>('SELECT id FROM sales WHERE account_id = $1', [accountId])).rows
      .length;
  const theOpen = ({ id, title }: { id: string; title: string }) => ({
    status: 409,
    body: { code: 'SaleOpen', sales: [{ id, name: title }] },
  });

  it('TB-CUS-10: is shown before it is made, and made when somebody says why', async () => {
    const of = { accountId: await anAccount(), productId: await aProduct() };
    const first = (await sell(of)).body;
    expect(await sell(of)).toMatchObject(theOpen(first));
    expect(await salesOf(of.accountId)).toBe(1);
    const second = await sell({ ...of, secondReason: 'For another plant' });
    expect(second).toMatchObject({ status: 201, body: { secondReason: 'For another plant' } });
    expect((await api.get(`/sales/${second.body.id}`)).body.secondReason).toBe('For another plant');
  });

  it('TB-CUS-10: joins the first, which is answered then, and no other', async () => {
    const of = { accountId: await anAccount(), productId: await aProduct() };
    const first = (await sell(of)).body;
    const strangers = (await sell({ accountId: await anAccount() })).body;
    expect(await sell({ ...of, join: first.id })).toMatchObject({ status: 200, body: { id: first.id } });
    expect(await sell({ ...of, join: strangers.id })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'body.join' }] },
    });
    expect(await salesOf(of.accountId)).toBe(1);
  });

  it('TB-CUS-10: is no matter for another product, another client, or a first one that is closed', async () => {
    const accountId = await anAccount();
    const first = (await sell({ accountId, productId: await aProduct() })).body;
    expect((await sell({ accountId, productId: await aProduct() })).status).toBe(201);
    expect((await sell({ accountId })).status).toBe(201);
    expect((await sell({ accountId: await anAccount(), productId: first.product.id })).status).toBe(201);
    await api.post(`/sales/${first.id}/commands`, { type: 'close', outcome: 'lost', fields: { reason: 'price' } });
    expect((await sell({ accountId, productId: first.product.id })).status).toBe(201);
  });

  it('TB-CUS-10: is known by the person as well, and without any product by the client alone', async () => {
    const contactId = (await api.post('/contacts', { name: 'Buyer', email: 'buyer@client.example' })).body.id;
    const first = (await sell({ contactId, accountId: await anAccount() })).body;
    expect(await sell({ contactId })).toMatchObject(theOpen(first));
    expect((await sell({})).status).toBe(201);
    expect((await sell({})).status).toBe(201);
  });

  it('TB-CUS-10: of sixteen that are asked for at the same moment one is made, and a repeated key is answered the same', async () => {
    const of = { accountId: await anAccount(), productId: await aProduct() };
    const keys = Array.from({ length: 16 }, () => newId());
    const answers = await Promise.all(keys.map((key) => sell(of, key)));
    const made = answers.flatMap(({ status, body }, i) => (status === 201 ? [{ key: keys[i], body }] : []));
    expect(made).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'SaleOpen')).toHaveLength(15);
    expect(await salesOf(of.accountId)).toBe(1);
    expect((await sell(of, made[0]?.key)).body).toEqual(made[0]?.body);
  });

  it('TB-CUS-10: what was refused stands in nobody’s way', async () => {
    const of = { accountId: await anAccount(), productId: await aProduct() };
    expect(await sell({ ...of, fields: { amount: 'much' } })).toMatchObject({ status: 409 });
    expect((await sell(of)).status).toBe(201);
  });

  describe('out of a lead', () => {
    const aLead = async (more: object) => (await api.post('/leads', { topic: 'A lathe', ...more })).body.id as string;
    const qualify = (id: string, body: object = {}) =>
      api.post(`/leads/${id}/qualify`, { result: 'qualified', ...body });

    it('TB-CUS-10: is shown before the lead is qualified; the lead joins the first, or says why there is another', async () => {
      const of = { accountId: await anAccount(), productId: await aProduct() };
      const first = (await sell(of)).body;
      const [joins, argues] = [await aLead(of), await aLead(of)];
      expect((await api.get(`/leads/${joins}/qualify`)).body.sale).toMatchObject({
        does: 'ask',
        open: [{ id: first.id, name: first.title }],
      });
      expect(await qualify(joins)).toMatchObject(theOpen(first));
      expect((await api.get(`/leads/${joins}`)).body).toMatchObject({ open: true, saleId: null });
      const joined = await qualify(joins, { join: first.id, ground: 'tender' });
      expect(joined.body).toMatchObject({ converted: { saleId: first.id, joined: true }, saleId: first.id });
      expect((await api.get(`/sales/${first.id}`)).body.leads).toMatchObject([
        { id: joins, ground: { code: 'tender' } },
      ]);
      const argued = await qualify(argues, { secondReason: 'For another plant' });
      const second = await until(
        () => api.get(`/sales/${argued.body.converted.saleId}`),
        ({ status }) => status === 200,
      );
      expect(second.body).toMatchObject({ secondReason: 'For another plant', product: { id: of.productId } });
      expect(await salesOf(of.accountId)).toBe(2);
    });

    it('TB-CUS-10: sixteen leads of one client and product that are qualified at the same moment make one sale', async () => {
      const of = { accountId: await anAccount(), productId: await aProduct() };
      const leads = await Promise.all(Array.from({ length: 16 }, () => aLead(of)));
      const answers = await Promise.all(leads.map((id) => qualify(id)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ body }) => body.code === 'SaleOpen')).toHaveLength(15);
      expect(await salesOf(of.accountId)).toBe(1);
    });

    it('TB-CUS-10: a lead that is closed by the bare command joins the open sale, since it can give no reason', async () => {
      const of = { accountId: await anAccount(), productId: await aProduct() };
      const first = (await sell(of)).body;
      const lead = await aLead(of);
      const done = await api.post(`/leads/${lead}/commands`, { type: 'close', outcome: 'qualified' });
      expect(done.body.converted).toMatchObject({ saleId: first.id, joined: true });
      expect(await salesOf(of.accountId)).toBe(1);
    });
  });

  it('what is typed about a sale can be changed; its amount is a matter of its process', async () => {
    const sale = (await sell({ campaign: 'Spring' })).body;
    const productId = await aProduct();
    const changed = await api.patch(`/sales/${sale.id}`, { title: 'Two lathes', productId, campaign: null });
    expect(changed).toMatchObject({
      status: 200,
      body: { title: 'Two lathes', product: { id: productId }, campaign: null, seq: sale.seq },
    });
    expect(await api.patch(`/sales/${sale.id}`, { amount: '1.00' })).toMatchObject({ status: 400 });
    expect(await api.patch(`/sales/${sale.id}`, { productId: newId() })).toMatchObject({ status: 400 });
  });

  it('somebody who does not see the first sale learns that it is there, and no more', async () => {
    const { colleague, manager } = api.engine.cast;
    const accountId = await anAccount();
    await sell({ accountId, title: 'Confidential', ownerId: manager });
    await repsSee(api.engine.apiPool, 'own');
    const answer = await api.post('/sales', { title: 'Mine', accountId }, { as: colleague });
    expect(answer).toMatchObject({ status: 409, body: { code: 'SaleOpen', sales: [] } });
    expect(JSON.stringify(answer.body)).not.toContain('Confidential');
    await repsSee(api.engine.apiPool, 'all');
  });
});
