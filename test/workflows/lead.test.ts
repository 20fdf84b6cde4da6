import { v7 as newId } from 'uuid';
import type { Conversion } from '../../src/process';
import { type Engine, replayOf, snapshotOf, startEngine, until, workflowId } from '../support/engine';
import { forward } from '../support/temporal';

describe('a lead', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });

  const aLead = (record: Record<string, unknown> = {}) =>
    engine.start(
      'standard-lead',
      { rating: 'high' },
      { topic: 'Two racks', personName: 'Ivan Petrov', organisation: 'Vega', email: 'ivan@vega.example', ...record },
    );
  const all: Conversion = { account: 'create', contact: 'create', sale: 'create' };
  const qualify = (id: string, conversion: Conversion = all) =>
    engine.ask(id, { type: 'close', outcome: 'qualified', fields: { ground: 'proposal-requested' }, conversion });
  const count = async (table: string) =>
    Number((await engine.pool.query(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);

  it('DYN-18: creates no client record until it is qualified', async () => {
    await aLead();
    expect(await count('accounts')).toBe(0);
    expect(await count('contacts')).toBe(0);
  });

  it('DYN-27: becomes a sale by one act, which links all it makes', async () => {
    const id = await aLead({ organisation: 'Orion', email: 'olga@orion.example', personName: 'Olga Orlova' });
    const sent = await qualify(id);
    expect(sent).toMatchObject({ became: 'applied', answer: { state: 'closed.qualified' } });
    const converted = sent.became === 'applied' ? sent.answer.converted : undefined;
    const saleId = converted?.saleId ?? '';
    const sale = await until(
      () => snapshotOf(engine.pool, saleId).catch(() => null),
      (s) => s !== null,
    );
    expect(sale).toMatchObject({ state: 'qualify', owner: engine.cast.rep });
    const { rows } = await engine.pool.query(
      `SELECT s.title, a.name AS account, c.name AS contact, l.sale_id = s.id AS linked FROM sales s
       JOIN accounts a ON a.id = s.account_id JOIN contacts c ON c.id = s.contact_id JOIN leads l ON l.id = $2 WHERE s.id = $1`,
      [saleId, id],
    );
    expect(rows).toEqual([{ title: 'Two racks', account: 'Orion', contact: 'Olga Orlova', linked: true }]);
    const { replayed, stored } = await replayOf(engine.pool, id);
    expect(replayed).toEqual(stored);
  });

  it('DYN-26: links a client that is known already, and doubles none', async () => {
    const first = await aLead({ organisation: 'Lyra', email: 'lev@lyra.example', personName: 'Lev' });
    const second = await aLead({ organisation: 'LYRA', email: 'LEV@lyra.example', personName: 'Lev L.' });
    await qualify(first);
    const [accounts, contacts] = [await count('accounts'), await count('contacts')];
    await qualify(second);
    expect([await count('accounts'), await count('contacts')]).toEqual([accounts, contacts]);
  });

  it('DYN-28: makes just what is marked', async () => {
    const id = await aLead({ organisation: 'Draco', email: 'dina@draco.example', personName: 'Dina' });
    const [accounts, contacts, sales] = [await count('accounts'), await count('contacts'), await count('sales')];
    await qualify(id, { account: 'none', contact: 'create', sale: 'none' });
    expect([await count('accounts'), await count('contacts'), await count('sales')]).toEqual([
      accounts,
      contacts + 1,
      sales,
    ]);
  });

  it('answers a repeated key the same, what was not made included', async () => {
    const id = await aLead({ organisation: 'Ara', email: 'a@ara.example', personName: 'Asya' });
    const conversion: Conversion = { account: 'none', contact: 'none', sale: 'none' };
    const act = { type: 'close', outcome: 'qualified', fields: { ground: 'other' }, conversion } as const;
    const key = newId();
    const first = await engine.ask(id, act, { key });
    expect(first).toMatchObject({ answer: { converted: { accountId: null, contactId: null, saleId: null } } });
    expect(await engine.ask(id, act, { key })).toEqual({ ...first, repeated: true });
  });

  it('DYN-35 DYN-37: disqualified by the same act creates nothing, and can be reactivated at any moment', async () => {
    const id = await aLead({ organisation: 'Cetus', email: 'c@cetus.example' });
    const before = [await count('accounts'), await count('contacts'), await count('sales')];
    expect(await engine.ask(id, { type: 'close', outcome: 'disqualified' })).toMatchObject({ became: 'applied' });
    expect([await count('accounts'), await count('contacts'), await count('sales')]).toEqual(before);
    expect(await engine.ask(id, { type: 'reopen' })).toMatchObject({
      became: 'applied',
      answer: { state: 'contacting' },
    });
  });

  it('qualified again after a reactivation keeps the sale it has made', async () => {
    const id = await aLead({ organisation: 'Mensa', email: 'm@mensa.example', personName: 'Mira' });
    const first = await qualify(id);
    const sales = await count('sales');
    await engine.ask(id, { type: 'reopen' });
    const again = await qualify(id);
    expect(again).toMatchObject({ answer: { converted: first.became === 'applied' ? first.answer.converted : {} } });
    expect(await count('sales')).toBe(sales);
  });

  it('DYN-48: can be postponed, and resumed at any moment', async () => {
    const id = await aLead({ organisation: 'Pyxis' });
    const resumeOn = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
    const fields = { resumeOn, postponeReason: 'budget-later' };
    expect(await engine.ask(id, { type: 'move', to: 'postponed', fields })).toMatchObject({ became: 'applied' });
    expect(await engine.ask(id, { type: 'move', to: 'contacting' })).toMatchObject({ became: 'applied' });
  });

  it('DYN-20 DYN-46: age closes nothing: years later it is as open as on the first day, and only its limit says that it hangs', async () => {
    const id = await aLead({ organisation: 'Fornax' });
    await forward(workflowId(id, 'lead'), 3 * 365 * 86_400_000);
    expect(await snapshotOf(engine.pool, id)).toMatchObject({
      state: 'new',
      closedAt: null,
      clock: { light: 'escalated' },
    });
    const { rows } = await engine.pool.query('SELECT open FROM process_instances WHERE id = $1', [id]);
    expect(rows).toEqual([{ open: true }]);
    const old = await engine.pool.query(
      `SELECT type, from_state, to_state FROM process_events WHERE instance_id = $1 AND from_state IS DISTINCT FROM to_state`,
      [id],
    );
    expect(old.rows).toEqual([{ type: 'start', from_state: null, to_state: 'new' }]);
    expect(await qualify(id)).toMatchObject({ became: 'applied' });
  });

  it('is one lead, however often the same creation is sent', async () => {
    const id = newId();
    const { rows } = await engine.pool.query<{ id: string }>(
      `SELECT id FROM process_versions WHERE key = 'standard-lead'`,
    );
    const act = { type: 'start', owner: engine.cast.rep, fields: {} } as const;
    const create = () =>
      engine.ask(id, act, { key: id, kind: 'lead', versionId: rows[0]?.id ?? '', record: { topic: 'Once' } });
    const sent = await Promise.all([create(), create(), create()]);
    expect(sent.map(({ became }) => became)).toEqual(['applied', 'applied', 'applied']);
    expect(await count(`leads WHERE id = '${id}'`)).toBe(1);
  });
});
