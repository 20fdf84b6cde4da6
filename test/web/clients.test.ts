import { createStartDuplicateRuns } from '../../src/commands';
import { barriersInBoth, describeInBrowser, type Site, sideways, startSite } from '../support/page';
import { temporalClient } from '../support/temporal';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(240_000);

const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

const READS = [
  ...['account.read', 'contact.read', 'interaction.read', 'sale.read', 'lead.read', 'card-setup.read', 'task.read'],
  ...['notification.read', 'event.read', 'people.read', 'share.read', 'touch.read', 'file.read'],
];

describeInBrowser('the cards of clients', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 400_000);

  const made = async (path: string, body: object, as: string) => {
    const answer = await site.api.post(path, body, { as });
    if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as { id: string; revision: number; tasks: { id: string }[] };
  };
  const anAccount = (as: string, name: string, more: object = {}) =>
    made('/accounts', { name, ownerId: as, ...more }, as);

  /** A client with a person, a sale that is open, one that is lost, calls and a meeting that is planned. */
  async function aKnownClient(as: string, name: string) {
    const account = await anAccount(as, name, { region: 'Wales', phone: '+44 29 2018 0001' });
    const person = await made(
      '/contacts',
      { name: `Nora of ${name}`, ownerId: as, accounts: [{ id: account.id, post: 'Buyer' }] },
      as,
    );
    const sale = await site.aSale(as, { title: `Pumps for ${name}`, accountId: account.id });
    const talk = { kind: 'call', direction: 'in', accountId: account.id, contactId: person.id };
    await made(
      '/interactions',
      { ...talk, subject: 'Asked for a price', result: 'Wants two pumps', body: 'They said more' },
      as,
    );
    await made('/interactions', { ...talk, kind: 'visit', subject: 'Looked at the hall' }, as);
    await made(
      '/interactions',
      {
        kind: 'meeting',
        status: 'planned',
        plannedFor: new Date(Date.now() + 86_400_000).toISOString(),
        subject: 'Show the model',
        accountId: account.id,
      },
      as,
    );
    return { account, person, sale };
  }

  it('ONEC-03, ONEC-09: six tabs reach every deal, document and process; the whole story stands in one place', async () => {
    const rep = await site.someone('Carla Card');
    const { account, sale } = await aKnownClient(rep, 'Severn Pumps');
    const { page, complaints } = await site.visit('Carla Card', `/accounts/${account.id}`);
    const tabs = page.getByRole('navigation', { name: 'Parts of the card' });
    await tabs.waitFor();
    expect(await tabs.getByRole('link').allInnerTexts()).toEqual([
      'General',
      'Documents',
      'Business processes',
      'Additional',
      'Properties',
      'Categories',
    ]);
    const story = page.getByRole('region', { name: 'The whole story' });
    await story.getByText('Asked for a price').waitFor();
    await story.getByText('Sale began:').waitFor();
    await story.getByText('Show the model').waitFor();
    await story.getByRole('link', { name: 'Visits' }).click();
    await story.getByText('Asked for a price').waitFor({ state: 'detached' });
    expect(page.url()).toMatch(/kind=visit/);
    await page.reload();
    await story.getByText('Looked at the hall').waitFor();
    await story.getByRole('link', { name: 'All', exact: true }).click();
    await story.getByRole('button', { name: 'Asked for a price' }).click();
    await story.getByText('They said more').waitFor();
    await tabs.getByRole('link', { name: 'Business processes' }).click();
    await page.getByRole('link', { name: 'Pumps for Severn Pumps' }).waitFor();
    await tabs.getByRole('link', { name: 'Documents' }).click();
    expect(await page.getByRole('link', { name: 'Pumps for Severn Pumps' }).getAttribute('href')).toBe(
      `/sales/${sale.id}`,
    );
    expect(complaints).toEqual([]);
  });

  it('a deal that somebody else begins with a client is on their open card at once', async () => {
    const rep = await site.someone('Lena Live');
    const account = await anAccount(rep, 'Usk Valves');
    const { page } = await site.visit('Lena Live', `/accounts/${account.id}?tab=processes`);
    await page.getByRole('heading', { level: 1, name: 'Usk Valves' }).waitFor();
    await site.aSale(rep, { title: 'Valves for spring', accountId: account.id });
    await page.getByRole('link', { name: 'Valves for spring' }).waitFor();
  });

  it('ONEC-04, ONEC-22, ONEC-23: what is known is changed where it stands; whoever was slower is told what stands there now', async () => {
    const rep = await site.someone('Petra Place');
    const account = await anAccount(rep, 'Avon Tools');
    const { page } = await site.visit('Petra Place', `/accounts/${account.id}`);
    await page.getByRole('button', { name: 'Change: Country' }).click();
    await page.getByRole('textbox', { name: 'Country' }).fill('Wales');
    await site.api.put(`/accounts/${account.id}`, { revision: account.revision, country: 'England' }, { as: rep });
    await page.keyboard.press('Enter');
    await page.getByText('there it is England now').waitFor();
    await page.getByRole('button', { name: 'Save mine all the same' }).click();
    await page.getByText('Wales', { exact: true }).waitFor();
    // What somebody changed elsewhere on the card is no matter.
    await site.api.put(`/accounts/${account.id}`, { revision: 3, notes: 'Pays late' }, { as: rep });
    await page.getByRole('button', { name: 'Change: Employees' }).click();
    await page.getByRole('textbox', { name: 'Employees' }).fill('40');
    await page.keyboard.press('Enter');
    await page.getByText('Pays late').waitFor();
    await page.getByRole('link', { name: 'Categories' }).click();
    await page.getByRole('checkbox').first().click();
    await page.getByRole('link', { name: 'Properties' }).click();
    await page.getByRole('combobox').first().click();
    await page.getByRole('option').first().click();
    const card = (await eventually(async () => {
      const { body } = await site.api.get(`/accounts/${account.id}`, { as: rep });
      return Object.keys(body.properties).length > 0 ? body : null;
    })) as { country: string; employees: number; categories: string[] };
    expect(card).toMatchObject({ country: 'Wales', employees: 40 });
    expect(card.categories).toHaveLength(1);
  });

  it('a field that a role closes is told as hidden, or as to be read only; its value is not on the page', async () => {
    const owner = await site.someone('Olga Owner');
    const { account } = await aKnownClient(owner, 'Masked Ltd');
    const admin = await site.someone('Ada Admin', 'en', ['administrator']);
    await site.someone('Mike Masked', 'en', ['watcher']);
    const role = {
      name: { en: 'Watcher', ru: 'Наблюдатель' },
      sight: 'all',
      fields: { account: { phone: 'hidden', region: 'read-only' } },
    };
    const put = await site.api.put('/roles/watcher', { ...role, rights: [...READS, 'account.change'] }, { as: admin });
    expect(put.status).toBe(200);
    const { page } = await site.visit('Mike Masked', `/accounts/${account.id}`);
    await page.getByText('hidden from your role').first().waitFor();
    await page.getByLabel('Your role may only read this').waitFor();
    expect(await page.getByRole('button', { name: 'Change: Region' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Change: Country' }).count()).toBe(1);
    expect(await page.locator('main').innerText()).not.toContain('2018 0001');
  });

  it('one key adds a client; a double is offered while it is typed, what was typed outlives a reload, what was made is a press away', async () => {
    const rep = await site.someone('Quinn Quick');
    await anAccount(rep, 'Tamar Valves', { phone: '+44 29 2018 0777' });
    const { page, complaints } = await site.visit('Quinn Quick');
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.keyboard.press('a');
    await page.getByRole('menuitem', { name: 'Client', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name of the organisation').fill('Tamar Valves Limited');
    await dialog.getByLabel('Phone').fill('+44 29 2018 0777');
    await dialog.getByText('Is it one of these?').waitFor();
    await dialog.getByText('same phone').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Add (A)' }).click();
    await page.getByRole('menuitem', { name: 'Client', exact: true }).click();
    expect(await dialog.getByLabel('Name of the organisation').inputValue()).toBe('Tamar Valves Limited');
    await dialog.getByRole('button', { name: 'Add the client' }).click();
    await dialog.getByRole('link', { name: 'Tamar Valves Limited' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tamar Valves Limited' }).waitFor();
    const { rows } = await site.api.engine.pool.query(
      `SELECT count(*)::int AS n FROM accounts WHERE name = 'Tamar Valves Limited'`,
    );
    expect(rows).toEqual([{ n: 1 }]);
    expect(complaints).toEqual([]);
  });

  it('a lead and a sale are added by the same key; a second sale of the same to the client says that there is one', async () => {
    const rep = await site.someone('Sam Seller');
    const account = await anAccount(rep, 'Usk Motors');
    const { page } = await site.visit('Sam Seller', `/accounts/${account.id}`);
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Lead', exact: true }).click();
    await dialog.getByLabel('What they are interested in').fill('A spare motor');
    await dialog.getByText('Usk Motors').waitFor();
    await dialog.getByRole('button', { name: 'Add the lead' }).click();
    await dialog.getByRole('link', { name: 'A spare motor' }).waitFor();
    await page.keyboard.press('Escape');
    for (const title of ['First motor', 'Second motor']) {
      await page.getByRole('button', { name: 'Sale', exact: true }).click();
      await dialog.getByLabel('What is sold').fill(title);
      await dialog.getByRole('button', { name: 'Start the sale' }).click();
      if (title === 'First motor') {
        await dialog.getByRole('link', { name: title }).waitFor();
        await page.keyboard.press('Escape');
      }
    }
    await dialog.getByText('has an open sale of this already').waitFor();
    await dialog.getByLabel('Why there should be another').fill('For their second works');
    await dialog.getByRole('button', { name: 'Start another' }).click();
    await dialog.getByRole('link', { name: 'Second motor' }).click();
    await page.getByRole('heading', { level: 1, name: 'Second motor' }).waitFor();
  });

  it('two cards of one client are compared and made one; parted again, each has what it had', async () => {
    const rep = await site.someone('Merle Merge');
    const one = await anAccount(rep, 'Wye Castings', { region: 'Wales', phone: '+44 29 2018 0901' });
    const other = await anAccount(rep, 'Wye Castings Ltd', { region: 'England', phone: '+44 29 2018 0901' });
    await site.aSale(rep, { title: 'Castings', accountId: other.id });
    const { page } = await site.visit('Merle Merge', `/accounts/${one.id}`);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Merge a double …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Compare' }).first().click();
    await dialog.getByRole('radio', { name: 'Region of card 2: England' }).click();
    await dialog.getByText('sales: 1').waitFor();
    expect((await site.api.get(`/accounts/${other.id}`, { as: rep })).body.id).toBe(other.id);
    await dialog.getByRole('button', { name: 'Make them one' }).click();
    await page.getByRole('heading', { name: 'Merged cards' }).waitFor();
    expect((await site.api.get(`/accounts/${other.id}`, { as: rep })).body).toMatchObject({
      id: one.id,
      region: 'England',
    });
    await page.getByRole('button', { name: 'Part again' }).click();
    await page.getByText('Everything goes back').waitFor();
    await page.getByRole('button', { name: 'Part them' }).click();
    await page.getByText('parted').first().waitFor();
    expect((await site.api.get(`/accounts/${other.id}`, { as: rep })).body).toMatchObject({
      id: other.id,
      region: 'England',
    });
    expect((await site.api.get(`/accounts/${one.id}`, { as: rep })).body).toMatchObject({ region: 'Wales' });
  });

  it('pairs that were found are told apart, or compared; who may looks among all anew', async () => {
    const ops = await site.someone('Dora Double', 'en', ['sales-ops']);
    await anAccount(ops, 'Clwyd Fans', { phone: '+44 29 2018 0321' });
    await anAccount(ops, 'Clwyd Fans Ltd', { phone: '+44 29 2018 0321' });
    const { page } = await site.visit('Dora Double', '/duplicates');
    await page.getByRole('button', { name: 'Look among all now' }).click();
    await page.getByText(/^Looking: 0 of/).waitFor();
    const { apiPool: pool, taskQueue } = site.api.engine;
    await createStartDuplicateRuns({ pool, client: await temporalClient(), taskQueue })();
    const pair = page.getByRole('listitem').filter({ hasText: 'Clwyd Fans Ltd' }).first();
    await pair.waitFor();
    await pair.getByText('same phone').waitFor();
    // How many wait is told beside every list.
    const { total } = (await site.api.get('/duplicates?entity=account&count=true', { as: ops })).body;
    await page.getByRole('link', { name: new RegExp(`^Doubles ?${total}$`) }).waitFor();
    await pair.getByRole('button', { name: 'Not the same' }).click();
    await pair.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Not the same' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Clwyd Fans Ltd' }).first().waitFor();
    expect(await barriersInBoth(page)).toEqual([]);
  });

  it('a person: what we may use follows what they said; their data are handed out and forgotten by who may', async () => {
    const ops = await site.someone('Paula Private', 'en', ['sales-ops']);
    const person = await made('/contacts', { name: 'Gwen Forgotten', ownerId: ops, phone: '+44 29 2018 0555' }, ops);
    const { page } = await site.visit('Paula Private', `/contacts/${person.id}?tab=consent`);
    const phone = page.getByRole('row', { name: /^phone/ });
    await phone.getByText('yes').waitFor();
    await page.getByLabel('Asked not to be called').click();
    await phone.getByText('asked not to be called').first().waitFor();
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Make the file' }).click();
    expect((await file).suggestedFilename()).toBe('Gwen Forgotten.json');
    await page.getByRole('button', { name: 'Forget this person …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('What stays').waitFor();
    await dialog.getByLabel('Reason').fill('Letter of 3 November');
    await dialog.getByRole('button', { name: 'Show what would be touched' }).click();
    const forget = dialog.getByRole('button', { name: 'Forget', exact: true });
    await forget.waitFor();
    expect(await forget.isDisabled()).toBe(true);
    expect(await barriersInBoth(page)).toEqual([]);
    await dialog.getByRole('checkbox', { name: /cannot be taken back/ }).check();
    await forget.click();
    await page.waitForURL('**/inbox');
    const { rows } = await site.api.engine.pool.query('SELECT name FROM contacts WHERE id = $1', [person.id]);
    expect(JSON.stringify(rows)).not.toContain('Gwen');
  });

  it('hostile names and texts stand there as texts', async () => {
    const rep = await site.someone('Hal Hostile');
    const account = await anAccount(rep, HOSTILE, {
      notes: HOSTILE,
      website: 'https://example.com',
      points: [{ kind: 'messenger', value: 'javascript:alert(1)' }],
    });
    await made('/contacts', { name: HOSTILE, ownerId: rep, accounts: [{ id: account.id, post: HOSTILE }] }, rep);
    await made(
      '/interactions',
      { kind: 'call', direction: 'in', accountId: account.id, subject: HOSTILE, result: HOSTILE },
      rep,
    );
    const { page, complaints } = await site.visit('Hal Hostile', `/accounts/${account.id}`);
    await page.getByRole('region', { name: 'The whole story' }).getByText('onerror').first().waitFor();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).toContain('<img');
    expect(complaints).toEqual([]);
  });

  it('who does not see a client is told no more than that', async () => {
    const owner = await site.someone('Iris Inside');
    const account = await anAccount(owner, 'Not Yours Ltd');
    const admin = await site.someone('Abe Admin', 'en', ['administrator']);
    await site.someone('Norm Narrow', 'en', ['narrow']);
    await site.api.put(
      '/roles/narrow',
      { name: { en: 'Narrow', ru: 'Узко' }, sight: 'own', rights: READS },
      { as: admin },
    );
    const { page } = await site.visit('Norm Narrow', `/accounts/${account.id}`);
    await page.getByText('It is not there, or it is not yours to see.').waitFor();
    expect(await page.locator('main').innerText()).not.toContain('Not Yours');
  });

  it('search opens clients and people', async () => {
    const rep = await site.someone('Sue Search');
    const { person } = await aKnownClient(rep, 'Teifi Boats');
    const { page } = await site.visit('Sue Search');
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.keyboard.press('Control+k');
    // Enter opens the first hit, even where it is pressed before that is there.
    await page.keyboard.type('Nora of Teifi');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/contacts/${person.id}`);
    await page.getByRole('heading', { level: 1, name: 'Nora of Teifi Boats' }).waitFor();
    await page.getByRole('link', { name: 'Teifi Boats' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Teifi Boats' }).waitFor();
    // Arrows move; what is meant and how many there are is heard.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Teifi Boats');
    const field = page.getByRole('combobox', { name: 'A name, a number, digits of a phone …' });
    await page
      .getByRole('status')
      .filter({ hasText: /^3 hits/ })
      .waitFor({ state: 'attached' });
    const meant = async () => page.locator(`#${await field.getAttribute('aria-activedescendant')}`).innerText();
    const first = await meant();
    await page.keyboard.press('ArrowDown');
    const second = page.getByRole('option', { selected: true });
    expect(await meant()).toBe(await second.innerText());
    expect(await meant()).not.toBe(first);
    expect(await barriersInBoth(page)).toEqual([]);
    await second.click();
    await field.waitFor({ state: 'detached' });
  });

  it('Russian, 360 px wide, nothing that keeps anybody out on any tab', async () => {
    const rep = await site.someone('Рита Узкая', 'ru');
    const { account, person } = await aKnownClient(rep, 'Завод насосов и компрессоров «Северный»');
    const { page, complaints } = await site.visit('Рита Узкая', `/accounts/${account.id}`, {
      viewport: { width: 360, height: 740 },
      locale: 'ru-RU',
    });
    for (const name of ['Общее', 'Документы', 'Бизнес-процессы', 'Дополнительно', 'Свойства', 'Категории']) {
      await page.getByRole('navigation', { name: 'Разделы карточки' }).getByRole('link', { name }).click();
      await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' });
      expect(await sideways(page)).toBe(0);
      expect(await barriersInBoth(page)).toEqual([]);
    }
    for (const tab of ['general', 'consent', 'additional']) {
      await page.goto(`${site.api.url}/contacts/${person.id}?tab=${tab}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' });
      expect(await sideways(page)).toBe(0);
      expect(await barriersInBoth(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Добавить (A)' }).click();
    await page.getByRole('menuitem', { name: 'Продажа' }).click();
    await page.getByRole('dialog').getByLabel('Что продаём').waitFor();
    expect(await sideways(page)).toBe(0);
    expect(await barriersInBoth(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

/** What a look gives as soon as it gives something. */
async function eventually<T>(look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    await new Promise((later) => setTimeout(later, 200));
  }
}
