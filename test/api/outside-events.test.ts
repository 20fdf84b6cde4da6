import { v7 as newId } from 'uuid';
import { publishText } from '../../src/publishing';
import { startTestApi } from '../support/api';

/** A sale that hears of what happens outside. */
const TEXT = `
process: hearing-sale
kind: sale
name: { en: Hearing sale, ru: Продажа на слух }
calendar: office
undo: 1 hour
fields:
  amount: { type: money, name: { en: Amount, ru: Сумма } }
  kind: { type: choice, name: { en: How, ru: Как }, options: { call: { en: Call, ru: Звонок }, visit: { en: Visit, ru: Визит } } }
  direction: { type: text, name: { en: Direction, ru: Направление } }
  result: { type: text, name: { en: Result, ru: Результат } }
  reason: { type: text, name: { en: Reason, ru: Причина } }
stages:
  first:
    name: { en: First, ru: Первый }
    guidance: { en: Begin, ru: Начните }
    skip: { who: [owner], ask: [reason] }
    next: second
    on:
      payment in: { take: [amount], to: closed.won }
      interaction logged: { take: [kind, result] }
    tasks:
      call:
        name: { en: Call, ru: Позвонить }
        outcomes:
          reached: { name: { en: Reached, ru: Дозвонились }, to: second }
          written to: { name: { en: Written to, ru: Написали }, wait: { for: e-mail answered, at most: 10 days } }
  second:
    name: { en: Second, ru: Второй }
    guidance: { en: Go on, ru: Продолжайте }
    tasks:
      sell:
        name: { en: Sell, ru: Продать }
        outcomes: { sold: { name: { en: Sold, ru: Продано }, to: closed.won, ask: [amount] } }
closed:
  won: { name: { en: Won, ru: Продано }, require: [amount] }
  lost: { name: { en: Lost, ru: Не продано }, who: [owner] }
`;

