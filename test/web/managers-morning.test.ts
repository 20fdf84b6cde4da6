import { keepForecast, raiseAlerts } from '../../src/insight';
import { testPool } from '../support/database';
import { barriers, describeInBrowser, type Site, sideways, startSite } from '../support/page';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(240_000);

const MANAGER = 'Helen Carter';
const REPORTS = [
  ...[
    'funnel',
    'forecast',
    'attainment',
    'past-forecast',
    'pipeline-change',
    'bottlenecks',
    'stage-weeks',
    'task-times',
  ],
  ...['limits', 'deviation', 'variants', 'conformance', 'workload', 'sellers', 'process-change', 'sources', 'interest'],
  ...['lead-chart', 'incoming', 'clients'],
];

describeInBrowser("a manager's morning at the page", () => {
  let site: Site;
  let helen: string;
  beforeAll(async () => {
    site = await startSite();
    helen = await site.idOf(MANAGER);
    // The forecast of a day is kept by a schedule, which does not run here.
    await keepForecast(site.api.engine.pool, Date.now());
  }, 240_000);

  const stalled = async (query = '') => (await site.api.get(`/insight/stalled?${query}`, { as: helen })).body;

  it('a manager finds the worst deal, why it stands still, whose turn, since when, and what happens next', async () => {
    const [worst] = (await stalled()).items;
    const { page, complaints } = await site.visit(MANAGER, '/stalled');
    const row = page.locator('#main ol > li').first();
    const { piles } = await stalled('count=true');
    await page.getByRole('link', { name: `Over the limit ${piles['over its limit']}` }).waitFor();
    const said = await row.innerText();
    expect(await row.getByRole('link').first().innerText()).toBe(worst.title);
    for (const one of [
      ...[worst.owner.name, worst.account.name, worst.stage.name.en, 'Escalated', worst.nextStep.name.en],
      ...['Against the plan', 'Pushed or gone back', 'Last contact', 'Score'],
    ])
      expect(said).toContain(one);
    // Its clock may run on while one looks: what the page says was read between these two.
    const used = [worst, (await stalled()).items[0]].map(({ timeAtStage: { usedDays, limitDays } }) => {
      const days = new Intl.NumberFormat('en-GB').format(Math.round(usedDays * 10) / 10);
      return `${days} of ${limitDays} working days`;
    });
    expect([used, used.some((one) => said.includes(one))]).toEqual([used, true]);
    expect(said).toMatch(/Whose turn\s+(ours|the client’s|the client's|an approver's)/);
    await page.getByText(/then by money in RUB/).waitFor();
    // In parts, each number narrows the board to its deals, and the address says so.
    await page.getByRole('link', { name: 'Responsible', exact: true }).click();
    await page.getByRole('link', { name: new RegExp(`^${worst.owner.name}, Over the limit: `) }).click();
    await page.waitForURL(/owner=/);
    const theirs = (await stalled(`owner=${worst.owner.id}`)).items;
    await page
      .locator('#main ol > li')
      .nth(theirs.length - 1)
      .waitFor();
    await page.locator('#main ol > li').nth(theirs.length).waitFor({ state: 'detached' });
    expect(await page.locator('#main ol > li').count()).toBe(theirs.length);
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('the same is asked of many, after a look at what would become of each', async () => {
    const { page } = await site.visit(MANAGER, '/stalled');
    const boxes = page.getByRole('checkbox', { name: /^Choose “/ });
    await boxes.nth(4).waitFor();
    const name = await page.locator('#main ol > li').nth(3).getByRole('link').first().innerText();
    const ids: string[] = (await stalled()).items.slice(3, 5).map(({ id }: { id: string }) => id);
    await boxes.nth(3).check();
    await boxes.nth(4).check();
    await page.getByText('2 deals chosen').waitFor();
    await page.getByRole('region', { name: 'What is chosen' }).getByRole('button', { name: 'Let wait' }).click();
    const dialog = page.getByRole('dialog', { name: 'Let wait: 2 deals' });
    await dialog.getByRole('button', { name: 'in a week' }).click();
    await dialog.getByLabel('What it waits for').fill('The trade fair');
    await dialog.getByRole('button', { name: 'Show what would happen' }).click();
    await dialog.getByText('2 would be done').waitFor();
    // A look changes nothing.
    expect((await stalled()).items.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(ids));
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Do it with 2 deals' }).click();
    await dialog.getByText('2 of 2 done').waitFor();
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    for (const id of ids)
      expect((await site.api.get(`/sales/${id}`, { as: helen })).body).toMatchObject({
        light: 'waiting',
        waitReason: 'The trade fair',
      });
    await page.getByRole('link', { name, exact: true }).waitFor({ state: 'detached' });
  });

  it('a meeting walks deal by deal by key, records decisions, and sums them up', async () => {
    const [first, second] = (await stalled()).items;
    const { page } = await site.visit(MANAGER, '/stalled');
    await page.getByRole('link', { name: 'Walk through them' }).click();
    await page.getByRole('heading', { level: 2, name: first.title }).waitFor();
    await page.getByRole('region', { name: 'What may be done now' }).locator('li').first().waitFor();
    const deal = await page.getByRole('article').innerText();
    for (const one of ['Over the limit', 'Whose turn', 'since', 'What happens next', 'Last contacts'])
      expect(deal).toContain(one);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('q');
    const asking = page.getByRole('dialog', { name: `Ask the owner: ${first.title}` });
    await asking.getByLabel('Your question').fill('Who decides there?');
    await asking.getByRole('button', { name: 'Ask the owner' }).click();
    await asking.waitFor({ state: 'detached' });
    await page.getByText(`Asked ${first.owner.name}: Who decides there?`).waitFor({ timeout: 60_000 });
    await page.keyboard.press('n');
    await page.getByRole('heading', { level: 2, name: second.title }).waitFor();
    await page.keyboard.press('t');
    const noting = page.getByRole('dialog', { name: 'Note' });
    await noting.getByLabel('Your note').fill('Helen calls them herself');
    await noting.getByRole('button', { name: 'Keep the note' }).click();
    await page.getByText('Note: Helen calls them herself').waitFor();
    // A reload in the middle loses nothing.
    await page.reload();
    await page.getByRole('heading', { level: 2, name: second.title }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { level: 2, name: first.title }).waitFor();
    await page.keyboard.press('s');
    await page.getByRole('heading', { level: 1, name: 'What was decided' }).waitFor();
    const minutes = await page.locator('#main ol').innerText();
    for (const one of [first.title, 'Who decides there?', second.title, 'Helen calls them herself'])
      expect(minutes).toContain(one);
    expect(await barriers(page)).toEqual([]);
    const { tasks } = (await site.api.get(`/sales/${first.id}`, { as: helen })).body;
    expect(tasks.map(({ name }: { name: { en: string } }) => name.en)).toContain('Who decides there?');
    await page.getByRole('button', { name: 'End the meeting' }).click();
    await page.getByRole('heading', { level: 1, name: 'Stalled' }).waitFor();
  });

  it('a number of the funnel opens exactly its deals, and its address can be sent to somebody', async () => {
    const { items } = (await site.api.get('/insight/funnel', { as: helen })).body;
    const funnel = items.find(({ started }: { started: { count: number } }) => started.count > 0);
    const stage = funnel.stages.find(({ inNow }: { inNow: { count: number } }) => inNow.count > 0);
    const behind = (await site.api.get(stage.inNow.opens.replace('/api/v1', ''), { as: helen })).body;
    const titles = behind.items.map(({ title }: { title: string }) => title).sort();
    expect(titles).toHaveLength(stage.inNow.count);
    const { page, complaints } = await site.visit(MANAGER, '/reports');
    await page.getByRole('link', { name: 'Funnel', exact: true }).click();
    const table = page.getByRole('table').first();
    // Large sums stand there in whole units; to the cent for whoever points at them.
    const { amount } = funnel.started;
    const exact = new Intl.NumberFormat('en-GB', { style: 'currency', currency: amount.currency });
    const sum = page.getByTitle(exact.format(Number(amount.amount)));
    expect(await sum.first().innerText()).toBe(
      new Intl.NumberFormat('en-GB', {
        ...exact.resolvedOptions(),
        maximumFractionDigits: 0,
        minimumFractionDigits: 0,
      } as object).format(Number(amount.amount)),
    );
    const cell = table
      .getByRole('row', { name: new RegExp(`^${stage.name.en}`) })
      .getByRole('cell')
      .nth(1);
    await cell.getByRole('link').click();
    const drawer = page.getByRole('dialog', { name: 'What this number counts' });
    await drawer.getByText(`${stage.inNow.count} in all`).waitFor();
    expect((await drawer.locator('li a').allInnerTexts()).sort()).toEqual(titles);
    expect(await barriers(page)).toEqual([]);
    const sent = page.url();
    expect(complaints).toEqual([]);
    const other = await site.visit('Анна Орлова', sent.replace(site.api.url, ''));
    await other.page.getByRole('dialog', { name: 'Что стоит за числом' }).waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('behind');
  });

  it('a question is kept under a name, shared, and asked again as of then', async () => {
    const { page } = await site.visit(MANAGER, '/reports/sellers?period=all+time&by=team');
    await page.locator('[data-answer=sellers]').waitFor();
    await page.getByRole('button', { name: 'Save under a name' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save under a name' });
    await dialog.getByLabel('Name').fill('Teams, ever');
    await dialog.getByRole('radio', { name: 'everybody' }).check();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved as “Teams, ever”').waitFor();
    const anna = await site.visit('Анна Орлова', '/reports');
    await anna.page.getByRole('link', { name: 'Teams, ever', exact: true }).click();
    await anna.page.waitForURL(/by=team/);
    await anna.page.locator('[data-answer=sellers]').waitFor();
    expect(anna.page.url()).toMatch(/period=all(\+|%20)time/);
  });

  it('TB-AN-06: in parts and against another period, as the address and a saved report hold it; each number of a part opens its own deals', async () => {
    const question = 'period=last+365+days&compare=year+before&by=team';
    const { parts } = (await site.api.get(`/insight/bottlenecks?${question}`, { as: helen })).body;
    const [part] = parts;
    const row = part.items.find(({ entered }: { entered: { count: number } }) => entered.count > 0);
    const { page, complaints } = await site.visit(MANAGER, '/reports/bottlenecks');
    const choose = async (label: string, option: string) => {
      await page.getByRole('combobox', { name: label }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await choose('Period', 'last 365 days');
    await choose('Against', 'a year before');
    await choose('In parts by', 'Team');
    await page.waitForURL(/by=team/);
    const names: string[] = parts.map(({ group }: { group: { name: string } }) => group.name);
    const beside = page.getByRole('table', { name: 'Part beside part' });
    await beside.waitFor();
    expect(await beside.getByRole('columnheader').allInnerTexts()).toEqual(['Days, median', 'All', ...names]);
    const first = page.locator('details').first();
    expect(await first.locator('summary').innerText()).toBe(part.group.name);
    const cells = first.getByRole('row', { name: new RegExp(`^${row.stage.name.en}`) }).getByRole('cell');
    expect(await cells.first().innerText()).toMatch(new RegExp(`^${row.entered.count}\\s+was \\d+$`));
    await cells.first().getByRole('link').click();
    const behind = (await site.api.get(`${row.entered.opens.replace('/api/v1', '')}&count=true`, { as: helen })).body;
    await page.getByRole('dialog', { name: 'What this number counts' }).getByText(`${behind.total} in all`).waitFor();
    await page.keyboard.press('Escape');
    // The others are read when they are opened.
    expect(await page.locator('details').nth(1).getByRole('table').count()).toBe(0);
    await page.locator('details').nth(1).locator('summary').click();
    await page.locator('details').nth(1).getByRole('table').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save under a name' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save under a name' });
    await dialog.getByLabel('Name').fill('Where teams stand');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved as “Where teams stand”').waitFor();
    // Sources and incoming are kept as all others are.
    for (const [name, by] of [
      ['sources', 'owner'],
      ['incoming', 'team'],
    ] as const) {
      await page.goto(`${site.api.url}/reports/${name}?period=last+365+days&compare=year+before&by=${by}`);
      await page.getByRole('table', { name: 'Part beside part' }).waitFor();
      await page.getByRole('button', { name: 'Save under a name' }).click();
      await dialog.getByLabel('Name').fill(`Our ${name}`);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByText(`Saved as “Our ${name}”`).waitFor();
      expect([name, await barriers(page)]).toEqual([name, []]);
    }
    await page.goto(`${site.api.url}/reports`);
    await page.getByRole('link', { name: 'Where teams stand', exact: true }).click();
    await page.waitForURL(/compare=year(\+|%20)before/);
    await beside.waitFor();
    expect(complaints).toEqual([]);
  });

  it('flow reports in parts are Russian, and nothing is to be pushed sideways at 360 pixels', async () => {
    const narrow = { viewport: { width: 360, height: 740 }, locale: 'ru' };
    const { page } = await site.visit('Анна Орлова', '/reports', narrow);
    for (const name of ['bottlenecks', 'variants', 'conformance', 'stage-weeks', 'task-times', 'sources', 'incoming']) {
      await page.goto(`${site.api.url}/reports/${name}?period=last+365+days&compare=year+before&by=process`);
      await page.locator('details').first().waitFor();
      expect([name, await sideways(page)]).toEqual([name, 0]);
      expect([name, await barriers(page)]).toEqual([name, []]);
      const words = await page.locator('#main h2, #main summary, #main thead th, #main caption').allInnerTexts();
      expect(words.filter((one) => /^[A-Za-z ]+$/.test(one))).toEqual([]);
    }
  }, 300_000);

  it('sales ops try a rule before they keep it; who may not read rules is told so', async () => {
    const ops = await site.visit('Ирина Фёдорова', '/reports/alerts');
    const { page } = ops;
    await page.getByRole('button', { name: 'Добавить правило' }).click();
    const dialog = page.getByRole('dialog', { name: 'Добавить правило' });
    await dialog.getByRole('button', { name: 'Что оно нашло бы сейчас?' }).click();
    await dialog.getByText(/Нашлось бы: \d+/).waitFor();
    await dialog.getByLabel('Название по-английски').fill('Big ones');
    await dialog.getByLabel('Название по-русски').fill('Большие стоят');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Сохранить правило' }).click();
    await page.getByText('Большие стоят').waitFor();
    // It fires by itself every five minutes; whom it tells opens the deal from the notice.
    const raised = await raiseAlerts(site.api.engine.pool, Date.now());
    expect(raised).toBeGreaterThan(0);
    await page.reload();
    const found = page.getByRole('region', { name: 'Что они нашли' }).getByRole('listitem');
    await found.first().waitFor();
    expect(await found.first().innerText()).toMatch(/ · с \d+ .*Большие стоят/s);
    const notices = await site.visit(MANAGER, '/notices');
    const notice = notices.page.getByRole('link', { name: /^A big sale stalls: “/ }).first();
    const title = /“(.*)” \(no\./.exec(await notice.innerText())?.[1] ?? '';
    await notice.click();
    await notices.page.getByRole('heading', { level: 1, name: title }).waitFor();
    const rep = await site.visit('James Whitfield', '/reports/alerts');
    await rep.page.getByText('Your roles do not include this.').first().waitFor();
  });

  it('each report is in Russian, nothing is to be pushed sideways at 360 pixels, and axe finds nothing serious', async () => {
    const anna = await site.visit('Анна Орлова', '/reports', { viewport: { width: 360, height: 740 }, locale: 'ru' });
    const { page, complaints } = anna;
    await page.getByRole('heading', { level: 1, name: 'Отчёты' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    for (const name of REPORTS) {
      await page.goto(`${site.api.url}/reports/${name}`);
      await page.locator(`[data-answer=${name}]`).waitFor();
      expect([name, await sideways(page)]).toEqual([name, 0]);
      expect([name, await barriers(page)]).toEqual([name, []]);
      const words = await page
        .locator('#main h1, #main h2, #main thead th, #main caption, #main label')
        .allInnerTexts();
      expect(words.filter((one) => /^[A-Za-z ]+$/.test(one) && one !== 'PDF')).toEqual([]);
    }
    for (const path of [
      '/reports/weekly',
      '/reports/alerts',
      '/stalled',
      '/stalled?kind=lead&by=owner',
      '/stalled/meeting',
    ]) {
      await page.goto(`${site.api.url}${path}`);
      await page.locator('#main h1').waitFor();
      expect([path, await sideways(page)]).toEqual([path, 0]);
      expect([path, await barriers(page)]).toEqual([path, []]);
    }
    expect(complaints).toEqual([]);
  }, 400_000);

  it('in the dark nothing is harder to read', async () => {
    const { page } = await site.visit(MANAGER, '/reports/funnel', { colorScheme: 'dark' });
    for (const path of ['/reports/funnel', '/reports/forecast', '/stalled?by=team', '/stalled/meeting', '/reports']) {
      await page.goto(`${site.api.url}${path}`);
      await page.locator('#main h1').waitFor();
      await page.waitForLoadState('networkidle');
      expect([path, await barriers(page)]).toEqual([path, []]);
    }
  });

  it('a report that cannot be read says so and is read again; what makes no sense says what would', async () => {
    const { page } = await site.visit(MANAGER, '/inbox');
    const owner = testPool(site.api.engine.database.ownerUrl);
    await owner.query('REVOKE SELECT ON stage_visits, process_instances FROM dealwright_api');
    await page.goto(`${site.api.url}/reports/funnel`);
    await page.getByText('This could not be read').waitFor();
    await owner.query('GRANT SELECT ON stage_visits, process_instances TO dealwright_api');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-answer=funnel]').waitFor();
    await page.goto(`${site.api.url}/reports/funnel?period=never`);
    await page.getByText('This could not be read').waitFor();
    await page.goto(`${site.api.url}/reports/funnel?region=Atlantis`);
    await page.getByText('There is nothing of that in this period.').waitFor();
  });
});
