-- Notices by web push: the browsers that people let us tell, and each push to each of them.

-- ---------------------------------------------------------------- whose word pushes are
-- One key pair for the installation, made by a worker when it first starts. Browsers know its public half.
CREATE TABLE "push_keys" (
    "only" BOOLEAN NOT NULL DEFAULT true CHECK ("only"),
    "public_key" TEXT NOT NULL,
    "private_key" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "push_keys_pkey" PRIMARY KEY ("only")
);

CREATE TABLE "push_subscriptions" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    -- The address at the browser's push service is itself a secret: whoever knows it and its keys may tell.
    "endpoint" TEXT NOT NULL,
    "p256dh" TEXT NOT NULL,
    "auth" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "push_subscriptions_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "push_subscriptions_endpoint_key" ON "push_subscriptions"("endpoint");
CREATE INDEX "push_subscriptions_person_id_idx" ON "push_subscriptions"("person_id");

-- ---------------------------------------------------------------- the pushes
-- What is due to one person at once is one push: one row for each of their browsers.
CREATE TABLE "notice_pushes" (
    "id" UUID NOT NULL,
    "push_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    -- waiting, sending, and for good: sent, dropped (nothing of it was news any more), gone, failed
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "notice_pushes_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "notice_pushes_open" ON "notice_pushes" ("next_try_at") WHERE "status" IN ('waiting', 'sending');
CREATE INDEX "notice_pushes_created_at_idx" ON "notice_pushes"("created_at");

-- ---------------------------------------------------------------- which notices
ALTER TABLE "notifications"
  -- new, waiting (until `push_at`), taken (by the push `push_id`), none (is not pushed, or no longer)
  ADD COLUMN "push" TEXT NOT NULL DEFAULT 'none' CHECK ("push" IN ('new', 'waiting', 'taken', 'none')),
  ADD COLUMN "push_at" TIMESTAMPTZ(3),
  ADD COLUMN "push_id" UUID;
CREATE INDEX "notifications_push_new" ON "notifications"("id") WHERE "push" = 'new';
CREATE INDEX "notifications_push_waiting" ON "notifications"("push_at", "person_id") WHERE "push" = 'waiting';
CREATE INDEX "notifications_push_id_idx" ON "notifications"("push_id");

-- Only who has a browser to tell is looked at any further. What weighs more than what they were told is news; so is one that
-- they put off, when its time comes. What is said again about the same is not.
CREATE FUNCTION take_push() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.read_at IS NOT NULL AND OLD.read_at IS NULL THEN
    IF NEW.push IN ('new', 'waiting') THEN
      NEW.push := 'none';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' OR NEW.code <> OLD.code OR (NEW.shown_at > OLD.shown_at AND NEW.times = OLD.times) THEN
    IF EXISTS (SELECT 1 FROM push_subscriptions s WHERE s.person_id = NEW.person_id) THEN
      NEW.push := 'new';
      NEW.push_at := NULL;
      PERFORM pg_notify('dealwright_pushes', '');
    END IF;
  END IF;
  RETURN NEW;
END $$;
-- After `notifications_taken`, which may find that this is no notice of its own.
CREATE TRIGGER notifications_to_push BEFORE INSERT OR UPDATE OF "code", "shown_at", "read_at" ON "notifications"
  FOR EACH ROW EXECUTE FUNCTION take_push();

-- ---------------------------------------------------------------- who may what
REVOKE ALL ON FUNCTION take_push() FROM PUBLIC;
-- The API hands out the public half alone, and takes subscriptions whose secrets it cannot read again.
GRANT SELECT ("only", "public_key", "made_at") ON "push_keys" TO dealwright_api;
GRANT SELECT, INSERT ON "push_keys" TO dealwright_worker;
GRANT SELECT ("id", "person_id", "endpoint", "label", "created_at", "told_at"), INSERT, UPDATE, DELETE ON "push_subscriptions" TO dealwright_api;
GRANT SELECT, UPDATE ("told_at"), DELETE ON "push_subscriptions" TO dealwright_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON "notice_pushes" TO dealwright_worker;
GRANT UPDATE ("push", "push_at", "push_id") ON "notifications" TO dealwright_api, dealwright_worker;
