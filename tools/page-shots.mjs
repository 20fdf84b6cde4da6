// Pictures of the page for the documentation: `node tools/page-shots.mjs <where it runs> <folder>`, with a sample company that nobody
// has worked in yet. `ONLY=meeting,board` takes some of them. It brings a small file in as far as its preview, and answers nothing.
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url = 'http://127.0.0.1:8410', folder = 'docs/images'] = process.argv.slice(2);
const only = process.env.ONLY?.split(',');
const WIDE = { width: 1280, height: 800 };
const LOOKS = {
  light: { viewport: WIDE, colorScheme: 'light', locale: 'en-GB' },
  dark: { viewport: WIDE, colorScheme: 'dark', locale: 'en-GB' },
  narrow: { viewport: { width: 360, height: 740 }, colorScheme: 'light', locale: 'en-GB' },
  russian: { viewport: WIDE, colorScheme: 'light', locale: 'ru-RU' },
};
const REP = 'James Whitfield';
const MANAGER = 'Helen Carter';
const FAIR = [
  'Company,Contact,E-mail,Phone,Interested in',
  'Foxhall Motors,Jack Hobbs,j.hobbs@client.example,+44 7700 900999,Pump station PS-200',
  'Lakeside Dairies,Mary Poole,m.poole@client.example,+44 7700 900412,Flow meter FM-50',
  'Thornbury Homes,Alice Irwin,a.irwin@client.example,+44 7700 900983,Service contract',
].join('\n');

const screen = (path) => async (page) => {
  await page.goto(`${url}${path}`);
  await page.locator('#main h1').waitFor();
};
const button = (page, name) => page.getByRole('button', { name }).first();
const inboxRead = (page) => page.locator('main ul a').first().waitFor();
const inDialog = (page) => page.getByRole('dialog').waitFor();

async function firstOf(page, path, links) {
  await screen(path)(page);
  await page.locator(`#main a[href^="${links}"]`).first().click();
  await page.waitForURL(`**${links}*`);
  await page.locator('#main h1').waitFor();
}
const deal = async (page) => {
  await inboxRead(page);
  await page.keyboard.press('o');
  await page.locator('ol button').first().waitFor();
};
const client = (tab) => async (page) => {
  await firstOf(page, '/clients?filter=name%20%3D%20%22Bramley%20%26%20Sons%22', '/accounts/');
  if (tab) await page.getByText(tab, { exact: true }).first().click();
};
const stalled = async (page) => {
  await screen('/stalled')(page);
  for (const n of [0, 1, 2]) await page.getByRole('checkbox').nth(n).check();
};
const broughtIn = async (page) => {
  await screen('/imports')(page);
  const file = { name: 'Spring fair.csv', mimeType: 'text/csv', buffer: Buffer.from(FAIR) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.waitForURL('**/imports/*');
  await button(page, 'Look ahead').waitFor();
};

/** Each picture: in which looks, who looks, and how they come there. */
const PICTURES = {
  'sign-in': [['light'], null, (page) => page.goto(url)],
  answer: [
    ['light', 'dark'],
    REP,
    async (page) => {
      await inboxRead(page);
      await page.keyboard.press('2');
      await page.getByRole('form').waitFor();
    },
  ],
  task: [['narrow'], REP, (page) => page.locator('main ul a').first().click()],
  'not-now': [
    ['light'],
    REP,
    async (page) => {
      await inboxRead(page);
      await page.keyboard.press('w');
      await inDialog(page);
    },
  ],
  'quick-add': [
    ['light'],
    REP,
    async (page) => {
      await inboxRead(page);
      await page.keyboard.press('a');
      await page.getByRole('menuitem', { name: 'Lead' }).click();
      await page.getByLabel('What they are interested in').fill('A second pump station');
      await page.getByRole('dialog').getByLabel('Organisation').fill('Foxhall Motors');
      await page.getByText('Is it one of these?').waitFor();
    },
  ],
  board: [['light', 'narrow'], REP, screen('/board')],
  deal: [['light', 'russian'], REP, deal],
  'deal-then': [
    ['light'],
    REP,
    async (page) => {
      await deal(page);
      await page.getByRole('slider').focus();
      for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowLeft');
      await button(page, 'Back to now').waitFor();
    },
  ],
  deadline: [
    ['light'],
    REP,
    async (page) => {
      await deal(page);
      await button(page, 'Why then?').click();
      await inDialog(page);
    },
  ],
  letter: [
    ['light'],
    REP,
    async (page) => {
      await deal(page);
      await button(page, 'Write to the client').click();
      await page.getByLabel('Words').selectOption({ index: 1 });
      await page.getByText('As its reader gets it').waitFor();
    },
  ],
  qualify: [
    ['light'],
    REP,
    async (page) => {
      await firstOf(page, '/board?kind=lead&owner=me', '/leads/0');
      await button(page, /^Qualify/).click();
      await page.getByRole('dialog').getByLabel('Make a sale of it').waitFor();
    },
  ],
  client: [['light'], REP, client()],
  'client-processes': [['light'], REP, client('Business processes')],
  'client-additional': [['light'], REP, client('Additional')],
  leads: [['light'], REP, screen('/leads?chart=source')],
  search: [
    ['dark'],
    REP,
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('pump');
      await page.getByText('Pump station').first().waitFor();
    },
  ],
  notices: [['light'], REP, screen('/notices')],
  settings: [['light'], REP, screen('/settings?part=notices')],
  stalled: [['light'], MANAGER, screen('/stalled')],
  bulk: [
    ['light'],
    MANAGER,
    async (page) => {
      await stalled(page);
      await button(page, 'Ask the owner').click();
      await button(page, 'Show what would happen').click();
      await button(page, /^Do it with/).waitFor();
    },
  ],
  meeting: [['light'], MANAGER, screen('/stalled/meeting')],
  funnel: [['light'], MANAGER, screen('/reports/funnel')],
  forecast: [['light'], MANAGER, screen('/reports/forecast')],
  bottlenecks: [['light'], MANAGER, screen('/reports/bottlenecks')],
  deviation: [['light'], MANAGER, screen('/reports/deviation')],
  workload: [['light'], MANAGER, screen('/reports/workload')],
  sources: [['light'], MANAGER, screen('/reports/sources')],
  mapping: [['light'], 'Olivia Bennett', broughtIn],
  preview: [
    ['light'],
    'Olivia Bennett',
    async (page) => {
      await broughtIn(page);
      await button(page, 'Look ahead').click();
      await button(page, 'Bring in').waitFor();
    },
  ],
  administration: [['light'], 'Павел Зайцев', screen('/administration')],
};

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });

async function take(name, look, who, come) {
  const context = await browser.newContext(LOOKS[look]);
  // Whatever the language of whoever looks.
  await context.addInitScript(
    (language) => localStorage.setItem('dealwright.language', language),
    look === 'russian' ? 'ru' : 'en',
  );
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(name, look, error.message));
  if (who) {
    await page.goto(url);
    await page.getByRole('button', { name: look === 'russian' ? 'Дмитрий Волков' : who }).click();
    await page.locator('#main h1').waitFor();
  }
  await come(page);
  await page.mouse.move(0, 0);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(900);
  await page.screenshot({ path: join(folder, `${name}-${look}.jpg`), type: 'jpeg', quality: 62 });
  await context.close();
}

for (const [name, [looks, who, come]] of Object.entries(PICTURES)) {
  if (only && !only.includes(name)) continue;
  for (const look of looks)
    await take(name, look, who, come).catch((fault) => console.error(name, look, fault.message));
}
await browser.close();
