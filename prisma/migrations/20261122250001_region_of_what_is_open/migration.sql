-- The board narrowed to a region read all clients. What is open carries it, as it carries the line and the source: that of its client; a
-- lead's own before it.
ALTER TABLE "open_deals" ADD COLUMN "region" TEXT;

CREATE OR REPLACE FUNCTION put_open_deals(those uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO open_deals
  SELECT i.id, i.kind, i.version_id, i.state, i.owner_id, i.started_at, i.wait_until, i.due_at, i.escalate_at, i.next_task_due_at, i.open_tasks,
    i.amount_base_minor, coalesce(c.client, false), coalesce(s.line, l.line), coalesce(s.source, l.source), coalesce(s.product_id, l.product_id),
    coalesce(s.created_by, l.created_by), coalesce(l.region, a.region)
  FROM process_instances i LEFT JOIN version_stages c ON c.version_id = i.version_id AND c.state = i.state
    LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id LEFT JOIN accounts a ON a.id = coalesce(s.account_id, l.account_id)
  WHERE i.id = ANY(those) AND i.open
  ON CONFLICT (id) DO NOTHING
$$;

CREATE OR REPLACE FUNCTION note_cards() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE open_deals o SET line = f.line, source = f.source, product_id = f.product_id, noted_by = f.created_by, region = coalesce(l.region, a.region)
  FROM fresh f LEFT JOIN leads l ON l.id = f.id LEFT JOIN accounts a ON a.id = f.account_id
  WHERE o.id = f.id AND (o.line, o.source, o.product_id, o.noted_by, o.region)
    IS DISTINCT FROM (f.line, f.source, f.product_id, f.created_by, coalesce(l.region, a.region));
  RETURN NULL;
END $$;

-- A client moves with all that is open with it.
CREATE FUNCTION note_region() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE open_deals o SET region = NEW.region FROM sales s WHERE s.account_id = NEW.id AND o.id = s.id;
  UPDATE open_deals o SET region = coalesce(l.region, NEW.region) FROM leads l WHERE l.account_id = NEW.id AND o.id = l.id;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_region_open AFTER UPDATE OF "region" ON "accounts" FOR EACH ROW
  WHEN (OLD."region" IS DISTINCT FROM NEW."region") EXECUTE FUNCTION note_region();

UPDATE open_deals o SET region = a.region FROM sales s JOIN accounts a ON a.id = s.account_id WHERE o.id = s.id;
UPDATE open_deals o SET region = coalesce(l.region, a.region) FROM leads l LEFT JOIN accounts a ON a.id = l.account_id WHERE o.id = l.id;

REVOKE ALL ON FUNCTION note_region() FROM PUBLIC;
