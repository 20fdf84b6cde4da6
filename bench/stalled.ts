import { SEES_ALL } from '../src/access';
import { createVersions } from '../src/crm';
import { type AskedStalled, readStalled } from '../src/insight';
import { UnexpectedAnswer } from './http';
import { type Figures, figuresOf, lap } from './load';
import { writeBulk } from './made';
import type { Rig } from './rig';

/** What the stalled list costs with so many open sales. */
export interface StalledFigures {
  open: number;
  stalled: number;
  pages: ({ page: string } & Pick<Figures, 'p50Ms' | 'p99Ms'>)[];
}

const READS = 300;
const WARM_UP = 30;
const PAGE = 50;
const HOUR_MS = 60 * 60 * 1000;
/** Begun over the last three weeks, so that about nine of ten are over their limit by one level or another. */
const WEEKS_MS = 21 * 24 * HOUR_MS;
const LATER_PAGE = 20;

/** W4: the list with `open` sales more than there were, its first page and a later one; and a funnel. No workflow runs. */
export async function measureStalled(rig: Rig, open: number): Promise<StalledFigures> {
  const { rows } = await rig.pool.query<{ there: number }>('SELECT count(*)::int AS there FROM process_instances');
  const now = Date.now();
  await writeBulk(rig.pool, {
    process: 'standard-sale',
    count: open - (rows[0]?.there ?? 0),
    reps: rig.people.reps,
    beganAt: (n) => now - ((n * 7919) % 10_000) * (WEEKS_MS / 10_000),
    fields: (n) => ({ amount: { minor: 100_000 + ((n * 104_729) % 90_000_000), currency: 'RUB' } }),
  });
  await rig.pool.query('VACUUM ANALYZE');
  const first = `/insight/stalled?limit=${PAGE}`;
  const later = await cursorAfter(rig, first, LATER_PAGE);
  const http = (path: string) => reads(rig, () => getPage(rig, path));
  const query = queryOf(rig);
  return {
    open,
    stalled: await pileSize(rig, `${first}&count=true`),
    pages: [
      { page: 'first page, HTTP', ...(await http(first)) },
      { page: `page ${LATER_PAGE}, HTTP`, ...(await http(`${first}&cursor=${later}`)) },
      { page: 'first page of one owner, HTTP', ...(await http(`${first}&owner=${rig.people.reps[0]}`)) },
      { page: 'funnel of a year and one owner, HTTP', ...(await http(`/insight/funnel?owner=${rig.people.reps[0]}`)) },
      { page: 'first page, SQL', ...(await reads(rig, () => query())) },
      { page: `page ${LATER_PAGE}, SQL`, ...(await reads(rig, () => query(later))) },
    ],
  };
}

/** The same read without HTTP, from this process. */
function queryOf({ pool }: Rig): (cursor?: string) => Promise<unknown> {
  const source = { pool, versions: createVersions(pool) };
  const asked = { sight: SEES_ALL, kind: 'sale', pile: 'over its limit', narrow: {} } satisfies Omit<
    AskedStalled,
    'page'
  >;
  return (cursor) => readStalled(source, { ...asked, page: { limit: PAGE, cursor } }, Date.now());
}

async function reads(rig: Rig, read: () => Promise<unknown>): Promise<Figures> {
  const once = async () => {
    await read();
    return 'done' as const;
  };
  await lap(rig.cpu, Array(WARM_UP).fill(null), 1, once);
  return figuresOf([await lap(rig.cpu, Array(READS).fill(null), 1, once)], 1);
}

interface PageAnswer {
  next: string | null;
  piles?: Record<string, number>;
}

async function getPage({ http }: Rig, path: string): Promise<PageAnswer> {
  const answer = await http.get(path);
  if (answer.status !== 200) throw new UnexpectedAnswer('The stalled list', answer);
  return answer.body as PageAnswer;
}

/** The cursor of a page far down; with few sales, of the last one. */
async function cursorAfter(rig: Rig, first: string, pages: number): Promise<string> {
  let cursor = '';
  for (let n = 1; n < pages; n++) {
    const { next } = await getPage(rig, cursor ? `${first}&cursor=${cursor}` : first);
    if (!next) break;
    cursor = next;
  }
  return cursor;
}

const pileSize = async (rig: Rig, path: string) => (await getPage(rig, path)).piles?.['over its limit'] ?? Number.NaN;
