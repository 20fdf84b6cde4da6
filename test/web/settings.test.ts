import { until } from '../support/engine';
import { oneTimeCode } from '../support/one-time-code';
import { barriersInBoth, describeInBrowser, type Site, sideways, startSite } from '../support/page';

jest.setTimeout(240_000);

const SETTINGS = ['own', 'notices', 'safety', 'programs', 'calendar'];
const ADMINISTRATION = [
  ...['people', 'teams', 'offices', 'roles', 'calendars&of=office', 'processes&of=standard-sale'],
  ...['fields', 'lists', 'properties', 'categories', 'sources'],
];

describeInBrowser('settings of one’s own, and the administration', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 180_000);

  it('language and zone are kept, and the page speaks that language at once', async () => {
    await site.someone('Lena Zone');
    const { page } = await site.visit('Lena Zone', '/settings');
    await page.getByText('Русский', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Time zone' }).fill('Yekater');
    await page.getByRole('option', { name: 'Asia/Yekaterinburg' }).click();
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('heading', { name: 'Настройки' }).waitFor();
    await page.goto(`${site.api.url}/settings?part=notices`);
    await page.getByText('Asia/Yekaterinburg').waitFor();
  });

  it('which notices come by mail, quiet hours, and everything off for a while', async () => {
    const id = await site.someone('Quinn Quiet');
    const { page } = await site.visit('Quinn Quiet', '/settings?part=notices');
    await page.getByRole('combobox', { name: 'Tasks for you: by mail' }).click();
    await page.getByRole('option', { name: 'Mail at once' }).click();
    await page.getByLabel('From').fill('19:00');
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('Kept.').waitFor();
    const { rows } = await site.api.engine.pool.query('SELECT settings FROM notice_settings WHERE person_id = $1', [
      id,
    ]);
    expect(rows[0].settings).toMatchObject({ mail: { task: 'at once' }, quiet: { from: '19:00', to: '08:00' } });
    await page.getByRole('button', { name: 'tomorrow' }).click();
    await page.getByText(/Everything is quiet until/).waitFor();
    await page.getByRole('button', { name: 'Switch on again' }).click();
    await page.getByText('Switch everything off until:').waitFor();
  });

  it('a token is shown once, opens what it is for, and is ended', async () => {
    await site.someone('Tom Token');
    const { page, personId } = await site.visit('Tom Token', '/settings?part=programs');
    await page.getByLabel('For which program').fill('Spreadsheet');
    await page.getByRole('combobox', { name: 'It may' }).fill('Leads: see');
    await page.getByRole('option', { name: 'Leads: see', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const token = await page.locator('code').innerText();
    const ask = async (path: string) => {
      const { status } = await fetch(`${site.api.url}/api/v1${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return status;
    };
    expect([await ask('/leads'), await ask('/sales')]).toEqual([200, 403]);
    await page.getByRole('listitem').filter({ hasText: 'Spreadsheet' }).getByRole('button', { name: 'End' }).click();
    await page.getByText('It opens nothing any more.').waitFor();
    expect(await ask('/leads')).toBe(401);
    expect(personId).not.toBe('');
  });

  it('a second factor is set up by a code that an application makes; other sessions are ended from here', async () => {
    const password = 'a long enough password';
    const id = await site.someone('Sara Safe');
    const { link } = (await site.api.post(`/people/${id}/invitation`, {}, { as: await site.idOf('Павел Зайцев') }))
      .body;
    const { page } = await site.open();
    await page.goto(`${site.api.url}${new URL(link).pathname}${new URL(link).search}`);
    await page.locator('input[type=password]').fill(password);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('status').waitFor();
    await site.visit('Sara Safe');
    const sara = await site.visit('Sara Safe', '/settings?part=safety');
    const factor = sara.page.getByRole('region', { name: 'Second factor' });
    await factor.getByLabel('Your password now').fill(password);
    await factor.getByRole('button', { name: 'Set up a second factor' }).click();
    const secret = (await factor.getByText(/^By hand: /).innerText()).replace('By hand: ', '');
    await factor.getByLabel('Code').fill(await oneTimeCode(secret));
    await factor.getByRole('button', { name: 'Use it from now on' }).click();
    await sara.page.getByText('From now on a code is asked for at each sign-in.').waitFor();
    const { rows } = await site.api.engine.pool.query('SELECT two_factor_enabled AS on FROM people WHERE id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ on: true }]);
    await sara.page.getByRole('button', { name: 'End', exact: true }).first().click();
    await sara.page.getByText('It is signed out.').waitFor();
    expect(sara.complaints).toEqual([]);
  });

  it('a calendar reads one’s tasks at an address that is shown once', async () => {
    await site.someone('Cara Calendar');
    const { page } = await site.visit('Cara Calendar', '/settings?part=calendar');
    await page.getByRole('button', { name: 'Make an address' }).click();
    const address = new URL(await page.locator('code').innerText());
    const feed = await fetch(`${site.api.url}${address.pathname}`);
    expect(await feed.text()).toMatch(/^BEGIN:VCALENDAR/);
    await page.getByRole('button', { name: 'End it' }).click();
    await page.getByRole('button', { name: 'Make an address' }).waitFor();
    expect((await fetch(`${site.api.url}${address.pathname}`)).status).toBe(404);
  });

  it('an administrator adds somebody, invites them, and takes a right from a role', async () => {
    await site.someone('Ada Admin', 'en', ['administrator']);
    const { page } = await site.visit('Ada Admin', '/administration');
    await page.getByRole('button', { name: 'Add somebody' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: false }).first().fill('New Colleague');
    await dialog.getByLabel('E-mail').fill('new.colleague@example.com');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await page.getByLabel('Part of a name or an address').fill('colleague');
    await page.getByRole('button', { name: 'Invite' }).click();
    expect(await page.locator('code').innerText()).toMatch(/\/password\?token=/);
    await page.goto(`${site.api.url}/administration?part=roles`);
    await page.getByRole('button', { name: 'Change Marketer' }).click();
    await dialog.getByLabel('Imports: add').uncheck();
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { rows } = await site.api.engine.pool.query(`SELECT rights FROM roles WHERE key = 'marketer'`);
    expect(rows[0].rights).not.toContain('import.create');
    expect(rows[0].rights).toContain('self.read');
  });

  it('sales ops see what a calendar would move, and where a process is at fault, before either is in force', async () => {
    const ops = await site.someone('Olga Works', 'en', ['sales-ops']);
    const { page } = await site.visit('Olga Works', '/administration?part=calendars&of=office');
    const text = page.getByRole('textbox', { name: 'Text' });
    await text.fill((await text.inputValue()).replace('friday: 09:00-13:00, 14:00-18:00', 'friday: closed'));
    await page.getByRole('button', { name: 'What would it move?' }).click();
    await page.getByText(/deadlines? would move; looked at \d+ running deals/).waitFor();
    await page.goto(`${site.api.url}/administration?part=processes&of=standard-sale`);
    await text.fill((await text.inputValue()).replace(/to: proposal/, 'to: nowhere'));
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('It cannot be put in force as it is.').waitFor();
    await page
      .getByText(/^Line \d+, column \d+:/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Put in force' }).isDisabled()).toBe(true);
    await page.goto(`${site.api.url}/administration?part=fields&entity=lead`);
    await page.getByRole('button', { name: 'Add a field' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Key').fill('fleet');
    await dialog.getByLabel('Name (en)').fill('Fleet');
    await dialog.getByLabel('Name (ru)').fill('Автопарк');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await page.getByText('Fleet', { exact: true }).waitFor();
    expect((await site.api.get('/custom-fields/lead', { as: ops })).body.items).toMatchObject([{ key: 'fleet' }]);
  });

  it('a value of a short list is made, renamed in both languages and retired by keys alone; who may not change it reads it', async () => {
    const ops = await site.someone('Kira Keys', 'en', ['sales-ops']);
    const { page } = await site.visit('Kira Keys', '/administration?part=lists&of=industry');
    const dialog = page.getByRole('dialog');
    /** From field to field by Tab, as they come; the last is sent by Enter, and the focus is back on what opened it. */
    const fillIn = async (opener: string, first: string, ...typed: string[]) => {
      const button = page.getByRole('button', { name: opener, exact: true });
      await button.focus();
      await page.keyboard.press('Enter');
      await dialog.waitFor();
      while (!(await dialog.getByLabel(first).evaluate((one) => one === one.ownerDocument.activeElement)))
        await page.keyboard.press('Tab');
      for (const [at, one] of typed.entries()) {
        if (at > 0) await page.keyboard.press('Tab');
        await page.keyboard.press('Control+a');
        await page.keyboard.type(one);
      }
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'detached' });
    };
    const read = async () => {
      const { items } = (await site.api.get('/catalogues/industry', { as: ops })).body;
      return items.find(({ key }: { key: string }) => key === 'fishing');
    };
    const item = page.locator('#main li').filter({ hasText: 'fishing' });
    await fillIn('Add a value', 'Key', 'fishing', 'Fishing', 'Рыболовство');
    await item.getByText('Fishing', { exact: true }).waitFor();
    expect(await read()).toMatchObject({ name: { en: 'Fishing', ru: 'Рыболовство' }, retiredAt: null });
    const change = page.getByRole('button', { name: 'Change Fishing', exact: true });
    await fillIn('Change Fishing', 'Name (en)', 'Fisheries', 'Рыбное хозяйство');
    await item.getByText('Fisheries', { exact: true }).waitFor();
    await change.waitFor({ state: 'detached' });
    expect(await read()).toMatchObject({ name: { en: 'Fisheries', ru: 'Рыбное хозяйство' } });
    await page.getByRole('button', { name: 'Change Fisheries' }).press('Enter');
    await dialog.getByLabel('Offered no more').press('Space');
    await dialog.getByRole('button', { name: 'Keep' }).press('Enter');
    await item.getByText(/no longer in use/).waitFor();
    expect((await read()).retiredAt).not.toBeNull();
    // A key that is taken, or one that is none, is told in the form; nothing typed is lost.
    await page.getByRole('button', { name: 'Add a value' }).click();
    await dialog.getByLabel('Key').fill('Not a key!');
    await dialog.getByLabel('Name (en)').fill('Nothing');
    await dialog.getByLabel('Name (ru)').fill('Ничего');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByLabel('Name (en)').inputValue()).toBe('Nothing');
    await site.someone('Рита Читает', 'ru', ['rep']);
    const rita = await site.visit('Рита Читает', '/administration?part=lists&of=industry', { locale: 'ru' });
    await rita.page.getByText('Рыбное хозяйство').waitFor();
    expect(await rita.page.locator('#main').getByRole('button').count()).toBe(0);
  });

  it('a source is made with its cost and its days, renamed in both languages, and ended; what makes no sense is told', async () => {
    const ops = await site.someone('Sonia Source', 'en', ['marketer']);
    const { page } = await site.visit('Sonia Source', '/administration?part=sources');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add a source' }).click();
    await dialog.getByLabel('Name (en)').fill('Harbour fair');
    await dialog.getByLabel('Name (ru)').fill('Ярмарка в порту');
    await dialog.getByLabel('Cost').fill('1200.50');
    await dialog.getByLabel('Currency').fill('EUR');
    await dialog.getByLabel('From').fill('2026-03-10');
    await dialog.getByLabel('To').fill('2026-03-01');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('To').fill('2099-12-31');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.waitFor({ state: 'detached' });
    const item = page.locator('#main li').filter({ hasText: 'harbour fair' });
    expect(await item.innerText()).toMatch(/1,200\.50.*2099/s);
    await page.getByRole('button', { name: 'Change Harbour fair' }).click();
    await dialog.getByLabel('Name (en)').fill('Port fair');
    await dialog.getByLabel('Name (ru)').fill('Портовая ярмарка');
    await dialog.getByLabel('To').fill('2026-03-20');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await item.getByText('Port fair', { exact: true }).waitFor();
    await item.getByText(/no longer in use/).waitFor();
    const { items } = (await site.api.get('/sources?limit=200', { as: ops })).body;
    expect(items.find(({ key }: { key: string }) => key === 'harbour fair')).toMatchObject({
      ...{ name: { en: 'Port fair', ru: 'Портовая ярмарка' }, running: false },
      ...{ cost: { amount: '1200.50', currency: 'EUR' }, endsOn: '2026-03-20' },
    });
    await site.someone('Rep Reads', 'en', ['rep']);
    const rep = await site.visit('Rep Reads', '/administration?part=sources');
    await rep.page.getByText('Port fair', { exact: true }).waitFor();
    expect(await rep.page.locator('#main').getByRole('button').count()).toBe(0);
  });

  it('a reason of a process is renamed in both languages and one is added; it is in force for whoever closes a sale from then on', async () => {
    const ops = await site.someone('Petra Process', 'en', ['sales-ops']);
    const { page } = await site.visit('Petra Process', '/administration?part=processes&of=standard-sale');
    const text = page.getByRole('textbox', { name: 'Text' });
    const typed = (await text.inputValue()).replace(
      'price: { en: Price, ru: Цена }',
      'price: { en: Too dear, ru: Дорого }\n      moved: { en: Moved away, ru: Переехали }',
    );
    await text.fill(typed);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Sound: it can be put in force.').waitFor();
    await page.getByRole('textbox', { name: 'Why (others read it)' }).fill('As people say it');
    await page.getByRole('button', { name: 'Put in force' }).click();
    await page
      .getByText(/version 2/i)
      .first()
      .waitFor();
    const sale = await site.aSale(ops, { title: 'Loses by a new reason' });
    await page.goto(`${site.api.url}/inbox?task=${sale.tasks[0]?.id}`);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await page.getByRole('button', { name: /No interest/ }).click();
    await page.getByRole('radio', { name: 'Moved away' }).waitFor();
    await page.getByRole('radio', { name: 'Too dear' }).check();
    await page.getByRole('form').getByRole('button', { name: 'No interest' }).click();
    const closed = async () => (await site.api.get(`/sales/${sale.id}`, { as: ops })).body;
    expect(await until(closed, ({ open }) => !open)).toMatchObject({ open: false, fields: { reason: 'price' } });
  });

  it('a push is shown while nobody looks, and opens the deal that it tells of', async () => {
    await site.someone('Paul Push');
    const paul = await site.visit('Paul Push', '/settings?part=notices');
    await paul.context.grantPermissions(['notifications'], { origin: site.api.url });
    const protocol = await paul.context.newCDPSession(paul.page);
    const registered = new Promise<string>((found) => {
      protocol.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        if (registrations[0]) found(registrations[0].registrationId);
      });
    });
    await protocol.send('ServiceWorker.enable');
    await paul.page.evaluate(`navigator.serviceWorker.register('/push.js').then(() => navigator.serviceWorker.ready)`);
    const content = { title: 'Overdue: First call', body: '', tag: 'one', unread: 3, instance: null };
    const registrationId = await registered;
    await protocol.send('ServiceWorker.deliverPushMessage', {
      ...{ origin: site.api.url, registrationId, data: JSON.stringify(content) },
    });
    const shown = `navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then(([one]) => one?.title)`;
    const title = await paul.page.waitForFunction(shown);
    expect(await title.jsonValue()).toBe('Overdue: First call');
  });

  it('each part is open to everybody, in light and in dark, and at 360 pixels in Russian', async () => {
    await site.someone('Анна Узкая', 'ru', ['administrator', 'sales-ops']);
    const anna = await site.visit('Анна Узкая', '/settings', { viewport: { width: 360, height: 740 }, locale: 'ru' });
    const { page } = anna;
    const parts = [
      ...SETTINGS.map((part) => `/settings?part=${part}`),
      ...ADMINISTRATION.map((part) => `/administration?part=${part}`),
    ];
    for (const path of parts) {
      await page.goto(`${site.api.url}${path}`);
      await page.locator('#main section h2').first().waitFor();
      expect([path, await sideways(page), await barriersInBoth(page)]).toEqual([path, 0, []]);
      expect([path, await page.locator('#main h1, #main h2, #main label').allInnerTexts()]).toEqual([
        path,
        expect.not.arrayContaining([expect.stringMatching(/^[A-Z][a-z]+ [a-z ]+$/)]),
      ]);
    }
    expect(anna.complaints).toEqual([]);
  });
});
