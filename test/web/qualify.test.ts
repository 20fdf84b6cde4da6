import { barriers, describeInBrowser, type Site, sideways, startSite } from '../support/page';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(240_000);

describeInBrowser('a lead at the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 180_000);

  const aLead = async (owner: string, more: object): Promise<{ id: string }> => {
    const answer = await site.api.post('/leads', { topic: 'A lead', ownerId: owner, ...more }, { as: owner });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const bodyOf = async (path: string, as: string) => (await site.api.get(path, { as })).body;

  it('qualify shows what will be made and what linked, offers doubles, makes it, and leads to the sale', async () => {
    const rep = await site.someone('Quinn Qualify');
    const known = (await site.api.post('/accounts', { name: 'Kino Palace' }, { as: rep })).body;
    const lead = await aLead(rep, { topic: 'Home cinema', organisation: 'Kino Palaces', personName: 'Anna Petrova' });
    const { page, complaints } = await site.visit('Quinn Qualify', `/leads/${lead.id}`);
    await page.getByRole('button', { name: 'Qualify', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Qualify: Home cinema' });
    const willBe = dialog.getByRole('region', { name: 'What this will make and link' });
    await willBe.waitFor();
    expect(await willBe.innerText()).toMatch(
      /Organisation: is made: Kino Palaces\s+Person: is made: Anna Petrova\s+Sale: is made: Home cinema/,
    );
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('radio', { name: 'Link Kino Palace', exact: true }).check();
    await willBe.getByText('is linked: Kino Palace').waitFor();
    await dialog.getByLabel('Amount').fill('2500,50');
    await dialog.getByLabel('Currency').fill('EUR');
    // Nothing has been made by looking.
    expect((await bodyOf(`/leads/${lead.id}`, rep)).open).toBe(true);
    await dialog.getByRole('button', { name: 'Qualify it' }).click();
    await dialog.getByText('Qualified.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('link', { name: 'To the sale' }).click();
    await page.getByRole('heading', { level: 1, name: 'Home cinema' }).waitFor();
    const { saleId } = await bodyOf(`/leads/${lead.id}`, rep);
    expect(page.url()).toContain(`/sales/${saleId}`);
    const sale = await bodyOf(`/sales/${saleId}`, rep);
    expect([sale.account.id, sale.contact.name, sale.amount]).toEqual([
      known.id,
      'Anna Petrova',
      { amount: '2500.50', currency: 'EUR' },
    ]);
    expect(complaints).toEqual([]);
  });

  it('where the client has an open sale of the same, the lead joins it or says why there is another', async () => {
    const rep = await site.someone('Jo Join');
    const account = (await site.api.post('/accounts', { name: 'Twice Ltd' }, { as: rep })).body;
    const open = await site.aSale(rep, { title: 'The first', accountId: account.id });
    const lead = await aLead(rep, { topic: 'The same again', accountId: account.id });
    const { page } = await site.visit('Jo Join', `/leads/${lead.id}`);
    await page.getByRole('button', { name: 'Qualify', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /^Qualify/ });
    await dialog.getByText('The client has open sales of the same product').waitFor();
    await dialog.getByRole('button', { name: 'Qualify it' }).click();
    await dialog.getByText('The client has an open sale of the same product already.').waitFor();
    await dialog.getByRole('radio', { name: 'Join “The first”' }).check();
    await dialog.getByText('is linked: The first').waitFor();
    await dialog.getByRole('button', { name: 'Qualify it' }).click();
    await dialog.getByText('Qualified.').waitFor();
    expect((await bodyOf(`/leads/${lead.id}`, rep)).saleId).toBe(open.id);
  });

  it('disqualified with its grounds, and taken up again', async () => {
    const rep = await site.someone('Dora Drop');
    const lead = await aLead(rep, { topic: 'Nothing in it' });
    const { page } = await site.visit('Dora Drop', `/leads/${lead.id}`);
    await page.getByRole('button', { name: 'Disqualify', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /^Disqualify/ });
    await dialog.getByLabel('Why').selectOption('In your own words');
    await dialog.getByLabel('In your own words').fill('They only looked');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Disqualify it' }).click();
    await page.getByText('They only looked').first().waitFor();
    expect((await bodyOf(`/leads/${lead.id}`, rep)).result).toBe('disqualified');
    await page.getByRole('button', { name: 'Take it up again' }).click();
    await page.getByRole('button', { name: 'Qualify', exact: true }).waitFor();
    expect((await bodyOf(`/leads/${lead.id}`, rep)).open).toBe(true);
  });

  it('a lead that moved on under the open dialog says so, keeps what was typed, and is qualified after a look', async () => {
    const rep = await site.someone('Mona Moved');
    const lead = await aLead(rep, { topic: 'On the move', organisation: 'Moving Ltd' });
    const { page } = await site.visit('Mona Moved', `/leads/${lead.id}`);
    await page.getByRole('button', { name: 'Qualify', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /^Qualify/ });
    await dialog.getByLabel('Comment').fill('They called twice');
    const amended = { type: 'amend', fields: { rating: 'high' } };
    expect((await site.api.post(`/leads/${lead.id}/commands`, amended, { as: rep })).status).toBe(200);
    await dialog.getByRole('button', { name: 'Qualify it' }).click();
    await dialog.getByText('The deal has moved on meanwhile').waitFor();
    expect(await dialog.getByLabel('Comment').inputValue()).toBe('They called twice');
    await dialog.getByRole('button', { name: 'Send mine all the same' }).click();
    await dialog.getByText('Qualified.').waitFor();
  });

  it('why it was given to whom is told; in Russian and at 360 pixels the dialog fits, without a barrier', async () => {
    const rep = await site.someone('Лида Лидова', 'ru');
    const lead = await aLead(rep, { topic: 'Кинозал', organisation: 'ООО «Кино»' });
    const view = { viewport: { width: 360, height: 740 }, locale: 'ru' };
    const { page, complaints } = await site.visit('Лида Лидова', `/leads/${lead.id}`, view);
    await page.getByRole('button', { name: 'Почему у кого?' }).click();
    await page.getByRole('dialog').getByText('Вручную:').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Квалифицировать', exact: true }).click();
    const willBe = page.getByRole('region', { name: 'Что будет создано и связано' });
    await willBe.getByText('создаётся: ООО «Кино»').waitFor();
    expect([await sideways(page), await barriers(page)]).toEqual([0, []]);
    expect(complaints).toEqual([]);
  });
});
