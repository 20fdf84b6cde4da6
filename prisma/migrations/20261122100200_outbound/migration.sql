-- What is delivered outside: when each wish was tried, with what result; who may be called; what mails say.

-- `status`: waiting, sending, held (mail, while no mail server is set up), and then for good sent, failed or cancelled.
ALTER TABLE "outbox" ALTER COLUMN "status" SET DEFAULT 'waiting',
  ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "reason" TEXT,
  ADD COLUMN "started_at" TIMESTAMPTZ(3),
  ADD COLUMN "retried_at" TIMESTAMPTZ(3),
  ADD COLUMN "settled_at" TIMESTAMPTZ(3);
CREATE INDEX "outbox_created_at_id_idx" ON "outbox"("created_at", "id");
CREATE INDEX "outbox_open_idx" ON "outbox" ("started_at" NULLS FIRST) WHERE "status" NOT IN ('sent', 'failed', 'cancelled');
CREATE INDEX "outbox_failed_idx" ON "outbox" ("settled_at") WHERE "status" = 'failed';

-- A try is written before it is made, so that one whose worker died is known too. `key` is what the receiver gets.
ALTER TABLE "delivery_ledger" ADD COLUMN "key" TEXT NOT NULL, ADD COLUMN "ended_at" TIMESTAMPTZ(3);

CREATE TABLE "webhooks" (
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" UUID,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "mail_templates" (
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "shipped" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" UUID,

    CONSTRAINT "mail_templates_pkey" PRIMARY KEY ("name")
);

-- Workers hear of new wishes at once; what nobody heard of, the sweep finds. A row at a time, since a statement that inserts
-- none has nothing to tell; of one transaction's equal notices the database keeps one.
CREATE FUNCTION tell_of_wishes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('dealwright_outbox', '');
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_told AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION tell_of_wishes();

-- The one change of a wish that the API may make: has one that failed, or is held, tried anew. Gives its status then, or
-- null when there is no such wish.
CREATE FUNCTION retry_wish(wish_id uuid, at timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE outbox SET status = 'waiting', reason = NULL, started_at = NULL, settled_at = NULL, retried_at = at
    WHERE id = wish_id AND status IN ('failed', 'held');
  IF FOUND THEN
    PERFORM pg_notify('dealwright_outbox', '');
  END IF;
  RETURN (SELECT status FROM outbox WHERE id = wish_id);
END $$;

-- ---------------------------------------------------------------- who may what
REVOKE ALL ON FUNCTION retry_wish(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retry_wish(uuid, timestamptz) TO dealwright_api, dealwright_worker;
GRANT UPDATE (result, detail, ended_at) ON delivery_ledger TO dealwright_worker;
-- The API registers webhooks, and cannot read what they are signed with.
GRANT SELECT (name, url, active, reason, created_at, created_by), INSERT, UPDATE, DELETE ON webhooks TO dealwright_api;
GRANT SELECT, UPDATE (active, reason) ON webhooks TO dealwright_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_templates TO dealwright_api, dealwright_worker;
