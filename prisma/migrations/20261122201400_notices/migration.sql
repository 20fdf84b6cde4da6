-- Notices: what is said to one person. They sleep until a time, several about one thing become one, and go out by mail as
-- their reader wants it.

-- ---------------------------------------------------------------- how each person wants them
CREATE TABLE "notice_settings" (
    "person_id" UUID NOT NULL PRIMARY KEY,
    -- { mail: by kind, digest: { at, days } or null, quiet: { from, to } or null }; a person without a row has what ships.
    "settings" JSONB,
    -- Until then nothing is mailed.
    "muted_until" TIMESTAMPTZ(3)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "notice_settings" TO dealwright_api;
GRANT SELECT ON "notice_settings" TO dealwright_worker;

-- ---------------------------------------------------------------- the notices
-- Some are about no lead or sale: a client, a receiver that was switched off.
ALTER TABLE "notifications" ALTER COLUMN "instance_id" DROP NOT NULL;
-- Those that are there already are not mailed.
ALTER TABLE "notifications"
  ADD COLUMN "times" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "shown_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  -- new, waiting (until `mail_at`), taken (by the mail `mail_id`), none (is not mailed, or no longer)
  ADD COLUMN "mail" TEXT NOT NULL DEFAULT 'none' CHECK ("mail" IN ('new', 'waiting', 'taken', 'none')),
  ADD COLUMN "mail_at" TIMESTAMPTZ(3),
  ADD COLUMN "mail_id" UUID;
UPDATE "notifications" SET "shown_at" = "at";
ALTER TABLE "notifications" ALTER COLUMN "mail" SET DEFAULT 'new';
DROP INDEX "notifications_person_id_at_idx";
CREATE INDEX "notifications_person_id_shown_at_id_idx" ON "notifications"("person_id", "shown_at", "id");
CREATE INDEX "notifications_mail_new" ON "notifications"("id") WHERE "mail" = 'new';
CREATE INDEX "notifications_mail_waiting" ON "notifications"("mail_at", "person_id") WHERE "mail" = 'waiting';
CREATE INDEX "notifications_mail_id_idx" ON "notifications"("mail_id");
GRANT UPDATE ("shown_at", "mail", "mail_at", "mail_id") ON "notifications" TO dealwright_api, dealwright_worker;

-- ---------------------------------------------------------------- the mails that they go out in, and each try
CREATE TABLE "notice_mails" (
    "id" UUID NOT NULL PRIMARY KEY,
    "person_id" UUID NOT NULL,
    -- waiting, sending, and for good: sent, dropped (nothing of it was news any more), failed
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3)
);
CREATE INDEX "notice_mails_open" ON "notice_mails"("id") WHERE "status" IN ('waiting', 'sending');
CREATE TABLE "notice_mail_tries" (
    "mail_id" UUID NOT NULL REFERENCES "notice_mails"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    "n" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    -- As in delivery_ledger: under way, sent, again, failed, unknown (its worker died)
    "result" TEXT NOT NULL,
    "detail" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    PRIMARY KEY ("mail_id", "n")
);
GRANT SELECT, INSERT, UPDATE ON "notice_mails", "notice_mail_tries" TO dealwright_worker;
-- The API tells whether a notice that is put off was mailed already.
GRANT SELECT ON "notice_mails" TO dealwright_api;

-- ---------------------------------------------------------------- one notice a thing
-- Of what one decision says of a limit, this weighs most.
CREATE FUNCTION notice_weight(code text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE code WHEN 'due soon' THEN 1 WHEN 'overdue' THEN 2 WHEN 'escalated' THEN 3 END
$$;

-- What decisions say again to the same person about the same subject of the same instance within ten minutes is one notice, as
-- long as it is unread, and so is all that one decision says of a limit: it counts how often, and says what weighs most. What no decision said (it has no `seq`) is given once
-- by whoever gives it. Nobody is told who no longer works here. Histories that are made of the past stay as they are.
CREATE FUNCTION take_notice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.shown_at := NEW.at;
  IF NEW.at < now() - interval '1 day' THEN
    NEW.mail := 'none';
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT 1 FROM people p WHERE p.id = NEW.person_id AND NOT p.active) THEN RETURN NULL; END IF;
  IF NEW.seq IS NULL THEN RETURN NEW; END IF;
  UPDATE notifications n SET times = n.times + 1, at = greatest(n.at, NEW.at), shown_at = greatest(n.shown_at, NEW.at),
    code = CASE WHEN notice_weight(NEW.code) > notice_weight(n.code) THEN NEW.code ELSE n.code END,
    -- What weighs more is news, even to who had a mail.
    mail = CASE WHEN notice_weight(NEW.code) > notice_weight(n.code) THEN 'new' ELSE n.mail END
  WHERE n.id = (
    SELECT o.id FROM notifications o
    WHERE o.person_id = NEW.person_id AND o.shown_at >= NEW.at - interval '10 minutes' AND o.at >= NEW.at - interval '10 minutes'
      AND o.read_at IS NULL AND o.instance_id = NEW.instance_id AND o.subject = NEW.subject AND o.seq IS NOT NULL
      AND (o.code = NEW.code
        OR o.seq = NEW.seq AND notice_weight(o.code) IS NOT NULL AND notice_weight(NEW.code) IS NOT NULL)
    ORDER BY o.at DESC LIMIT 1);
  IF FOUND THEN RETURN NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER notifications_taken BEFORE INSERT ON "notifications" FOR EACH ROW EXECUTE FUNCTION take_notice();
