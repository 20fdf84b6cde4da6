import { keepForecast } from '../../src/insight';
import { testPool } from '../support/database';
import { until } from '../support/engine';
import { describeInBrowser, type Site, startSite, type Visitor } from '../support/page';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(300_000);

const EVER = 'period=all+time';
const YEAR = 'period=last+365+days';
/** Each report, asked so that the sample company has something to count, and how many kinds of numbers it holds at least. */
const REPORTS: readonly [name: string, question: string, kinds: number][] = [
  ['funnel', EVER, 8],
  ['forecast', '', 3],
  ['attainment', '', 1],
  ['pipeline-change', YEAR, 3],
  ['bottlenecks', EVER, 1],
  ['stage-weeks', EVER, 1],
  ['variants', EVER, 2],
  ['conformance', EVER, 2],
  ['workload', YEAR, 4],
  ['sellers', EVER, 4],
  ['process-change', 'change=standard-sale@1&days=90', 2],
  ['sources', EVER, 3],
  ['past-forecast', 'per=quarter', 2],
  ['interest', EVER, 2],
  ['lead-chart', EVER, 1],
  ['incoming', YEAR, 2],
  ['clients', EVER, 2],
];
/** A deal that stood somewhere twice is counted twice, and opened once. */
const VISITS = 'bottlenecks.visits';
const MOST = 8;

/** What kind of number an address is behind: which deals, of which cell but for its day. */
function kindOf(href: string | null): string {
  const behind = new URLSearchParams(href?.split('?')[1]).get('behind') ?? '';
  const [path = '', query] = behind.split('?');
  const params = new URLSearchParams(query);
  const known = (key: string) => ['set', 'work', 'state', 'kind'].includes(key) || key.startsWith('at.');
  const of = [...params].filter(([key, value]) => known(key) && !/\d/.test(value)).map(([, value]) => value);
  return [path.replace(/[0-9a-f-]{36}/, '…'), ...of].join(' ').trim();
}

describeInBrowser('reports at the page', () => {
  let site: Site;
  let helen: Visitor;
  let ahead = 0;
  beforeAll(async () => {
    site = await startSite({ clock: { now: () => Date.now() + ahead } });
    const { pool, apiPool } = site.api.engine;
    await keepForecast(pool, Date.now());
    // The process was put in force amid what the sample company has lived through.
    const owner = testPool(site.api.engine.database.ownerUrl);
    await owner.query(`SET session_replication_role = replica; UPDATE publications SET at = now() - interval '90 days';
      UPDATE process_versions SET published_at = now() - interval '90 days'; SET session_replication_role = origin`);
    helen = await site.visit('Helen Carter');
    // On the last day of a month it may be another one already where she is.
    await apiPool.query(
      `INSERT INTO quotas (id, person_id, per, starts_on, amount_minor, currency, set_by, set_at)
       SELECT gen_random_uuid(), p.id, 'month', date_trunc('month', now()) + make_interval(months => m), 100000000, 'RUB', $1, now()
       FROM people p, generate_series(-1, 1) m`,
      [helen.personId],
    );
  }, 240_000);

  it.each(REPORTS)(
    '%s: each kind of number opens what it counts, as many as it says',
    async (name, question, least) => {
      const { page, complaints } = helen;
      await page.goto(`${site.api.url}/reports/${name}?${question}`);
      const answer = page.locator(`[data-answer=${name}]`);
      await answer.waitFor();
      const links = answer.getByRole('link', { name: /: show what it counts$/ });
      await links.first().waitFor();
      const hrefs = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
      const kinds = new Map(hrefs.map((href, at) => [kindOf(href), at]));
      expect(kinds.size).toBeGreaterThanOrEqual(least);
      const drawer = page.getByRole('dialog', { name: 'What this number counts' });
      for (const [kind, at] of [...kinds].slice(0, MOST)) {
        const number = (await links.nth(at).innerText()).replace(/,/g, '');
        await links.nth(at).click();
        const said = drawer.getByText(/^[\d,]+ in all$/);
        await said.waitFor();
        const total = Number.parseInt((await said.innerText()).replace(/,/g, ''), 10);
        const rows = await drawer.locator('li').count();
        expect([kind, rows]).toEqual([kind, Math.min(total, 50)]);
        if (kind.includes(VISITS)) expect([kind, total <= Number(number)]).toEqual([kind, true]);
        else if (/^\d+$/.test(number)) expect([kind, total]).toEqual([kind, Number(number)]);
        else expect([kind, total > 0]).toEqual([kind, true]);
        await page.keyboard.press('Escape');
        await drawer.waitFor({ state: 'detached' });
        // The screen is where it was, and the focus on what was pressed.
        await expect(
          until(() => links.nth(at).evaluate((one) => one === one.ownerDocument.activeElement), Boolean),
        ).resolves.toBe(true);
      }
      expect(complaints).toEqual([]);
    },
  );

  it('each says as of when, by the clock of whoever reads it and in their language, and it moves when it is asked again', async () => {
    const east = { timezoneId: 'Asia/Vladivostok', locale: 'ru' };
    const { page } = await site.visit('Анна Орлова', '/reports', east);
    const at = (iso: string) =>
      new Date(iso).toLocaleTimeString('ru-RU', { timeZone: east.timezoneId, hour: '2-digit', minute: '2-digit' });
    for (const name of ['limits', 'deviation', 'task-times', ...REPORTS.map(([one]) => one)]) {
      const told = page.locator(`[data-answer=${name}]`).getByText(/^На .*\(.*\)$/);
      /** What this report answers, asked for after that instant: what was under way before may come in still. */
      const answered = (after = 0) =>
        page.waitForResponse(
          async (one) =>
            new URL(one.url()).pathname.endsWith(`/insight/${name}`) && Date.parse((await one.json()).asOf) > after,
        );
      const first = answered();
      await page.goto(`${site.api.url}/reports/${name}`);
      const { asOf } = await (await first).json();
      await told.filter({ hasText: at(asOf) }).waitFor();
      ahead += 61 * 60_000;
      const again = answered(Date.parse(asOf));
      await page.locator('#main').getByRole('button', { name: 'Обновить' }).click();
      const { asOf: later } = await (await again).json();
      expect([name, Date.parse(later) - Date.parse(asOf) > 60 * 60_000]).toEqual([name, true]);
      await told.filter({ hasText: at(later) }).waitFor();
      ahead = 0;
    }
  });

  it('so does the stalled board, which follows what happens', async () => {
    const east = { timezoneId: 'Asia/Vladivostok', locale: 'ru' };
    const { page, personId } = await site.visit('Анна Орлова', '/stalled', east);
    const told = page.getByText(/^По состоянию на \d\d:\d\d:\d\d$/);
    const hour = () => new Date().toLocaleTimeString('ru-RU', { timeZone: east.timezoneId, hour: '2-digit' });
    const before = hour();
    const first = await told.innerText();
    expect([before, hour()].some((one) => first.includes(` ${one}:`))).toBe(true);
    // What is read from now on is of another second, however fast it comes.
    ahead = 2_000;
    await site.aSale(personId, { title: 'Begun meanwhile' });
    expect(
      await until(
        () => told.innerText(),
        (now) => now !== first,
      ),
    ).not.toBe(first);
  });
});
