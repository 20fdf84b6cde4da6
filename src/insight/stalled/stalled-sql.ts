import { ms, OWNER, STANDING, WORDS } from '../../crm';
import type { Kind } from '../../process';
import { NEXT_STEP } from './next-step';

/** The four ways to be stalled, and a lead's fifth. One may lie in more than one; a known wait lies in none. */
export const PILES = [
  'over its limit',
  'no next step',
  'next step overdue',
  'waiting past its date',
  'never touched',
] as const;
export type Pile = (typeof PILES)[number];

/** The piles that there are of sales, or of leads. Source: DYN-46, DYN-47. */
export const pilesOf = (kind: Kind): readonly Pile[] =>
  kind === 'lead' ? PILES : PILES.filter((pile) => pile !== 'never touched');

/** How bad it is: escalated before overdue before what is merely stuck. */
export const LEVELS = ['escalated', 'overdue', 'none'] as const;
export type Level = (typeof LEVELS)[number];

/** What lies in any pile at all: it is open, and in no known wait. `now` is a parameter such as `$2`. */
export const atAll = (now: string): string => `i.open AND ${notWaiting(now)}`;

/** The same of rows of `open_deals`. */
export const notWaiting = (now: string): string => `(i.wait_until IS NULL OR i.wait_until <= ${now})`;

/** Nobody who is responsible has held a contact about it, or decided anything of it since it began: looked up row by row, as values. */
export const UNTOUCHED = `(SELECT true FROM interactions x WHERE x.instance_id = i.id AND x.author_id = i.owner_id AND x.status = 'held' LIMIT 1) IS NULL
    AND (SELECT true FROM process_events e WHERE e.instance_id = i.id AND e.seq > 1 AND e.actor_id = i.owner_id::text LIMIT 1) IS NULL`;

/** For how many days a lead may be open before nobody's having touched it counts, where nobody says another. */
export const UNTOUCHED_DAYS = 1;

/** The instant by which the rows of a pile are ordered. */
export const PILE_DUE: Readonly<Record<Pile, string>> = {
  'over its limit': 'i.due_at',
  'no next step': `coalesce(i.due_at, 'infinity'::timestamptz)`,
  'next step overdue': 'i.next_task_due_at',
  'waiting past its date': 'i.wait_until',
  'never touched': 'i.started_at',
};

/** What a pile holds of what lies in any. A stage that waits for the client by its own clock has a next step: the client's. */
export function pileSql(pile: Pile, now: string): string {
  switch (pile) {
    case 'over its limit':
      return `i.due_at IS NOT NULL AND i.due_at <= ${now}`;
    case 'no next step':
      return `i.open_tasks = 0 AND i.wait_until IS NULL AND NOT EXISTS (SELECT 1 FROM version_stages c
        WHERE c.version_id = i.version_id AND c.state = i.state AND c.client AND i.due_at > ${now})`;
    case 'next step overdue':
      return `i.next_task_due_at IS NOT NULL AND i.next_task_due_at <= ${now}`;
    case 'waiting past its date':
      return `i.wait_until IS NOT NULL AND i.wait_until <= ${now}`;
    case 'never touched':
      return `${openLong(now)} AND ${UNTOUCHED}`;
  }
}

const openLong = (now: string): string =>
  `i.started_at <= ${now}::timestamptz - make_interval(days => ${UNTOUCHED_DAYS})`;

/** The same of rows of `open_deals`, which say whether their stage waits for the client. */
export const openPileSql = (pile: Pile, now: string): string =>
  pile === 'no next step'
    ? `i.open_tasks = 0 AND i.wait_until IS NULL AND (i.client AND i.due_at > ${now}) IS NOT TRUE`
    : pileSql(pile, now);

/** $1 is the kind and $2 the instant, in what follows. */
const LEVEL_SQL: Readonly<Record<Level, string>> = {
  escalated: 'i.escalate_at <= $2',
  overdue: 'i.due_at <= $2 AND (i.escalate_at IS NULL OR i.escalate_at > $2)',
  none: '(i.due_at IS NULL OR i.due_at > $2)',
};
const LEVEL = `CASE WHEN ${LEVEL_SQL.escalated} THEN 0 WHEN ${LEVEL_SQL.overdue} THEN 1 ELSE 2 END`;

