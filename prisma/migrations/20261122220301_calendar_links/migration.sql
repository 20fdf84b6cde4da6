-- Calendars of our people's own, kept in step with their meetings here over CalDAV.

CREATE TABLE "calendar_links" (
    "person_id" UUID NOT NULL PRIMARY KEY REFERENCES "people"("id") ON DELETE CASCADE,
    -- The collection that is kept in step, and what its server calls it.
    "url" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    -- Sealed with a key that is not in the database.
    "password" TEXT NOT NULL,
    "connected_at" TIMESTAMPTZ(3) NOT NULL,
    -- active; off: it was refused too often
    "status" TEXT NOT NULL DEFAULT 'active' CHECK ("status" IN ('active', 'off')),
    "trouble" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    -- What the server said of the collection when all of it was known here: while it says the same, nothing has changed.
    "mark" TEXT,
    "next_sync_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "synced_at" TIMESTAMPTZ(3),
    "fine_at" TIMESTAMPTZ(3)
);
CREATE INDEX "calendar_links_due" ON "calendar_links"("next_sync_at") WHERE "status" = 'active';

-- What is known of each entry of such a calendar: nothing of its words, where it is no meeting with a client.
CREATE TABLE "calendar_items" (
    "person_id" UUID NOT NULL REFERENCES "calendar_links"("person_id") ON DELETE CASCADE,
    "href" TEXT NOT NULL,
    "etag" TEXT NOT NULL,
    "interaction_id" UUID REFERENCES "interactions"("id") ON DELETE CASCADE,
    -- Written by us; else made in the calendar.
    "ours" BOOLEAN NOT NULL,
    -- The interaction's, and a hash of what the entry said, when both were last the same.
    "revision" INTEGER,
    "fingerprint" TEXT,
    -- Why it is no interaction: private, nobody known, a series, too large.
    "note" TEXT,
    PRIMARY KEY ("person_id", "href")
);
CREATE UNIQUE INDEX "calendar_items_person_id_interaction_id_key" ON "calendar_items"("person_id", "interaction_id");
CREATE INDEX "calendar_items_interaction_id_idx" ON "calendar_items"("interaction_id");

-- The API connects calendars, and cannot read what opens them.
GRANT SELECT ("person_id", "url", "name", "username", "connected_at", "status", "trouble", "failures", "mark", "next_sync_at", "lease_until",
  "synced_at", "fine_at"), INSERT, UPDATE, DELETE ON "calendar_links" TO dealwright_api;
GRANT SELECT, UPDATE ON "calendar_links" TO dealwright_worker;
GRANT SELECT, DELETE ON "calendar_items" TO dealwright_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON "calendar_items" TO dealwright_worker;
