import { testPool } from '../support/database';
import { barriers, describeInBrowser, type Site, sideways, startSite, type Visitor } from '../support/page';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(240_000);

const column = ({ page }: Visitor, name: string) => page.getByRole('region', { name, exact: true });
const card = (visitor: Visitor, stage: string, title: string) =>
  column(visitor, stage).getByRole('listitem').filter({ hasText: title });

/** As a mouse does it: lifted, carried in steps, and held there while something is looked at. */
async function carry(visitor: Visitor, from: [string, string], to: string, there: () => Promise<void>): Promise<void> {
  const { page } = visitor;
  const lifted = card(visitor, ...from);
  // What comes in above may shift the board: a card is pointed at once it stands still.
  await lifted.hover({ position: { x: 60, y: ((await lifted.boundingBox())?.height ?? 0) - 30 } });
  const [at, target] = [await lifted.boundingBox(), await column(visitor, to).boundingBox()];
  if (!at || !target) throw new Error('There is nothing to carry.');
  await page.mouse.down();
  await page.mouse.move(at.x + 80, at.y + at.height - 20, { steps: 4 });
  await page.mouse.move(target.x + target.width / 2, target.y + 120, { steps: 8 });
  await there();
  await page.mouse.up();
}

describeInBrowser('the board of a process at the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 240_000);

  const money = (amount: string) => ({ amount: { amount, currency: 'RUB' } });
  const stageOf = async (id: string, as: string) => (await site.api.get(`/sales/${id}`, { as })).body.stage.key;

  it('a drag to where the process does not lead is refused with the reason, and nothing has moved', async () => {
    const rep = await site.someone('Dora Drag');
    const sale = await site.aSale(rep, { title: 'Not so fast' });
    const dora = await site.visit('Dora Drag', '/board?process=standard-sale&owner=me');
    await card(dora, 'Qualify', 'Not so fast').waitFor();
    await carry(dora, ['Qualify', 'Not so fast'], 'Waiting for the decision', async () => {
      await column(dora, 'Waiting for the decision')
        .getByText('Nothing leads here from “Qualify” directly: first to “Proposal”.')
        .waitFor();
      await column(dora, 'Proposal').getByText('By “Need confirmed”: asks for Amount').waitFor();
    });
    const dialog = dora.page.getByRole('dialog', { name: 'Where to: Not so fast' });
    await dialog.getByText('first to “Proposal”').waitFor();
    await dora.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await card(dora, 'Qualify', 'Not so fast').count()).toBe(1);
    expect(await stageOf(sale.id, rep)).toBe('qualify');
    expect(dora.complaints).toEqual([]);
  });

  it('a drag to where it may go asks for what is missing, moves it when that has come, and is taken back by undo; another browser sees it', async () => {
    const rep = await site.someone('Mia Move');
    const sale = await site.aSale(rep, { title: 'On its way' });
    const mia = await site.visit('Mia Move', '/board?process=standard-sale&owner=me');
    const other = await site.visit('Mia Move', '/board?process=standard-sale&owner=me');
    await card(mia, 'Qualify', 'On its way').waitFor();
    await card(other, 'Qualify', 'On its way').waitFor();
    await carry(mia, ['Qualify', 'On its way'], 'Proposal', async () => {
      await column(mia, 'Proposal').getByText('By “Need confirmed”').waitFor();
    });
    const form = mia.page.getByRole('form', { name: 'Need confirmed' });
    await form.getByLabel('Amount').fill('1200');
    await form.getByLabel('Currency').fill('RUB');
    // Until it is sent it stands where it stood.
    expect(await card(mia, 'Qualify', 'On its way').count()).toBe(1);
    await form.getByRole('button', { name: 'Need confirmed' }).click();
    await card(mia, 'Proposal', 'On its way').waitFor();
    await card(other, 'Proposal', 'On its way').waitFor();
    expect(await card(other, 'Qualify', 'On its way').count()).toBe(0);
    expect(await stageOf(sale.id, rep)).toBe('proposal');
    await mia.page.getByText('On its way: Proposal').waitFor();
    await mia.page.getByRole('button', { name: 'Undo' }).click();
    await card(mia, 'Qualify', 'On its way').waitFor();
    await card(other, 'Qualify', 'On its way').waitFor();
    expect(await stageOf(sale.id, rep)).toBe('qualify');
  });

  it('a card under the pointer stays where it is while others move, and goes when the pointer leaves it', async () => {
    const rep = await site.someone('Hugo Hover');
    const sale = await site.aSale(rep, { title: 'Under the pointer', fields: money('10.00') });
    const behind = await site.aSale(rep, { title: 'Behind it', fields: money('5.00') });
    const hugo = await site.visit('Hugo Hover', '/board?process=standard-sale&owner=me');
    const mine = card(hugo, 'Qualify', 'Under the pointer');
    await card(hugo, 'Qualify', 'Behind it').waitFor();
    await mine.hover();
    const at = await mine.boundingBox();
    const confirm = async ({ id, tasks }: typeof sale) => {
      const answer = { type: 'complete', task: tasks[0]?.id, outcome: 'need confirmed' };
      expect((await site.api.post(`/sales/${id}/commands`, answer, { as: rep })).status).toBe(200);
    };
    // What moves elsewhere goes at once; what somebody points at stays there, and does not shift.
    await confirm(behind);
    await card(hugo, 'Proposal', 'Behind it').waitFor();
    await confirm(sale);
    await card(hugo, 'Qualify', 'Under the pointer').getByText('now at: Proposal').waitFor();
    expect(await mine.boundingBox()).toEqual(at);
    await hugo.page.mouse.move(2, 2);
    await card(hugo, 'Proposal', 'Under the pointer').waitFor();
    expect(await mine.count()).toBe(0);
  });

  it('the same by keyboard only: arrows go from card to card, M says where it may go; a closing asks its reasons', async () => {
    const rep = await site.someone('Karl Keys');
    const made = {
      'One by key': await site.aSale(rep, { title: 'One by key', fields: money('50.00') }),
      'Two by key': await site.aSale(rep, { title: 'Two by key', fields: money('60.00') }),
    };
    const karl = await site.visit('Karl Keys', '/board?process=standard-sale&owner=me');
    const { page } = karl;
    const links = column(karl, 'Qualify').getByRole('listitem').getByRole('link');
    await links.nth(1).waitFor();
    // Both are due at once: which of them stands first is chance.
    const [above, below] = (await links.allInnerTexts()) as (keyof typeof made)[];
    if (!above || !below) throw new Error('There should be two.');
    await links.first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.textContent')).toBe(below);
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: `Where to: ${below}` });
    await dialog.getByText('Nothing leads here from “Qualify” directly').first().waitFor();
    const lost = dialog.getByRole('button', { name: 'Lost' });
    await lost.focus();
    await page.keyboard.press('Enter');
    await dialog
      .getByRole('button', { name: 'Lost', exact: true })
      .or(dialog.getByText('How does it go there?'))
      .first()
      .waitFor();
    // Two ways lead there: what the client said on the phone, and closing it by hand.
    await dialog.getByRole('button', { name: 'No interest' }).focus();
    await page.keyboard.press('Enter');
    await dialog.getByLabel('No budget').waitFor();
    await dialog.getByLabel('No budget').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await card(karl, 'Qualify', below).waitFor({ state: 'detached' });
    expect(await stageOf(made[below].id, rep)).toBe('closed.lost');
    expect(await stageOf(made[above].id, rep)).toBe('qualify');
    await page.getByRole('button', { name: 'Lost: 1' }).click();
    await card(karl, 'Lost', below).waitFor();
  });

  it('filters stand in the address, count what they show, and hold in the list of the same', async () => {
    const rep = await site.someone('Fay Filter');
    await site.aSale(rep, { title: 'Fresh one', fields: money('10.00') });
    const late = await site.aSale(rep, { title: 'Late one', fields: money('20.00') });
    await testPool(site.api.engine.database.ownerUrl).query(
      `UPDATE process_instances SET due_soon_at = now() - interval '9 days', due_at = now() - interval '8 days',
         escalate_at = now() - interval '7 days' WHERE id = $1`,
      [late.id],
    );
    const fay = await site.visit('Fay Filter', '/board?process=standard-sale&owner=me');
    const { page } = fay;
    await card(fay, 'Qualify', 'Fresh one').waitFor();
    expect(await column(fay, 'Qualify').getByRole('listitem').first().innerText()).toContain('Late one');
    await page.getByRole('link', { name: 'Escalated 1' }).click();
    await card(fay, 'Qualify', 'Fresh one').waitFor({ state: 'detached' });
    expect(await column(fay, 'Qualify').getByRole('heading').innerText()).toBe('Qualify 1');
    expect(new URL(page.url()).searchParams.get('light')).toBe('escalated');
    await page.getByRole('link', { name: 'List', exact: true }).click();
    const grid = page.getByRole('grid', { name: 'Board' });
    await grid.getByRole('link', { name: 'Late one' }).waitFor();
    expect(await grid.getByRole('link').count()).toBe(1);
    await page.reload();
    await grid.getByRole('link', { name: 'Late one' }).waitFor();
    await page.goBack();
    await card(fay, 'Qualify', 'Late one').waitFor();
  });

  it('without a connection it says since when, keeps what was typed, and sends it once when it is back', async () => {
    const rep = await site.someone('Otto Offline');
    const sale = await site.aSale(rep, { title: 'In the lift' });
    const otto = await site.visit('Otto Offline', '/board?process=standard-sale&owner=me');
    const { page, context } = otto;
    await card(otto, 'Qualify', 'In the lift').getByRole('button', { name: 'Move In the lift' }).click();
    const dialog = page.getByRole('dialog', { name: 'Where to: In the lift' });
    await dialog.getByRole('button', { name: 'Proposal' }).click();
    const form = page.getByRole('form', { name: 'Need confirmed' });
    await form.getByLabel('Amount').fill('333');
    await form.getByLabel('Currency').fill('RUB');
    await context.setOffline(true);
    await page.getByText('No connection since').waitFor();
    await page.getByText(/^As of \d/).waitFor();
    await form.getByRole('button', { name: 'Need confirmed' }).click();
    await page.getByText('Not sent yet: no connection.').waitFor();
    expect(await card(otto, 'Qualify', 'In the lift').count()).toBe(1);
    await context.setOffline(false);
    await card(otto, 'Proposal', 'In the lift').waitFor();
    const { items } = (await site.api.get(`/sales/${sale.id}/history`, { as: rep })).body;
    expect(items.filter(({ type }: { type: string }) => type === 'complete')).toHaveLength(1);
  });

  it('at 360 pixels there is one column at a time, nothing is to be pushed sideways, and it is in Russian', async () => {
    const looks = { viewport: { width: 360, height: 740 }, locale: 'ru' };
    const dmitri = await site.visit('Дмитрий Волков', '/board?process=standard-sale', looks);
    const { page } = dmitri;
    await column(dmitri, 'Квалификация').getByRole('listitem').first().waitFor();
    expect(await sideways(page)).toBe(0);
    await page.getByLabel('Этап', { exact: true }).selectOption({ index: 1 });
    await column(dmitri, 'Предложение').getByRole('listitem').first().waitFor();
    expect(await column(dmitri, 'Квалификация').count()).toBe(0);
    await column(dmitri, 'Предложение').getByRole('listitem').first().getByRole('button').click();
    const dialog = page.getByRole('dialog', { name: /^Куда:/ });
    await dialog.getByRole('listitem').first().waitFor();
    expect(await sideways(page)).toBe(0);
    expect(await dialog.locator('strong').allInnerTexts()).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^[A-Za-z ]+$/)]),
    );
  });

  it('is open to everybody, in light and in dark, as a board, as a list, and while a card is moved', async () => {
    const james = await site.visit('James Whitfield', '/board?process=standard-sale');
    const { page } = james;
    await column(james, 'Qualify').getByRole('listitem').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
      expect([colorScheme, await barriers(page)]).toEqual([colorScheme, []]);
    }
    await column(james, 'Qualify').getByRole('listitem').first().getByRole('button').click();
    await page.getByRole('dialog').getByRole('listitem').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.goto(`${site.api.url}/board?process=standard-sale&view=list`);
    await page.getByRole('grid').getByRole('link').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(james.complaints).toEqual([]);
  });

  it('an empty board, one that cannot be read, and one of another kind each say so', async () => {
    await site.someone('Emma Empty');
    const emma = await site.visit('Emma Empty', '/board?process=standard-sale&owner=me');
    const { page } = emma;
    await column(emma, 'Qualify').getByText('Nothing stands here.').waitFor();
    await page.goto(`${site.api.url}/board?process=no-such-process`);
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.goto(`${site.api.url}/board?kind=lead`);
    await page
      .getByRole('region')
      .filter({ has: page.getByRole('heading', { level: 2 }) })
      .first()
      .waitFor();
    expect(emma.complaints).toEqual([]);
  });
});
