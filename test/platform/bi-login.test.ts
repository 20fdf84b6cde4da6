import pg from 'pg';
import { publishShipped } from '../../activities/publish-shipped';
import { makeSample } from '../../activities/sample/make-sample';
import { BI_LOGIN, makeBiLogin } from '../../src/platform/bi-login';
import { readConfig } from '../../src/platform/config';
import { atEnd } from '../support/at-end';
import { asAdmin, freshDatabase, testPool } from '../support/database';
import { startEngine } from '../support/engine';

/** What reporting tools can read; a view that goes, or a column that is renamed, breaks theirs. */
const VIEWS: Readonly<Record<string, readonly string[]>> = {
  accounts: ['id', 'name', 'industry', 'region'],
  deal_history: ['deal_id', 'since', 'until', 'stage', 'amount_base'],
  deals: [
    'id',
    'kind',
    'process',
    'version',
    'stage',
    'open',
    'result',
    'owner',
    'region',
    'amount_base',
    'times_pushed',
  ],
  interactions: ['id', 'kind', 'at', 'deal_id'],
  people: ['id', 'name', 'manager_id'],
  sources: ['id', 'key', 'cost'],
  stage_visits: ['deal_id', 'n', 'stage', 'entered_at', 'left_at', 'work_hours'],
  stages: ['version_id', 'process', 'stage', 'place', 'name_en'],
  tasks: ['id', 'deal_id', 'status', 'due_at'],
  team_members: ['team', 'person_id'],
  touches: ['id', 'source_id', 'activity_at'],
};

describe('the login of the company’s own reporting tool', () => {
  const connect = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    atEnd(() => client.end());
    return client;
  };
  /** One role for the whole server, whichever database it is made through. */
  const gone = (database: string) => async () => {
    await asAdmin(`DROP OWNED BY ${BI_LOGIN}`).catch(() => undefined);
    const owner = new pg.Client({ connectionString: database });
    await owner.connect();
    await owner.query(`DROP OWNED BY ${BI_LOGIN}`).catch(() => undefined);
    await owner.end();
  };

  it('reads every view, nothing else, and writes nothing', async () => {
    const engine = await startEngine({ workerless: false });
    const sale = await engine.start('standard-sale', { amount: { minor: 12_345, currency: 'RUB' } });
    const { ownerUrl } = engine.database;
    const client = await connect(await makeBiLogin(ownerUrl));
    atEnd(gone(ownerUrl));
    const { rows } = await client.query(
      `SELECT table_name AS name FROM information_schema.views WHERE table_schema = 'bi' ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(VIEWS));
    for (const [view, columns] of Object.entries(VIEWS)) {
      const { fields } = await client.query(`SELECT * FROM ${view} LIMIT 0`);
      expect([view, fields.map(({ name }) => name)]).toEqual([view, expect.arrayContaining([...columns])]);
    }
    const { rows: deals } = await client.query('SELECT id, stage, amount, amount_base, times_pushed FROM deals');
    expect(deals).toEqual([
      { id: sale, stage: 'qualify', amount: expect.any(String), amount_base: expect.any(String), times_pushed: 0 },
    ]);
    expect(Number(deals[0].amount)).toBe(123.45);

    const { rows: tables } = await client.query(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm') AND has_table_privilege(c.oid, 'SELECT')`,
    );
    expect(tables).toEqual([]);
    await expect(client.query('SELECT 1 FROM public.contacts')).rejects.toThrow(/permission denied/);
    await expect(client.query('CREATE TEMP TABLE mine (a int)')).rejects.toThrow(/read-only/);
    await client.query('SET default_transaction_read_only = off');
    await expect(client.query(`UPDATE deals SET stage = 'closed.won'`)).rejects.toThrow(
      /permission denied|cannot update/,
    );
  });

  it('TB-AN-08: answers questions of one’s own in SQL, such as which products are bought by the same clients', async () => {
    const { ownerUrl, workerUrl } = await freshDatabase();
    const workers = testPool(workerUrl);
    await publishShipped(workers, readConfig().root);
    await makeSample(workers, Date.parse('2026-11-20T10:00:00Z'));
    const client = await connect(await makeBiLogin(ownerUrl));
    atEnd(gone(ownerUrl));
    const { rows } = await client.query(
      `SELECT a.product AS one, b.product AS other, count(DISTINCT a.account_id)::int AS clients
       FROM deals a JOIN deals b ON b.account_id = a.account_id AND b.product > a.product
       WHERE a.kind = 'sale' AND b.kind = 'sale' GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    const bought = await workers.query<{ account: string; product: string }>(
      'SELECT DISTINCT s.account_id AS account, p.name AS product FROM sales s JOIN products p ON p.id = s.product_id WHERE s.account_id IS NOT NULL',
    );
    const pairs: Record<string, number> = {};
    for (const one of bought.rows)
      for (const other of bought.rows)
        if (one.account === other.account && one.product < other.product) {
          const pair = `${one.product} & ${other.product}`;
          pairs[pair] = (pairs[pair] ?? 0) + 1;
        }
    expect(Object.fromEntries(rows.map(({ one, other, clients }) => [`${one} & ${other}`, clients]))).toEqual(pairs);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('gets another password each time that it is made: the old one lets nobody in any more', async () => {
    const { ownerUrl } = await freshDatabase();
    const first = await makeBiLogin(ownerUrl);
    const second = await makeBiLogin(ownerUrl);
    atEnd(gone(ownerUrl));
    await connect(second);
    await expect(connect(first)).rejects.toThrow(/password/);
  });

  it('shows no name, address or word of anybody on a client’s side', async () => {
    const { ownerUrl } = await freshDatabase();
    const client = await connect(ownerUrl);
    const { rows } = await client.query(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'bi' AND column_name ~ 'email|phone|person_name|subject|body|notes|comment|contact'`,
    );
    expect(rows).toEqual([]);
  });
});
