import { v7 as newId } from 'uuid';
import { startTestApi } from '../support/api';
import { testPool } from '../support/database';
import { repsSee } from '../support/sight';

interface Bar {
  value: string;
  label: { en: string; ru: string };
  count: number;
  sum: unknown;
  filter: string;
}

describe('a chart beside any list', () => {
  let api: Awaited<ReturnType<typeof startTestApi>>;
  const chart = async (entity: string, query: string, as = api.engine.cast.rep) =>
    api.get(`/${entity}/chart?${query}`, { as });
  const bars = async (entity: string, query: string, as?: string): Promise<Bar[]> =>
    (await chart(entity, query, as)).body.bars;
  const told = (all: readonly Bar[]) => all.map(({ label, count }) => [label.en, count]);
  const rowsOf = async (entity: string, filter: string) =>
    (await api.get(`/${entity}?count=true&limit=1&filter=${encodeURIComponent(filter)}`)).body.total;

  /** Noted by whoever is responsible: who noted a lead sees it. */
  async function lead(topic: string, body: { ownerId?: string; [field: string]: unknown } = {}): Promise<void> {
    const { ownerId = api.engine.cast.rep } = body;
    const made = await api.post('/leads', { topic, ...body, ownerId }, { as: ownerId });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  }

  beforeAll(async () => {
    api = await startTestApi();
    const { pool } = api.engine;
    await lead('One', { campaign: 'Spring', source: 'Fair' });
    await lead('Two', { campaign: 'spring', source: 'He said "no" \\ yes' });
    await lead('Three', { campaign: 'Autumn', ownerId: api.engine.cast.colleague });
    await lead('Four');
    await pool.query(
      `INSERT INTO accounts (id, name, industry, annual_revenue_minor, currency, owner_id, created_at)
       VALUES ($1, 'A', 'steel', 10050, 'RUB', $4, '2026-01-15T10:00Z'), ($2, 'B', 'steel', 5000, 'RUB', $4, '2026-01-20T10:00Z'),
         ($3, 'C', 'wood', NULL, NULL, $4, '2026-04-02T10:00Z')`,
      [newId(), newId(), newId(), api.engine.cast.rep],
    );
  });

  it('DYN-23: leads by campaign and by who is responsible, the most first; those without one are a bar, too', async () => {
    expect(told(await bars('leads', 'by=campaign'))).toEqual([
      ['Spring', 2],
      ['none', 1],
      ['Autumn', 1],
    ]);
    expect((await bars('leads', 'by=owner')).map(({ count }) => count)).toEqual([3, 1]);
  });

  it('DYN-23: by when they came, at the width that is asked for, without gaps', async () => {
    const all = await bars('accounts', 'by=createdAt&width=month&zone=UTC');
    expect(all.map(({ value, count }) => [value, count])).toEqual([
      ['2026-01-01', 2],
      ['2026-02-01', 0],
      ['2026-03-01', 0],
      ['2026-04-01', 1],
    ]);
    expect(all[0]?.filter).toBe('createdAt >= 2026-01-01 and createdAt < 2026-02-01');
  });

  it('each bar has the filter that shows just its rows, whatever its value is', async () => {
    for (const [entity, by] of [
      ['leads', 'campaign'],
      ['leads', 'source'],
      ['leads', 'owner'],
      ['leads', 'open'],
      ['leads', 'stage'],
      ['leads', 'process'],
      ['leads', 'light'],
      ['leads', 'startedAt'],
      ['accounts', 'industry'],
      ['accounts', 'createdAt'],
    ] as const)
      for (const { filter, count } of await bars(entity, `by=${by}&width=week&zone=UTC`))
        expect([by, filter, await rowsOf(entity, filter)]).toEqual([by, filter, count]);
  });

  it('adds an amount up beside the count, exactly, and says what has no rate', async () => {
    const { body } = await chart('accounts', 'by=industry&sum=annualRevenue');
    expect(body.bars.map(({ value, sum }: Bar) => [value, sum])).toEqual([
      ['steel', { amount: '150.50', currency: 'RUB' }],
      ['wood', null],
    ]);
    expect(body).toMatchObject({ others: 0, unrated: 0 });
  });

  it('is of what the list holds: its view, its filter, and what its reader sees', async () => {
    expect(told(await bars('leads', 'by=campaign&view=my-open-leads'))).toEqual([
      ['Spring', 2],
      ['none', 1],
    ]);
    expect(told(await bars('leads', `by=campaign&filter=${encodeURIComponent('campaign = autumn')}`))).toEqual([
      ['Autumn', 1],
    ]);
    await repsSee(testPool(api.engine.database.ownerUrl), 'own');
    try {
      expect(told(await bars('leads', 'by=campaign'))).toEqual([
        ['Spring', 2],
        ['none', 1],
      ]);
    } finally {
      await repsSee(testPool(api.engine.database.ownerUrl), 'all');
    }
  });

  it('of a field that there is not, or that is a figure, is refused with why', async () => {
    for (const query of ['by=colour', 'by=number', 'by=campaign&sum=topic', 'by=campaign&filter=colour%20=%20red'])
      expect([query, (await chart('leads', query)).status]).toEqual([query, 400]);
  });

  it('what a list holds can be asked something all at once: the look ahead says of each what would become of it', async () => {
    const { body, status } = await api.post('/bulk-acts/preview', {
      kind: 'lead',
      act: { type: 'ask', question: 'What next?' },
      matching: { filter: 'campaign = spring' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 2, counts: { apply: 2 } });
    expect(body.items.map(({ name }: { name: string }) => name).sort()).toEqual(['One', 'Two']);
  });
});
