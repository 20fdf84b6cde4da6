-- What somebody asked of many leads or sales at once, and what became of it for each.
CREATE TABLE "bulk_acts" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('lead', 'sale')),
    -- BulkAct (src/crm/bulk): what is asked of each, and the words that stay out of workflows.
    "act" JSONB NOT NULL,
    -- { id, roles, teams } of whoever asked: the right as of receipt counts.
    "asked" JSONB NOT NULL,
    -- running, done
    "status" TEXT NOT NULL DEFAULT 'running',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3)
);
CREATE INDEX "bulk_acts_running" ON "bulk_acts"("created_at") WHERE "status" = 'running';
CREATE INDEX "bulk_acts_asked_by" ON "bulk_acts"(("asked" ->> 'id'), "created_at");

CREATE TABLE "bulk_act_items" (
    "bulk_id" UUID NOT NULL REFERENCES "bulk_acts"("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    "instance_id" UUID NOT NULL,
    -- In which order it was asked for.
    "n" INTEGER NOT NULL,
    -- The decision that was looked at, where one was said.
    "expected_seq" INTEGER,
    -- applied, refused, moved since, not there, failed; null: not yet
    "result" TEXT,
    -- Of a refusal: { code, detail, until }
    "reason" JSONB,
    -- The decision that it made.
    "seq" INTEGER,
    -- The task by which its owner was asked something.
    "task_id" UUID,
    "tries" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("bulk_id", "instance_id")
);
CREATE INDEX "bulk_act_items_left" ON "bulk_act_items"("bulk_id", "tries", "n") WHERE "result" IS NULL;
CREATE INDEX "bulk_act_items_task_id_idx" ON "bulk_act_items"("task_id") WHERE "task_id" IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON "bulk_acts", "bulk_act_items" TO dealwright_api, dealwright_worker;

-- Whoever asked is told once their question is answered. Harmless when repeated: the notice's id follows from the task's.
CREATE FUNCTION tell_of_answer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO notifications (id, instance_id, person_id, code, subject, at)
  SELECT overlay(overlay(md5('answer ' || NEW.id) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid, NEW.instance_id,
    (b.asked ->> 'id')::uuid, 'question answered', NEW.id, coalesce(NEW.ended_at, now())
  FROM bulk_act_items i JOIN bulk_acts b ON b.id = i.bulk_id WHERE i.task_id = NEW.id AND (b.asked ->> 'id')::uuid <> NEW.assignee_id
  ON CONFLICT (id) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER tasks_question_answered AFTER UPDATE OF status ON "tasks" FOR EACH ROW
  WHEN (NEW.task IS NULL AND OLD.status = 'open' AND NEW.status = 'done') EXECUTE FUNCTION tell_of_answer();

-- What reports are narrowed to and parted by.
CREATE INDEX "sales_source_idx" ON "sales"("source");
CREATE INDEX "sales_product_id_idx" ON "sales"("product_id");
CREATE INDEX "leads_product_id_idx" ON "leads"("product_id");
CREATE INDEX "leads_region_idx" ON "leads"("region");
CREATE INDEX "accounts_region_idx" ON "accounts"("region");
