-- Alerts by rules of sales ops, the summary that managers get on Mondays, and what reports on work look for.

-- ---------------------------------------------------------------- rules, and what they found
CREATE TABLE "alert_rules" (
    "id" UUID NOT NULL PRIMARY KEY,
    "name" JSONB NOT NULL,
    -- deal stalls, queue grows, forecast slips; what each looks at: src/insight/alerts/rules.ts
    "kind" TEXT NOT NULL CHECK ("kind" IN ('deal stalls', 'queue grows', 'forecast slips')),
    "settings" JSONB NOT NULL,
    -- Who is told: the deal's owner, whoever manages them, people by name, people by role.
    "to_owner" BOOLEAN NOT NULL DEFAULT false,
    "to_manager" BOOLEAN NOT NULL DEFAULT false,
    "to_people" UUID[] NOT NULL DEFAULT '{}',
    "to_roles" TEXT[] NOT NULL DEFAULT '{}',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "changed_by" UUID NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL
);

-- A thing that a rule found, for as long as it holds: told of once, and again only when it has ended and come back.
CREATE TABLE "alerts" (
    "id" UUID NOT NULL PRIMARY KEY,
    "rule_id" UUID NOT NULL,
    "thing" TEXT NOT NULL,
    "instance_id" UUID,
    "detail" JSONB NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "alerts_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rules"("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT "alerts_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "process_instances"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX "alerts_standing" ON "alerts" ("rule_id", "thing") WHERE "ended_at" IS NULL;
CREATE INDEX "alerts_raised_at_idx" ON "alerts" ("raised_at", "id");

-- Receivers outside are told within the transaction that raises it, as of all that happens.
CREATE FUNCTION queue_alerts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO event_deliveries (hook, subject, source, source_id, source_n)
  SELECT h.name, coalesce(f.instance_id, f.rule_id), 'alert', f.id, 0 FROM fresh f CROSS JOIN event_hooks h
  WHERE h.active AND 'alert.raised' = ANY(h.kinds) ORDER BY f.raised_at, f.id;
  IF FOUND THEN
    PERFORM pg_notify('dealwright_hooks', '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER alerts_queued AFTER INSERT ON "alerts" REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION queue_alerts();

-- ---------------------------------------------------------------- the summary of a week
-- One a person and week, by its Monday.
CREATE TABLE "weekly_summaries" (
    "person_id" UUID NOT NULL,
    "monday" DATE NOT NULL,
    -- waiting, and for good: sent, dropped, failed
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "weekly_summaries_pkey" PRIMARY KEY ("person_id", "monday"),
    CONSTRAINT "weekly_summaries_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- ---------------------------------------------------------------- what reports on work look for
CREATE INDEX "tasks_open" ON "tasks" ("assignee_id") INCLUDE ("instance_id", "due_at", "due_soon_at") WHERE "status" = 'open';
CREATE INDEX "tasks_done" ON "tasks" ("ended_at") WHERE "status" = 'done';
CREATE INDEX "stage_visits_due_at_idx" ON "stage_visits" ("due_at") WHERE "due_at" IS NOT NULL;
CREATE INDEX "interactions_meetings" ON "interactions" ("planned_for") WHERE "kind" IN ('meeting', 'visit');
CREATE INDEX "touches_product_idx" ON "touches" ("activity_at") WHERE "product_id" IS NOT NULL;

REVOKE ALL ON FUNCTION queue_alerts() FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON "alert_rules" TO dealwright_api;
GRANT SELECT ON "alert_rules" TO dealwright_worker;
GRANT SELECT ON "alerts", "weekly_summaries" TO dealwright_api;
GRANT SELECT, INSERT, UPDATE ON "alerts", "weekly_summaries" TO dealwright_worker;
SELECT redirect_merged();
