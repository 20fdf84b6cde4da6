import { Temporal } from 'temporal-polyfill';
import { v7 as newId } from 'uuid';
import { eventLog, type Logged, type Sample, startSample } from '../../support/sample';

const NOW = Date.parse('2026-11-25T13:20:00Z');
const DAY_MS = 86_400_000;
const SPAN = `from=${new Date(NOW - 200 * DAY_MS).toISOString()}&until=${new Date(NOW).toISOString()}&zone=Europe/London`;

interface Bar {
  value: string;
  label: string;
  part: string;
  leads: { count: number; opens: string };
  qualified: number;
  disqualified: number;
}

describe('charts', () => {
  let on: Sample;
  let leads: Logged[][];
  let words: Map<string, { source: string | null; campaign: string | null; at: number; product: string | null }>;

  const read = async (path: string) => {
    const answer = await on.get(`/insight/${path}`);
    expect([answer.status, answer.status === 200 ? '' : answer.body]).toEqual([200, '']);
    return answer.body;
  };
  const total = async (address: string): Promise<number> => {
    const { status, body } = await on.get(`${address}&limit=1&count=true`);
    expect([status, status === 200 ? '' : body]).toEqual([200, '']);
    return body.total;
  };
  const counted = (keys: readonly string[]): Record<string, number> => {
    const found: Record<string, number> = {};
    for (const key of keys) found[key] = (found[key] ?? 0) + 1;
    return found;
  };
  const bars = (of: Bar[]) => Object.fromEntries(of.map(({ value, leads }) => [value, leads.count]));

  beforeAll(async () => {
    on = await startSample(NOW);
    await on.owner.query(`UPDATE leads SET campaign = 'spring' WHERE number % 3 = 0`);
    leads = [...(await eventLog(on.pool)).values()].filter(
      ([first]) => first?.kind === 'lead' && first.at >= NOW - 200 * DAY_MS,
    );
    const { rows } = await on.pool.query(
      `SELECT id, source, campaign, product_id AS product, (extract(epoch FROM created_at) * 1000)::float8 AS at FROM leads`,
    );
    words = new Map(rows.map(({ id, ...row }) => [id, row]));
  });

  it('DYN-23: leads by campaign and by responsible, each bar opening its leads', async () => {
    const campaigns: Bar[] = (await read(`lead-chart?x=campaign&${SPAN}`)).bars;
    expect(bars(campaigns)).toEqual(
      counted(leads.map(([first]) => words.get(first?.instanceId ?? '')?.campaign ?? '')),
    );
    const people: Bar[] = (await read(`lead-chart?x=owner&${SPAN}`)).bars;
    expect(bars(people)).toEqual(counted(leads.map((events) => events.at(-1)?.after.owner ?? '')));
    for (const one of [...campaigns, ...people]) expect(await total(one.leads.opens)).toBe(one.leads.count);
    const qualified = people.reduce((sum, one) => sum + one.qualified, 0);
    expect(qualified).toBe(leads.filter((events) => events.at(-1)?.after.state === 'closed.qualified').length);
  });

  it('DYN-23: how fast leads come, by days of the zone that is asked for', async () => {
    for (const zone of ['Europe/London', 'Asia/Vladivostok']) {
      const found: Bar[] = (await read(`lead-chart?x=time&width=day&${SPAN.replace('Europe/London', zone)}`)).bars;
      const day = (at: number) =>
        `${Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()}T00:00`;
      expect(bars(found)).toEqual(counted(leads.map(([first]) => day(words.get(first?.instanceId ?? '')?.at ?? 0))));
      expect(found.map(({ value }) => value)).toEqual(found.map(({ value }) => value).sort());
    }
  });

  it('DYN-23: a chart of one’s own: whatever for the bars, parted by whatever, each part opening its leads', async () => {
    const { bars: found, x, split } = await read(`lead-chart?x=source&split=result&${SPAN}`);
    expect([x.en, split.en]).toEqual(['Source', 'Result']);
    const told = counted(
      leads.map((events) => {
        const state = events.at(-1)?.after.state ?? '';
        const result = state.startsWith('closed.') ? state.slice(7) : '';
        return `${words.get(events[0]?.instanceId ?? '')?.source ?? ''}|${result}`;
      }),
    );
    expect(Object.fromEntries(found.map(({ value, part, leads }: Bar) => [`${value}|${part}`, leads.count]))).toEqual(
      told,
    );
    for (const one of found.slice(0, 6)) expect(await total(one.leads.opens)).toBe(one.leads.count);
    expect((await on.get('/insight/lead-chart?x=nothing')).status).toBe(400);
    expect((await on.get(`/insight/lead-chart/export?x=owner&${SPAN}`)).body).toContain('Qualified');
  });

  it('PB-18: a histogram of the interest in each product: touches, answers, leads and sales over time', async () => {
    const { rows: products } = await on.pool.query('SELECT id, name FROM products ORDER BY name LIMIT 2');
    const { rows: sources } = await on.pool.query('SELECT id FROM sources LIMIT 1');
    const [first, second] = products;
    for (const [product, days, answered] of [
      [first.id, 3, true],
      [first.id, 3, false],
      [first.id, 40, true],
      [second.id, 3, false],
    ])
      await on.owner.query(
        `INSERT INTO touches (id, source_id, kind, activity_at, entered_at, response_at, product_id) VALUES ($1, $2, 'opened', $3, $3, $4, $5)`,
        [
          newId(),
          sources[0].id,
          new Date(NOW - days * DAY_MS),
          answered ? new Date(NOW - days * DAY_MS + 60_000) : null,
          product,
        ],
      );
    const { items } = await read(`interest?width=month&${SPAN}`);
    const of = (id: string | null) =>
      items.find(({ product }: { product: { id: string } | null }) => (product?.id ?? null) === id);
    expect(of(first.id)).toMatchObject({ total: { touches: { count: 3 }, responses: 2 } });
    const months = of(first.id).bars.filter(({ touches }: { touches: number }) => touches > 0);
    expect(months.map(({ startsAt, touches }: { startsAt: string; touches: number }) => [startsAt, touches])).toEqual([
      ['2026-10-01T00:00', 1],
      ['2026-11-01T00:00', 2],
    ]);
    expect(await total(of(first.id).total.touches.opens)).toBe(3);
    for (const { bars } of items.filter(({ product }: { product: unknown }) => product !== null))
      for (const { touches, leads, sales, opens } of bars)
        expect([await total(opens.touches), await total(opens.leads), await total(opens.sales)]).toEqual([
          ...[touches, leads, sales],
        ]);
    const { rows: sold } = await on.pool.query(
      `SELECT coalesce(product_id::text, '') AS product, count(*)::int AS n FROM sales WHERE created_at >= $1 AND created_at < $2 GROUP BY 1`,
      [new Date(NOW - 200 * DAY_MS), new Date(NOW)],
    );
    for (const { product, n } of sold) {
      expect([product, of(product || null).total.sales.count]).toEqual([product, n]);
      expect(await total(of(product || null).total.sales.opens)).toBe(n);
    }
  });

  it('DIR-33: what clients need: the interest narrowed to a product, and leads that name it', async () => {
    const { rows: products } = await on.pool.query('SELECT id FROM products ORDER BY name LIMIT 1');
    await on.owner.query('UPDATE leads SET product_id = $1 WHERE number % 4 = 0', [products[0].id]);
    const { items } = await read(`interest?product=${products[0].id}&${SPAN}`);
    const [only] = items;
    const { rows } = await on.pool.query(
      'SELECT count(*)::int AS n FROM leads WHERE product_id = $1 AND created_at >= $2 AND created_at < $3',
      [products[0].id, new Date(NOW - 200 * DAY_MS), new Date(NOW)],
    );
    expect([items.length, only.total.leads.count]).toEqual([1, rows[0].n]);
    expect(await total(only.total.leads.opens)).toBe(rows[0].n);
  });

  it('TB-AN-04: who responded to a campaign, once each, and who of them converted after they had', async () => {
    const made = await on.post('/sources', {
      key: 'autumn',
      name: { en: 'Autumn', ru: 'Осень' },
      kind: 'campaign',
    });
    expect(made.status).toBe(201);
    const { rows: bought } = await on.pool.query(
      `SELECT s.contact_id AS contact, i.closed_at AS at, i.id FROM process_instances i JOIN sales s ON s.id = i.id
       WHERE i.result = 'won' AND s.contact_id IS NOT NULL ORDER BY i.closed_at DESC LIMIT 1`,
    );
    const { rows: others } = await on.pool.query(
      `SELECT c.id FROM contacts c WHERE NOT EXISTS (SELECT 1 FROM sales s WHERE s.contact_id = c.id) AND NOT EXISTS (SELECT 1 FROM leads l WHERE l.contact_id = c.id) LIMIT 2`,
    );
    const touch = (contact: string, at: number, answered: boolean) =>
      on.owner.query(
        `INSERT INTO touches (id, source_id, contact_id, kind, activity_at, entered_at, response_at) VALUES ($1, $2, $3, 'sent', $4, $4, $5)`,
        [newId(), made.body.id, contact, new Date(at), answered ? new Date(at) : null],
      );
    const before = bought[0].at.getTime() - DAY_MS;
    await touch(bought[0].contact, before, true);
    await touch(bought[0].contact, before + 1000, true); // the same person again
    await touch(others[0].id, NOW - DAY_MS, true);
    await touch(others[1].id, NOW - DAY_MS, false); // never answered
    const at = `/insight/sources/${made.body.id}/respondents?count=true`;
    const all = (await on.get(at)).body;
    expect(all.total).toBe(2);
    expect((await on.get(`${at}&converted=true`)).body.items).toMatchObject([
      { contact: { id: bought[0].contact }, converted: { kind: 'sale' } },
    ]);
    expect((await on.get(`${at}&converted=false`)).body.items).toMatchObject([
      { contact: { id: others[0].id }, converted: null },
    ]);
  });
});
