import type { ClientBase } from 'pg';
import type { PastInstance } from './past-instance';

const INSTANT = (name: string) => `to_timestamp(r."${name}" / 1000.0)`;

/** The amount in the base currency is the database's to work out, hence no COPY. */
const INSERT = `
  INSERT INTO process_instances (id, kind, version_id, state, open, result, owner_id, seq, snapshot, started_at, entered_at, closed_at,
    planned_for, wait_until, wait_reason, due_soon_at, due_at, escalate_at, next_task_due_at, open_tasks, amount_minor, currency,
    amount_base_minor, probability_pct, decision_on, rating, engine, updated_at)
  SELECT r.id, r.kind, r."versionId", r.state, r.open, r.result, r."ownerId", r.seq, r.snapshot, ${INSTANT('startedAt')},
    ${INSTANT('enteredAt')}, ${INSTANT('closedAt')}, ${INSTANT('plannedFor')}, ${INSTANT('waitUntil')}, r."waitReason",
    ${INSTANT('dueSoonAt')}, ${INSTANT('dueAt')}, ${INSTANT('escalateAt')}, ${INSTANT('nextTaskDueAt')}, r."openTasks",
    r."amountMinor", r.currency, to_base(r."amountMinor", r.currency), r."probabilityPct", r."decisionOn", r.rating,
    CASE WHEN r.open THEN 'pending' ELSE 'none' END, ${INSTANT('updatedAt')}
  FROM json_to_recordset($1) AS r(id uuid, kind text, "versionId" uuid, state text, open boolean, result text, "ownerId" uuid, seq int,
    snapshot jsonb, "startedAt" float8, "enteredAt" float8, "closedAt" float8, "plannedFor" float8, "waitUntil" float8, "waitReason" text,
    "dueSoonAt" float8, "dueAt" float8, "escalateAt" float8, "nextTaskDueAt" float8, "openTasks" int, "amountMinor" bigint, currency char(3),
    "probabilityPct" int, "decisionOn" date, rating text, "updatedAt" float8)`;

/** Writes the rows of instances as their last decision left them; open ones wait for their workflow. */
export async function insertInstances(client: ClientBase, pasts: readonly PastInstance[]): Promise<void> {
  if (pasts.length === 0) return;
  await client.query({ name: 'insert instances', text: INSERT, values: [JSON.stringify(pasts.map(rowOf))] });
}

function rowOf(past: PastInstance) {
  const { instanceId: id, kind, versionId } = past.instance;
  const last = past.decisions().at(-1);
  if (!last) throw new Error(`Instance ${id} has no decision.`);
  const { seq, snapshot, row, at: updatedAt } = last;
  return { ...row, id, kind, versionId, seq, snapshot, startedAt: snapshot.startedAt, updatedAt };
}
