import type { Pool } from '../../src/platform/database';
import { READERS, type Reader } from './company';

/** A question that is asked over HTTP, by whom, how often, and how long it may take. */
export interface Asked {
  what: string;
  /** Of the nth time, where the times differ. */
  path: string | ((n: number) => string);
  by: readonly Reader[];
  times: number;
  aimMs?: number;
}

const BOARD_MS = 50;
const FUNNEL_MS = 300;
const BOTTLENECKS_MS = 2_000;
const PAGES = 100;
const REPORTS = 10;
const ALL: readonly Reader[] = READERS;
/** Reports without an aim of their own, asked by who sees everything. */
const OTHERS = [
  ...[
    'variants',
    'conformance',
    'stage-weeks',
    'task-times',
    'limits',
    'deviation',
    'pipeline-change',
    'sellers',
    'workload',
  ],
  ...['incoming', 'sources', 'clients', 'interest', 'lead-chart', 'forecast', 'attainment', 'process-change'],
] as const;
/** Of those, the ones that say themselves of which time they are. */
const AHEAD: ReadonlySet<string> = new Set(['forecast', 'attainment', 'process-change']);
const WIDE: readonly Reader[] = ['administrator', 'manager of a team', 'narrowed by line'];

/** All that is asked: the board by each filter and reader, and the reports. Owners and teams take turns. */
export async function questionsOf(pool: Pool, people: Readonly<Record<Reader, string>>): Promise<Asked[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM people WHERE name LIKE 'Rep %' ORDER BY id LIMIT 50`,
  );
  const owner = (n: number) => rows[n % rows.length]?.id ?? people.rep;
  const team = (n: number) => `team-${n % 20}`;
  const board = (what: string, query: string | ((n: number) => string), by = ALL): Asked => ({
    what: `board, ${what}`,
    path: (n) => `/insight/stalled?limit=50${typeof query === 'string' ? query : query(n)}`,
    ...{ by, times: PAGES, aimMs: BOARD_MS },
  });
  const report = (what: string, path: string | ((n: number) => string), by = WIDE, aimMs?: number): Asked => ({
    ...{ what, path, by, times: REPORTS, aimMs },
  });
  const year = 'period=last%20365%20days';
  return [
    board('no filter', ''),
    board('no next step', '&pile=no%20next%20step'),
    board('next step overdue', '&pile=next%20step%20overdue'),
    board('waiting past its date', '&pile=waiting%20past%20its%20date'),
    board('an owner', (n) => `&owner=${owner(n)}`),
    board('a team', (n) => `&team=${team(n)}`),
    board('a stage', '&stage=proposal'),
    board('a rare stage, no next step', '&stage=contract&pile=no%20next%20step'),
    board('a line', '&line=software'),
    board('no line', '&line='),
    board('a version', '&version=standard-sale@1'),
    board('a region', '&region=north'),
    board('a source and a team', (n) => `&source=partner&team=${team(n)}`),
    board('an owner, a line and a stage', (n) => `&owner=${owner(n)}&line=parts&stage=waiting-decision`),
    board('nothing found', '&stage=nowhere'),
    board('leads', '&kind=lead'),
    board('leads never touched', '&kind=lead&pile=never%20touched'),
    { ...board('counts of piles', '&count=true'), aimMs: undefined, times: REPORTS },
    { ...board('counts of a team', (n) => `&count=true&team=${team(n)}`), aimMs: undefined, times: REPORTS },
    report('funnel of a year and a team', (n) => `/insight/funnel?${year}&team=${team(n)}`, WIDE, FUNNEL_MS),
    report('funnel of a year', `/insight/funnel?${year}`),
    report('bottlenecks of a year', `/insight/bottlenecks?${year}`, WIDE, BOTTLENECKS_MS),
    report(
      'bottlenecks of a year and a team',
      (n) => `/insight/bottlenecks?${year}&team=${team(n)}`,
      WIDE,
      BOTTLENECKS_MS,
    ),
    ...OTHERS.map((name) =>
      report(
        AHEAD.has(name) ? name : `${name} of a year`,
        `/insight/${name}${AHEAD.has(name) ? '' : `?${year}`}`,
        WIDE.slice(0, 1),
      ),
    ),
  ];
}
