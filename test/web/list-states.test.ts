import type { Locator } from 'playwright-core';
import type { Pool } from '../../src/platform/database';
import { testPool } from '../support/database';
import { until } from '../support/engine';
import { MANY, oneOfEach, tenThousandOfEach } from '../support/list-rows';
import { barriers, describeInBrowser, type Site, startSite, type Visitor } from '../support/page';
import { LISTS, type List } from '../support/page-lists';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(180_000);

const API = 'dealwright_api';
/** What a company has that has just begun: none of these. */
const CLEARED = `process_instances, leads, sales, accounts, contacts, notifications, imports, duplicate_pairs, alert_rules, saved_reports,
  account_lists, import_rows, sources, custom_fields, catalogue_values, properties, categories, search_entries`;

describeInBrowser('the states of each list, made by the real server', () => {
  let site: Site;
  let vera: Visitor;
  let owner: Pool;
  beforeAll(async () => {
    site = await startSite();
    await site.someone('Vera States', 'en', ['rep', 'manager', 'sales-ops', 'administrator']);
    owner = testPool(site.api.engine.database.ownerUrl);
    vera = await site.visit('Vera States');
    await oneOfEach(site, owner, vera.personId);
  }, 240_000);

  /** Goes there; `first` happens before it is read. */
  const open = async (
    { at, ready, come, inside = '#main' }: List,
    first?: () => Promise<unknown>,
  ): Promise<Locator> => {
    const { page } = vera;
    if (!come) await first?.();
    await page.goto(`${site.api.url}${at}`);
    await page.locator('#main').waitFor();
    if (ready) await page.locator(ready).first().waitFor();
    if (come) await first?.();
    await come?.(page);
    return page.locator(inside);
  };

  /** Until some question of the API waits for the table. */
  const waitedFor = async (table: string): Promise<void> => {
    const sql = 'SELECT 1 FROM pg_locks WHERE NOT granted AND relation = $1::regclass';
    const waits = async () => (await owner.query(sql, [table])).rows.length > 0;
    expect(await until(waits, Boolean)).toBe(true);
  };

  it.each(Object.entries(LISTS))(
    '%s: could not be read, is told in words and tried again; is being read; is there',
    async (_, list) => {
      const { page } = vera;
      const { table, row } = list;
      const holding = await owner.connect();
      try {
        const where = await open(list, () => owner.query(`REVOKE SELECT ON ${table} FROM ${API}`));
        const again = where.getByRole('button', { name: 'Try again' }).first();
        await where.getByText('This could not be read').first().waitFor();
        await where.getByText('Something went wrong on our side.').first().waitFor();
        expect(await where.locator(row).filter({ visible: true }).count()).toBe(0);
        await holding.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE; GRANT SELECT ON ${table} TO ${API}`);
        await again.press('Enter');
        await waitedFor(table);
        await where.getByRole('status', { name: 'Loading' }).first().waitFor();
        // Whoever pressed it by key is still there.
        expect(await page.evaluate('document.activeElement.closest("main, [role=dialog]") !== null')).toBe(true);
        await holding.query('COMMIT');
        await where.locator(row).first().waitFor();
        if (list.inside !== undefined) return;
        await where.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
      } finally {
        await holding.query('ROLLBACK');
        holding.release();
        await owner.query(`GRANT SELECT ON ${table} TO ${API}`);
      }
    },
  );

  it('one that could not be read keeps nobody out', async () => {
    const tables = ['open_deals', 'saved_views', 'notifications'];
    for (const one of tables) await owner.query(`REVOKE SELECT ON ${one} FROM ${API}`);
    for (const name of ['stalled board', 'leads', 'notices']) {
      const where = await open(LISTS[name] as List);
      await where.getByRole('button', { name: 'Try again' }).first().waitFor();
      expect([name, await barriers(vera.page)]).toEqual([name, []]);
    }
    for (const one of tables) await owner.query(`GRANT SELECT ON ${one} TO ${API}`);
  });

  describe('with ten thousand rows', () => {
    const FIRST = '/imports/00000000-0000-4000-8000-000000000001?rows=imported';
    beforeAll(() => tenThousandOfEach(owner, vera.personId), 240_000);

    const BEHIND = encodeURIComponent(
      '/insight/deals?set=funnel.started&kind=sale&period=all time&filter=title starts with "Copy "&sort=number',
    );

    // Which of them is the first, what is pressed to see fewer, and which of those is the second and the first.
    const LONG = [
      ['stalled board', '/stalled', '#main ol > li', 'Copy 00001', 'Mine', 'Copy 00003', 'Copy 00002'],
      ['notices', '/notices', '#main ul > li', 'Copy 00001', 'Unread only', 'Copy 00002', 'Copy 00001'],
      ['rows of an import', FIRST, '#main section ol > li', 'Row 1 ·', 'did not fit', 'Row 10 ·', 'Row 6 ·'],
      ['doubles', '/duplicates', '#main ul > li', 'Copy 00001', 'Not the same', 'Copy 00010', 'Copy 00006'],
      ['imports', '/imports', '#main ul > li', 'copy 00001.csv', null, '', ''],
      ['alerts', '/reports/alerts', '#main section:nth-of-type(2) li', 'Copy 00001', null, '', ''],
      ['queue', '/leads/queue', '#main ul > li', 'Copy 00001', null, '', ''],
      [
        'deals behind a number',
        `/reports/workload?behind=${BEHIND}`,
        '[role=dialog] ul > li',
        'Copy 00001',
        null,
        '',
        '',
      ],
    ] as const;
    it.each(LONG)(
      '%s: the first at once, the others drawn and read as one scrolls, fewer by a press',
      async (_, at, row, first, press, there, away) => {
        const { page } = vera;
        await page.goto(`${site.api.url}${at}`);
        const rows = page.locator(row);
        const called = (name: string) => rows.filter({ hasText: name });
        await called(first).waitFor();
        const far = async () => Math.max(...(await places()).map(Number));
        const places = (): Promise<string[]> =>
          rows.evaluateAll((all) => all.map((one) => one.getAttribute('aria-posinset') ?? '0'));
        while ((await far()) < 600) {
          await page.mouse.move(1000, 600);
          await page.mouse.wheel(0, 8000);
          await page.waitForTimeout(50);
          expect(await rows.count()).toBeLessThan(61);
        }
        // Those above it are not drawn any more.
        await called(first).waitFor({ state: 'detached' });
        expect(await page.locator('body *').count()).toBeLessThan(3000);
        if (press === null) return;
        await page.evaluate('window.scrollTo(0, 0)');
        await called(first).waitFor();
        await page.locator('#main :is(nav a, label)').filter({ hasText: press }).first().click();
        await called(away).waitFor({ state: 'detached' });
        await called(there).waitFor();
      },
    );

    it('sales: on the board and in their list, counted in whole', async () => {
      const { page } = vera;
      await page.goto(`${site.api.url}/sales?filter=title starts with "Copy "`);
      await page.getByText(`${MANY.toLocaleString('en-GB')} rows`).waitFor();
      expect(await page.locator('#main tbody tr').count()).toBeLessThan(60);
      await page.goto(`${site.api.url}/board`);
      const column = page.locator('[data-column]').filter({ hasText: 'Copy 0' }).first();
      await column.locator('[data-card]').first().waitFor();
      await column.locator('[data-card]').first().hover();
      const last = () =>
        column.locator('[aria-posinset]').evaluateAll((all) => Math.max(...all.map((one) => Number(one.ariaPosInSet))));
      while ((await last()) < 100) {
        await page.mouse.wheel(0, 4000);
        await page.waitForTimeout(50);
      }
      expect(await page.locator('[data-card]').count()).toBeLessThan(150);
    });
  });

  describe('in a company that has just begun', () => {
    beforeAll(async () => {
      await owner.query(`TRUNCATE ${CLEARED} CASCADE`);
      await owner.query('UPDATE people SET office_id = NULL');
      await owner.query('DELETE FROM team_members; DELETE FROM teams; DELETE FROM offices');
    });

    const empty = Object.entries(LISTS).filter(([, { none }]) => none !== null);
    it.each(empty)('%s: says that there is nothing', async (_, list) => {
      const where = await open(list);
      await where
        .getByText(list.none as string)
        .first()
        .waitFor();
      expect(await where.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    });

    it('nothing of it keeps anybody out, and nothing went wrong on the way', async () => {
      for (const name of ['inbox', 'board of sales', 'clients', 'doubles', 'alerts']) {
        const where = await open(LISTS[name] as List);
        await where
          .getByText(LISTS[name]?.none as string)
          .first()
          .waitFor();
        expect([name, await barriers(vera.page)]).toEqual([name, []]);
      }
      expect(vera.complaints).toEqual([]);
    });
  });
});
