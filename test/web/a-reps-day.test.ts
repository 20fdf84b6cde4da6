import {
  barriers,
  barriersInBoth,
  describeInBrowser,
  type Site,
  sideways,
  startSite,
  type Visitor,
} from '../support/page';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(240_000);

const heading = ({ page }: Visitor) =>
  page.getByRole('region', { name: 'The task' }).getByRole('heading', { level: 2 });
const deal = ({ page }: Visitor) => page.getByRole('region', { name: 'The task' }).locator('p a').first();

describeInBrowser("a rep's day at the page", () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 180_000);

  it('twenty tasks by keyboard only, each in two presses besides typing; each is done once', async () => {
    const rep = await site.someone('Rita Keys');
    for (let n = 1; n <= 20; n++)
      await site.aSale(rep, {
        title: `Sale ${n}`,
        fields: n % 2 ? { amount: { amount: '100.00', currency: 'EUR' } } : {},
      });
    const rita = await site.visit('Rita Keys');
    const { keyboard } = rita.page;
    await heading(rita).waitFor();
    for (let n = 1; n <= 20; n++) {
      const name = await deal(rita).innerText();
      await keyboard.press('1');
      await rita.page.getByRole('form', { name: 'Need confirmed' }).waitFor();
      // A known amount only wants to be confirmed; one that is missing is typed, and its currency once.
      if ((await rita.page.getByLabel('Amount').inputValue()) === '') {
        await keyboard.type('2500');
        if ((await rita.page.getByLabel('Currency').inputValue()) === '') {
          await keyboard.press('Tab');
          await keyboard.type('EUR');
        }
      }
      await keyboard.press('Enter');
      await rita.page.getByText(`Need confirmed: ${name}`).first().waitFor();
      if (n < 20)
        await deal(rita)
          .filter({ hasNotText: new RegExp(`^${name}$`) })
          .waitFor();
    }
    const { rows } = await site.api.engine.pool.query(
      `SELECT count(*)::int AS done FROM process_events e JOIN process_instances i ON i.id = e.instance_id
       WHERE i.owner_id = $1 AND e.type = 'complete'`,
      [rita.personId],
    );
    expect(rows).toEqual([{ done: 20 }]);
    // What came of them has come in behind.
    expect(await heading(rita).innerText()).toBe('Send the proposal');
    // What was told of the last is gone by now: that it is taken back is told all the same.
    await rita.page.getByText(/^Need confirmed: /).waitFor({ state: 'detached' });
    await keyboard.press('u');
    await rita.page.getByText('Taken back:').waitFor();
    await heading(rita).getByText('First call').waitFor();
    expect(rita.complaints).toEqual([]);
  }, 240_000);

  it('what was typed outlives a reload and a session that ended in the middle', async () => {
    const rep = await site.someone('Ivan Draft');
    await site.aSale(rep, { title: 'A long form' });
    const ivan = await site.visit('Ivan Draft');
    const { page } = ivan;
    await heading(ivan).waitFor();
    await page.keyboard.press('3');
    await page.getByLabel('No budget').check();
    await page.getByRole('button', { name: 'Add a comment' }).click();
    await page.getByLabel('Comment').fill('They have none until spring');
    await page.reload();
    expect(await page.getByLabel('Comment').inputValue()).toBe('They have none until spring');
    await site.api.engine.apiPool.query('DELETE FROM sessions WHERE person_id = $1', [rep]);
    // Whoever reads anew meanwhile may be told before they send.
    const send = page.getByRole('form').getByRole('button', { name: 'No interest' });
    await send.click({ timeout: 3000 }).catch(() => undefined);
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Ivan Draft' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByLabel('No budget').isChecked()).toBe(true);
    expect(await page.getByLabel('Comment').inputValue()).toBe('They have none until spring');
    await page.getByRole('form').getByRole('button', { name: 'No interest' }).click();
    await page.getByText('No interest: A long form').waitFor();
  });

  it('of two who take the same task one has it, and the other is told who', async () => {
    await site.queue();
    const owner = await site.someone('Olga Owner', 'en', ['manager']);
    await site.someone('Olga First');
    await site.someone('Pavel Second');
    await site.aSale(owner, { title: 'Wanted by two', process: 'queue-sale' });
    const olga = await site.visit('Olga First');
    const pavel = await site.visit('Pavel Second');
    await heading(olga).waitFor();
    await heading(pavel).waitFor();
    // The other is away for the moment in which it happens: their page still offers it.
    await pavel.page.route('**/api/v1/inbox?*', (route) => route.abort());
    await olga.page.keyboard.press('c');
    await olga.page.getByRole('button', { name: 'Take this task' }).waitFor({ state: 'detached' });
    await pavel.page.keyboard.press('c');
    await pavel.page.getByText('Olga First holds this task already.').waitFor();
    await pavel.page.unroute('**/api/v1/inbox?*');
    await olga.page.keyboard.press('1');
    await olga.page.getByText('Fine: Wanted by two').waitFor();
  });

  it('a deal that moved on under an open form says so, keeps what was typed, and takes it after a look', async () => {
    const rep = await site.someone('Nina Stale');
    const sale = await site.aSale(rep, { title: 'On the move' });
    const nina = await site.visit('Nina Stale');
    const { page } = nina;
    await heading(nina).waitFor();
    await page.keyboard.press('1');
    await page.getByLabel('Amount').fill('700');
    await page.getByLabel('Currency').fill('EUR');
    const amended = { type: 'amend', fields: { amount: { amount: '900.00', currency: 'EUR' } } };
    expect((await site.api.post(`/sales/${sale.id}/commands`, amended, { as: rep })).status).toBe(200);
    await page.getByText('The deal has moved on since you began.').waitFor();
    await page.keyboard.press('Control+Enter');
    const told = page.getByRole('alert').filter({ hasText: 'The deal has moved on meanwhile' });
    await told.waitFor();
    expect(await told.innerText()).toMatch(/you have €700.*€900/s);
    expect(await page.getByLabel('Amount').inputValue()).toBe('700');
    await told.getByRole('button').click();
    await page.getByText('Need confirmed: On the move').waitFor();
    const now = (await site.api.get(`/sales/${sale.id}`, { as: rep })).body;
    expect([now.stage.key, now.amount]).toEqual(['proposal', { amount: '700.00', currency: 'EUR' }]);
  });

  it('without a connection nothing typed is lost, and what was sent is done once when it is back', async () => {
    const rep = await site.someone('Oleg Offline');
    const sale = await site.aSale(rep, {
      title: 'In the tunnel',
      fields: { amount: { amount: '5.00', currency: 'EUR' } },
    });
    const oleg = await site.visit('Oleg Offline');
    const { page, context } = oleg;
    await heading(oleg).waitFor();
    // The forms come in behind the first task.
    await page.waitForLoadState('networkidle');
    await context.setOffline(true);
    await page.getByText('No connection since').waitFor();
    await page.keyboard.press('1');
    await page.getByRole('form', { name: 'Need confirmed' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Not sent yet: no connection.').waitFor();
    await context.setOffline(false);
    await page.getByText('Need confirmed: In the tunnel').waitFor();
    const { items } = (await site.api.get(`/sales/${sale.id}/history`, { as: rep })).body;
    expect(items.filter(({ type }: { type: string }) => type === 'complete')).toHaveLength(1);
  });

  it('putting off and letting wait are told apart before anything is done', async () => {
    const rep = await site.someone('Zoe Later');
    const sale = await site.aSale(rep, { title: 'Not today' });
    const zoe = await site.visit('Zoe Later');
    const { page } = zoe;
    await heading(zoe).waitFor();
    await page.keyboard.press('w');
    const dialog = page.getByRole('dialog', { name: 'Not now' });
    expect(await dialog.innerText()).toMatch(/No clock stops: it is still due/);
    expect(await dialog.innerText()).toMatch(/its clock stops until then/);
    expect(await barriers(page)).toEqual([]);
    await dialog.getByLabel('What it waits for').fill('Budget round');
    // A moment that was picked is sent by Enter; what came of it is said.
    await dialog.getByRole('button', { name: 'in a week' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByText(/^The deal waits until .*: Not today$/).waitFor();
    await page.getByText('All done: nothing is wanted from you now.').first().waitFor();
    expect((await site.api.get(`/sales/${sale.id}`, { as: rep })).body).toMatchObject({
      light: 'waiting',
      waitReason: 'Budget round',
    });
    await page.getByRole('link', { name: /Waiting/ }).click();
    await page
      .getByRole('link', { name: /Not today\s*waits until / })
      .first()
      .waitFor();
  });

  it('hostile names are words like others', async () => {
    const rep = await site.someone('Eve <img src=x onerror=alert(1)>');
    const hostile =
      '"><script>document.title="owned"</script><img src=x onerror="document.title=1"><style>*{display:none}</style>';
    const sale = await site.aSale(rep, { title: hostile });
    const eve = await site.visit('Eve <img src=x onerror=alert(1)>');
    const { page } = eve;
    expect(await deal(eve).innerText()).toBe(hostile);
    await page.goto(`${site.api.url}/sales/${sale.id}`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(hostile);
    const title = `${hostile} · Dealwright`;
    expect(await page.title()).toBe(title);
    expect(await page.locator('img[src=x], script:not([src])').count()).toBe(0);
    expect(eve.complaints).toEqual([]);
    // What gets in all the same runs nothing: the policy keeps it out, and says so.
    await page.evaluate(`{
      const made = document.createElement('script');
      made.textContent = 'document.title = "owned"';
      document.body.append(made);
      document.body.insertAdjacentHTML('beforeend', '<b onclick="document.title=1" id="trap">x</b>');
      document.getElementById('trap').click();
    }`);
    expect(await page.title()).toBe(title);
    expect(eve.complaints.length).toBeGreaterThan(0);
  });

  const SCREENS = ['/inbox', '/stalled', '/notices'];

  it('each screen is open to everybody, in light and in dark', async () => {
    const nobody = await site.open();
    await nobody.page.goto(site.api.url);
    await nobody.page.getByRole('button', { name: 'James Whitfield' }).waitFor();
    expect(await barriersInBoth(nobody.page)).toEqual([]);
    // What comes first in an inbox changes with the day; this one has three answers on any.
    const [task] = (await site.aSale(await site.idOf('James Whitfield'), { title: 'Looked at' })).tasks;
    const james = await site.visit('James Whitfield', `/inbox?task=${task?.id}`);
    const { page } = james;
    await heading(james).getByText('First call').waitFor();
    await deal(james).waitFor();
    await page.getByRole('region', { name: 'The process' }).waitFor();
    await page.keyboard.press('3');
    await page.getByRole('form', { name: 'No interest' }).waitFor();
    expect(await barriersInBoth(page)).toEqual([]);
    await page.getByRole('button', { name: /Not yet/ }).click();
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'What may be done' }).waitFor();
    await page.getByRole('region', { name: 'The process' }).getByRole('button').first().click();
    expect(await barriersInBoth(page)).toEqual([]);
    for (const path of SCREENS.slice(1)) {
      await page.goto(`${site.api.url}${path}`);
      await page.locator('#main li').first().waitFor();
      expect([path, await barriersInBoth(page)]).toEqual([path, []]);
    }
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('A name, a number').fill('pump');
    await page
      .getByRole('dialog')
      .getByText(/^no\. \d+/)
      .first()
      .waitFor();
    expect(await barriersInBoth(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await barriersInBoth(page)).toEqual([]);
    expect(james.complaints).toEqual([]);
  });

  it('TB-SFA-18: at 360 pixels nothing is to be pushed sideways, and every screen is in Russian', async () => {
    const dmitri = await site.visit('Дмитрий Волков', '/inbox', {
      viewport: { width: 360, height: 740 },
      locale: 'ru',
    });
    const { page } = dmitri;
    await page.locator('#main li a').first().waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('ru');
    expect(await sideways(page)).toBe(0);
    await page.locator('#main li a').first().click();
    await page.getByRole('region', { name: 'Процесс' }).waitFor();
    expect(await sideways(page)).toBe(0);
    await page.locator('article p a').first().click();
    await page.getByRole('heading', { name: 'Что можно сделать' }).waitFor();
    expect(await sideways(page)).toBe(0);
    // Names of products and people are as they are; words of the page are Russian.
    expect(await page.locator('#main h2, #main dt, #main [role=tab]').allInnerTexts()).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^[A-Za-z ]+$/)]),
    );
    for (const path of SCREENS) {
      await page.goto(`${site.api.url}${path}`);
      await page.locator('#main li').first().waitFor();
      expect([path, await sideways(page)]).toEqual([path, 0]);
    }
  });
});
