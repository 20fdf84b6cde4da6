import type { Pool } from 'pg';
import { v5 as derivedId } from 'uuid';
import type { Clock } from '../../platform/clock';
import type { Act, Kind } from '../../process';
import { type Asker, actFor, type BulkAct } from './act';

/** The one door to leads and sales, as far as a bulk uses it. */
export type BulkDoor = (command: {
  key: string;
  route: string;
  body: unknown;
  kind: Kind;
  instanceId: string;
  actor: Asker;
  act: Act;
  record: Readonly<Record<string, string>>;
  expectedSeq?: number;
}) => Promise<
  | { became: 'applied'; answer: { seq: number } }
  | { became: 'refused'; refusal: { code: string; detail: string; until: readonly unknown[] } }
  | { became: 'received' | 'no such instance' | 'key reused' }
  | { became: 'failed'; incident: string }
>;

interface Performer {
  pool: Pool;
  door: BulkDoor;
  clock: Clock;
}

interface Next {
  bulkId: string;
  kind: Kind;
  act: BulkAct;
  asked: Asker;
  instanceId: string;
  expectedSeq: number | null;
  ownerId: string | null;
}

type Result = 'applied' | 'refused' | 'moved since' | 'not there' | 'failed';

/** One for which there was no answer so often is given up: an hour of the schedule, the engine being away. */
const TRIES = 60;

/**
 * Asks the next ones, each by a command whose key follows from the bulk: it may be cut short, repeated, and done by two at once.
 * @returns how many got their result; 0: nothing is left, or nothing that could be done now
 */
export async function performBulk({ pool, door, clock }: Performer, bulkId: string, limit: number): Promise<number> {
  const { rows } = await pool.query<Next>(NEXT, [bulkId, limit]);
  let settled = 0;
  for (const next of rows) if (await performOne({ pool, door }, next)) settled++;
  await pool.query(
    `UPDATE bulk_acts SET status = 'done', done_at = $2 WHERE id = $1 AND status = 'running'
       AND NOT EXISTS (SELECT 1 FROM bulk_act_items i WHERE i.bulk_id = $1 AND i.result IS NULL)`,
    [bulkId, new Date(clock.now())],
  );
  return settled;
}

const NEXT = `
  SELECT b.id AS "bulkId", b.kind, b.act, b.asked, x.instance_id AS "instanceId", x.expected_seq AS "expectedSeq", i.owner_id AS "ownerId"
  FROM bulk_acts b JOIN bulk_act_items x ON x.bulk_id = b.id LEFT JOIN process_instances i ON i.id = x.instance_id
  WHERE b.id = $1 AND x.result IS NULL ORDER BY x.tries, x.n LIMIT $2`;

/** Bulks of which something is left to do, the oldest first. */
export async function openBulks(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM bulk_acts WHERE status = 'running' ORDER BY created_at, id LIMIT 100`,
  );
  return rows.map(({ id }) => id);
}

async function performOne({ pool, door }: Pick<Performer, 'pool' | 'door'>, next: Next): Promise<boolean> {
  const { bulkId, kind, act, asked, instanceId, expectedSeq, ownerId } = next;
  if (ownerId === null) return write(pool, next, { result: 'not there' });
  const said = await door({
    key: derivedId(instanceId, bulkId),
    route: `bulk ${bulkId}`,
    body: { bulk: bulkId },
    kind,
    instanceId,
    actor: asked,
    act: actFor(act, ownerId),
    record: act.record,
    ...(expectedSeq !== null && { expectedSeq }),
  });
  switch (said.became) {
    case 'applied':
      return write(pool, next, { result: 'applied', seq: said.answer.seq });
    case 'refused': {
      const { code, detail, until } = said.refusal;
      if (code === 'Stale') return write(pool, next, { result: 'moved since' });
      return write(pool, next, { result: 'refused', reason: { code, detail, until } });
    }
    case 'received':
      return putOff(pool, next);
    case 'failed':
      return write(pool, next, { result: 'failed', reason: { code: 'EngineFault', detail: said.incident, until: [] } });
    default:
      return write(pool, next, { result: 'not there' });
  }
}

/** A result is written once. Of a question, the task that it became is kept with it. */
async function write(
  pool: Pool,
  { bulkId, instanceId, act }: Next,
  { result, reason = null, seq = null }: { result: Result; reason?: object | null; seq?: number | null },
): Promise<true> {
  const task = act.toOwner && seq !== null ? TASK_OF_DECISION : 'NULL';
  await pool.query(
    `UPDATE bulk_act_items SET result = $3, reason = $4, seq = $5::int, task_id = ${task}
     WHERE bulk_id = $1 AND instance_id = $2 AND result IS NULL`,
    [bulkId, instanceId, result, reason && JSON.stringify(reason), seq],
  );
  return true;
}

/** The task by hand that was not there before the decision. */
const TASK_OF_DECISION = `(SELECT (t ->> 'id')::uuid FROM process_events e CROSS JOIN LATERAL jsonb_array_elements(e.snapshot -> 'tasks') t
  WHERE e.instance_id = $2 AND e.seq = $5::int AND t ->> 'task' IS NULL AND NOT EXISTS (
    SELECT 1 FROM process_events b CROSS JOIN LATERAL jsonb_array_elements(b.snapshot -> 'tasks') o
    WHERE b.instance_id = $2 AND b.seq = $5::int - 1 AND o ->> 'key' = t ->> 'key') LIMIT 1)`;

async function putOff(pool: Pool, { bulkId, instanceId }: Next): Promise<false> {
  await pool.query(
    `UPDATE bulk_act_items SET tries = tries + 1, result = CASE WHEN tries + 1 >= ${TRIES} THEN 'failed' END,
       reason = CASE WHEN tries + 1 >= ${TRIES} THEN '{"code": "EngineAway", "detail": "The engine did not answer.", "until": []}'::jsonb END
     WHERE bulk_id = $1 AND instance_id = $2 AND result IS NULL`,
    [bulkId, instanceId],
  );
  return false;
}
