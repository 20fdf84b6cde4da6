// Pictures of the page for the documentation: `node tools/page-shots.mjs <where it runs> <folder>`, with the sample company.
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url = 'http://127.0.0.1:8410', folder = 'docs/images'] = process.argv.slice(2);
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
const LOOKS = [
  { name: 'light', size: WIDE, scheme: 'light', who: 'James Whitfield', language: 'en' },
  { name: 'dark', size: WIDE, scheme: 'dark', who: 'James Whitfield', language: 'en' },
  { name: 'narrow', size: NARROW, scheme: 'light', who: 'James Whitfield', language: 'en' },
  { name: 'russian', size: WIDE, scheme: 'light', who: 'Дмитрий Волков', language: 'ru' },
];

const only = process.env.ONLY?.split(',');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
for (const look of LOOKS.filter(({ name }) => !only || only.includes(name))) {
  const context = await browser.newContext({ viewport: look.size, colorScheme: look.scheme, locale: look.language });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && console.error(look.name, message.text()));
  page.on('pageerror', (error) => console.error(look.name, error.message));
  const shot = async (name) => {
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(folder, `${name}-${look.name}.jpg`), type: 'jpeg', quality: 72 });
  };
  await page.goto(url);
  await page.getByRole('button', { name: look.who }).waitFor();
  await shot('sign-in');
  await page.getByRole('button', { name: look.who }).click();
  await page.locator('main ul a').first().waitFor();
  await shot('inbox');
  if (look.name === 'narrow') {
    await page.locator('main ul a').first().click();
    await shot('task');
  } else {
    await page.keyboard.press('3');
    await shot('answer');
    await page.keyboard.press('Escape');
  }
  await page.keyboard.press('o');
  await page.locator('ol button').first().waitFor();
  await shot('deal');
  await page.goto(`${url}/stalled`);
  await page.locator('ol li').first().waitFor();
  await shot('stalled');
  await page.goto(`${url}/notices`);
  await page.locator('ul li').first().waitFor();
  await shot('notices');
  await page.keyboard.press('Control+k');
  await page.keyboard.type(look.language === 'ru' ? 'насос' : 'pump');
  await page.waitForTimeout(700);
  await shot('search');
  await context.close();
}
await browser.close();
