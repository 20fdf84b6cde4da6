-- Who gets a new lead, and why; who is away; and the touches that a lead's own source makes.

-- ---------------------------------------------------------------- the rules, with their past
-- The last row is in force. `rules`: what the text means, its people by id.
CREATE TABLE "distributions" (
    "n" SERIAL NOT NULL PRIMARY KEY,
    "id" UUID NOT NULL UNIQUE,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "author" UUID NOT NULL,
    "note" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "rules" JSONB NOT NULL
);
CREATE TRIGGER distributions_immutable BEFORE UPDATE OR DELETE ON "distributions"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- ---------------------------------------------------------------- people, as far as leads are given to them
CREATE TABLE "seller_settings" (
    "person_id" UUID NOT NULL PRIMARY KEY,
    -- How many open leads somebody has room for; null: as many as come.
    "max_open_leads" INTEGER,
    -- Those they work in, as two letters; empty: the one that they use the product in.
    "languages" TEXT[] NOT NULL DEFAULT '{}'
);

-- From an instant up to another one, which is not part of it.
CREATE TABLE "absences" (
    "id" UUID NOT NULL PRIMARY KEY,
    "person_id" UUID NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,
    -- Gets what a rule gives to this person by name.
    "deputy_id" UUID,
    "note" TEXT,
    "entered_by" UUID NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CHECK ("from" < "to"),
    CHECK ("deputy_id" IS DISTINCT FROM "person_id")
);
CREATE INDEX "absences_person_id_to_idx" ON "absences"("person_id", "to");

-- ---------------------------------------------------------------- who got which lead
-- One row for each lead that the rules gave to somebody: asked twice for the same lead, they give the same answer. It is written
-- before the lead is, as `pool_turns` is before its task.
CREATE TABLE "lead_assignments" (
    "instance_id" UUID NOT NULL PRIMARY KEY,
    -- Ever rising: whose turn it was.
    "turn" BIGSERIAL NOT NULL,
    "distribution" INTEGER NOT NULL,
    -- Place of the rule in its text, from 0; null: no rule had anybody, and it is the fallback's.
    "rule" INTEGER,
    -- The people whom the rule shares leads out among, as text: rules with the same ones share their turns.
    "pool" TEXT,
    -- Whoever got it; of a queue, who keeps it until it is claimed.
    "owner_id" UUID NOT NULL,
    -- Of a queue: who may claim it.
    "queue" JSONB,
    "why" JSONB NOT NULL,
    "assigned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_by" UUID,
    "claimed_at" TIMESTAMPTZ(3)
);
CREATE INDEX "lead_assignments_owner_id_pool_turn_idx" ON "lead_assignments"("owner_id", "pool", "turn");
CREATE INDEX "lead_assignments_owner_id_assigned_at_idx" ON "lead_assignments"("owner_id", "assigned_at");
CREATE INDEX "lead_assignments_in_queue" ON "lead_assignments"("owner_id") WHERE "queue" IS NOT NULL AND "claimed_by" IS NULL;
-- How many open leads each person has is asked for with each new one.
CREATE INDEX "process_instances_open_leads" ON "process_instances"("owner_id") WHERE "kind" = 'lead' AND "open";

