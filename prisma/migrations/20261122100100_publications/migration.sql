-- Drafts of process definitions, what was published when and by whom, and the routing rule with its past.

-- A version is known by the bytes it was published from; what they mean (`hash`) is part of it, since a later release of
-- the reader may read the same bytes otherwise.
ALTER TABLE "process_versions" ADD COLUMN "source_hash" TEXT;
ALTER TABLE "process_versions" DISABLE TRIGGER "process_versions_immutable";
UPDATE "process_versions" SET "source_hash" = encode(sha256(convert_to("source", 'UTF8')), 'hex');
ALTER TABLE "process_versions" ENABLE TRIGGER "process_versions_immutable";
ALTER TABLE "process_versions" ALTER COLUMN "source_hash" SET NOT NULL;
DROP INDEX "process_versions_key_hash_key";
CREATE UNIQUE INDEX "process_versions_key_source_hash_hash_key" ON "process_versions"("key", "source_hash", "hash");

CREATE FUNCTION hash_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.source_hash := encode(sha256(convert_to(NEW.source, 'UTF8')), 'hex');
  RETURN NEW;
END $$;
CREATE TRIGGER process_versions_source_hash BEFORE INSERT ON "process_versions"
  FOR EACH ROW EXECUTE FUNCTION hash_source();

CREATE TABLE "process_drafts" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "author_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "process_drafts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "process_drafts_updated_at_id_idx" ON "process_drafts"("updated_at", "id");

-- The last row of a key says which version new instances take.
CREATE TABLE "publications" (
    "n" SERIAL NOT NULL,
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "version_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "author" TEXT NOT NULL,
    "approver" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "replaced" INTEGER,
    "how" TEXT NOT NULL,

    CONSTRAINT "publications_pkey" PRIMARY KEY ("n")
);
CREATE UNIQUE INDEX "publications_id_key" ON "publications"("id");
CREATE INDEX "publications_key_n_idx" ON "publications"("key", "n");
CREATE INDEX "publications_version_id_idx" ON "publications"("version_id");
ALTER TABLE "publications" ADD CONSTRAINT "publications_version_id_fkey"
  FOREIGN KEY ("version_id") REFERENCES "process_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Until now only the product itself published.
INSERT INTO "publications" ("id", "key", "version_id", "at", "author", "approver", "note", "replaced", "how")
SELECT gen_random_uuid(), "key", "id", "published_at", 'system', 'system', 'Shipped with the product',
  lag("version") OVER (PARTITION BY "key" ORDER BY "version"), 'published'
FROM "process_versions" ORDER BY "published_at", "key", "version";

CREATE TABLE "routings" (
    "n" SERIAL NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "author" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "rules" JSONB NOT NULL,

    CONSTRAINT "routings_pkey" PRIMARY KEY ("n")
);
CREATE UNIQUE INDEX "routings_id_key" ON "routings"("id");
-- JSON is YAML, so what was there reads as a text.
INSERT INTO "routings" ("id", "author", "note", "source", "rules")
SELECT gen_random_uuid(), 'system', 'Shipped with the product', jsonb_pretty(jsonb_strip_nulls("value")), "value"
FROM "settings" WHERE "key" = 'routing';

CREATE TRIGGER publications_immutable BEFORE UPDATE OR DELETE ON "publications"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER routings_immutable BEFORE UPDATE OR DELETE ON "routings"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE VIEW "current_versions" AS
SELECT DISTINCT ON ("key") "key", "version_id", "approver" FROM "publications" ORDER BY "key", "n" DESC;

