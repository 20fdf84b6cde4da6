-- Who handed what over to whom, why, and what became of each part of it; there and, where it was asked for, back.
CREATE TABLE "handovers" (
    "id" UUID NOT NULL PRIMARY KEY,
    -- lead, sale, account, contact, person
    "what" TEXT NOT NULL CHECK ("what" IN ('lead', 'sale', 'account', 'contact', 'person')),
    "of_id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL CHECK ("to_id" <> "from_id"),
    "reason" TEXT NOT NULL,
    -- For how long it is meant. Nothing goes back by itself.
    "until" TIMESTAMPTZ(3),
    -- The absence that it was made for.
    "absence_id" UUID,
    -- running, done, returning, returned
    "status" TEXT NOT NULL DEFAULT 'running',
    -- { id, roles, teams } of whoever asked, and of whoever asked for it back: the right as of receipt counts.
    "asked" JSONB NOT NULL,
    "back_asked" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "returned_at" TIMESTAMPTZ(3)
);
CREATE INDEX "handovers_from_id_idx" ON "handovers"("from_id", "created_at");
CREATE INDEX "handovers_to_id_idx" ON "handovers"("to_id", "created_at");
CREATE INDEX "handovers_open" ON "handovers"("created_at") WHERE "status" IN ('running', 'returning');

CREATE TABLE "handover_items" (
    "handover_id" UUID NOT NULL REFERENCES "handovers"("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    -- lead, sale; account, contact: who is responsible for the client as a whole; interaction: a planned contact;
    -- task: one held in somebody else's deal
    "kind" TEXT NOT NULL CHECK ("kind" IN ('lead', 'sale', 'account', 'contact', 'interaction', 'task')),
    "ref_id" UUID NOT NULL,
    -- moved, there already, others have it, closed, refused, failed; null: not yet
    "result" TEXT,
    -- Of a refusal: its code and words.
    "reason" TEXT,
    -- The decision by which a deal was handed over.
    "seq" INTEGER,
    -- Keys of tasks that the new owner would not have got by the process itself.
    "tasks" TEXT[] NOT NULL DEFAULT '{}',
    -- back, and as above; null: not asked for, or not yet
    "back" TEXT,
    "back_reason" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("handover_id", "kind", "ref_id")
);

GRANT SELECT, INSERT, UPDATE ON "handovers", "handover_items" TO dealwright_api, dealwright_worker;

-- Ends a handover, or its way back, once nothing of it is left to do, and tells both. Harmless when repeated.
CREATE FUNCTION finish_handover(wanted uuid, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one handovers;
BEGIN
  SELECT * INTO one FROM handovers WHERE id = wanted AND status IN ('running', 'returning') FOR UPDATE;
  IF NOT FOUND OR EXISTS (
    SELECT 1 FROM handover_items i WHERE i.handover_id = wanted AND
      CASE one.status WHEN 'running' THEN i.result IS NULL ELSE i.result = 'moved' AND i.back IS NULL END)
  THEN RETURN false; END IF;
  UPDATE handovers SET status = CASE status WHEN 'running' THEN 'done' ELSE 'returned' END,
    done_at = CASE status WHEN 'running' THEN moment ELSE done_at END,
    returned_at = CASE status WHEN 'returning' THEN moment END WHERE id = wanted;
  INSERT INTO notifications (id, person_id, code, subject, at)
  -- The same each time, and a UUID of version 8.
  SELECT overlay(overlay(md5(one.id || one.status || p) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid, p, 'handover', one.id, moment FROM unnest(ARRAY[one.from_id, one.to_id]) p
  ON CONFLICT (id) DO NOTHING;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION finish_handover(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finish_handover(uuid, timestamptz) TO dealwright_api, dealwright_worker;
SELECT redirect_merged();
