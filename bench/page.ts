import type { Page } from 'playwright-core';
import type { Rig } from './rig';

/** What a screen costs the browser of who looks at it. */
export interface PageFigures {
  screen: string;
  rows: number;
  /** Until the first row can be pressed, with nothing kept from before. */
  firstMs: number;
  /** Kilobytes as they travelled until then. */
  loadedKb: number;
  /** Elements of the page while it is scrolled. */
  nodes: number;
  /** Tasks of the page's own thread of more than 50 ms, while scrolling and filtering. */
  longTasks: number;
  medianMs: number;
  worstMs: number;
  /** From the press on a filter until its rows are there. */
  filterMs: number;
}

/** Where a browser is, as Debian's package has it. */
const BROWSER = process.env.DEALWRIGHT_BROWSER ?? '/usr/bin/chromium';
const TRIES = 3;
/** On a busy machine a browser is slow: it is to be told, not to fail. */
const PATIENCE_MS = 180_000;
const SCROLLS = 60;

/** A screen: where its rows stand, what scrolls them, and a filter to press. */
interface Screen {
  name: string;
  path: string;
  row: string;
  scroller: string;
  filter: string;
  /** How many there are, as the API counts them. */
  count(rig: Pick<Rig, 'http'>): Promise<number>;
}

const SCREENS: readonly Screen[] = [
  {
    name: 'board',
    path: '/board?process=standard-sale',
    row: '[data-card]',
    scroller: '[data-column] ol',
    filter: 'nav[aria-label="By urgency"] a[href*="light="]',
    count: async ({ http }) =>
      ((await http.get('/board/sales?process=standard-sale')).body as { processes: { count: number }[] }).processes[0]
        ?.count ?? 0,
  },
  {
    name: 'inbox',
    path: '/inbox',
    row: 'main li a[href*="task="]',
    scroller: 'main section ul:has(a[href*="task="])',
    filter: 'nav[aria-label="Narrow the inbox"] a[href*="urgency="]',
    count: async ({ http }) => ((await http.get('/inbox/counters')).body as { shown: number }).shown,
  },
];

/** Each screen in a browser of its own over the API: opened with nothing kept, scrolled to and fro, and filtered. */
export async function measurePage(
  rig: Rig,
  tokens: Readonly<Record<'board' | 'inbox', string>>,
): Promise<PageFigures[]> {
  // Of development only: without it everything else of the benchmark runs.
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const found: PageFigures[] = [];
    for (const screen of SCREENS) {
      const token = tokens[screen.name as 'board'];
      const context = await browser.newContext({
        viewport: { width: 1360, height: 850 },
        locale: 'en-GB',
        extraHTTPHeaders: { authorization: `Bearer ${token}` },
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const first: { ms: number; kb: number }[] = [];
      for (let n = 0; n < TRIES; n++)
        first.push(await opened(await context.newPage(), rig.url, screen, n === TRIES - 1));
      const page = context.pages()[0];
      if (!page) throw new Error('The browser has no page.');
      const tasks = await scrolled(page, screen);
      const filterMs = await filtered(page, screen);
      const nodes = await page.evaluate<number>('document.querySelectorAll("*").length');
      const after = await page.evaluate<number[]>('window.longTasks');
      found.push({
        screen: screen.name,
        rows: await screen.count({ http: rig.as(token) }),
        firstMs: middle(first.map(({ ms }) => ms)),
        loadedKb: Math.round(middle(first.map(({ kb }) => kb))),
        nodes: Math.max(tasks.nodes, nodes),
        longTasks: after.length,
        medianMs: middle(after),
        worstMs: Math.max(0, ...after),
        filterMs,
      });
      await context.close();
    }
    return found;
  } finally {
    await browser.close();
  }
}

const OBSERVE = `window.longTasks = [];
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.longTasks.push(one.duration); })
    .observe({ type: 'longtask', buffered: false })`;

/** With an empty cache; closed again unless it is `kept`. */
async function opened(
  page: Page,
  url: string,
  { path, row }: Screen,
  kept: boolean,
): Promise<{ ms: number; kb: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const began = performance.now();
  await page.goto(`${url}${path}`, { waitUntil: 'commit' });
  await page.locator(row).first().click({ trial: true });
  const ms = performance.now() - began;
  if (kept) await page.evaluate(OBSERVE);
  else await page.close();
  return { ms, kb: bytes / 1024 };
}

/** By the wheel, down through what has been read and what is read meanwhile, and up again. */
async function scrolled(page: Page, { scroller }: Screen): Promise<{ nodes: number }> {
  const list = page.locator(scroller).first();
  const box = await list.boundingBox();
  if (!box) throw new Error(`There is no ${scroller}.`);
  await page.mouse.move(box.x + box.width / 2, Math.min(box.y + 200, 700));
  let nodes = 0;
  for (let n = 0; n < SCROLLS; n++) {
    await page.mouse.wheel(0, n < (SCROLLS * 2) / 3 ? 1200 : -2400);
    await page.waitForTimeout(50);
    nodes = Math.max(nodes, await page.evaluate<number>('document.querySelectorAll("*").length'));
  }
  return { nodes };
}

/** From the press until the rows of the filter are there. */
async function filtered(page: Page, { filter, row }: Screen): Promise<number> {
  const chips = page.locator(filter);
  const times: number[] = [];
  for (let n = 0; n < TRIES; n++) {
    const began = performance.now();
    await chips.nth(n % (await chips.count())).click();
    await page.locator(row).first().click({ trial: true });
    times.push(performance.now() - began);
  }
  return middle(times);
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
