import { testPool } from '../support/database';
import { barriers, describeInBrowser, type Site, startSite, type Visitor } from '../support/page';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(240_000);

const MANY = 10_000;
const rows = ({ page }: Visitor) => page.getByRole('region', { name: 'Inbox' }).getByRole('listitem');

describeInBrowser('the states of an inbox, made by the real server', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 240_000);

  it('an empty one says that all is done', async () => {
    await site.someone('Una Empty');
    const una = await site.visit('Una Empty');
    await una.page.getByText('All done: nothing is wanted from you now.').first().waitFor();
    expect(await rows(una).count()).toBe(0);
    expect(await barriers(una.page)).toEqual([]);
  });

  it('ten thousand tasks are counted, drawn as they come into view, and gone through by key over the end of a page', async () => {
    const rep = await site.someone('Max Many');
    const sale = await site.aSale(rep, { title: 'One of very many' });
    await testPool(site.api.engine.database.ownerUrl).query(
      `INSERT INTO tasks SELECT (t).* FROM (
         SELECT jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'key', 'copy#' || n, 'title', 'Copy ' || n,
           'opened_at', t.opened_at - n * interval '1 millisecond')) AS t
         FROM tasks t, generate_series(1, $2::int) n WHERE t.instance_id = $1) made`,
      [sale.id, MANY - 1],
    );
    const max = await site.visit('Max Many');
    const { page } = max;
    await page.getByRole('link', { name: `Now ${MANY.toLocaleString('en-GB')}` }).waitFor();
    await rows(max).first().waitFor();
    expect(await rows(max).count()).toBeLessThan(40);
    const heading = page.getByRole('region', { name: 'The task' }).getByRole('heading', { level: 2 });
    await heading.waitFor();
    // The first is open: what the inbox is narrowed by stands above it, in view.
    const narrowing = await page.getByRole('navigation', { name: 'Narrow the inbox' }).boundingBox();
    expect(narrowing?.y).toBeGreaterThan(50);
    // Fifty are read at once: the others have to be there before a key can lead to them.
    for (let n = 0; n < 45; n++) await page.keyboard.press('j');
    await page.locator('li[aria-posinset="51"]').waitFor({ state: 'attached' });
    for (let n = 45; n < 70; n++) await page.keyboard.press('j');
    // No key is lost, and the list goes along.
    const open = rows(max).filter({ has: page.locator('[aria-current]') });
    await page.locator('li[aria-posinset="71"] [aria-current]').waitFor();
    await heading.getByText('Copy 9929').waitFor();
    expect((await open.boundingBox())?.y).toBeGreaterThan(50);
    expect((await open.boundingBox())?.y).toBeLessThan(800);
    expect(await rows(max).count()).toBeLessThan(40);
    expect(max.complaints).toEqual([]);
  });
});
