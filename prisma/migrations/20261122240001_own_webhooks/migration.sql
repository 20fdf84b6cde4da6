-- One's own notices by webhook: a program of somebody's is told beside their browsers, of the same, in the same rounds.
ALTER TABLE "push_subscriptions"
  ALTER COLUMN "p256dh" DROP NOT NULL,
  ALTER COLUMN "auth" DROP NOT NULL,
  -- browser, webhook
  ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'browser' CHECK ("kind" IN ('browser', 'webhook')),
  -- What calls are signed with.
  ADD COLUMN "secret" TEXT,
  ADD COLUMN "failing_since" TIMESTAMPTZ(3),
  ADD COLUMN "off_at" TIMESTAMPTZ(3),
  ADD COLUMN "off_reason" TEXT,
  ADD CONSTRAINT "push_subscriptions_told_by" CHECK (CASE "kind" WHEN 'browser' THEN num_nonnulls("p256dh", "auth") = 2 ELSE "secret" IS NOT NULL END);

-- A browser is one person's; a program may be told for several.
DROP INDEX "push_subscriptions_endpoint_key";
CREATE UNIQUE INDEX "push_subscriptions_browser" ON "push_subscriptions" ("endpoint") WHERE "kind" = 'browser';
CREATE UNIQUE INDEX "push_subscriptions_webhook" ON "push_subscriptions" ("person_id", "endpoint") WHERE "kind" = 'webhook';

-- As before, for those that are not switched off.
CREATE OR REPLACE FUNCTION take_push() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.read_at IS NOT NULL AND OLD.read_at IS NULL THEN
    IF NEW.push IN ('new', 'waiting') THEN
      NEW.push := 'none';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' OR NEW.code <> OLD.code OR (NEW.shown_at > OLD.shown_at AND NEW.times = OLD.times) THEN
    IF EXISTS (SELECT 1 FROM push_subscriptions s WHERE s.person_id = NEW.person_id AND s.off_at IS NULL) THEN
      NEW.push := 'new';
      NEW.push_at := NULL;
      PERFORM pg_notify('dealwright_pushes', '');
    END IF;
  END IF;
  RETURN NEW;
END $$;

GRANT SELECT ("kind", "failing_since", "off_at", "off_reason") ON "push_subscriptions" TO dealwright_api;
GRANT UPDATE ("failing_since", "off_at", "off_reason") ON "push_subscriptions" TO dealwright_worker;
