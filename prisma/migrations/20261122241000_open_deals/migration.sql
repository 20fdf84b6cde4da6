-- What is open, narrow: all that the board of what is stalled asks of a deal, in one short row. A million deals are a hundred thousand
-- open ones, which are some megabytes here and hundreds where their snapshots lie. It follows from the instances and from their cards,
-- is kept with them by the tables themselves, and can be made anew from them at any time (docs/decisions/open-deals.md).
CREATE TABLE "open_deals" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "version_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "owner_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "wait_until" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "escalate_at" TIMESTAMPTZ(3),
    "next_task_due_at" TIMESTAMPTZ(3),
    "open_tasks" INTEGER NOT NULL,
    "amount_base_minor" BIGINT NOT NULL,
    -- Its stage waits for the client, by the client's clock.
    "client" BOOLEAN NOT NULL,
    -- Of its card.
    "line" TEXT,
    "source" TEXT,
    "product_id" UUID,
    "noted_by" UUID,

    CONSTRAINT "open_deals_pkey" PRIMARY KEY ("id")
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- ---------------------------------------------------------------- kept with the instances
CREATE FUNCTION put_open_deals(those uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO open_deals
  SELECT i.id, i.kind, i.version_id, i.state, i.owner_id, i.started_at, i.wait_until, i.due_at, i.escalate_at, i.next_task_due_at, i.open_tasks,
    i.amount_base_minor, coalesce(c.client, false), coalesce(s.line, l.line), coalesce(s.source, l.source), coalesce(s.product_id, l.product_id),
    coalesce(s.created_by, l.created_by)
  FROM process_instances i LEFT JOIN version_stages c ON c.version_id = i.version_id AND c.state = i.state
    LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id
  WHERE i.id = ANY(those) AND i.open
  ON CONFLICT (id) DO NOTHING
$$;

CREATE FUNCTION note_new_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM put_open_deals(array_agg(f.id)) FROM fresh f WHERE f.open HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER process_instances_open AFTER INSERT ON "process_instances" REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_new_open();

CREATE FUNCTION note_open() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT NEW.open THEN
    DELETE FROM open_deals WHERE id = NEW.id;
    RETURN NULL;
  END IF;
  UPDATE open_deals SET kind = NEW.kind, version_id = NEW.version_id, state = NEW.state, owner_id = NEW.owner_id, started_at = NEW.started_at,
    wait_until = NEW.wait_until, due_at = NEW.due_at, escalate_at = NEW.escalate_at, next_task_due_at = NEW.next_task_due_at,
    open_tasks = NEW.open_tasks, amount_base_minor = NEW.amount_base_minor,
    client = coalesce((SELECT c.client FROM version_stages c WHERE c.version_id = NEW.version_id AND c.state = NEW.state), false)
  WHERE id = NEW.id;
  IF NOT FOUND THEN
    PERFORM put_open_deals(ARRAY[NEW.id]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER process_instances_open_changed AFTER UPDATE ON "process_instances" FOR EACH ROW
  WHEN ((OLD."open", OLD."kind", OLD."version_id", OLD."state", OLD."owner_id", OLD."started_at", OLD."wait_until", OLD."due_at",
         OLD."escalate_at", OLD."next_task_due_at", OLD."open_tasks", OLD."amount_base_minor")
    IS DISTINCT FROM (NEW."open", NEW."kind", NEW."version_id", NEW."state", NEW."owner_id", NEW."started_at", NEW."wait_until", NEW."due_at",
         NEW."escalate_at", NEW."next_task_due_at", NEW."open_tasks", NEW."amount_base_minor"))
  EXECUTE FUNCTION note_open();

CREATE FUNCTION note_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM open_deals WHERE id = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER process_instances_gone AFTER DELETE ON "process_instances" FOR EACH ROW EXECUTE FUNCTION note_gone();

-- ---------------------------------------------------------------- and with their cards
-- A card may be written before its instance, which then takes from it what it says; or after.
CREATE FUNCTION note_cards() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE open_deals o SET line = f.line, source = f.source, product_id = f.product_id, noted_by = f.created_by FROM fresh f
  WHERE o.id = f.id AND (o.line, o.source, o.product_id, o.noted_by) IS DISTINCT FROM (f.line, f.source, f.product_id, f.created_by);
  RETURN NULL;
END $$;
CREATE TRIGGER sales_open AFTER INSERT ON "sales" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_cards();
CREATE TRIGGER sales_open_changed AFTER UPDATE ON "sales" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_cards();
CREATE TRIGGER leads_open AFTER INSERT ON "leads" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_cards();
CREATE TRIGGER leads_open_changed AFTER UPDATE ON "leads" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_cards();

-- ---------------------------------------------------------------- made anew
CREATE FUNCTION lay_out_open_deals() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  LOCK TABLE open_deals IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM open_deals;
  PERFORM put_open_deals(ARRAY(SELECT id FROM process_instances WHERE open));
END $$;
DO $$ BEGIN
  PERFORM lay_out_open_deals();
END $$;

-- In the order of each pile; an owner's, and what somebody noted. What is asked otherwise is sought among all that is open.
CREATE INDEX "open_deals_over_limit" ON "open_deals" ("kind", "amount_base_minor" DESC, "due_at", "id") WHERE "due_at" IS NOT NULL;
CREATE INDEX "open_deals_next_task" ON "open_deals" ("kind", "amount_base_minor" DESC, "next_task_due_at", "id") WHERE "next_task_due_at" IS NOT NULL;
CREATE INDEX "open_deals_no_next_step" ON "open_deals" ("kind", "amount_base_minor" DESC, (coalesce("due_at", 'infinity'::timestamptz)), "id")
  WHERE "open_tasks" = 0 AND "wait_until" IS NULL;
CREATE INDEX "open_deals_waits" ON "open_deals" ("kind", "wait_until") WHERE "wait_until" IS NOT NULL;
CREATE INDEX "open_deals_owner" ON "open_deals" ("owner_id", "kind");
CREATE INDEX "open_deals_noted_by" ON "open_deals" ("noted_by", "kind");
-- The board has no more use for those.
DROP INDEX "board_over_limit_idx", "board_next_task_idx", "board_no_next_step_idx", "board_waits_idx";

REVOKE ALL ON FUNCTION put_open_deals(uuid[]), lay_out_open_deals() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lay_out_open_deals() TO dealwright_worker;
GRANT SELECT ON "open_deals" TO dealwright_api, dealwright_worker;