/** A page of a pile: how many rows, of what, and beyond which row. Conditions stand over `open_deals i`. */
export interface PageSql {
  pile: Pile;
  where: readonly string[];
  /** Of the level of the row that the page goes on from. */
  beyond: string | null;
  from: Level;
  limit: number;
}

/** So many rows are walked along in the order of the pile before all that is open is looked at. */
const WALKED = 3_000;

/**
 * The worst of one level by walking along its order, for what most of the rows that are met are wanted of: a page full, or there may
 * be more of them further down. The limits stand in the text: the planner has to know that they are small.
 */
export function walkedSql({ pile, where, beyond, from, limit }: PageSql): string {
  const due = PILE_DUE[pile];
  // Whether somebody touched it is looked up elsewhere, row by row: of those that are met, not of all there are.
  const untouched = pile === 'never touched';
  const met = untouched ? `i.kind = 'lead' AND ${openLong('$2')}` : openPileSql(pile, '$2');
  const wanted = untouched ? [UNTOUCHED, ...where] : where;
  const all = ['i.kind = $1', notWaiting('$2'), met, LEVEL_SQL[from], beyond ?? 'true'].join(' AND ');
  const order = `ORDER BY i.amount_base_minor DESC, ${due}, i.id`;
  return `SELECT i.id, i.amount_base_minor AS money, ${due} AS due, ${LEVELS.indexOf(from)} AS level
    FROM (SELECT * FROM open_deals i WHERE ${all} ${order} LIMIT ${WALKED}) i
    WHERE ${wanted.length > 0 ? wanted.join(' AND ') : 'true'} ${order} LIMIT ${Math.trunc(limit)}`;
}

/** The worst of all that is open and wanted: of what few are wanted of. */
export function soughtSql({ pile, where, beyond, from, limit }: PageSql): string {
  const due = PILE_DUE[pile];
  const first = LEVELS.indexOf(from);
  const onward = beyond === null ? 'true' : `(${LEVEL} > ${first} OR (${LEVEL} = ${first} AND ${beyond}))`;
  const all = ['i.kind = $1', notWaiting('$2'), openPileSql(pile, '$2'), onward, ...where].join(' AND ');
  return `SELECT i.id, i.amount_base_minor AS money, ${due} AS due, ${LEVEL} AS level FROM open_deals i
    WHERE ${all} ORDER BY level, i.amount_base_minor DESC, ${due}, i.id LIMIT ${Math.trunc(limit)}`;
}

/** What rows of a page show. */
export function stalledSql(kind: Kind, page: string): string {
  return `
    WITH page AS MATERIALIZED (${page})
    SELECT ${STANDING}, page.level, ${WORDS[kind].columns}, ${OWNER} AS owner, page.money::text AS "sortMoney", page.due::text AS "sortKey",
      page.money::float8 AS "moneyBase", (SELECT value #>> '{}' FROM settings WHERE key = 'base currency') AS "baseCurrency",
      (SELECT ${ms('max(x.at)')} FROM interactions x WHERE x.instance_id = i.id AND x.status = 'held') AS "lastContactAt",
      (SELECT coalesce(sum(greatest(v.value::int - 1, 0)), 0)::int FROM jsonb_each_text(i.snapshot -> 'visits') v) AS "timesBack",
      (SELECT d.pushes FROM deal_history d WHERE d.instance_id = i.id ORDER BY d.seq DESC LIMIT 1) AS "timesPushed",
      i.snapshot -> 'clock' AS clock, next.step AS "nextStep"
    FROM page JOIN process_instances i ON i.id = page.id ${WORDS[kind].from}
    LEFT JOIN people o ON o.id = i.owner_id
    ${NEXT_STEP}
    ORDER BY page.level, page.money DESC, page.due, page.id`;
}
