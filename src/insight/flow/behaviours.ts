/** What a deal may do at a stage beside going on by an outcome. */
export const BEHAVIOURS = [
  'passed by',
  'came back',
  'moved by hand',
  'skipped',
  'moved by its limit',
  'moved from outside',
  'closed by hand',
  'reopened',
  'taken back',
  'migrated',
  'handed over',
  'over its limit',
  'waited',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** Over a visit `v`. One that is only seen by its absence is not here. */
export const OF_VISIT: Readonly<Record<Exclude<Behaviour, 'passed by'>, string>> = {
  'came back': 'v.again',
  'moved by hand': `v.left_how = 'move'`,
  skipped: `v.left_how = 'skip'`,
  'moved by its limit': `v.left_how = 'deadline'`,
  'moved from outside': `v.left_how = 'event'`,
  'closed by hand': `v.left_how = 'close'`,
  reopened: `v.left_how = 'reopen'`,
  'taken back': `v.left_how = 'undo'`,
  migrated: `v.left_how = 'migrate'`,
  'handed over': 'v.handovers > 0',
  'over its limit': `v.left_at > v.due_at AND v.state NOT LIKE 'closed.%'`,
  waited: 'v.wait_ms > 0',
};

/** In the place of the last stage of a deal that was won. */
export const PAST_ALL = 1_000_000;

/** How far a deal came: the place of its last stage in the text; a deal that was won came past all of them. */
const FAR = `CASE WHEN i.result IN ('won', 'qualified') THEN ${PAST_ALL} ELSE
  coalesce((SELECT max(s.place) FROM stage_visits v JOIN version_stages s ON s.version_id = i.version_id AND s.state = v.state
    WHERE v.instance_id = i.id), 0) END`;

/** Whether a deal of `process_instances i` did this at a stage. */
export function didSql(behaviour: Behaviour, stage: string): string {
  const visited = (also: string) =>
    `EXISTS (SELECT 1 FROM stage_visits v WHERE v.instance_id = i.id AND v.state = ${stage} AND ${also})`;
  if (behaviour !== 'passed by') return visited(OF_VISIT[behaviour]);
  return `EXISTS (SELECT 1 FROM version_stages s WHERE s.version_id = i.version_id AND s.state = ${stage} AND s.place < ${FAR})
    AND NOT ${visited('true')}`;
}
