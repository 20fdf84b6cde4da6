import { createVersions } from '../../src/crm';
import { addWorking, subtractWorking } from '../../src/process/time/working-time';
import { testPool } from '../support/database';
import { PROGRAM } from '../support/files';
import { writePast } from '../support/lived';
import { barriers, describeInBrowser, type Site, sideways, startSite } from '../support/page';
import { repsSee } from '../support/sight';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(240_000);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOSTILE = '"><script>document.title="owned"</script><img src=x onerror="document.title=1">';

describeInBrowser('a deal at the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 180_000);

  const eur = (amount: string) => ({ amount: { amount, currency: 'EUR' } });

  /** A client with one person, and a sale to them. */
  const aDeal = async (name: string, title: string, more: object = {}) => {
    const rep = await site.someone(name);
    const account = (await site.api.post('/accounts', { name: `${title} Ltd` }, { as: rep })).body;
    const person = { name: `Ann of ${title}`, email: 'ann@client.example', accounts: [{ id: account.id }] };
    const contact = (await site.api.post('/contacts', person, { as: rep })).body;
    const ids = { accountId: account.id, contactId: contact.id };
    const sale = await site.aSale(rep, { title, fields: eur('100.00'), ...ids, ...more });
    return { rep, sale, contact };
  };

  it('a field is changed where it stands; what was typed outlives a reload; somebody else who was quicker is told of', async () => {
    const { rep, sale } = await aDeal('Amy Amend', 'Pumps');
    const { page, complaints } = await site.visit('Amy Amend', `/sales/${sale.id}?tab=fields`);
    await page.getByRole('button', { name: 'Change: Amount' }).click();
    await page.getByLabel('Amount').fill('250');
    await page.reload();
    await page.getByRole('tabpanel').waitFor();
    expect(await page.getByLabel('Amount').inputValue()).toBe('250');
    const body = { type: 'amend', fields: eur('175.00') };
    expect((await site.api.post(`/sales/${sale.id}/commands`, body, { as: rep })).status).toBe(200);
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByText('The deal has moved on meanwhile').waitFor();
    expect(await page.getByLabel('Amount').inputValue()).toBe('250');
    await page.getByRole('button', { name: 'Send mine all the same' }).click();
    await page.getByRole('button', { name: 'Change: Amount' }).waitFor();
    await page.getByRole('button', { name: 'Change: Competitor' }).click();
    await page.getByRole('combobox', { name: 'Competitor' }).click();
    await page.getByRole('option', { name: 'Hydromach' }).click();
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByRole('button', { name: 'Change: Competitor' }).waitFor();
    const now = (await site.api.get(`/sales/${sale.id}`, { as: rep })).body;
    expect([now.amount, now.competitor]).toEqual([{ amount: '250.00', currency: 'EUR' }, 'hydromach']);
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('a call is written down, and the next contact that is offered is taken', async () => {
    const { rep, sale } = await aDeal('Carl Caller', 'Valves');
    const { page } = await site.visit('Carl Caller', `/sales/${sale.id}?tab=contacts`);
    await page.getByRole('button', { name: 'Write down a contact' }).click();
    const dialog = page.getByRole('dialog', { name: 'Contact with the client' });
    await dialog.getByLabel('What came of it').fill('They want a price');
    await dialog.getByLabel('Minutes').fill('12');
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    await dialog.getByText('Written down: Valves').waitFor();
    expect(await barriers(page)).toEqual([]);
    await dialog.getByRole('form', { name: 'The next contact' }).getByRole('button', { name: 'Plan it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('tabpanel').getByText('They want a price').waitFor();
    const { items } = (await site.api.get(`/sales/${sale.id}/interactions`, { as: rep })).body;
    expect(items.map(({ status, durationS }: Record<string, unknown>) => [status, durationS])).toEqual([
      ['planned', null],
      ['held', 720],
    ]);
  });

  it('a slider shows the past, marked as such: drawing, fields, tasks, the words of the decision; and leads back to now', async () => {
    const { rep, sale } = await aDeal('Hana History', 'Filters');
    const complete = { type: 'complete', task: sale.tasks[0]?.id, outcome: 'need confirmed', comment: 'A good talk' };
    await site.api.post(`/sales/${sale.id}/commands`, { ...complete, fields: eur('900.00') }, { as: rep });
    const { page } = await site.visit('Hana History', `/sales/${sale.id}`);
    const here = page.locator('[aria-current=step]');
    await here.getByText('Proposal').waitFor();
    const slider = page.getByRole('slider', { name: 'Through time' });
    await slider.focus();
    await page.keyboard.press('Home');
    await page.getByText('This is the past').waitFor();
    await here.getByText('Qualify').waitFor();
    const fields = page.getByRole('region', { name: 'Fields of then' });
    expect(await fields.innerText()).toMatch(/€100\s+now: €900/);
    expect(await page.getByRole('region', { name: 'Tasks of then' }).innerText()).toContain('First call');
    expect(await page.getByRole('button', { name: 'Need confirmed' }).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('region', { name: 'Through time' }).getByText('A good talk').waitFor();
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.getByRole('heading', { name: 'What may be done' }).waitFor();
  });

  it('a deadline is explained: what is ahead, and what has fired, with its spans, its waits and their sum', async () => {
    const rep = await site.someone('Dina Deadline');
    const { pool } = site.api.engine;
    const version = await createVersions(pool).current('standard-sale');
    if (!version) throw new Error('No version');
    const actor = { id: rep, roles: ['rep'], teams: [], manages: false };
    const id = await writePast(pool, { versionId: version.id, definition: version.definition }, (past, calendar) => {
      const start = subtractWorking(calendar, Date.now() - 20 * DAY_MS, 5 * HOUR_MS);
      past.ask(start, actor, { type: 'start', owner: rep, fields: {} });
      const wait = addWorking(calendar, start, 2 * HOUR_MS);
      past.ask(wait, actor, { type: 'wait', until: addWorking(calendar, start, 3 * HOUR_MS), reason: 'budget' });
      past.passUntil(Date.now());
    });
    const { page } = await site.visit('Dina Deadline', `/sales/${id}`);
    await page
      .getByRole('listitem')
      .filter({ hasText: 'overdue: the stage' })
      .getByRole('button', { name: 'Why then?' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'How this deadline comes about' });
    const table = dialog.getByRole('table');
    await table.waitFor();
    expect(await table.innerText()).toMatch(/Used up before\s+2 h/);
    expect(await table.innerText()).toMatch(/It waited/);
    expect(await table.getByRole('row', { name: /Together/ }).innerText()).toMatch(/24 h\s+of 24 h/);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const { sale } = await aDeal('Otto Open', 'Seals');
    const otto = await site.visit('Otto Open', `/sales/${sale.id}`);
    await otto.page.getByRole('button', { name: /“Qualify” turns overdue/ }).click();
    expect(await otto.page.getByRole('row', { name: /Together/ }).innerText()).toMatch(/24 h\s+of 24 h/);
  });

  it('a file is put on it, read back, and removed after a second thought; a program is refused in words', async () => {
    const { sale } = await aDeal('Fay File', 'Drives');
    const { page, complaints } = await site.visit('Fay File', `/sales/${sale.id}?tab=files`);
    const pick = page.locator('input[type=file]');
    await pick.setInputFiles({ name: 'offer.txt', mimeType: 'text/plain', buffer: Buffer.from('Our offer') });
    const link = page.getByRole('link', { name: /offer\.txt/ });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const stream = await download.createReadStream();
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).toString()).toBe('Our offer');
    await pick.setInputFiles({ name: 'run.exe', mimeType: 'application/octet-stream', buffer: PROGRAM });
    await page.getByText('This file is not taken').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove offer.txt' }).click();
    await page.getByRole('button', { name: 'Yes, remove it' }).click();
    await link.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('files that are dropped onto the list of a record are taken, each of them', async () => {
    const { sale } = await aDeal('Dan Drop', 'Gears');
    const { page } = await site.visit('Dan Drop', `/sales/${sale.id}?tab=files`);
    const list = page.getByRole('region', { name: 'Files' });
    await list.waitFor();
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      for (const name of ['plan.txt', 'prices.txt']) transfer.items.add(new File(['About ' + name], name, { type: 'text/plain' }));
      return transfer;
    })()`);
    await list.dispatchEvent('dragover', { dataTransfer: dropped });
    await list.and(page.locator('[data-over]')).waitFor();
    await list.dispatchEvent('drop', { dataTransfer: dropped });
    for (const name of ['plan.txt', 'prices.txt']) await list.getByRole('link', { name: new RegExp(name) }).waitFor();
    expect(await list.and(page.locator('[data-over]')).count()).toBe(0);
    const { items } = (await site.api.get(`/sales/${sale.id}/files`, { as: await site.idOf('Dan Drop') })).body;
    expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(['plan.txt', 'prices.txt']);
  });

  it('a letter is seen as its reader gets it before it goes; who shares, hands over or adds a task sees what came of it', async () => {
    const { sale } = await aDeal('Lena Letter', 'Hoses');
    await site.someone('Theo Taker');
    const { page } = await site.visit('Lena Letter', `/sales/${sale.id}?tab=sharing`);
    await page.getByRole('button', { name: 'Write to the client' }).click();
    const letter = page.getByRole('dialog', { name: 'Letter to the client' });
    await letter.getByLabel('Subject').fill('Your hoses');
    await letter.getByRole('textbox', { name: 'Text', exact: true }).fill(HOSTILE);
    const seen = letter.getByRole('region', { name: 'As its reader gets it' });
    await seen.getByText('ann@client.example').waitFor();
    expect(await seen.innerText()).toContain(HOSTILE);
    expect(await page.title()).toBe('Hoses · Dealwright');
    expect(await barriers(page)).toEqual([]);
    await letter.getByRole('button', { name: 'Send', exact: true }).click();
    await letter
      .getByText(/no mail server is set up yet|on its way/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'With whom' }).click();
    await page.getByRole('option', { name: 'Theo Taker' }).click();
    await page.getByText('may work on it').click();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('button', { name: 'Take it back from Theo Taker' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add a task' }).click();
    await page.getByLabel('What is to be done').fill('Ask the workshop');
    await page.getByRole('button', { name: 'Add the task' }).click();
    await page.getByRole('region', { name: 'What may be done' }).getByText('Ask the workshop').waitFor();
    await page.getByRole('button', { name: 'Hand over' }).click();
    const hand = page.getByRole('dialog', { name: 'Hand over' });
    await hand.getByRole('combobox', { name: 'To whom' }).click();
    await page.getByRole('option', { name: 'Theo Taker' }).click();
    await hand.getByRole('region', { name: 'What goes along' }).getByText('Hoses').waitFor();
    await hand.getByLabel('Why').fill('A trip');
    await hand.getByRole('button', { name: 'Hand over', exact: true }).click();
    await hand.getByText('It is with Theo Taker now.').waitFor();
    const owner = (await site.api.get(`/sales/${sale.id}`, { as: await site.idOf('Theo Taker') })).body.owner.name;
    expect(owner).toBe('Theo Taker');
  });

  it('hostile words of clients are words like others, under the policy of the page', async () => {
    const { rep, sale } = await aDeal('Hugo Hostile', 'Tanks');
    const mail = { kind: 'e-mail', direction: 'in', subject: HOSTILE, body: HOSTILE, result: HOSTILE };
    await site.api.post('/interactions', { ...mail, instanceId: sale.id }, { as: rep });
    const { page, complaints } = await site.visit('Hugo Hostile', `/sales/${sale.id}?tab=contacts`);
    await page.getByRole('button', { name: 'Words and files' }).click();
    await page.getByRole('tabpanel').getByText(HOSTILE).nth(2).waitFor();
    expect(await page.title()).toBe('Tanks · Dealwright');
    expect(await page.locator('img[src=x], script:not([src])').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('what is not yours to see says so; in Russian and at 360 pixels every tab fits, without a barrier', async () => {
    await repsSee(testPool(site.api.engine.database.ownerUrl), 'own');
    const { sale } = await aDeal('Owen Other', 'Boilers');
    const rep = await site.someone('Рита Узкая', 'ru');
    const own = await site.aSale(rep, { title: 'Насосы', fields: eur('5.00') });
    const view = { viewport: { width: 360, height: 740 }, locale: 'ru' };
    const { page, complaints } = await site.visit('Рита Узкая', `/sales/${sale.id}`, view);
    await page.getByText('Этого здесь нет, или оно вам не видно.').waitFor();
    for (const tab of ['history', 'contacts', 'people', 'fields', 'tasks', 'files', 'origin', 'sharing']) {
      await page.goto(`${site.api.url}/sales/${own.id}?tab=${tab}`);
      await page.getByRole('tabpanel').locator('> *').first().waitFor();
      expect([tab, await sideways(page), await barriers(page)]).toEqual([tab, 0, []]);
    }
    await page.goto(`${site.api.url}/sales/${own.id}`);
    await page.getByRole('slider', { name: 'Сквозь время' }).focus();
    await page.keyboard.press('Home');
    await page.getByText('Это прошлое').waitFor();
    expect([await sideways(page), await barriers(page)]).toEqual([0, []]);
    await page.getByRole('button', { name: 'Вернуться в настоящее' }).click();
    await page.getByRole('button', { name: 'Записать контакт' }).click();
    await page.getByRole('dialog').waitFor();
    expect([await sideways(page), await barriers(page)]).toEqual([0, []]);
    expect(complaints).toEqual([]);
  });
});
