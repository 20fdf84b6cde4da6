import type { Bind } from '../access';
import type { Instant } from '../process';
import { SHARE_CODES, WORK_CODES } from './kinds';

/**
 * Whether a notice `n` is no news to its reader any more: they have read it or put it off, its task is done or somebody else's, its
 * lead or sale is closed, somebody else's or at another stage, its contact was held, its share has ended. Such a notice is not mailed.
 */
export function overSql(now: Instant, bind: Bind): string {
  const work = `n.code = ANY(${bind(WORK_CODES)}::text[])`;
  const at = bind(new Date(now));
  const shared = `CASE WHEN n.code = ANY(${bind(SHARE_CODES)}::text[]) THEN n.subject::uuid END`;
  return `(n.read_at IS NOT NULL OR n.shown_at > ${at}::timestamptz
    OR EXISTS (SELECT 1 FROM shares os WHERE os.id = ${shared} AND (os.ended_at IS NOT NULL OR os.until <= ${at}::timestamptz))
    OR EXISTS (SELECT 1 FROM process_instances oi WHERE oi.id = n.instance_id AND ${work}
      AND (NOT oi.open OR n.subject IN ('stage', 'wait') AND oi.entered_at > n.at
        OR n.code IN ('assigned', 'reassigned') AND oi.owner_id <> n.person_id))
    OR EXISTS (SELECT 1 FROM tasks ot WHERE ot.instance_id = n.instance_id AND ot.key = n.subject AND ${work}
      AND (ot.status <> 'open' OR n.code = 'task assigned' AND ot.assignee_id <> n.person_id))
    OR EXISTS (SELECT 1 FROM interactions oc WHERE oc.id = n.interaction_id AND n.code = 'contact due' AND oc.status <> 'planned'))`;
}
