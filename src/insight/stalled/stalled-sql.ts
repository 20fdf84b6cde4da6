import { ms, ref, STANDING, WORDS } from '../../crm';
import type { Kind } from '../../process';

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
export const atAll = (now: string): string => `i.open AND (i.wait_until IS NULL OR i.wait_until <= ${now})`;

/** Nobody who is responsible has held a contact about it, or decided anything of it since it began. */
export const UNTOUCHED = `NOT EXISTS (SELECT 1 FROM interactions x WHERE x.instance_id = i.id AND x.author_id = i.owner_id AND x.status = 'held')
    AND NOT EXISTS (SELECT 1 FROM process_events e WHERE e.instance_id = i.id AND e.seq > 1 AND e.actor_id = i.owner_id::text)`;

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
      return `i.started_at <= ${now}::timestamptz - make_interval(days => ${UNTOUCHED_DAYS}) AND ${UNTOUCHED}`;
  }
}

/** $1 is the kind and $2 the instant, in what follows. */
const LEVEL_SQL: Readonly<Record<Level, string>> = {
  escalated: 'i.escalate_at <= $2',
  overdue: 'i.due_at <= $2 AND (i.escalate_at IS NULL OR i.escalate_at > $2)',
  none: '(i.due_at IS NULL OR i.due_at > $2)',
};

/**
 * The ids of one level of a pile, worst first; and then what a row shows, for those alone.
 * The limit stands in the text: the planner has to know that it is small.
 */
export function stalledSql(kind: Kind, pile: Pile, level: Level, where: readonly string[], limit: number): string {
  const due = PILE_DUE[pile];
  const all = ['i.kind = $1', atAll('$2'), pileSql(pile, '$2'), LEVEL_SQL[level], ...where].join(' AND ');
  return `
    WITH page AS MATERIALIZED (
      SELECT i.id, i.amount_base_minor AS money, ${due} AS due FROM process_instances i
      WHERE ${all} ORDER BY i.amount_base_minor DESC, ${due}, i.id LIMIT ${Math.trunc(limit)})
    SELECT ${STANDING}, ${WORDS[kind].columns}, ${ref('o')} AS owner, page.money::text AS "sortMoney", page.due::text AS "sortKey",
      page.money::float8 AS "moneyBase", (SELECT value #>> '{}' FROM settings WHERE key = 'base currency') AS "baseCurrency",
      (SELECT ${ms('max(x.at)')} FROM interactions x WHERE x.instance_id = i.id AND x.status = 'held') AS "lastContactAt",
      (SELECT coalesce(sum(greatest(v.value::int - 1, 0)), 0)::int FROM jsonb_each_text(i.snapshot -> 'visits') v) AS "timesBack",
      (SELECT d.pushes FROM deal_history d WHERE d.instance_id = i.id ORDER BY d.seq DESC LIMIT 1) AS "timesPushed",
      i.snapshot -> 'clock' AS clock, next.step AS "nextStep"
    FROM page JOIN process_instances i ON i.id = page.id ${WORDS[kind].from}
    LEFT JOIN people o ON o.id = i.owner_id
    LEFT JOIN LATERAL (
      SELECT jsonb_build_object('id', t.id, 'key', t.key, 'task', t.task, 'stage', t.stage, 'title', t.title,
        'dueAt', ${ms('t.due_at')}, 'assignee', ${ref('h')}) AS step
      FROM tasks t LEFT JOIN people h ON h.id = t.assignee_id
      WHERE t.instance_id = i.id AND t.status = 'open' ORDER BY t.due_at NULLS LAST, t.id LIMIT 1) next ON true
    ORDER BY page.money DESC, page.due, page.id`;
}
