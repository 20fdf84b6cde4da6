import type { Pool } from 'pg';
import { SEES_ALL } from '../../../src/access';
import { type Question, readInterest, readSourceFigures } from '../../../src/insight';
import type { Deals, Told } from './deals';

interface Touch {
  id: string;
  source: string;
  lead: string | null;
  contact: string | null;
  account: string | null;
  product: string | null;
  at: number;
  answered: boolean;
  first: boolean;
}

async function touchesOf(pool: Pool): Promise<Touch[]> {
  const { rows } = await pool.query<Touch>(
    `SELECT id, source_id AS source, lead_id AS lead, contact_id AS contact, account_id AS account, product_id AS product,
       (extract(epoch FROM activity_at) * 1000)::float8 AS at, response_at IS NOT NULL AS answered,
       lead_id IS NOT NULL AND coalesce(external_key, '') = 'lead ' || lead_id AS first FROM touches`,
  );
  return rows.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** How much of one each touch of a sequence has. */
const SHARES: Readonly<Record<'first' | 'last' | 'linear' | 'position', (count: number) => number[]>> = {
  first: (count) => Array.from({ length: count }, (_, n) => Number(n === 0)),
  last: (count) => Array.from({ length: count }, (_, n) => Number(n === count - 1)),
  linear: (count) => Array.from({ length: count }, () => 1 / count),
  position: (count) => {
    if (count <= 2) return SHARES.linear(count);
    return Array.from({ length: count }, (_, n) => (n === 0 || n === count - 1 ? 0.4 : 0.2 / (count - 2)));
  },
};
export const MODELS = Object.keys(SHARES) as (keyof typeof SHARES)[];

/** Whole parts to each, and what is left over one by one to those who lost most, the earlier first. */
function shared(minor: number, parts: readonly number[]): number[] {
  const dues = parts.map((part) => Math.round(minor * part * 1e6) / 1e6);
  const given = dues.map(Math.floor);
  const order = [...dues.keys()].sort((a, b) => {
    const lost = (n: number) => (dues[n] ?? 0) - (given[n] ?? 0);
    return Math.abs(lost(a) - lost(b)) < 1e-5 ? a - b : lost(b) - lost(a);
  });
  const left = minor - given.reduce((a, b) => a + b, 0);
  for (const n of order.slice(0, left)) given[n] = (given[n] ?? 0) + 1;
  return given;
}

interface Figures {
  touches: number;
  leads: number;
  conversions: number;
  sales: number;
  won: number;
}
const nothing = (): Figures => ({ touches: 0, leads: 0, conversions: 0, sales: 0, won: 0 });

/** Holds what each source brought against a recount, by each model, over a time and over all. Gives how many results it shared out. */
export async function sourcesHold(
  { pool, deals }: { pool: Pool; deals: Deals },
  time: { from?: number; to?: number },
): Promise<{ shared: number; alone: number }> {
  const touches = await touchesOf(pool);
  const { rows: known } = await pool.query<{ id: string; minor: number; currency: string | null; rate: number | null }>(
    `SELECT s.id, s.cost_minor::float8 AS minor, s.currency, (SELECT r.rate::float8 FROM exchange_rates r
       WHERE r.currency = s.currency AND r."from" <= current_date ORDER BY r."from" DESC LIMIT 1) AS rate FROM sources s`,
  );
  const inTime = (at: number) => at >= (time.from ?? 0) && at < (time.to ?? Number.POSITIVE_INFINITY);
  const leadsOf = new Map<string, string[]>();
  for (const { id, sale } of deals.leads) if (sale) leadsOf.set(sale, [...(leadsOf.get(sale) ?? []), id]);
  const before = (deal: Told): Touch[] => {
    const leads = deal.kind === 'lead' ? [deal.id] : (leadsOf.get(deal.id) ?? []);
    return touches.filter(
      (touch) =>
        touch.at <= (deal.closedAt ?? 0) &&
        ((touch.lead !== null && leads.includes(touch.lead)) ||
          (touch.contact !== null && touch.contact === deal.contact) ||
          (deal.kind === 'sale' && touch.account !== null && touch.account === deal.account)),
    );
  };
  const results = [...deals.sales, ...deals.leads]
    .filter(({ kind, result, closedAt }) => result === (kind === 'sale' ? 'won' : 'qualified') && inTime(closedAt ?? 0))
    .map((deal) => ({ deal, sources: before(deal).map(({ source }) => source) }));
  for (const model of MODELS) {
    const told = new Map<string, Figures>();
    const of = (source: string): Figures => {
      const figures = told.get(source) ?? nothing();
      told.set(source, figures);
      return figures;
    };
    for (const { source, first } of touches.filter(({ at }) => inTime(at))) {
      of(source).touches += 1;
      if (first) of(source).leads += 1;
    }
    for (const { deal, sources } of results) {
      const parts = SHARES[model](sources.length);
      const money = shared(deal.minor, parts);
      for (const [n, source] of sources.entries())
        if (deal.kind === 'lead') of(source).conversions += parts[n] ?? 0;
        else {
          of(source).sales += parts[n] ?? 0;
          of(source).won += money[n] ?? 0;
        }
      if (sources.length > 0) continue;
      if (deal.kind === 'lead') of('none').conversions += 1;
      else {
        of('none').sales += 1;
        of('none').won += deal.minor;
      }
    }
    const found = await readSourceFigures(pool, { model, ...time, sight: SEES_ALL });
    const some = [...told].filter(([, one]) => one.touches + one.leads + one.conversions + one.sales > 0);
    expect([model, found.map(({ source }) => source?.id ?? 'none').sort()]).toEqual([
      model,
      some.map(([id]) => id).sort(),
    ]);
    for (const { source, won, cost, return: gain, ...numbers } of found) {
      const mine = told.get(source?.id ?? 'none') ?? nothing();
      expect([model, source?.key, won.minor, numbers]).toEqual([
        ...[model, source?.key, mine.won],
        expect.objectContaining({
          ...{ touches: mine.touches, leads: mine.leads },
          // Shares are counted in millionths.
          ...{ conversions: expect.closeTo(mine.conversions, 3), sales: expect.closeTo(mine.sales, 3) },
        }),
      ]);
      const price = known.find(({ id }) => id === source?.id);
      if (!price || price.minor === 0) expect([cost?.minor, gain]).toEqual([0, null]);
      else if (price.currency !== 'RUB' && price.rate === null) expect([cost, gain]).toEqual([null, null]);
      else {
        const roubles = Math.round(price.minor * (price.currency === 'RUB' ? 1 : (price.rate ?? 0)));
        expect([cost?.minor, gain]).toEqual([roubles, expect.closeTo((mine.won - roubles) / roubles, 4)]);
      }
    }
  }
  return {
    shared: results.filter(({ sources }) => sources.length > 1).length,
    alone: results.filter(({ sources }) => sources.length === 0).length,
  };
}

/** Holds the interest in each product over time against a recount: touches, answers, leads and sales, bar by bar. */
export async function interestHolds(
  { pool, deals, asked }: { pool: Pool; deals: Deals; asked: (more: Partial<Question>) => Question },
  period: { from: number; until: number; zone: string },
): Promise<{ products: number; counted: number }> {
  const touches = await touchesOf(pool);
  const within = (at: number) => at >= period.from && at < period.until;
  const months = new Intl.DateTimeFormat('sv-SE', { timeZone: period.zone, year: 'numeric', month: '2-digit' });
  const told: Record<string, Record<string, { touches: number; responses: number; leads: number; sales: number }>> = {};
  const at = (product: string, when: number) => {
    const bars = told[product] ?? {};
    told[product] = bars;
    const month = `${months.format(new Date(when))}-01T00:00`;
    const bar = bars[month] ?? { touches: 0, responses: 0, leads: 0, sales: 0 };
    bars[month] = bar;
    return bar;
  };
  for (const touch of touches.filter((one) => within(one.at))) {
    const bar = at(touch.product ?? '', touch.at);
    bar.touches += 1;
    if (touch.answered) bar.responses += 1;
  }
  for (const deal of [...deals.leads, ...deals.sales].filter(({ began }) => within(began)))
    at(deal.parts.product[0] ?? '', deal.began)[deal.kind === 'lead' ? 'leads' : 'sales'] += 1;
  const found = await readInterest(pool, asked({ period }), SEES_ALL, 'month');
  expect(
    Object.fromEntries(
      found.map(({ product, bars }) => [
        product?.id ?? '',
        Object.fromEntries(bars.map(({ startsAt, ...bar }) => [startsAt, bar])),
      ]),
    ),
  ).toEqual(told);
  for (const { product, total } of found) {
    const bars = Object.values(told[product?.id ?? ''] ?? {});
    const sum = (what: keyof typeof total) => bars.reduce((all, bar) => all + bar[what], 0);
    expect(total).toEqual({
      ...{ touches: sum('touches'), responses: sum('responses'), leads: sum('leads'), sales: sum('sales') },
    });
  }
  return { products: found.length, counted: Object.values(told).flatMap((bars) => Object.keys(bars)).length };
}

/** Gives the clients of won sales a past with sources: up to four touches each before the sale, and some after it. */
export async function touchClients(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO sources (id, key, name, kind, cost_minor, currency)
     SELECT gen_random_uuid(), 'source ' || n, jsonb_build_object('en', 'S' || n, 'ru', 'И' || n), 'campaign', n * 12345, CASE n WHEN 0 THEN NULL WHEN 3 THEN 'USD' ELSE 'RUB' END
     FROM generate_series(0, 4) n`,
  );
  await pool.query(
    `WITH chosen AS (SELECT s.account_id AS account, min(i.closed_at) AS at, row_number() OVER (ORDER BY s.account_id) AS n
       FROM sales s JOIN process_instances i ON i.id = s.id WHERE i.result = 'won' AND s.account_id IS NOT NULL GROUP BY 1)
     INSERT INTO touches (id, source_id, account_id, kind, activity_at, response_at, product_id)
     SELECT gen_random_uuid(), (SELECT id FROM sources WHERE key = 'source ' || (c.n + t) % 5), c.account, 'opened', c.at + make_interval(days => (t - 3)::int * 9),
       CASE WHEN (c.n + t) % 2 = 0 THEN c.at END, (SELECT id FROM products ORDER BY name, id OFFSET (c.n % 3) LIMIT 1)
     FROM chosen c CROSS JOIN generate_series(0, 5) t WHERE c.n % 5 > 0 AND t <= c.n % 7`,
  );
}