describe('events from outside', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const [erp, marketer, viewer] = [newId(), newId(), newId()];
  beforeAll(async () => {
    api = await startTestApi();
    const words = { id: newId(), author: 'test', approver: 'test', note: 'For a test' };
    expect(await publishText(api.engine.pool, TEXT, words)).toMatchObject({ became: 'in force', made: true });
    await api.engine.pool.query(
      `INSERT INTO people (id, name, email, roles) VALUES ($1, 'ERP', 'erp@example.com', '{integration}'),
         ($2, 'Mia Marketer', 'mia@example.com', '{marketer}'), ($3, 'Vera Viewer', 'vera@example.com', '{read-only}')`,
      [erp, marketer, viewer],
    );
  });

  const aSale = async () => (await api.post('/sales', { title: 'Forty pumps', process: 'hearing-sale' })).body;
  const amount = { amount: '900.00', currency: 'RUB' };
  const paid = { event: 'payment in', fields: { amount } };
  const historyOf = async (id: string, kind = 'sales') => (await api.get(`/${kind}/${id}/history`)).body.items;

  it('move a sale as its process says, with what they bring; the history names who told', async () => {
    const { id } = await aSale();
    const told = await api.post(`/sales/${id}/events`, { ...paid, comment: 'By bank' }, { as: erp });
    expect(told).toMatchObject({ status: 200, body: { result: 'won', amount } });
    expect((await historyOf(id)).at(-1)).toMatchObject({
      type: 'event',
      actor: { id: erp, name: 'ERP' },
      from: 'first',
      to: 'closed.won',
      asked: { event: 'payment in' },
      fields: { amount },
      words: { comment: 'By bank' },
    });
  });

  it('are taken once, however often they are sent with the same key', async () => {
    const { id } = await aSale();
    const key = newId();
    const first = await api.post(`/sales/${id}/events`, paid, { as: erp, key });
    expect(await api.post(`/sales/${id}/events`, paid, { as: erp, key })).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(await historyOf(id)).toHaveLength(2);
    const other = { ...paid, event: 'quote accepted' };
    expect((await api.post(`/sales/${id}/events`, other, { as: erp, key })).status).toBe(422);
    expect((await api.post(`/sales/${id}/events`, paid, { as: erp, key: null })).status).toBe(400);
  });

  it('come from those who work on it, and from programs that may tell any; from nobody else', async () => {
    const { id } = await aSale();
    const { colleague, manager } = api.engine.cast;
    const tell = (as: string) => api.post(`/sales/${id}/events`, { event: 'nothing of ours' }, { as });
    expect(await tell(colleague)).toMatchObject({ status: 409, body: { code: 'NotYours' } });
    for (const as of [manager, api.engine.cast.rep, erp])
      expect(await tell(as)).toMatchObject({ status: 409, body: { code: 'NothingToDo' } });
    for (const as of [viewer, marketer]) expect((await tell(as)).status).toBe(403);
    const move = { type: 'close', outcome: 'lost' };
    expect((await api.post(`/sales/${id}/commands`, move, { as: erp })).status).toBe(403);
    expect((await api.post(`/sales/${newId()}/events`, paid, { as: erp })).status).toBe(404);
  });

  it('bring only what the process takes from them', async () => {
    const { id } = await aSale();
    const brings = (fields: object) => api.post(`/sales/${id}/events`, { event: 'payment in', fields }, { as: erp });
    expect(await brings({ reason: 'gift' })).toMatchObject({ status: 409, body: { code: 'UnknownField' } });
    expect(await brings({})).toMatchObject({ status: 409, body: { code: 'FieldMissing' } });
    expect(await brings({ amount: { amount: 'much' } })).toMatchObject({ status: 400 });
    expect((await api.post(`/sales/${id}/events`, { event: '' }, { as: erp })).status).toBe(400);
    expect(await historyOf(id)).toHaveLength(1);
  });

  it('are commands like others; skip and undo are too, and all of them are on offer', async () => {
    const sale = await aSale();
    const offers = async () =>
      (await api.get(`/sales/${sale.id}/allowed`)).body.items.filter((one: { can: string }) => one.can !== 'no');
    const offer = async (type: string) =>
      (await offers()).find((one: { body: { type: string } }) => one.body.type === type);
    expect((await offer('event')).body).toEqual({ type: 'event', event: 'payment in' });
    const skip = await offer('skip');
    expect(skip).toMatchObject({ body: { type: 'skip', stage: 'first' }, to: 'second', asks: ['reason'] });
    const send = (body: object) => api.post(`/sales/${sale.id}/commands`, body);
    expect(await send({ ...skip.body, fields: { reason: 'Known client' } })).toMatchObject({
      status: 200,
      body: { stage: { key: 'second' } },
    });
    expect(await send((await offer('undo')).body)).toMatchObject({ status: 200, body: { stage: { key: 'first' } } });
    expect(await send({ type: 'event', ...paid })).toMatchObject({ status: 200, body: { result: 'won' } });
  });

  it('end a wait for them', async () => {
    const sale = await aSale();
    const waits = await api.post(`/tasks/${sale.tasks[0].id}/complete`, { outcome: 'written to' });
    expect(waits).toMatchObject({ status: 200, body: { stage: { key: 'first' } } });
    const answered = await api.post(`/sales/${sale.id}/events`, { event: 'e-mail answered' }, { as: erp });
    expect(answered).toMatchObject({ status: 200, body: { waitUntil: null, waitReason: null } });
    const wait = { type: 'wait', event: 'payment in', reason: 'Until they pay' };
    expect((await api.post(`/sales/${sale.id}/commands`, wait)).body).toMatchObject({ waitReason: 'Until they pay' });
    expect((await api.post(`/sales/${sale.id}/commands`, { type: 'wait', reason: 'For nothing' })).status).toBe(400);
    expect(await api.post(`/sales/${sale.id}/events`, paid, { as: erp })).toMatchObject({ body: { result: 'won' } });
  });

  describe('an interaction that is logged', () => {
    const log = (instanceId: string, more = {}, sending = {}) =>
      api.post('/interactions', { kind: 'call', subject: 'Talked', instanceId, ...more }, sending);

    it('moves a lead whose process waits for it, whoever logged it', async () => {
      const lead = (await api.post('/leads', { topic: 'Racks', process: 'standard-lead' })).body;
      expect((await log(lead.id, {}, { as: marketer })).status).toBe(201);
      expect((await api.get(`/leads/${lead.id}`)).body).toMatchObject({ stage: { key: 'contacting' } });
      expect((await historyOf(lead.id, 'leads')).at(-1)).toMatchObject({ type: 'event', actor: { id: marketer } });
    });

    it('brings what the process takes and can hold, and is told of once', async () => {
      const { id } = await aSale();
      const key = newId();
      for (let n = 0; n < 2; n++) await log(id, { result: 'They like it', direction: 'in' }, { key });
      expect((await api.get(`/sales/${id}`)).body.fields).toMatchObject({
        kind: 'call',
        result: 'They like it',
        direction: null,
      });
      expect(await historyOf(id)).toHaveLength(2);
      await log(id, { kind: 'meeting', result: 'They love it' });
      expect((await api.get(`/sales/${id}`)).body.fields).toMatchObject({ kind: 'call', result: 'They love it' });
    });

    it('leaves no trace in a history that it would not change', async () => {
      const deaf = (await api.post('/sales', { title: 'Deaf', process: 'demo-sale' })).body;
      const done = await aSale();
      await api.post(`/sales/${done.id}/events`, paid, { as: erp });
      const same = await aSale();
      await log(same.id, { result: 'As before' });
      const ids = [deaf.id, done.id, same.id];
      const before = await Promise.all(ids.map((id) => historyOf(id)));
      expect(await Promise.all(ids.map(async (id) => (await log(id, { result: 'As before' })).status))).toEqual([
        201, 201, 201,
      ]);
      expect(await Promise.all(ids.map((id) => historyOf(id)))).toEqual(before);
    });
  });
});
