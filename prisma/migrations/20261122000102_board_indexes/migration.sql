-- Indexes of the lists that people open all day. Each one is paid for by every decision, so there are as few as the
-- lists can do with; what is closed is in none of the board's.

-- The stalled board: worst first within a level is money, then the due instant. The planner walks the first index in
-- order, or takes the second one, by instant, when few are over their limit.
CREATE INDEX "board_over_limit_idx" ON "process_instances" ("kind", "amount_base_minor" DESC, "due_at", "id")
  INCLUDE ("escalate_at", "wait_until", "owner_id", "version_id", "state") WHERE "open" AND "due_at" IS NOT NULL;
CREATE INDEX "board_due_at_idx" ON "process_instances" ("kind", "due_at") WHERE "open" AND "due_at" IS NOT NULL;
CREATE INDEX "board_next_task_idx" ON "process_instances" ("kind", "amount_base_minor" DESC, "next_task_due_at", "id")
  INCLUDE ("due_at", "escalate_at", "wait_until", "owner_id", "version_id", "state") WHERE "open" AND "next_task_due_at" IS NOT NULL;
CREATE INDEX "board_no_next_step_idx" ON "process_instances" ("kind", "amount_base_minor" DESC, (coalesce("due_at", 'infinity'::timestamptz)), "id")
  INCLUDE ("due_at", "escalate_at", "owner_id", "version_id", "state") WHERE "open" AND "open_tasks" = 0 AND "wait_until" IS NULL;
CREATE INDEX "board_waits_idx" ON "process_instances" ("kind", "wait_until") WHERE "open" AND "wait_until" IS NOT NULL;

-- Lists of leads and sales, closed ones included.
CREATE INDEX "process_instances_kind_started_idx" ON "process_instances" ("kind", "started_at", "id");

-- Tasks by urgency, and whose.
CREATE INDEX "tasks_open_due_idx" ON "tasks" ((coalesce("due_at", 'infinity'::timestamptz)), "id") WHERE "status" = 'open';
CREATE INDEX "tasks_assignee_idx" ON "tasks" ("assignee_id", "status");
CREATE INDEX "tasks_queue_idx" ON "tasks" ("queue_role", "queue_team") WHERE "status" = 'open' AND "assignee_id" IS NULL;

-- The funnel: who entered which stage. And deadlines that fired, of late.
CREATE INDEX "process_events_entered_idx" ON "process_events" ("to_state", "instance_id") WHERE "from_state" IS DISTINCT FROM "to_state";
CREATE INDEX "process_events_deadlines_idx" ON "process_events" ("at") WHERE "type" = 'deadline';
