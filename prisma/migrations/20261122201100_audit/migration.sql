-- Who changed what, who read personal data in bulk, and who was refused. The digests of entries are chained, so that one that is
-- altered or taken away shows; what an entry says about persons can still be erased, since the chain holds the salted digest of it.
CREATE TABLE "audit_entries" (
    "n" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "at" TIMESTAMPTZ(3) NOT NULL,
    -- A person's id, `system`, or empty for somebody unknown.
    "actor" TEXT NOT NULL,
    -- change, read, refusal
    "act" TEXT NOT NULL,
    -- Method and address without ids: POST /leads/:id/qualify
    "route" TEXT NOT NULL,
    "status" INTEGER,
    "request_id" UUID,
    -- JSON: ids, what was asked for, how many were read; null once it is erased.
    "content" TEXT,
    "salt" BYTEA,
    "content_digest" BYTEA NOT NULL,
    -- Its place in the chain, and the digest of everything up to it; null until it is sealed, within a minute.
    "link" BIGINT UNIQUE,
    "seal" BYTEA
);
CREATE INDEX "audit_entries_unsealed" ON "audit_entries" ("n") WHERE "link" IS NULL;
CREATE INDEX "audit_entries_at_idx" ON "audit_entries" ("at", "n");
CREATE INDEX "audit_entries_actor_idx" ON "audit_entries" ("actor", "at");

CREATE FUNCTION audit(at timestamptz, actor text, act text, route text, status int, request uuid, content text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  salt bytea := uuid_send(gen_random_uuid());
BEGIN
  -- A read changes nothing else: its entry need not wait for the disk.
  IF act = 'read' THEN
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  INSERT INTO audit_entries (at, actor, act, route, status, request_id, content, salt, content_digest)
  VALUES (at, actor, act, route, status, request, content, salt, sha256(salt || convert_to(content, 'UTF8')));
END $$;

-- Commands are noted with the row of the inbox, in the same transaction.
CREATE FUNCTION audit_command() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM audit(NEW.received_at, NEW.caller_id, 'change', NEW.type || ' ' || NEW.kind, NULL, NEW.id,
      jsonb_build_object('instance', NEW.instance_id, 'command', NEW.id)::text);
  ELSIF NEW.status IN ('refused', 'failed') THEN
    PERFORM audit(coalesce(NEW.answered_at, now()), NEW.caller_id, 'refusal', NEW.type || ' ' || NEW.kind, 409, NEW.id,
      jsonb_build_object('instance', NEW.instance_id, 'command', NEW.id, 'code', NEW.answer ->> 'code')::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commands_audited AFTER INSERT ON "commands" FOR EACH ROW EXECUTE FUNCTION audit_command();
CREATE TRIGGER commands_refused_audited AFTER UPDATE OF "status" ON "commands" FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION audit_command();

-- Seals what is not sealed yet, in the order it was written. Gives the last link and its seal.
CREATE FUNCTION seal_audit() RETURNS TABLE (link bigint, seal bytea) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  entry audit_entries%ROWTYPE;
  last_link bigint;
  last_seal bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit'));
  SELECT a.link, a.seal INTO last_link, last_seal FROM audit_entries a WHERE a.link IS NOT NULL ORDER BY a.link DESC LIMIT 1;
  FOR entry IN SELECT * FROM audit_entries a WHERE a.link IS NULL ORDER BY a.n LIMIT 10000 LOOP
    last_link := coalesce(last_link, 0) + 1;
    last_seal := sha256(coalesce(last_seal, '') || convert_to(concat_ws('|', last_link, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      entry.actor, entry.act, entry.route, coalesce(entry.status::text, ''), coalesce(entry.request_id::text, '')), 'UTF8') || entry.content_digest);
    UPDATE audit_entries a SET link = last_link, seal = last_seal WHERE a.n = entry.n;
  END LOOP;
  RETURN QUERY SELECT last_link, last_seal WHERE last_link IS NOT NULL;
END $$;

-- Nobody alters an entry or takes one away, but that what it says of persons is erased.
CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.link IS NULL OR (NEW.content IS NULL AND NEW.salt IS NULL))
    AND (OLD.n, OLD.at, OLD.actor, OLD.act, OLD.route, OLD.content_digest) = (NEW.n, NEW.at, NEW.actor, NEW.act, NEW.route, NEW.content_digest)
    AND (OLD.link IS NULL OR (OLD.link, OLD.seal) = (NEW.link, NEW.seal)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit entries are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION keep_audit();

REVOKE ALL ON FUNCTION audit(timestamptz, text, text, text, int, uuid, text), seal_audit() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit(timestamptz, text, text, text, int, uuid, text), seal_audit() TO dealwright_api, dealwright_worker;
GRANT SELECT ON "audit_entries" TO dealwright_api, dealwright_worker;
