import type { Pool } from 'pg';
import type { Clock } from '../../platform/clock';
import { type Door, moveDeal, moveTask } from './move-deal';
import { moveClient, moveContact } from './move-records';
import type { ItemKind } from './plan';
import type { Asker } from './store';

/** One part of a handover that is to be done, there or back. */
export interface Work {
  handoverId: string;
  way: 'there' | 'back';
  kind: ItemKind;
  id: string;
  /** From whom to whom this way. */
  from: string;
  to: string;
  asked: Asker;
  /** Keys of tasks that were moved by themselves on the way there. */
  tasks: string[];
}

/** What a part came to. `again`: not yet, the engine is away or somebody else was at it in the same moment. */
export type Outcome =
  | { result: 'moved' | 'there already' | 'others have it' | 'closed'; seq?: number; tasks?: string[] }
  | { result: 'refused' | 'failed'; reason: string }
  | { result: 'again' };

export interface Mover {
  pool: Pool;
  door: Door;
  clock: Clock;
}

/** A part for which there was no answer so often is given up. */
const TRIES = 20;

/**
 * Does the next parts of a handover, each with its result, and ends it once none is left. What has its result is not done again,
 * and commands have keys that follow from the handover: it may be cut short, repeated, and done by two at once.
 *
 * @returns how many were taken up; 0: there is nothing to do, or nothing that could be done now
 */
export async function performHandover(mover: Mover, handoverId: string, limit: number): Promise<number> {
  const { rows } = await mover.pool.query<Work>(NEXT, [handoverId, limit]);
  let settled = 0;
  for (const work of rows) {
    const outcome = await move(mover, work);
    await write(mover.pool, work, outcome);
    if (outcome.result !== 'again') settled++;
  }
  await mover.pool.query('SELECT finish_handover($1, $2)', [handoverId, new Date(mover.clock.now())]);
  return settled;
}

/** Handovers of which something is left to do, the oldest first. */
export async function openHandovers(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM handovers WHERE status IN ('running', 'returning') ORDER BY created_at, id LIMIT 100`,
  );
  return rows.map(({ id }) => id);
}

const NEXT = `
  SELECT h.id AS "handoverId", w.way, i.kind, i.ref_id AS id, i.tasks,
    CASE w.way WHEN 'there' THEN h.from_id ELSE h.to_id END AS "from", CASE w.way WHEN 'there' THEN h.to_id ELSE h.from_id END AS "to",
    CASE w.way WHEN 'there' THEN h.asked ELSE h.back_asked END AS asked
  FROM handovers h CROSS JOIN LATERAL (SELECT CASE h.status WHEN 'running' THEN 'there' ELSE 'back' END AS way) w
    JOIN handover_items i ON i.handover_id = h.id
  WHERE h.id = $1 AND CASE h.status WHEN 'running' THEN i.result IS NULL WHEN 'returning' THEN i.result = 'moved' AND i.back IS NULL END
  ORDER BY i.tries, i.kind, i.ref_id LIMIT $2`;

function move(mover: Mover, work: Work): Promise<Outcome> {
  switch (work.kind) {
    case 'lead':
    case 'sale':
      return moveDeal(mover, work, work.kind);
    case 'task':
      return moveTask(mover, work);
    case 'account':
    case 'contact':
      return moveClient(mover, work, work.kind);
    case 'interaction':
      return moveContact(mover, work);
  }
}

/** A result is written once: of two who did the same, the first. */
async function write(pool: Pool, { handoverId, way, kind, id }: Work, outcome: Outcome): Promise<void> {
  const [result, reason] = way === 'there' ? ['result', 'reason'] : ['back', 'back_reason'];
  const where = `WHERE handover_id = $1 AND kind = $2 AND ref_id = $3 AND ${result} IS NULL`;
  if (outcome.result === 'again') {
    await pool.query(
      `UPDATE handover_items SET tries = tries + 1, ${result} = CASE WHEN tries + 1 >= ${TRIES} THEN 'failed' END,
         ${reason} = CASE WHEN tries + 1 >= ${TRIES} THEN 'EngineAway' END ${where}`,
      [handoverId, kind, id],
    );
    return;
  }
  const said = way === 'back' && outcome.result === 'moved' ? 'back' : outcome.result;
  const done: { seq?: number; tasks?: string[] } = 'reason' in outcome ? {} : outcome;
  const there = way === 'there' ? ', seq = $6, tasks = $7' : '';
  await pool.query(`UPDATE handover_items SET tries = 0, ${result} = $4, ${reason} = $5${there} ${where}`, [
    ...[handoverId, kind, id, said, 'reason' in outcome ? outcome.reason : null],
    ...(there ? [done.seq ?? null, done.tasks ?? []] : []),
  ]);
}
