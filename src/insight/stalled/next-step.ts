import { ms, type Ref, ref } from '../../crm';
import type { Definition, Instant } from '../../process';

/** The open task that is due first. */
export interface NextStep {
  id: string;
  key: string;
  task: string | null;
  stage: string;
  title: string | null;
  dueAt: Instant | null;
  assignee: Ref | null;
}

/** To be joined beside `process_instances i`: gives `next.step`, a `NextStep` or null. */
export const NEXT_STEP = `LEFT JOIN LATERAL (
      SELECT jsonb_build_object('id', t.id, 'key', t.key, 'task', t.task, 'stage', t.stage, 'title', t.title,
        'dueAt', ${ms('t.due_at')}, 'assignee', ${ref('h')}) AS step
      FROM tasks t LEFT JOIN people h ON h.id = t.assignee_id
      WHERE t.instance_id = i.id AND t.status = 'open' ORDER BY t.due_at NULLS LAST, t.id LIMIT 1) next ON true`;

/** Whose turn it is: the client's by the clock of the stage; an approver's when the next step asks somebody else's word. */
export function turnOf(definition: Definition, state: string, step: NextStep | null): 'ours' | 'client' | 'approver' {
  if (definition.stages[state]?.clock === 'client') return 'client';
  const rule = step && definition.stages[step.stage]?.tasks[step.task ?? '']?.assignee.rule;
  return rule !== null && rule !== undefined && rule !== 'owner' ? 'approver' : 'ours';
}
