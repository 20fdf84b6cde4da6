import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/platform/config';
import { barriers, describeInBrowser, type Site, sideways, startSite, type Visitor } from '../support/page';

// A browser on a busy machine is slow; what is waited for has a time of its own.
jest.setTimeout(240_000);

const { outsideDataDir } = readConfig();
const publicFile = join(outsideDataDir, 'leads-x-education/Leads.csv');
const itWithData = existsSync(publicFile) ? it : it.skip;

const folder = mkdtempSync(join(tmpdir(), 'dealwright-files-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const chip = ({ page }: Visitor, name: string) =>
  page.getByRole('navigation', { name: 'Rows by outcome' }).getByRole('link', { name: new RegExp(`^${name}`) });

describeInBrowser('imports at the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 180_000);

  const visit = async (...asked: Parameters<Site['visit']>): Promise<Visitor> => {
    const visitor = await site.visit(...asked);
    visitor.page.setDefaultTimeout(60_000);
    return visitor;
  };

  const accounts = async () => {
    const sql = `SELECT name FROM accounts WHERE name LIKE 'Harbour %' ORDER BY name`;
    return (await site.api.engine.pool.query<{ name: string }>(sql)).rows.map(({ name }) => name);
  };

  it('a file goes from upload to the way back: looked at, mapped, looked ahead, brought in, told row by row, taken back', async () => {
    await site.someone('Ida Import', 'en', ['manager']);
    const ida = await visit('Ida Import', '/imports');
    const { page } = ida;
    await page.getByText('No file has been brought in yet.').waitFor();
    expect(await barriers(page)).toEqual([]);
    const text =
      'Company;City;Web presence;E-mail\nHarbour One;Riga;a;one@harbour.example\nHarbour Two;Tver;b;two@harbour.example\n;Nowhere;c;three@harbour.example\n';
    await page.locator('input[type=file]').setInputFiles(file('harbour.csv', text));
    await page.getByRole('heading', { level: 1, name: 'harbour.csv' }).waitFor();
    // What was found, and what it could be: what nobody knows is left out, and said.
    await page.getByRole('cell', { name: 'Riga', exact: true }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Separator' }).inputValue()).toBe(';');
    await page.getByRole('combobox', { name: 'Rows become' }).click();
    await page.getByRole('option', { name: 'Clients' }).click();
    expect(await page.getByLabel('Field for the column Company').inputValue()).toBe('name');
    await page.getByLabel('Field for the column Web presence').selectOption('');
    await page.getByText('1 column is left out.').waitFor();
    await page.getByLabel('Keep this mapping as').fill('Harbours');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Look ahead' }).click();
    await chip(ida, 'would be new').getByText('2').waitFor();
    expect(await accounts()).toEqual([]);
    await chip(ida, 'do not fit').click();
    await page.getByRole('listitem').filter({ hasText: 'Row 4' }).filter({ hasText: 'Nowhere' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Bring in' }).click();
    await chip(ida, 'new').getByText('2').waitFor();
    expect(await accounts()).toEqual(['Harbour One', 'Harbour Two']);
    const result = await page.request.get(
      `${site.api.url}${await page.getByRole('link', { name: 'Result as CSV' }).getAttribute('href')}`,
    );
    expect(await result.text()).toContain('Harbour One');
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('New records are removed (2)').waitFor();
    await page.getByRole('button', { name: 'Yes, take it back' }).click();
    await chip(ida, 'taken back').getByText('2').waitFor();
    expect(await accounts()).toEqual([]);
    expect(ida.complaints).toEqual([]);
  });

  it('a mapping that was kept is offered for the next file of its kind; one that is too little is refused with what lacks', async () => {
    await site.someone('Ken Kept', 'en', ['manager']);
    const ken = await visit('Ken Kept', '/imports');
    const { page } = ken;
    const text = 'Company;City;Web presence;E-mail\nHarbour Three;Riga;a;one@harbour.example\n';
    await page.locator('input[type=file]').setInputFiles(file('harbour-2.csv', text));
    await page.getByRole('combobox', { name: 'Use a kept mapping' }).click();
    await page.getByRole('option', { name: 'Harbours' }).click();
    expect(await page.getByLabel('Field for the column Company').inputValue()).toBe('name');
    await page.getByLabel('Field for the column Company').selectOption('');
    await page.getByRole('button', { name: 'Look ahead' }).click();
    await page.getByRole('alert').getByText(/name/).first().waitFor();
  });

  it('what is no table is refused in words, and nothing is kept', async () => {
    await site.someone('Bea Broken', 'en', ['manager']);
    const bea = await visit('Bea Broken', '/imports');
    await bea.page.locator('input[type=file]').setInputFiles(file('empty.csv', ''));
    await bea.page.getByRole('alert').waitFor();
    expect(new URL(bea.page.url()).pathname).toBe('/imports');
  });

  itWithData(
    'a file of nine thousand leads is looked at and looked ahead (DEALWRIGHT_DATA)',
    async () => {
      await site.someone('Lea Leads', 'en', ['manager']);
      const lea = await visit('Lea Leads', '/imports');
      const { page } = lea;
      await page.locator('input[type=file]').setInputFiles(publicFile);
      await page.getByRole('heading', { level: 1, name: 'Leads.csv' }).waitFor();
      await page.getByRole('combobox', { name: 'Rows become' }).click();
      await page.getByRole('option', { name: 'Leads' }).click();
      // Where a lead came from could be its topic; without it what all rows are about is said once, and stays to be changed.
      expect(await page.getByLabel('Field for the column LeadOrigin').inputValue()).toBe('topic');
      await page.getByLabel('Field for the column LeadOrigin').selectOption('');
      await page.getByLabel('Topic, for all rows').fill('Asks about a course');
      await page.getByLabel('Keep this mapping as').focus();
      expect(await page.getByLabel('Topic, for all rows').inputValue()).toBe('Asks about a course');
      await page.getByRole('button', { name: 'Look ahead' }).click();
      await page.getByText('looked at · Leads · 9,240 rows').waitFor({ timeout: 240_000 });
      await chip(lea, 'would be new').getByText('9,240').waitFor();
    },
    360_000,
  );

  it('is Russian, at 360 pixels', async () => {
    await site.someone('Ира Узкая', 'ru', ['manager']);
    const ira = await visit('Ира Узкая', '/imports', { viewport: { width: 360, height: 740 }, locale: 'ru' });
    const { page } = ira;
    await page.locator('input[type=file]').setInputFiles(file('ru.csv', 'Компания;Город\nПристань;Рига\n'));
    await page.getByRole('heading', { name: 'Что есть что' }).waitFor();
    expect(await sideways(page)).toBe(0);
    expect(await barriers(page)).toEqual([]);
  });
});