-- ---------------------------------------------------------------- sources
-- How two spellings of one source's name are the same.
CREATE FUNCTION source_key(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT lower(regexp_replace(btrim(word), '\s+', ' ', 'g'))
$$;

-- The words that a source goes by: its key, then its names.
CREATE VIEW "source_words" AS
SELECT DISTINCT ON (word) word, id FROM (
  SELECT id, "key" AS word, 0 AS rank FROM "sources"
  UNION ALL SELECT id, source_key("name" ->> 'en'), 1 FROM "sources"
  UNION ALL SELECT id, source_key("name" ->> 'ru'), 2 FROM "sources"
) w WHERE word <> '' ORDER BY word, rank, id;

INSERT INTO "sources" ("id", "key", "name", "kind") VALUES
  (gen_random_uuid(), 'referral', '{"en": "Referred client", "ru": "По рекомендации"}', 'outside'),
  (gen_random_uuid(), 'incoming call', '{"en": "Incoming phone call", "ru": "Входящий звонок"}', 'outside');

-- The source that a word names, made where there is none.
CREATE FUNCTION find_sources(words text[], of_kind text) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO sources (id, key, name, kind)
  SELECT gen_random_uuid(), w.key, jsonb_build_object('en', w.word, 'ru', w.word), of_kind
  FROM (SELECT DISTINCT ON (source_key(word)) source_key(word) AS key, btrim(word) AS word FROM unnest(words) word
        WHERE source_key(word) <> '' ORDER BY source_key(word)) w
  WHERE NOT EXISTS (SELECT 1 FROM source_words s WHERE s.word = w.key)
  ORDER BY w.key
  ON CONFLICT (key) DO NOTHING
$$;

-- ---------------------------------------------------------------- touches
-- The first touch of leads: their campaign's, or else their source's. What a lead says later changes none of it.
CREATE FUNCTION touch_new_leads(ids uuid[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM find_sources(array_agg(campaign), 'campaign') FROM leads WHERE id = ANY(ids) AND btrim(campaign) <> '';
  PERFORM find_sources(array_agg(source), 'outside') FROM leads
    WHERE id = ANY(ids) AND btrim(source) <> '' AND coalesce(btrim(campaign), '') = '';
  INSERT INTO touches (id, source_id, lead_id, account_id, contact_id, kind, activity_at, response_at, entered_at, entered_by, product_id, external_key)
  SELECT gen_random_uuid(), s.id, l.id, l.account_id, l.contact_id, 'came', l.created_at, l.created_at, now(), l.created_by, l.product_id,
         'lead ' || l.id
  FROM leads l JOIN source_words s ON s.word = source_key(coalesce(nullif(btrim(l.campaign), ''), l.source))
  WHERE l.id = ANY(ids)
  ON CONFLICT (external_key) DO NOTHING;
END $$;

-- However a lead is written: by a command, by an import's COPY, by what came in.
CREATE FUNCTION touch_inserted_leads() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM touch_new_leads(array_agg(id)) FROM new_leads WHERE coalesce(nullif(btrim(source), ''), btrim(campaign), '') <> '' HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER leads_first_touch AFTER INSERT ON "leads" REFERENCING NEW TABLE AS new_leads
  FOR EACH STATEMENT EXECUTE FUNCTION touch_inserted_leads();

-- A lead that turns into a client takes its touches along.
CREATE FUNCTION link_touches() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE touches SET account_id = coalesce(account_id, NEW.account_id), contact_id = coalesce(contact_id, NEW.contact_id)
    WHERE lead_id = NEW.id AND (account_id IS NULL OR contact_id IS NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER leads_link_touches AFTER UPDATE OF account_id, contact_id ON "leads" FOR EACH ROW
  WHEN (OLD.account_id IS DISTINCT FROM NEW.account_id OR OLD.contact_id IS DISTINCT FROM NEW.contact_id)
  EXECUTE FUNCTION link_touches();

-- What was there before has its sources and first touches too.
SELECT touch_new_leads(array_agg(id)) FROM "leads" HAVING count(*) > 0;

-- ---------------------------------------------------------------- who may what
GRANT SELECT, INSERT ON "distributions" TO dealwright_api, dealwright_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON "seller_settings", "absences" TO dealwright_api, dealwright_worker;
GRANT SELECT, INSERT ON "lead_assignments" TO dealwright_api, dealwright_worker;
GRANT UPDATE (claimed_by, claimed_at) ON "lead_assignments" TO dealwright_api, dealwright_worker;
GRANT USAGE ON SEQUENCE "lead_assignments_turn_seq", "distributions_n_seq" TO dealwright_api, dealwright_worker;
GRANT SELECT ON "source_words" TO dealwright_api, dealwright_worker;
