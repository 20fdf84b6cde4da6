-- What comes in by itself: forms, mails and calls of known sources, kept before anybody works on them.

-- ---------------------------------------------------------------- who may send something in
CREATE TABLE "inbound_sources" (
    "id" UUID NOT NULL PRIMARY KEY,
    -- What its address ends with.
    "name" TEXT NOT NULL UNIQUE,
    -- form, mail, call
    "kind" TEXT NOT NULL CHECK ("kind" IN ('form', 'mail', 'call')),
    -- What it signs with, or shows. In plain text, since signatures are checked with it; no route gives it.
    "secret" TEXT NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID,
    -- It sends no more. Its messages stay.
    "removed_at" TIMESTAMPTZ(3)
);

-- ---------------------------------------------------------------- what came in
CREATE TABLE "inbound_messages" (
    "id" UUID NOT NULL PRIMARY KEY,
    "source_id" UUID NOT NULL REFERENCES "inbound_sources"("id"),
    -- What the sender says it is: a key, a Message-ID, a call and what happened in it. The same is kept once.
    "external_key" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    -- From which address it was sent, as a hash: for the limits alone.
    "peer" BYTEA,
    -- What was understood of it: names, addresses, words. Personal.
    "content" JSONB NOT NULL,
    -- received, done, refused, failed
    "status" TEXT NOT NULL DEFAULT 'received' CHECK ("status" IN ('received', 'done', 'refused', 'failed')),
    -- Why it was refused or failed; of one that is done, what was made of it.
    "reason" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    -- How often a person had it tried anew.
    "retries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- How often the same came again.
    "repeats" INTEGER NOT NULL DEFAULT 0,
    "settled_at" TIMESTAMPTZ(3),
    "instance_id" UUID,
    "made_lead" BOOLEAN NOT NULL DEFAULT false,
    "contact_id" UUID REFERENCES "contacts"("id") ON DELETE SET NULL,
    "account_id" UUID REFERENCES "accounts"("id") ON DELETE SET NULL,
    "interaction_id" UUID,
    UNIQUE ("source_id", "external_key")
);
CREATE INDEX "inbound_messages_source_id_received_at_idx" ON "inbound_messages"("source_id", "received_at");
CREATE INDEX "inbound_messages_received_at_id_idx" ON "inbound_messages"("received_at", "id");
CREATE INDEX "inbound_messages_contact_id_idx" ON "inbound_messages"("contact_id");
CREATE INDEX "inbound_messages_account_id_idx" ON "inbound_messages"("account_id");
CREATE INDEX "inbound_messages_instance_id_idx" ON "inbound_messages"("instance_id");
CREATE INDEX "inbound_messages_due_idx" ON "inbound_messages"("next_try_at") WHERE "status" = 'received';

-- Which lead an unknown person's first message is about to become, so that a burst makes one. The key is a hash of an address.
CREATE TABLE "inbound_leads" (
    "key" BYTEA NOT NULL PRIMARY KEY,
    "lead_id" UUID NOT NULL,
    "reserved_at" TIMESTAMPTZ(3) NOT NULL
);

-- How far a mailbox was read.
CREATE TABLE "mailboxes" (
    "source_id" UUID NOT NULL REFERENCES "inbound_sources"("id"),
    "folder" TEXT NOT NULL,
    "uid_validity" TEXT NOT NULL,
    "last_uid" BIGINT NOT NULL,
    -- Mails that are older were there before, and are left alone.
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    PRIMARY KEY ("source_id", "folder")
);

-- What reading it last came to; apart, since one that could never be reached has no place in it.
CREATE TABLE "mailbox_polls" (
    "source_id" UUID NOT NULL PRIMARY KEY REFERENCES "inbound_sources"("id"),
    "polled_at" TIMESTAMPTZ(3) NOT NULL,
    "fine_at" TIMESTAMPTZ(3),
    "trouble" TEXT
);

-- ---------------------------------------------------------------- whose it is
-- The last ten digits: what a number is found by, however it was written.
CREATE FUNCTION phone_digits(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT right(regexp_replace(number, '\D', '', 'g'), 10)
$$;
CREATE INDEX "contacts_phone_digits_idx" ON "contacts"(phone_digits("phone")) WHERE "phone" IS NOT NULL;
CREATE INDEX "leads_phone_digits_idx" ON "leads"(phone_digits("phone")) WHERE "phone" IS NOT NULL;
CREATE INDEX "leads_email_lower_idx" ON "leads"(lower("email")) WHERE "email" IS NOT NULL;

-- What came in within a span of time, for the report on it.
CREATE INDEX "interactions_in_at_idx" ON "interactions"("at") WHERE "direction" = 'in';

-- For one message: the lead that all its keys stand for, and for none yet: `lead`. A lead that is over, and one that never
-- came to be, stands for nobody any more. Two messages with a key in common wait for each other here.
CREATE FUNCTION reserve_lead(keys bytea[], lead uuid, at timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  one bytea;
  held uuid;
  since timestamptz;
BEGIN
  FOR one IN SELECT DISTINCT k FROM unnest(keys) k ORDER BY 1 LOOP
    INSERT INTO inbound_leads (key, lead_id, reserved_at) VALUES (one, lead, at)
      ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING lead_id, reserved_at INTO held, since;
    IF held = lead THEN CONTINUE; END IF;
    IF EXISTS (SELECT 1 FROM process_instances i WHERE i.id = held AND i.open)
      OR NOT EXISTS (SELECT 1 FROM process_instances i WHERE i.id = held)
         AND (since > at - interval '10 minutes' OR EXISTS (SELECT 1 FROM commands c WHERE c.instance_id = held AND c.status = 'received')) THEN
      DELETE FROM inbound_leads WHERE lead_id = lead AND key = ANY (keys);
      RETURN held;
    END IF;
    UPDATE inbound_leads SET lead_id = lead, reserved_at = at WHERE key = one;
  END LOOP;
  RETURN lead;
END $$;

-- ---------------------------------------------------------------- who hears of it
CREATE FUNCTION tell_of_inbound() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('dealwright_inbound', '');
  RETURN NULL;
END $$;
CREATE TRIGGER inbound_told AFTER INSERT ON inbound_messages FOR EACH ROW WHEN (NEW.status = 'received') EXECUTE FUNCTION tell_of_inbound();
CREATE TRIGGER inbound_told_again AFTER UPDATE OF retries ON inbound_messages FOR EACH ROW EXECUTE FUNCTION tell_of_inbound();

-- ---------------------------------------------------------------- who may what
GRANT SELECT, INSERT, UPDATE, DELETE ON "inbound_sources" TO dealwright_api;
GRANT SELECT ON "inbound_sources" TO dealwright_worker;
GRANT SELECT, INSERT, UPDATE ON "inbound_messages" TO dealwright_api, dealwright_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON "inbound_leads", "mailboxes", "mailbox_polls" TO dealwright_worker;
GRANT SELECT ON "inbound_leads", "mailboxes", "mailbox_polls" TO dealwright_api;
