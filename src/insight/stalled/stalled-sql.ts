import { ms, ref, STANDING, WORDS } from '../../crm';
import type { Kind } from '../../process';

/** The four ways to be stalled. One deal may lie in more than one; a known wait lies in none. */
export const PILES = ['over its limit', 'no next step', 'next step overdue', 'waiting past its date'] as const;
export type Pile = (typeof PILES)[number];

/** How bad it is: escalated before overdue before what is merely stuck. */
export const LEVELS = ['escalated', 'overdue', 'none'] as const;
export type Level = (typeof LEVELS)[number];

/** $1 is the kind and $2 the instant, in every condition here. */
export const AT_ALL = `i.kind = $1 AND i.open AND (i.wait_until IS NULL OR i.wait_until <= $2)`;

/**
 * What each pile holds, and the instant by which its rows are ordered. A stage that waits for the client by
 * its own clock has a next step: the client's; $3 and $4 are those stages, as versions and states.
 */
export const PILE_SQL: Readonly<Record<Pile, { holds: string; due: string }>> = {
  'over its limit': { holds: 'i.due_at IS NOT NULL AND i.due_at <= $2', due: 'i.due_at' },
  'no next step': {
    holds: `i.open_tasks = 0 AND i.wait_until IS NULL AND NOT EXISTS (
      SELECT 1 FROM unnest($3::uuid[], $4::text[]) AS c (version, state)
      WHERE c.version = i.version_id AND c.state = i.state AND i.due_at > $2)`,
    due: `coalesce(i.due_at, 'infinity'::timestamptz)`,
  },
  'next step overdue': {
    holds: 'i.next_task_due_at IS NOT NULL AND i.next_task_due_at <= $2',
    due: 'i.next_task_due_at',
  },
  'waiting past its date': { holds: 'i.wait_until IS NOT NULL AND i.wait_until <= $2', due: 'i.wait_until' },
};

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
  const { holds, due } = PILE_SQL[pile];
  const all = [AT_ALL, holds, LEVEL_SQL[level], ...where].join(' AND ');
  return `
    WITH page AS MATERIALIZED (
      SELECT i.id, i.amount_base_minor AS money, ${due} AS due FROM process_instances i
      WHERE ${all} ORDER BY i.amount_base_minor DESC, ${due}, i.id LIMIT ${Math.trunc(limit)})
    SELECT ${STANDING}, ${WORDS[kind].columns}, ${ref('o')} AS owner, page.money::text AS "sortMoney", page.due::text AS "sortKey",
      page.money::float8 AS "moneyBase", (SELECT value #>> '{}' FROM settings WHERE key = 'base currency') AS "baseCurrency",
      (SELECT ${ms('max(x.at)')} FROM interactions x WHERE x.instance_id = i.id AND x.status = 'held') AS "lastContactAt",
      (SELECT coalesce(sum(greatest(v.value::int - 1, 0)), 0)::int FROM jsonb_each_text(i.snapshot -> 'visits') v) AS "timesBack",
      next.step AS "nextStep"
    FROM page JOIN process_instances i ON i.id = page.id ${WORDS[kind].from}
    LEFT JOIN people o ON o.id = i.owner_id
    LEFT JOIN LATERAL (
      SELECT jsonb_build_object('id', t.id, 'key', t.key, 'task', t.task, 'stage', t.stage, 'title', t.title,
        'dueAt', ${ms('t.due_at')}, 'assignee', ${ref('h')}) AS step
      FROM tasks t LEFT JOIN people h ON h.id = t.assignee_id
      WHERE t.instance_id = i.id AND t.status = 'open' ORDER BY t.due_at NULLS LAST, t.id LIMIT 1) next ON true
    ORDER BY page.money DESC, page.due, page.id`;
}
