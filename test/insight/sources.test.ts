import { v7 as newId } from 'uuid';
import { startTestApi, type TestApi } from '../support/api';
import type { Engine } from '../support/engine';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.now();
const ago = (days: number) => new Date(NOW - days * DAY_MS);

interface Figures {
  source: { key: string } | null;
  touches: number;
  leads: number;
  conversions: number;
  sales: number;
  won: { amount: string };
  cost: { amount: string } | null;
  return: number | null;
  notComputable: { code: string; say: { en: string; ru: string } } | null;
}

describe('what each source brought', () => {
  let api: TestApi;
  let engine: Engine;
  let version: string;

  /** A result of the past, as its process left it. */
  const anInstance = async (kind: 'lead' | 'sale', result: string, closed: number, minor = 0, currency = 'RUB') => {
    const id = newId();
    const [table, word] = kind === 'lead' ? ['leads', 'topic'] : ['sales', 'title'];
    await engine.pool.query(`INSERT INTO ${table} (id, ${word}, created_at) VALUES ($1, 'Past', $2)`, [
      id,
      ago(closed + 50),
    ]);
    await engine.pool.query(
      `INSERT INTO process_instances (id, kind, version_id, state, open, result, owner_id, seq, snapshot, started_at, entered_at, closed_at,
         open_tasks, engine, updated_at, amount_minor, currency, amount_base_minor)
       VALUES ($1, $2, $3, $4, false, $5, $6, 1, '{}', $7, $8, $8, 0, 'none', $8, $9, $10, to_base($9, $10))`,
      [id, kind, version, `closed.${result}`, result, engine.cast.rep, ago(closed + 50), ago(closed), minor, currency],
    );
    return id;
  };
  /** A won sale of a contact whom these sources touched, in their order, the last a day before it was won. */
  const aWon = async (minor: number, sources: readonly string[], closed = 10) => {
    const sale = await anInstance('sale', 'won', closed, minor);
    const contact = newId();
    await engine.pool.query(`INSERT INTO contacts (id, name) VALUES ($1, 'Client')`, [contact]);
    await engine.pool.query('UPDATE sales SET contact_id = $2 WHERE id = $1', [sale, contact]);
    for (const [n, source] of sources.entries())
      expect(
        await api.post('/touches', {
          contactId: contact,
          source,
          kind: 'opened',
          activityAt: ago(closed + sources.length - n).toISOString(),
        }),
      ).toMatchObject({ status: 201 });
    return { sale, contact };
  };
  const figures = async (query = '', as = engine.cast.rep): Promise<Figures[]> => {
    const answer = await api.get(`/insight/sources${query}`, { as });
    expect(answer.status).toBe(200);
    return answer.body.items;
  };
  const of = (all: Figures[], key: string | null) => all.find((one) => (one.source?.key ?? null) === key);

  beforeEach(async () => {
    const started = await startTestApi({ workerless: true });
    api = started;
    engine = started.engine;
    const { rows } = await engine.pool.query(`SELECT id FROM process_versions WHERE key = 'standard-sale' LIMIT 1`);
    version = rows[0].id;
  });

  it('PB-04: linear and position-based share a won sale among the whole sequence; first and last are there to compare', async () => {
    await aWon(100_000, ['fair', 'letters', 'webinar', 'letters']);
    const won = async (model: string) =>
      Object.fromEntries((await figures(`?model=${model}`)).map(({ source, won }) => [source?.key, won.amount]));
    expect(await won('first')).toEqual({ fair: '1000.00', letters: '0.00', webinar: '0.00' });
    expect(await won('last')).toEqual({ fair: '0.00', letters: '1000.00', webinar: '0.00' });
    expect(await won('linear')).toEqual({ fair: '250.00', letters: '500.00', webinar: '250.00' });
    expect(await won('position')).toEqual({ fair: '400.00', letters: '500.00', webinar: '100.00' });
  });

  it('the columns add up to all that was won, what no touch came before included, whichever model', async () => {
    await aWon(100_001, ['fair', 'letters', 'webinar']);
    await aWon(77, ['fair', 'letters']);
    await aWon(5_000, []);
    for (const model of ['first', 'last', 'linear', 'position']) {
      const all = await figures(`?model=${model}`);
      expect(all.reduce((sum, one) => sum + Math.round(Number(one.won.amount) * 100), 0)).toBe(105_078);
      expect(all.reduce((sum, one) => sum + one.sales, 0)).toBeCloseTo(3, 9);
      expect(of(all, null)).toMatchObject({ won: { amount: '50.00' }, sales: 1, touches: 0 });
    }
  });

  it('PB-13: where a source costs nothing its return is not computable, and nothing fails', async () => {
    await aWon(300_000, ['referral', 'spring']);
    const { rows } = await engine.pool.query(`SELECT id FROM sources WHERE key = 'spring'`);
    const words = {
      name: { en: 'Spring', ru: 'Весна' },
      kind: 'campaign',
      cost: { amount: '1000.00', currency: 'RUB' },
    };
    const changed = await api.put(`/sources/${rows[0].id}`, words, { as: engine.cast.manager });
    expect(changed.status).toBe(200);
    const all = await figures();
    expect(of(all, 'referral')).toMatchObject({
      cost: { amount: '0.00' },
      return: null,
      notComputable: { code: 'CostIsZero', say: { en: expect.stringContaining('Not computable') } },
    });
    expect(of(all, 'spring')).toMatchObject({ cost: { amount: '1000.00' }, return: 0.5, notComputable: null });
  });

  it('a cost in a currency without a rate is not computable either, and says so', async () => {
    await aWon(100, ['abroad']);
    await engine.pool.query(
      `UPDATE sources SET kind = 'campaign', cost_minor = 5000, currency = 'CHF' WHERE key = 'abroad'`,
    );
    expect(of(await figures(), 'abroad')).toMatchObject({
      cost: null,
      return: null,
      notComputable: { code: 'NoRate' },
    });
  });

  it('counts leads by their first touch and shares what was qualified; what came after a result has none of it', async () => {
    const lead = await anInstance('lead', 'qualified', 10);
    for (const [source, days] of [
      ['fair', 20],
      ['letters', 12],
      ['too late', 2],
    ] as const)
      await api.post('/touches', { leadId: lead, source, kind: 'opened', activityAt: ago(days).toISOString() });
    await engine.pool.query(`INSERT INTO leads (id, topic, source, created_at) VALUES ($1, 'New', 'fair', now())`, [
      newId(),
    ]);
    const all = await figures();
    expect(of(all, 'fair')).toMatchObject({ conversions: 0.5, leads: 1, touches: 2 });
    expect(of(all, 'letters')).toMatchObject({ conversions: 0.5, leads: 0 });
    expect(of(all, 'too late')).toMatchObject({ conversions: 0, touches: 1 });
  });

  it('a time narrows results by the day they came about, over touches of however long ago', async () => {
    await aWon(10_000, ['fair'], 5);
    await aWon(20_000, ['fair'], 40);
    const recent = `?from=${ago(20).toISOString()}`;
    expect(of(await figures(recent), 'fair')).toMatchObject({ won: { amount: '100.00' } });
    expect(of(await figures(`?to=${ago(20).toISOString()}`), 'fair')).toMatchObject({ won: { amount: '200.00' } });
  });

  it('a sale counts the touches of the lead that it was, of its contact and of its account, each once', async () => {
    const { sale, contact } = await aWon(90_000, ['webinar']);
    const account = newId();
    await engine.pool.query(`INSERT INTO accounts (id, name) VALUES ($1, 'Acme')`, [account]);
    await engine.pool.query('UPDATE sales SET account_id = $2 WHERE id = $1', [sale, account]);
    await engine.pool.query(
      `INSERT INTO leads (id, topic, source, created_at, contact_id, account_id, sale_id) VALUES ($1, 'x', 'fair', $2, $3, $4, $5)`,
      [newId(), ago(60), contact, account, sale],
    );
    await api.post('/touches', {
      accountId: account,
      source: 'letters',
      kind: 'sent',
      activityAt: ago(30).toISOString(),
    });
    const all = await figures();
    expect(['fair', 'letters', 'webinar'].map((key) => of(all, key)?.won.amount)).toEqual([
      '300.00',
      '300.00',
      '300.00',
    ]);
  });

  it('each figure opens: the sales that a source has a share of, and the touches that a sale came of', async () => {
    const { sale } = await aWon(90_000, ['fair', 'letters', 'fair']);
    await aWon(10_000, ['letters']);
    const { rows } = await engine.pool.query(`SELECT id FROM sources WHERE key = 'fair'`);
    const { body } = await api.get(`/insight/sources/${rows[0].id}/results?model=linear`);
    expect(body.items).toMatchObject([
      { id: sale, touches: 3, won: { amount: '900.00' }, sharedMoney: { amount: '600.00' } },
    ]);
    expect(body.items[0].share).toBeCloseTo(2 / 3, 5);
    const came = (await api.get(`/sales/${sale}/touches`)).body.items;
    expect(came.map((one: { source: { key: string } }) => one.source.key)).toEqual(['fair', 'letters', 'fair']);
  });
});
