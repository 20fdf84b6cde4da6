-- Interactions that are planned, who takes part in them, what reminds of them, and what clients did that nobody noticed.

-- ---------------------------------------------------------------- planned and held
ALTER TABLE "interactions"
  ADD COLUMN "status" TEXT NOT NULL DEFAULT 'held' CHECK ("status" IN ('planned', 'held', 'cancelled', 'missed')),
  -- As it was planned, also once it was held. `at` is when it took place; of what was not held, when it was planned for.
  ADD COLUMN "planned_for" TIMESTAMPTZ(3),
  ADD COLUMN "planned_until" TIMESTAMPTZ(3),
  ADD COLUMN "place" TEXT,
  -- Who is to hold it, and is reminded; null: its author.
  ADD COLUMN "responsible_id" UUID,
  -- The interaction after which it was planned.
  ADD COLUMN "follows_id" UUID,
  ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "updated_at" TIMESTAMPTZ(3),
  ADD COLUMN "updated_by" UUID,
  ADD COLUMN "remind_at" TIMESTAMPTZ(3),
  ADD COLUMN "reminded_at" TIMESTAMPTZ(3),
  -- SEQUENCE of the invitation that it was last taken from.
  ADD COLUMN "ical_sequence" INTEGER,
  ADD CONSTRAINT "interactions_planned" CHECK ("status" = 'held' OR "planned_for" IS NOT NULL),
  ADD CONSTRAINT "interactions_planned_until" CHECK ("planned_until" >= "planned_for");
-- What is still to come is asked for by time, and by who is to hold it.
CREATE INDEX "interactions_to_remind" ON "interactions"("remind_at") WHERE "status" = 'planned' AND "reminded_at" IS NULL;
CREATE INDEX "interactions_planned_of" ON "interactions"("responsible_id", "planned_for") WHERE "status" = 'planned';
CREATE INDEX "interactions_at_idx" ON "interactions"("at", "id");

-- Who takes part beside the contact and the author of the interaction itself: on the client's side, or one of us.
CREATE TABLE "interaction_participants" (
    "id" UUID NOT NULL PRIMARY KEY,
    "interaction_id" UUID NOT NULL REFERENCES "interactions"("id") ON DELETE CASCADE,
    "contact_id" UUID REFERENCES "contacts"("id") ON DELETE CASCADE,
    "person_id" UUID,
    CHECK (num_nonnulls("contact_id", "person_id") = 1)
);
CREATE UNIQUE INDEX "interaction_participants_interaction_id_contact_id_key" ON "interaction_participants"("interaction_id", "contact_id");
CREATE UNIQUE INDEX "interaction_participants_interaction_id_person_id_key" ON "interaction_participants"("interaction_id", "person_id");
CREATE INDEX "interaction_participants_contact_id_idx" ON "interaction_participants"("contact_id");
CREATE INDEX "interaction_participants_person_id_idx" ON "interaction_participants"("person_id");
SELECT redirect_merged();

-- ---------------------------------------------------------------- the first response is what was held
CREATE OR REPLACE FUNCTION note_first_response() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE leads SET first_response_at = f.at, first_response_id = f.id
  FROM (SELECT DISTINCT ON (instance_id) instance_id, id, at FROM fresh
        WHERE direction IS DISTINCT FROM 'in' AND instance_id IS NOT NULL AND status = 'held' ORDER BY instance_id, at, id) f
  WHERE leads.id = f.instance_id AND leads.first_response_at IS NULL;
  RETURN NULL;
END $$;
CREATE FUNCTION note_held_response() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE leads SET first_response_at = NEW.at, first_response_id = NEW.id WHERE id = NEW.instance_id AND first_response_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER interactions_held_response AFTER UPDATE OF "status" ON "interactions" FOR EACH ROW
  WHEN (NEW."status" = 'held' AND OLD."status" <> 'held' AND NEW."instance_id" IS NOT NULL AND NEW."direction" IS DISTINCT FROM 'in')
  EXECUTE FUNCTION note_held_response();

-- ---------------------------------------------------------------- reminders
-- A contact may be with a client of whom there is no lead or sale.
ALTER TABLE "notifications" ALTER COLUMN "instance_id" DROP NOT NULL, ADD COLUMN "interaction_id" UUID;

-- ---------------------------------------------------------------- what clients did, until somebody noticed
CREATE TABLE "client_activities" (
    -- The interaction's or the touch's.
    "id" UUID NOT NULL PRIMARY KEY,
    "what" TEXT NOT NULL CHECK ("what" IN ('interaction', 'touch')),
    "instance_id" UUID NOT NULL,
    "came_at" TIMESTAMPTZ(3) NOT NULL,
    -- By then somebody should have noticed.
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    -- noticed; told: nobody had, and the owner was told; closed: the deal was over
    "ended" TEXT
);
CREATE INDEX "client_activities_open" ON "client_activities"("due_at") WHERE "ended_at" IS NULL;
CREATE INDEX "client_activities_instance_id_idx" ON "client_activities"("instance_id");
CREATE INDEX "touches_response_at_idx" ON "touches"("response_at") WHERE "response_at" IS NOT NULL;

-- Who has read what a client did.
CREATE TABLE "activity_reads" (
    "activity_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    PRIMARY KEY ("activity_id", "person_id")
);

-- One row, once somebody has set it.
CREATE TABLE "contact_rules" (
    "one" BOOLEAN NOT NULL DEFAULT true PRIMARY KEY CHECK ("one"),
    "next_after_days" INTEGER NOT NULL,
    "unnoticed_after_hours" INTEGER NOT NULL,
    "changed_by" UUID,
    "changed_at" TIMESTAMPTZ(3) NOT NULL
);

-- ---------------------------------------------------------------- who may what
REVOKE ALL ON FUNCTION note_held_response() FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON "interaction_participants" TO dealwright_api, dealwright_worker;
GRANT SELECT ON "client_activities" TO dealwright_api, dealwright_worker;
GRANT INSERT, UPDATE ON "client_activities" TO dealwright_worker;
GRANT SELECT, INSERT ON "activity_reads" TO dealwright_api, dealwright_worker;
GRANT SELECT, INSERT, UPDATE ON "contact_rules" TO dealwright_api;
GRANT SELECT ON "contact_rules" TO dealwright_worker;
