-- Running deals that are moved from one version of their process to another.

-- CreateTable
CREATE TABLE "deal_migrations" (
    "id" UUID NOT NULL,
    "process" TEXT NOT NULL,
    "to_version_id" UUID NOT NULL,
    "plans" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "runs" BOOLEAN NOT NULL,
    "batch_size" INTEGER NOT NULL,
    "per_second" DOUBLE PRECISION,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "deal_migrations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deal_migration_rows" (
    "migration_id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "from_version_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "batch" INTEGER,
    "preview" JSONB NOT NULL,
    "result" TEXT,
    "reason" JSONB,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "migrated_seq" INTEGER,
    "at" TIMESTAMPTZ(3),
    "back" TEXT,
    "back_reason" JSONB,
    "back_at" TIMESTAMPTZ(3),

    CONSTRAINT "deal_migration_rows_pkey" PRIMARY KEY ("migration_id","instance_id")
);

-- CreateIndex
CREATE INDEX "deal_migrations_process_created_at_idx" ON "deal_migrations"("process", "created_at");

-- CreateIndex
CREATE INDEX "deal_migration_rows_migration_id_batch_idx" ON "deal_migration_rows"("migration_id", "batch");

-- AddForeignKey
ALTER TABLE "deal_migration_rows" ADD CONSTRAINT "deal_migration_rows_migration_id_fkey" FOREIGN KEY ("migration_id") REFERENCES "deal_migrations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What a run of a migration has still to do, and the few events by which an instance changed its version.
CREATE INDEX deal_migration_rows_left ON deal_migration_rows (migration_id, tries, batch, instance_id) WHERE result IS NULL;
CREATE INDEX process_events_migrate ON process_events (instance_id, seq) WHERE type = 'migrate';

-- The version that an instance was on after the decision `upto`; with 0, the one that it began with. Its row has the version that
-- it is on now.
CREATE FUNCTION version_at(instance uuid, upto int) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT (command ->> 'versionId')::uuid FROM process_events
     WHERE instance_id = instance AND type = 'migrate' AND seq <= upto ORDER BY seq DESC LIMIT 1),
    (SELECT (command ->> 'fromVersionId')::uuid FROM process_events
     WHERE instance_id = instance AND type = 'migrate' AND seq > upto ORDER BY seq LIMIT 1),
    (SELECT version_id FROM process_instances WHERE id = instance))
$$;

-- The rows that people query, as a decision leaves them: the instance, its tasks, its deadlines. All of it follows from the
-- snapshot, so a rebuild from the events writes the same. A migration to another version may give a task another name.
CREATE OR REPLACE FUNCTION put_rows(instance uuid, input jsonb, title text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  row_ jsonb := input -> 'row';
BEGIN
  UPDATE process_instances SET
    state = row_ ->> 'state', open = (row_ ->> 'open')::boolean, result = row_ ->> 'result', owner_id = (row_ ->> 'ownerId')::uuid,
    seq = (input ->> 'seq')::int, snapshot = input -> 'snapshot', entered_at = to_instant(row_ -> 'enteredAt'), closed_at = to_instant(row_ -> 'closedAt'),
    planned_for = to_instant(row_ -> 'plannedFor'), wait_until = to_instant(row_ -> 'waitUntil'), wait_reason = row_ ->> 'waitReason',
    due_soon_at = to_instant(row_ -> 'dueSoonAt'), due_at = to_instant(row_ -> 'dueAt'), escalate_at = to_instant(row_ -> 'escalateAt'),
    next_task_due_at = to_instant(row_ -> 'nextTaskDueAt'), open_tasks = (row_ ->> 'openTasks')::int,
    amount_minor = (row_ ->> 'amountMinor')::bigint, currency = row_ ->> 'currency',
    amount_base_minor = to_base((row_ ->> 'amountMinor')::bigint, (row_ ->> 'currency')::char(3)),
    probability_pct = (row_ ->> 'probabilityPct')::int, decision_on = (row_ ->> 'decisionOn')::date, rating = row_ ->> 'rating',
    engine = CASE WHEN (row_ ->> 'open')::boolean THEN 'running' ELSE 'none' END, updated_at = to_instant(input -> 'at')
  WHERE id = instance;

  INSERT INTO tasks (id, instance_id, key, task, title, stage, assignee_id, queue_role, queue_team, status, outcome, opened_at, due_soon_at, due_at, ended_at)
  SELECT (t ->> 'id')::uuid, instance, t ->> 'key', t ->> 'task', CASE WHEN t ->> 'task' IS NULL THEN title END, t ->> 'stage',
         (t ->> 'assignee')::uuid, t #>> '{queue,role}', t #>> '{queue,team}', t ->> 'status', t ->> 'outcome',
         to_instant(t -> 'openedAt'), to_instant(t #> '{clock,dueSoonAt}'), to_instant(t #> '{clock,dueAt}'), to_instant(t -> 'endedAt')
  FROM jsonb_array_elements(input -> 'tasks') t
  ON CONFLICT (instance_id, key) DO UPDATE SET
    task = excluded.task, stage = excluded.stage, assignee_id = excluded.assignee_id, status = excluded.status, outcome = excluded.outcome, due_soon_at = excluded.due_soon_at,
    due_at = excluded.due_at, ended_at = excluded.ended_at, queue_role = excluded.queue_role, queue_team = excluded.queue_team;

  DELETE FROM deadlines d WHERE d.instance_id = instance
    AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(input -> 'deadlines') n WHERE n ->> 'key' = d.key);
  INSERT INTO deadlines (instance_id, key, subject, kind, at)
  SELECT instance, d ->> 'key', d ->> 'subject', d ->> 'kind', to_instant(d -> 'at') FROM jsonb_array_elements(input -> 'deadlines') d
  ON CONFLICT DO NOTHING;
END $$;

GRANT SELECT, INSERT ON deal_migrations TO dealwright_api, dealwright_worker;
GRANT SELECT ON deal_migration_rows TO dealwright_api, dealwright_worker;
GRANT INSERT, UPDATE ON deal_migration_rows TO dealwright_worker;
GRANT UPDATE ON deal_migrations TO dealwright_worker;
