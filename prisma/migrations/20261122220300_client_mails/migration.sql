-- Mails that our people write to clients: the words as they were seen before they were sent, each letter's fate, and what they may be.

-- ---------------------------------------------------------------- what they may be
CREATE TABLE "client_mail_templates" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "source" TEXT NOT NULL,
    "shipped" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" UUID
);

-- One row, once somebody has set it.
CREATE TABLE "client_mail_rules" (
    "one" BOOLEAN NOT NULL DEFAULT true PRIMARY KEY CHECK ("one"),
    -- Whose address is in From, and to whom answers go: company, person
    "sender" TEXT NOT NULL CHECK ("sender" IN ('company', 'person')),
    "reply_to" TEXT NOT NULL CHECK ("reply_to" IN ('company', 'person')),
    -- Of the mailbox that is read, where that is not the one in From.
    "reply_address" TEXT,
    "per_sender_hour" INTEGER NOT NULL,
    "per_address_hour" INTEGER NOT NULL,
    -- Whether those with the right may write to who took back their consent, and say why.
    "may_override" BOOLEAN NOT NULL,
    "changed_by" UUID,
    "changed_at" TIMESTAMPTZ(3) NOT NULL
);

-- ---------------------------------------------------------------- the mails
-- One that a mail server took has an interaction of the same id.
CREATE TABLE "client_mails" (
    "id" UUID NOT NULL PRIMARY KEY,
    "sender_id" UUID NOT NULL,
    "instance_id" UUID,
    "account_id" UUID REFERENCES "accounts"("id") ON DELETE SET NULL,
    "template" TEXT,
    -- The interaction that it answers, and the Message-IDs of that conversation, the oldest first.
    "answers_id" UUID,
    "answers" TEXT[] NOT NULL DEFAULT '{}',
    -- Why it was written to somebody who had refused.
    "override_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retried_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    -- Its interaction is written, and its deal has been told.
    "logged_at" TIMESTAMPTZ(3)
);
CREATE INDEX "client_mails_instance_id_created_at_idx" ON "client_mails"("instance_id", "created_at");
CREATE INDEX "client_mails_account_id_created_at_idx" ON "client_mails"("account_id", "created_at");
CREATE INDEX "client_mails_sender_id_created_at_idx" ON "client_mails"("sender_id", "created_at");
CREATE INDEX "client_mails_created_at_id_idx" ON "client_mails"("created_at", "id");

CREATE TABLE "client_mail_letters" (
    "id" UUID NOT NULL PRIMARY KEY,
    "mail_id" UUID NOT NULL REFERENCES "client_mails"("id") ON DELETE CASCADE,
    "n" INTEGER NOT NULL,
    -- Null: to an organisation, or to whoever a lead names.
    "contact_id" UUID REFERENCES "contacts"("id") ON DELETE SET NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    -- waiting, sending, held (no mail server is set up), and then sent, failed; bounced: it came back
    "status" TEXT NOT NULL DEFAULT 'waiting' CHECK ("status" IN ('waiting', 'sending', 'held', 'sent', 'failed', 'bounced')),
    "reason" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    -- Under which it was, or is being, sent: what an answer or a report names.
    "message_id" TEXT UNIQUE,
    "sent_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    UNIQUE ("mail_id", "n")
);
CREATE INDEX "client_mail_letters_contact_id_idx" ON "client_mail_letters"("contact_id");
CREATE INDEX "client_mail_letters_address_idx" ON "client_mail_letters"("address");
CREATE INDEX "client_mail_letters_open" ON "client_mail_letters"("mail_id") WHERE "status" IN ('waiting', 'sending', 'held');
CREATE INDEX "client_mails_unlogged" ON "client_mails"("id") WHERE "logged_at" IS NULL;

-- Each try, written before it is made.
CREATE TABLE "client_mail_tries" (
    "letter_id" UUID NOT NULL REFERENCES "client_mail_letters"("id") ON DELETE CASCADE,
    "n" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    -- under way, sent, again, failed, unknown (its worker died)
    "result" TEXT NOT NULL,
    "detail" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    PRIMARY KEY ("letter_id", "n")
);

-- What became of a mail, over its letters: what is worst of what is known, once nothing of it is under way.
CREATE FUNCTION client_mail_state(mail uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN bool_or(status IN ('waiting', 'sending')) THEN 'waiting' WHEN bool_or(status = 'held') THEN 'held'
    WHEN bool_or(status = 'bounced') THEN 'bounced' WHEN bool_or(status = 'failed') THEN 'failed' WHEN count(*) > 0 THEN 'sent' END
  FROM client_mail_letters WHERE mail_id = mail
$$;

-- ---------------------------------------------------------------- who hears of it
CREATE FUNCTION tell_of_client_mails() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('dealwright_client_mails', '');
  RETURN NULL;
END $$;
CREATE TRIGGER client_mails_told AFTER INSERT OR UPDATE OF "retried_at" ON "client_mails" FOR EACH ROW EXECUTE FUNCTION tell_of_client_mails();

-- ---------------------------------------------------------------- who may what
GRANT SELECT, INSERT, UPDATE, DELETE ON "client_mail_templates" TO dealwright_api, dealwright_worker;
GRANT SELECT, INSERT, UPDATE ON "client_mail_rules", "client_mails", "client_mail_letters" TO dealwright_api;
GRANT SELECT ON "client_mail_rules" TO dealwright_worker;
GRANT SELECT, INSERT, UPDATE ON "client_mails", "client_mail_letters", "client_mail_tries" TO dealwright_worker;
GRANT SELECT ON "client_mail_tries" TO dealwright_api;
SELECT redirect_merged();
