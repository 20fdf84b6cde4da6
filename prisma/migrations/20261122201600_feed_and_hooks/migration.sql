-- A person's calendar feed, and receivers that are told of events.

-- ---------------------------------------------------------------- the calendar feed
-- One a person. Its address holds 256 random bits; only their SHA-256 is kept.
CREATE TABLE "calendar_feeds" (
    "person_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_feeds_pkey" PRIMARY KEY ("person_id")
);
CREATE UNIQUE INDEX "calendar_feeds_hash_key" ON "calendar_feeds"("hash");

-- ---------------------------------------------------------------- who is told of what
CREATE TABLE "event_hooks" (
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "kinds" TEXT[] NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "reason" TEXT,
    "off_at" TIMESTAMPTZ(3),
    -- Tries in a row that came to nothing, and since when.
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID,

    CONSTRAINT "event_hooks_pkey" PRIMARY KEY ("name")
);

-- An event that a hook is to be told of. What it says is read when it is told: no row holds words of anybody.
CREATE TABLE "event_deliveries" (
    "n" BIGSERIAL NOT NULL,
    "hook" TEXT NOT NULL,
    -- What events are kept in order of: a lead, a sale, an account, a contact.
    "subject" UUID NOT NULL,
    -- decision, change, interaction; which one: an instance and its seq, a card and its change, an interaction.
    "source" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "source_n" BIGINT NOT NULL,
    -- waiting, sending, and for good: sent, failed
    "status" TEXT NOT NULL DEFAULT 'waiting',
    -- A decision may be several events: those that were told, and how many of all were seen to.
    "kinds" TEXT[] NOT NULL DEFAULT '{}',
    "done" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    -- Of one that is being told: when its worker is taken for dead.
    "claimed_until" TIMESTAMPTZ(3),
    "detail" TEXT,
    "replay" BOOLEAN NOT NULL DEFAULT false,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_deliveries_pkey" PRIMARY KEY ("n"),
    CONSTRAINT "event_deliveries_hook_fkey" FOREIGN KEY ("hook") REFERENCES "event_hooks"("name") ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX "event_deliveries_hook_n_idx" ON "event_deliveries"("hook", "n");
CREATE INDEX "event_deliveries_open" ON "event_deliveries" ("hook", "n") WHERE "status" IN ('waiting', 'sending');
CREATE INDEX "event_deliveries_lane" ON "event_deliveries" ("hook", "subject", "n") WHERE "status" IN ('waiting', 'sending');
CREATE INDEX "event_deliveries_settled" ON "event_deliveries" ("settled_at") WHERE "settled_at" IS NOT NULL;
CREATE INDEX "record_changes_at_idx" ON "record_changes"("at");

-- Events are queued within the transaction that makes them. A reader with a cursor would pass by what commits late.
-- A past that is brought in is no news: who wants it asks for a replay.
CREATE FUNCTION queue_decisions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO event_deliveries (hook, subject, source, source_id, source_n)
  SELECT h.name, f.instance_id, 'decision', f.instance_id, f.seq FROM fresh f CROSS JOIN event_hooks h
  WHERE h.active AND f.at > f.recorded_at - interval '1 day' ORDER BY f.recorded_at, f.instance_id, f.seq;
  IF FOUND THEN
    PERFORM pg_notify('dealwright_hooks', '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER process_events_queued AFTER INSERT ON "process_events" REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION queue_decisions();

CREATE FUNCTION queue_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO event_deliveries (hook, subject, source, source_id, source_n)
  SELECT h.name, f.entity_id, 'change', f.entity_id, f.id FROM fresh f CROSS JOIN event_hooks h WHERE h.active ORDER BY f.id;
  IF FOUND THEN
    PERFORM pg_notify('dealwright_hooks', '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER record_changes_queued AFTER INSERT ON "record_changes" REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION queue_changes();

CREATE FUNCTION queue_interactions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO event_deliveries (hook, subject, source, source_id, source_n)
  SELECT h.name, coalesce(f.instance_id, f.account_id, f.contact_id, f.id), 'interaction', f.id, 0
  FROM fresh f CROSS JOIN event_hooks h
  WHERE h.active AND f.status = 'held' AND f.at > f.created_at - interval '30 days' ORDER BY f.at, f.id;
  IF FOUND THEN
    PERFORM pg_notify('dealwright_hooks', '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER interactions_queued AFTER INSERT ON "interactions" REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION queue_interactions();

CREATE FUNCTION queue_held() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO event_deliveries (hook, subject, source, source_id, source_n)
  SELECT h.name, coalesce(NEW.instance_id, NEW.account_id, NEW.contact_id, NEW.id), 'interaction', NEW.id, 0
  FROM event_hooks h WHERE h.active;
  IF FOUND THEN
    PERFORM pg_notify('dealwright_hooks', '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER interactions_held_queued AFTER UPDATE OF "status" ON "interactions" FOR EACH ROW
  WHEN (NEW."status" = 'held' AND OLD."status" <> 'held') EXECUTE FUNCTION queue_held();

-- ---------------------------------------------------------------- who may what
REVOKE ALL ON FUNCTION queue_decisions(), queue_changes(), queue_interactions(), queue_held() FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON "calendar_feeds" TO dealwright_api;
GRANT SELECT ON "calendar_feeds" TO dealwright_worker;
-- The API registers receivers, and cannot read what calls are signed with.
GRANT SELECT ("name", "url", "kinds", "active", "reason", "off_at", "failures", "failing_since", "created_at", "created_by"),
  INSERT, UPDATE, DELETE ON "event_hooks" TO dealwright_api;
GRANT SELECT, UPDATE ("active", "reason", "off_at", "failures", "failing_since") ON "event_hooks" TO dealwright_worker;
GRANT SELECT, INSERT, UPDATE ("failures", "failing_since", "next_try_at"), DELETE ON "event_deliveries" TO dealwright_api;
GRANT SELECT, UPDATE, DELETE ON "event_deliveries" TO dealwright_worker;
GRANT USAGE ON SEQUENCE "event_deliveries_n_seq" TO dealwright_api, dealwright_worker;