-- Puts a version in force: one that is there, or one that is made of a text (`wording`) and what it means. One publisher of a
-- key at a time. `input` is { id, key, kind, hash, version, author, approver, note, replaces }; `version` names one to bring
-- back, and its author is then whoever wrote it.
-- Gives { version, how, made } with `how` null when it was in force already; { movedOn: n } when another version than
-- `replaces` is in force; { needs: 'second person' }; { kept: n } when the product ships a text to somebody who has their own.
CREATE FUNCTION publish_version(input jsonb, meaning json, wording text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  this_key text := input ->> 'key';
  this_author text := input ->> 'author';
  this_approver text := input ->> 'approver';
  this_how text := 'brought back';
  done publications%ROWTYPE;
  held publications%ROWTYPE;
  in_force process_versions%ROWTYPE;
  wanted process_versions%ROWTYPE;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('publish ' || this_key, 0));
  SELECT * INTO done FROM publications p WHERE p.id = (input ->> 'id')::uuid;
  IF done.n IS NOT NULL THEN
    SELECT * INTO wanted FROM process_versions v WHERE v.id = done.version_id;
    RETURN jsonb_build_object('version', wanted.version, 'how', done.how, 'made', done.how = 'published');
  END IF;

  SELECT * INTO held FROM publications p WHERE p.key = this_key ORDER BY n DESC LIMIT 1;
  SELECT * INTO in_force FROM process_versions v WHERE v.id = held.version_id;
  IF input ? 'version' THEN
    SELECT * INTO STRICT wanted FROM process_versions v WHERE v.key = this_key AND v.version = (input ->> 'version')::int;
    this_author := coalesce((SELECT p.author FROM publications p WHERE p.version_id = wanted.id ORDER BY n LIMIT 1), 'system');
    meaning := wanted.definition;
  ELSE
    SELECT * INTO wanted FROM process_versions v
      WHERE v.key = this_key AND v.source_hash = encode(sha256(convert_to(wording, 'UTF8')), 'hex') AND v.hash = input ->> 'hash';
  END IF;

  IF input ? 'replaces' AND in_force.version IS DISTINCT FROM (input ->> 'replaces')::int THEN
    RETURN jsonb_build_object('movedOn', in_force.version);
  END IF;
  IF wanted.id = in_force.id THEN
    RETURN jsonb_build_object('version', wanted.version, 'how', null, 'made', false);
  END IF;
  IF this_approver = 'system' THEN
    IF held.approver <> 'system' THEN
      RETURN jsonb_build_object('kept', in_force.version);
    END IF;
  -- Whoever is under the rule of the second person does not leave it on their own.
  ELSIF this_author = this_approver AND 'second person' IN (meaning ->> 'approval', in_force.definition ->> 'approval') THEN
    RETURN jsonb_build_object('needs', 'second person');
  END IF;

  IF wanted.id IS NULL THEN
    this_how := 'published';
    INSERT INTO process_versions (id, key, version, kind, hash, definition, source)
    VALUES (gen_random_uuid(), this_key, (SELECT coalesce(max(v.version), 0) + 1 FROM process_versions v WHERE v.key = this_key),
            input ->> 'kind', input ->> 'hash', meaning, wording)
    RETURNING * INTO wanted;
  END IF;
  INSERT INTO publications (id, key, version_id, author, approver, note, replaced, how)
  VALUES ((input ->> 'id')::uuid, this_key, wanted.id, this_author, this_approver, input ->> 'note', in_force.version, this_how);
  RETURN jsonb_build_object('version', wanted.version, 'how', this_how, 'made', this_how = 'published');
END $$;

-- Puts a routing rule in force. The product's own replaces its own only. Gives whether it is in force now.
CREATE FUNCTION publish_routing(input jsonb, wording text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  held routings%ROWTYPE;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('publish routing', 0));
  SELECT * INTO held FROM routings ORDER BY n DESC LIMIT 1;
  IF held.author <> 'system' AND input ->> 'author' = 'system' THEN
    RETURN false;
  END IF;
  IF held.source IS DISTINCT FROM wording OR held.rules IS DISTINCT FROM input -> 'rules' THEN
    INSERT INTO routings (id, author, note, source, rules)
    VALUES ((input ->> 'id')::uuid, input ->> 'author', input ->> 'note', wording, input -> 'rules') ON CONFLICT (id) DO NOTHING;
    INSERT INTO settings (key, value) VALUES ('routing', input -> 'rules') ON CONFLICT (key) DO UPDATE SET value = excluded.value;
  END IF;
  RETURN true;
END $$;

REVOKE ALL ON FUNCTION publish_version(jsonb, json, text), publish_routing(jsonb, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION publish_version(jsonb, json, text), publish_routing(jsonb, text) TO dealwright_api, dealwright_worker;
GRANT SELECT ON "publications", "routings", "current_versions" TO dealwright_api, dealwright_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON "process_drafts" TO dealwright_api, dealwright_worker;
