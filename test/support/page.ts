import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { makeSample } from '../../activities/sample/make-sample';
import type { ApiDeps } from '../../src/api';
import { publishText } from '../../src/publishing';
import { startTestApi } from './api';
import { atEnd } from './at-end';
import { browserAt } from './browser-at.cjs';
import { testRoom } from './files';

const root = resolve(__dirname, '..', '..');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** `describe` where a browser is; else its tests are skipped by a name that says what to install. */
export const describeInBrowser: (name: string, body: () => void) => void = browserAt()
  ? describe
  : (name, body) => describe.skip(`${name} (needs Chromium: apt-get install chromium)`, body);

const QUEUE = `
process: queue-sale
kind: sale
name: { en: Queue, ru: Очередь }
calendar: office
stages:
  check:
    name: { en: Check, ru: Проверка }
    probability: 50
    tasks:
      look:
        name: { en: Look, ru: Посмотреть }
        assignee: role rep
        limit: 1 working day
        outcomes:
          fine: { name: { en: Fine, ru: Годится }, to: closed.won }
          not fine: { name: { en: Not fine, ru: Не годится }, to: closed.lost }
closed:
  won: { name: { en: Won, ru: Продано } }
  lost: { name: { en: Lost, ru: Не продано }, who: [owner] }
`;

/** Somebody at the page. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  personId: string;
  /** What the browser complained of: errors of scripts, and what the policy of the page kept out. */
  complaints: string[];
}

export type Site = Awaited<ReturnType<typeof startSite>>;

/** The page as it is built, served by the real API over the sample company, and one browser to look at it; `deps`: what of the API differs. */
export async function startSite(deps: Partial<ApiDeps> = {}) {
  build();
  const page = resolve(root, 'web', 'dist');
  const api = await startTestApi({ deps: { page, signInWith: { sample: true }, files: testRoom().room, ...deps } });
  await api.engine.pool.query('DELETE FROM people');
  await makeSample(api.engine.pool, Date.now());
  const browser = await chromium.launch({ executablePath: browserAt(), args: FLAGS });
  atEnd(() => browser.close());
  return { api, browser, ...hands(api, browser) };
}

function hands(api: Awaited<ReturnType<typeof startTestApi>>, browser: Browser) {
  const { pool } = api.engine;
  /** A rep of the sample company whose inbox is empty. */
  const someone = async (name: string, language = 'en', roles = ['rep']): Promise<string> => {
    const id = newId();
    await pool.query(
      `INSERT INTO people (id, name, email, roles, language, external_key) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, name, `${id}@example.com`, roles, language, `sample:${id}`],
    );
    return id;
  };
  const idOf = async (name: string): Promise<string> => {
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM people WHERE name = $1', [name]);
    if (!rows[0]) throw new Error(`There is no ${name}.`);
    return rows[0].id;
  };
  /** Opens the page as nobody. */
  const open = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
    });
    return { context, page, complaints };
  };
  /** Comes in as somebody, by one press. */
  const visit = async (name: string, path = '/inbox', options: BrowserContextOptions = {}): Promise<Visitor> => {
    // All of these come from one address.
    await api.engine.apiPool.query('DELETE FROM sign_in_tries');
    const { context, page, complaints } = await open(options);
    await page.goto(`${api.url}${path}`);
    await page.getByRole('button', { name }).click();
    await page.locator('#main').waitFor();
    return { page, context, complaints, personId: await idOf(name) };
  };
  const aSale = async (ownerId: string, more: object = {}) => {
    const answer = await api.post('/sales', { title: 'A sale', process: 'standard-sale', ...more }, { as: ownerId });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body as { id: string; seq: number; tasks: { id: string }[] };
  };
  /** Puts a process in force whose task waits for any rep. */
  const queue = async (): Promise<void> => {
    const words = { id: newId(), author: 'test', approver: 'test', note: 'For a test' };
    const published = await publishText(pool, QUEUE, words);
    if (published.became !== 'in force') throw new Error(JSON.stringify(published));
  };
  return { someone, idOf, open, visit, aSale, queue };
}

/** As `npm start` does it: when its sources have changed. */
function build(): void {
  const script = "import('./bin/setup.mjs').then(({ buildPage }) => buildPage(() => undefined))";
  execFileSync(process.execPath, ['-e', script], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Until what fades in is there: half seen, it has half its contrast. What turns for ever is not waited for. */
const STILL = `Promise.all(document.getAnimations()
  .filter(({ effect, playState }) => playState === 'running' && effect.getComputedTiming().endTime !== Infinity)
  .map(({ finished }) => finished.catch(() => undefined))).then(() => undefined)`;

/** What axe finds on the page as it is shown, of what keeps somebody out: its rule, and where. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(STILL);
  // The policy of the page keeps scripts out; this one comes by the debugger, as a tester's extension would.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { resultTypes: ['violations'] })`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`));
}

/** The same in light and in dark. */
export async function barriersInBoth(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: 'attached' });
    found.push(...(await barriers(page)).map((one) => `${colorScheme}: ${one}`));
  }
  return found;
}

/** By how many pixels the page is wider than its window. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
