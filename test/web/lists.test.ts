import { until } from '../support/engine';
import { barriers, describeInBrowser, type Site, sideways, startSite, type Visitor } from '../support/page';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(240_000);

const rows = ({ page }: Visitor) => page.getByRole('grid').locator('tbody tr:not([aria-hidden])');
const row = ({ page }: Visitor, name: string) => page.getByRole('row').filter({ hasText: name });
const addressOf = ({ page }: Visitor) => new URL(page.url()).searchParams;

describeInBrowser('lists at the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 180_000);

  const aLead = async (ownerId: string, more: { topic: string } & Record<string, string>) => {
    const answer = await site.api.post('/leads', { process: 'standard-lead', ownerId, ...more }, { as: ownerId });
    if (answer.status === 201) return answer.body as { id: string };
    // On a busy machine it is received, and there a moment later.
    if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    const sql = 'SELECT id FROM leads WHERE topic = $1';
    const read = async () => (await site.api.engine.pool.query<{ id: string }>(sql, [more.topic])).rows[0];
    const found = await until(read, Boolean);
    if (!found) throw new Error(`${more.topic} did not come.`);
    return found;
  };

  const visit = async (...asked: Parameters<Site['visit']>): Promise<Visitor> => {
    const visitor = await site.visit(...asked);
    visitor.page.setDefaultTimeout(60_000);
    return visitor;
  };

  /** Somebody with three leads: two from a fair, one from the web. */
  async function withLeads(name: string): Promise<Visitor> {
    const rep = await site.someone(name);
    await aLead(rep, { topic: `First of ${name}`, source: 'Fair', campaign: 'Spring' });
    await aLead(rep, { topic: `Second of ${name}`, source: 'Fair' });
    await aLead(rep, { topic: `Third of ${name}`, source: 'Web' });
    return visit(name, '/leads?view=my-open-leads');
  }

  it('a filter is a chip that the address holds: it survives a reload, is sent as a link, and is taken away', async () => {
    const rita = await withLeads('Rita Filter');
    const { page } = rita;
    await row(rita, 'Third of').waitFor();
    await page.getByRole('button', { name: 'Add a filter' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a filter' });
    await dialog.getByRole('combobox', { name: 'Field' }).fill('Source');
    await page.getByRole('option', { name: 'Source', exact: true }).click();
    // What sources there are is picked by name.
    await dialog.getByRole('combobox', { name: 'Value' }).click();
    await page.getByRole('option', { name: 'Fair', exact: true }).click();
    await page.keyboard.press('Tab');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await row(rita, 'Third of').waitFor({ state: 'detached' });
    expect(addressOf(rita).get('filter')).toBe('source = "fair"');
    await row(rita, 'First of').waitFor();
    expect(await rows(rita).count()).toBe(2);
    await page.reload();
    await row(rita, 'First of').waitFor();
    expect(await rows(rita).count()).toBe(2);
    await page.getByRole('link', { name: /^Without: Source .*Fair$/ }).click();
    await row(rita, 'Third of').waitFor();
    expect(rita.complaints).toEqual([]);
  });

  it('a filter that makes no sense is told as it is written, and is not applied', async () => {
    const ivan = await withLeads('Ivan Words');
    const { page } = ivan;
    await page.getByRole('button', { name: 'Add a filter' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a filter' });
    await dialog.getByText('As text').click();
    await dialog.getByRole('textbox', { name: 'The filter' }).fill('colour = red');
    await dialog.getByRole('alert').getByText('colour').waitFor();
    expect(await dialog.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'The filter' }).fill('source = Web or campaign = Spring');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await row(ivan, 'Second of').waitFor({ state: 'detached' });
    await row(ivan, 'Third of').waitFor();
    expect(await rows(ivan).count()).toBe(2);
  });

  it('DYN-23: beside the list stands a chart of it, by any field; a bar narrows the list to its rows', async () => {
    const olga = await withLeads('Olga Chart');
    const { page } = olga;
    await page.getByRole('button', { name: 'Chart', exact: true }).click();
    const chart = page.getByRole('region', { name: 'Chart' });
    await chart.getByRole('link', { name: /Fair.*2/ }).waitFor();
    expect(await chart.getByRole('link').allInnerTexts()).toEqual([
      expect.stringMatching(/Fair\s*2/),
      expect.stringMatching(/Web\s*1/),
    ]);
    expect(await barriers(page)).toEqual([]);
    await chart.getByRole('link', { name: /Fair.*2/ }).click();
    await row(olga, 'Third of').waitFor({ state: 'detached' });
    expect(addressOf(olga).get('filter')).toBe('source = "Fair"');
    await page.goto(`${site.api.url}/leads?view=my-open-leads&chart=startedAt&width=day&form=columns`);
    await chart.getByRole('link', { name: /3$/ }).waitFor();
  });

  it('bars are called what people call it, in their language: a usual source, a language, a country', async () => {
    const rep = await site.someone('Inga Words', 'ru');
    await aLead(rep, { topic: 'Said by key', source: 'website', language: 'en', country: 'GB' });
    const { page } = await visit('Inga Words', '/leads?filter=owner = me&chart=source', { locale: 'ru' });
    const chart = page.getByRole('region', { name: 'Диаграмма' });
    for (const [by, name] of [
      ['source', 'Сайт'],
      ['language', 'английский'],
      ['country', 'Великобритания'],
    ]) {
      await page.goto(`${site.api.url}/leads?filter=owner = me&chart=${by}&columns=topic,${by}`);
      await chart.getByRole('link', { name: new RegExp(`${name}.*1`) }).waitFor();
      await page
        .getByRole('grid')
        .getByText(name ?? '', { exact: true })
        .waitFor();
    }
  });

  it('DYN-23: types of charts ship; one of one’s own is kept under a name, and a colleague draws theirs by it', async () => {
    const ruth = await withLeads('Ruth Own');
    const { page } = ruth;
    await page.goto(`${site.api.url}/leads?view=my-open-leads&chart=source`);
    const chart = page.getByRole('region', { name: 'Chart' });
    await chart.getByRole('button', { name: 'Types of charts' }).click();
    await page.getByRole('menuitem', { name: 'Leads by campaign' }).click();
    await chart.getByRole('link', { name: /Spring.*1/ }).waitFor();
    await chart.getByRole('button', { name: 'Leads by campaign' }).click();
    await page.getByRole('menuitem', { name: 'How fast leads come' }).click();
    await page.waitForURL(/chart=startedAt/);
    await chart.getByRole('combobox', { name: 'Bars of' }).click();
    await page.getByRole('option', { name: 'quarters' }).click();
    await chart.getByRole('button', { name: 'Types of charts' }).click();
    await page.getByRole('menuitem', { name: 'Keep this chart under a name' }).click();
    const dialog = page.getByRole('dialog', { name: 'Keep this chart under a name' });
    await dialog.getByLabel('Name').fill('Quarter by quarter');
    // With teams it takes at least one of them.
    await dialog.getByRole('radio', { name: 'teams' }).check();
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await dialog.getByRole('combobox', { name: 'Teams' }).click();
    await page.getByRole('option').first().click();
    await page.keyboard.press('Tab');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await chart.getByRole('button', { name: 'Quarter by quarter' }).waitFor();
    const { items } = (await site.api.get('/reports', { as: ruth.personId })).body;
    const kept = items.find(({ name }: { name: string }) => name === 'Quarter by quarter');
    expect(kept).toMatchObject({ shared: 'teams', teams: [expect.any(String)] });
    // It is kept with the view: there when that is opened again, closed for as long as one says so.
    await page.goto(`${site.api.url}/leads?view=my-open-leads`);
    await chart.getByRole('button', { name: 'Quarter by quarter' }).waitFor();
    await chart.getByRole('button', { name: 'Close the chart' }).click();
    await chart.waitFor({ state: 'detached' });
    await page.reload();
    await row(ruth, 'First of Ruth').waitFor();
    expect(await chart.count()).toBe(0);
    const sam = await withLeads('Sam Reads');
    await site.api.engine.pool.query(
      'INSERT INTO team_members (team_id, person_id) SELECT id, $1 FROM teams WHERE key = ANY ($2)',
      [sam.personId, kept.teams],
    );
    // A view that ships is nobody's: what others keep beside it does not come to oneself.
    await sam.page.goto(`${site.api.url}/leads?view=my-open-leads`);
    await row(sam, 'First of Sam').waitFor();
    expect(await sam.page.getByRole('region', { name: 'Chart' }).count()).toBe(0);
    await sam.page.goto(`${site.api.url}/leads?view=my-open-leads&chart=source`);
    await sam.page.getByRole('button', { name: 'Types of charts' }).click();
    await sam.page.getByRole('menuitem', { name: 'Quarter by quarter · Ruth Own' }).click();
    await sam.page.waitForURL(/width=quarter/);
    expect(Object.fromEntries(addressOf(sam))).toMatchObject({ chart: 'startedAt', width: 'quarter', form: 'columns' });
    await sam.page.getByRole('region', { name: 'Chart' }).getByRole('link', { name: /3$/ }).waitFor();
    // It is a saved report like others: it leads to its list, and is a file.
    await page.goto(`${site.api.url}/reports`);
    await page.getByRole('link', { name: 'Quarter by quarter', exact: true }).click();
    await chart.getByRole('button', { name: 'Quarter by quarter' }).click();
    await page.getByRole('menuitem', { name: 'Delete “Quarter by quarter”' }).click();
    await chart.getByRole('button', { name: 'Types of charts' }).waitFor();
  });

  it('a view that was saved and shared is opened by a colleague, with its filter, order and columns', async () => {
    const nina = await withLeads('Nina View');
    const { page } = nina;
    await page.goto(`${site.api.url}/leads?view=all-leads&filter=source = Fair&sort=topic&columns=topic,source`);
    await row(nina, 'First of Nina').waitFor();
    await page.getByRole('button', { name: /All leads/ }).click();
    await page.getByRole('menuitem', { name: 'Save as a new view' }).click();
    const dialog = page.getByRole('dialog', { name: 'A new view' });
    await dialog.getByLabel('Name').fill('From the fair');
    await dialog.getByLabel('everybody').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'From the fair' }).waitFor();
    const pavel = await withLeads('Pavel Colleague');
    await pavel.page.getByRole('button', { name: 'My open leads' }).click();
    await pavel.page.getByRole('menuitem', { name: /From the fair · Nina View/ }).click();
    await row(pavel, 'Second of Pavel').waitFor();
    // Whoever reads it sees what they may see, and its columns.
    expect(await row(pavel, 'Third of Pavel').count()).toBe(0);
    expect(await pavel.page.getByRole('columnheader').allInnerTexts()).toEqual(['', 'Topic', 'Source']);
    // Renamed, its address is the same; deleted, that says so, and where to go on.
    await page.getByRole('button', { name: 'From the fair' }).click();
    await page.getByRole('menuitem', { name: 'Rename or share' }).click();
    const renaming = page.getByRole('dialog');
    await renaming.getByLabel('Name').fill('Fair and square');
    await renaming.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Fair and square' }).waitFor();
    await pavel.page.goto(page.url());
    await pavel.page.getByRole('button', { name: 'Fair and square' }).waitFor();
    await page.getByRole('button', { name: 'Fair and square' }).click();
    await page.getByRole('menuitem', { name: 'Delete this view' }).click();
    await row(nina, 'Third of Nina').waitFor();
    await pavel.page.reload();
    await pavel.page.getByText('There is no such view.').waitFor();
    await pavel.page.getByRole('link', { name: 'Show all' }).click();
    await row(pavel, 'Third of Pavel').waitFor();
  });

  it('DYN-30: a lead that is chosen in the list is qualified from there: its dialog is open at once', async () => {
    const vera = await withLeads('Vera Ribbon');
    const { page } = vera;
    await row(vera, 'Second of Vera').getByRole('checkbox').check();
    await page.getByRole('link', { name: 'Qualify', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Qualify: Second of Vera Ribbon' });
    await dialog.getByRole('region', { name: 'What this will make and link' }).waitFor();
    // It is an address: sent to somebody it opens the same; closed, it is the lead's own.
    await page.reload();
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(new URL(page.url()).hash).toBe('');
  });

  it('acts on many: the look ahead says who cannot and why; then it runs, and says what became of each', async () => {
    const rep = await site.someone('Zoe Many', 'en', ['manager']);
    const open = await aLead(rep, { topic: 'Still open' });
    const closed = await aLead(rep, { topic: 'Already over' });
    const ended = { result: 'disqualified', reason: 'not our client' };
    expect((await site.api.post(`/leads/${closed.id}/qualify`, ended, { as: rep })).status).toBe(200);
    const zoe = await visit('Zoe Many', '/leads?filter=owner = me');
    const { page } = zoe;
    await row(zoe, 'Still open').waitFor();
    await page.getByRole('checkbox', { name: 'Choose all that are loaded' }).click();
    await page.getByText('2 chosen').waitFor();
    await page.getByRole('button', { name: 'Do with them' }).click();
    await page.getByRole('menuitem', { name: 'Let wait' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'in a week' }).click();
    await dialog.getByLabel('What it waits for').fill('Summer');
    await dialog.getByRole('button', { name: 'Show what would happen' }).click();
    await dialog.getByRole('listitem').filter({ hasText: 'Still open' }).waitFor();
    const refused = dialog.getByRole('listitem').filter({ hasText: 'Already over' });
    expect(await refused.innerText()).toMatch(/would be refused.*closed/s);
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Do it with 1 deal' }).click();
    await dialog.getByRole('heading', { name: 'What became of each' }).waitFor();
    await dialog.getByText('1 of 1 done').waitFor();
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([expect.stringMatching(/Still open.*: done/s)]);
    // The list behind it is read anew meanwhile, and what became of each stays to be read.
    await page.getByRole('dialog').getByText('Close', { exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await row(zoe, 'Still open').waitFor();
    expect((await site.api.get(`/leads/${open.id}`, { as: rep })).body.light).toBe('waiting');
  });

  it('what comes meanwhile does not push in: it is counted, and shown when one says so', async () => {
    const eve = await withLeads('Eve Live');
    await row(eve, 'Third of').waitFor();
    await aLead(eve.personId, { topic: 'Just now' });
    await eve.page.getByRole('button', { name: '1 new: show it' }).waitFor();
    expect(await row(eve, 'Just now').count()).toBe(0);
    await eve.page.getByRole('button', { name: '1 new: show it' }).click();
    await row(eve, 'Just now').waitFor();
  });

  it('ten thousand clients: to the last by one key, without reading what nobody looks at before', async () => {
    const boss = await site.someone('Tom Thousand', 'en', ['manager']);
    await site.api.engine.pool.query(
      `INSERT INTO accounts (id, name, owner_id, created_at)
       SELECT gen_random_uuid(), 'Ten ' || lpad(n::text, 5, '0'), $1, now() - interval '1 hour' FROM generate_series(1, 10000) n`,
      [boss],
    );
    const tom = await visit('Tom Thousand', '/clients?filter=name starts with "Ten "');
    const { page } = tom;
    await page.getByText('10,000 rows').waitFor();
    await row(tom, 'Ten 00001').waitFor();
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
    expect(await rows(tom).count()).toBeLessThan(60);
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByText('1 chosen').waitFor();
    expect(await row(tom, 'Ten 00002').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('End');
    await row(tom, 'Ten 10000').waitFor({ timeout: 60_000 });
    expect(await row(tom, 'Ten 10000').getAttribute('data-active')).toBe('true');
    expect(await rows(tom).count()).toBeLessThan(60);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Ten 10000' }).waitFor();
  });

  it('clients that are chosen go on a list of one’s own, which is a filter from then on', async () => {
    const rep = await site.someone('Liza List', 'en', ['manager']);
    await site.api.engine.pool.query(
      `INSERT INTO accounts (id, name, owner_id, created_at)
       SELECT gen_random_uuid(), 'Listed ' || n, $1, now() - interval '1 hour' FROM generate_series(1, 3) n`,
      [rep],
    );
    const liza = await visit('Liza List', '/clients?filter=name starts with "Listed "');
    const { page } = liza;
    await row(liza, 'Listed 2').getByRole('checkbox').click();
    await page.getByRole('button', { name: 'Put on a list' }).click();
    await page.getByRole('dialog').getByLabel('Name of the list').fill('Guests');
    await page.getByRole('dialog').getByRole('button', { name: 'Put on the list' }).click();
    await page.getByRole('link', { name: 'Open the list' }).click();
    await page.getByText('on the list Guests').waitFor();
    await row(liza, 'Listed 2').waitFor();
    expect(await rows(liza).count()).toBe(1);
  });

  it('of two who claim a lead of the queue one has it and the other is told who; given back, it waits again, seen by both', async () => {
    const [uma, walt] = [await site.someone('Uma First'), await site.someone('Walt Second')];
    const keeper = await site.someone('Kate Keeper', 'en', ['manager']);
    const ops = await site.someone('Olga Ops', 'en', ['sales-ops']);
    const { pool } = site.api.engine;
    const team = `INSERT INTO teams (id, key, name) VALUES ($1, 'claimers', '{"en": "Claimers", "ru": "Берущие"}')`;
    await pool.query(team, [keeper]);
    for (const id of [uma, walt]) await pool.query('INSERT INTO team_members VALUES ($1, $2)', [keeper, id]);
    const before: string = (await site.api.get('/distribution', { as: ops })).body.text ?? '[]';
    const publish = async (text: string) => {
      const answer = await site.api.put('/distribution', { text, note: 'A test' }, { as: ops });
      expect(answer).toMatchObject({ status: 200 });
    };
    await publish(`- { to: { team: claimers }, how: queue, keeper: "${keeper}@example.com" }`);
    try {
      // No responsible is named: the rules give it to the queue.
      const made = await site.api.post('/leads', { topic: 'Wanted by both' }, { as: ops });
      expect([201, 202]).toContain(made.status);
      const first = await visit('Uma First', '/leads/queue');
      const second = await visit('Walt Second', '/leads/queue');
      const claim = ({ page }: Visitor) =>
        page.getByRole('listitem').filter({ hasText: 'Wanted by both' }).getByRole('button', { name: 'Claim' });
      await claim(first).waitFor();
      await claim(second).waitFor();
      // The other hears nothing for the moment in which it happens: their page still offers it.
      await second.page.route('**/api/v1/leads/queue*', (route) => route.abort());
      await claim(first).click();
      await first.page.getByRole('heading', { level: 1, name: 'Wanted by both' }).waitFor();
      await claim(second).click();
      await second.page
        .getByRole('status')
        .getByText(/Uma First/)
        .waitFor();
      await second.page.unroute('**/api/v1/leads/queue*');
      await first.page.getByRole('button', { name: 'Put it back into the queue' }).click();
      await first.page.getByRole('button', { name: 'Take it from the queue' }).waitFor();
      await claim(second).click();
      await second.page.getByRole('heading', { level: 1, name: 'Wanted by both' }).waitFor();
    } finally {
      await publish(before);
    }
  });

  it('an empty list says why, and what to do', async () => {
    await site.someone('Ed Empty');
    const ed = await visit('Ed Empty', '/leads?view=my-open-leads');
    const { page } = ed;
    await page.getByText('Nothing is in this view now.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.goto(`${site.api.url}/leads?view=all-leads&filter=topic = "no such topic"`);
    await page.getByRole('button', { name: 'Take the filters away' }).waitFor();
  });

  it('is Russian, in cards of 360 pixels, in light and in dark, and open to everybody', async () => {
    const dmitri = await visit('Дмитрий Волков', '/leads', {
      viewport: { width: 360, height: 740 },
      locale: 'ru',
    });
    const { page } = dmitri;
    for (const path of ['/leads?chart=source', '/sales', '/clients', '/contacts', '/leads/queue', '/clients/lists']) {
      await page.goto(`${site.api.url}${path}`);
      await page.locator('#main h1').waitFor();
      await page.locator('#main [role=status][aria-label]').first().waitFor({ state: 'detached' });
      expect([path, await sideways(page)]).toEqual([path, 0]);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
        expect([path, colorScheme, await barriers(page)]).toEqual([path, colorScheme, []]);
      }
    }
    expect(await page.locator('#main h1').innerText()).toBe('Списки клиентов');
    expect(dmitri.complaints).toEqual([]);
  });
});
