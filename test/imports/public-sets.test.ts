import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Activities } from '../../activities';
import { readConfig } from '../../src/platform/config';
import { startTestApi, type TestApi } from '../support/api';
import { type Engine, until } from '../support/engine';
import { type Sender, sender } from './sending';

jest.setTimeout(300_000);

const { outsideDataDir } = readConfig();
const leadsFile = join(outsideDataDir, 'leads-x-education/Leads.csv');
const salesDir = join(outsideDataDir, 'crm-sales-opportunities');
const whereThere = existsSync(leadsFile) && existsSync(salesDir) ? describe : describe.skip;

whereThere('the public sets through the API (DEALWRIGHT_DATA)', () => {
  let api: TestApi & { engine: Engine };
  let send: Sender;
  let startsAsked = 0;
  const one = async (sql: string) => (await api.engine.pool.query<{ n: number }>(sql)).rows[0]?.n;

  beforeAll(async () => {
    // Starting 9,240 workflows is not what is looked at here: rows are in before any of them runs.
    const wrap = (real: Activities): Activities => ({
      ...real,
      startPage: async () => {
        startsAsked += 1;
        return 0;
      },
    });
    api = await startTestApi({ wrap });
    await api.engine.pool.query(`UPDATE people SET roles = '{sales-ops}' WHERE id = $1`, [api.engine.cast.manager]);
    send = sender(api, api.engine.cast.manager);
  });

  describe('leads-x-education', () => {
    const text = () => readFileSync(leadsFile, 'utf8');
    const mapping = {
      entity: 'lead',
      source: 'x-education',
      key: ['key'],
      columns: {
        ProspectID: 'key',
        LeadOrigin: 'topic',
        LeadSource: 'source',
        Specialization: 'industry',
        Occupation: 'post',
      },
      empty: ['Select'],
    };
    const rows = () =>
      text()
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(','));

    it('DYN-14: a file of prospects becomes a list of open leads; counts agree with the file', async () => {
      const body = await send.imported('Leads.csv', text(), mapping);
      expect(body).toMatchObject({ status: 'done', total: 9240, counts: { imported: 9240 } });
      expect((await send.get('/leads?limit=1&count=true&open=true')).body.total).toBe(9240);
      const chosen = rows().filter(([, , , , , , what]) => what !== '' && what !== 'Select').length;
      expect(await one('SELECT count(industry)::int AS n FROM leads')).toBe(chosen);
      expect(await one(`SELECT count(*)::int AS n FROM leads WHERE industry = 'Select'`)).toBe(0);
      const google = rows().filter(([, , source]) => source === 'Google').length;
      expect(await one(`SELECT count(*)::int AS n FROM leads WHERE source = 'Google'`)).toBe(google);
    });

    it('DYN-14: they are leads like any other: pending workflows, the importer as their owner and author, a first touch each', async () => {
      expect(
        await until(
          async () => startsAsked,
          (n) => n > 0,
        ),
      ).toBe(1);
      expect(
        await one(
          `SELECT count(*)::int AS n FROM process_instances WHERE kind = 'lead' AND open AND engine = 'pending' AND state = 'new'`,
        ),
      ).toBe(9240);
      expect(
        await one(
          `SELECT count(*)::int AS n FROM process_instances i JOIN leads l USING (id) WHERE owner_id = created_by`,
        ),
      ).toBe(9240);
      expect(await one(`SELECT count(*)::int AS n FROM touches`)).toBe(
        await one('SELECT count(source)::int AS n FROM leads'),
      );
    });

    it('DYN-14: brought in again, nothing changes', async () => {
      const before = await one('SELECT count(*)::int AS n FROM process_events');
      const body = await send.imported('Leads (1).csv', text(), mapping);
      expect(body.counts).toEqual({ present: 9240 });
      expect(await one('SELECT count(*)::int AS n FROM process_events')).toBe(before);
      expect(await one('SELECT count(*)::int AS n FROM leads')).toBe(9240);
    });
  });

  describe('crm-sales-opportunities', () => {
    const file = (name: string) => readFileSync(join(salesDir, name));
    const source = 'crm-sales-opportunities';
    const common = { source, currency: 'USD' };
    const office = (zone: string) => ({ zone, calendar: 'office' });
    const FILES: [string, object][] = [
      [
        'sales_teams.csv',
        {
          entity: 'person',
          key: ['name'],
          columns: { sales_agent: 'name', manager: 'manager', regional_office: 'office' },
          mailDomain: 'crm-sales-opportunities.invalid',
          offices: {
            Central: office('America/Chicago'),
            East: office('America/New_York'),
            West: office('America/Los_Angeles'),
          },
        },
      ],
      [
        'accounts.csv',
        {
          entity: 'account',
          key: ['name'],
          columns: {
            account: 'name',
            sector: 'industry',
            year_established: 'foundedYear',
            revenue: 'annualRevenue',
            employees: 'employees',
            office_location: 'country',
            subsidiary_of: 'holding',
          },
          amountsIn: 'millions',
          spellings: { industry: { technolgy: 'technology' }, country: { Philipines: 'Philippines' } },
        },
      ],
      [
        'products.csv',
        { entity: 'product', key: ['name'], columns: { product: 'name', series: 'series', sales_price: 'price' } },
      ],
      [
        'sales_pipeline.csv',
        {
          entity: 'sale',
          key: ['key'],
          process: 'imported-pipeline',
          columns: {
            opportunity_id: 'key',
            sales_agent: 'owner',
            product: 'product',
            account: 'account',
            deal_stage: 'stage',
            engage_date: 'startedOn',
            close_date: 'closedOn',
            close_value: 'amount',
          },
          spellings: { product: { GTXPro: 'GTX Pro' } },
          stages: {
            Prospecting: ['prospecting'],
            Engaging: ['prospecting', 'engaging'],
            Won: ['prospecting', 'engaging', 'closed.won'],
            Lost: ['prospecting', 'engaging', 'closed.lost'],
          },
          fields: { product: 'product', amount: 'amount', engagedOn: 'startedOn' },
          listPrices: true,
        },
      ],
    ];
    const importAll = async () => {
      const counts = [];
      for (const [name, mapping] of FILES)
        counts.push((await send.imported(name, file(name), { ...common, ...mapping })).counts);
      return counts;
    };

    it('comes in whole: people, accounts, products and sales with their past', async () => {
      expect(await importAll()).toEqual([{ imported: 35 }, { imported: 85 }, { imported: 7 }, { imported: 8800 }]);
      const { rows } = await api.engine.pool.query(
        `SELECT state, count(*)::int AS n FROM process_instances WHERE kind = 'sale' GROUP BY 1 ORDER BY 1`,
      );
      expect(rows).toEqual([
        { state: 'closed.lost', n: 2473 },
        { state: 'closed.won', n: 4238 },
        { state: 'engaging', n: 1589 },
        { state: 'prospecting', n: 500 },
      ]);
      expect(await one('SELECT count(*)::int AS n FROM accounts WHERE holding_id IS NOT NULL')).toBe(15);
      expect(
        await one(`SELECT annual_revenue_minor::float8 / 100 AS n FROM accounts WHERE name = 'Acme Corporation'`),
      ).toBe(1_100_040_000);
      expect(await one('SELECT count(*)::int AS n FROM sales WHERE account_id IS NOT NULL')).toBe(8800 - 1425);
    });

    it('comes in again and changes nothing', async () => {
      const before = await one('SELECT count(*)::int AS n FROM process_events');
      expect(await importAll()).toEqual([{ present: 35 }, { present: 85 }, { present: 7 }, { present: 8800 }]);
      expect(await one('SELECT count(*)::int AS n FROM process_events')).toBe(before);
      expect(await one('SELECT max(revision)::int AS n FROM accounts')).toBe(1);
    });
  });
});
