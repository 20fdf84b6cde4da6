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
const PAGE = 50;
const HOUR_MS = 60 * 60 * 1000;
/** Begun over the last three weeks, so that about nine of ten are over their limit by one level or another. */
const WEEKS_MS = 21 * 24 * HOUR_MS;
const LATER_PAGE = 20;

/** W4: the list with `open` sales more than there were, its first page and a later one. No workflow runs. */
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
  const later = await pageAfter(rig, first, LATER_PAGE);
  return {
    open,
    stalled: await total(rig, `${first}&count=true`),
    pages: [
      { page: 'first page, HTTP', ...(await reads(rig, first)) },
      { page: `page ${LATER_PAGE}, HTTP`, ...(await reads(rig, later)) },
    ],
  };
}

async function reads(rig: Rig, path: string): Promise<Figures> {
  const read = async () => {
    const answer = await rig.http.get(path);
    if (answer.status !== 200) throw new UnexpectedAnswer('The stalled list', answer);
    return 'done' as const;
  };
  await lap(rig.cpu, Array(30).fill(null), 1, read);
  return figuresOf([await lap(rig.cpu, Array(READS).fill(null), 1, read)], 1);
}

interface PageAnswer {
  next: string | null;
  total?: number;
}

async function pageAfter({ http }: Rig, first: string, pages: number): Promise<string> {
  let path = first;
  for (let n = 1; n < pages; n++) {
    const answer = await http.get(path);
    const { next } = answer.body as PageAnswer;
    if (answer.status !== 200 || !next) throw new UnexpectedAnswer('The stalled list', answer);
    path = `${first}&cursor=${encodeURIComponent(next)}`;
  }
  return path;
}

const total = async ({ http }: Rig, path: string) => ((await http.get(path)).body as PageAnswer).total ?? Number.NaN;
