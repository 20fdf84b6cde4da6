-- Clients' cards: what is picked from on them, what each change was, and a guard against organisations that hold each other.

-- ---------------------------------------------------------------- what changed on a card
-- Merging, reverting an import and 409s read it. `before` and `after`: the columns that changed, by name.
CREATE TABLE "record_changes" (
    "id" BIGSERIAL PRIMARY KEY,
    -- account, contact
    "entity" TEXT NOT NULL,
    "entity_id" UUID NOT NULL,
    -- What the record's `revision` became.
    "revision" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    -- Null: the product itself.
    "by" UUID,
    -- create, edit, merge, import and the like
    "how" TEXT NOT NULL DEFAULT 'edit',
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL
);
CREATE INDEX "record_changes_entity_idx" ON "record_changes"("entity", "entity_id", "id");

-- ---------------------------------------------------------------- what is picked from
-- One table for all short lists. A value is kept on cards by its key; one that is retired stays on them, and is offered no more.
CREATE TABLE "catalogue_values" (
    -- relationship-stage, importance, account-category, decision-role, industry, region, competitor
    "catalogue" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    "notes" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    "retired_at" TIMESTAMPTZ(3),
    PRIMARY KEY ("catalogue", "key")
);

-- A property has a value out of a list filled in beforehand (ONEC-22); a category is only ticked (ONEC-23).
CREATE TABLE "properties" (
    -- account, contact
    "entity" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    -- { key: { en, ru } }
    "options" JSONB NOT NULL DEFAULT '{}',
    "position" INTEGER NOT NULL DEFAULT 0,
    "retired_at" TIMESTAMPTZ(3),
    PRIMARY KEY ("entity", "key")
);
CREATE TABLE "categories" (
    "entity" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "retired_at" TIMESTAMPTZ(3),
    PRIMARY KEY ("entity", "key")
);
-- What cards have of them. A filter asks: EXISTS (SELECT 1 FROM record_properties WHERE account_id = a.id AND property = ... AND value = ...).
CREATE TABLE "record_properties" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    "account_id" UUID REFERENCES "accounts"("id") ON DELETE CASCADE,
    "contact_id" UUID REFERENCES "contacts"("id") ON DELETE CASCADE,
    "property" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    CHECK (("account_id" IS NULL) <> ("contact_id" IS NULL)),
    UNIQUE ("account_id", "property"),
    UNIQUE ("contact_id", "property")
);
CREATE INDEX "record_properties_value_idx" ON "record_properties"("property", "value");
CREATE TABLE "record_categories" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    "account_id" UUID REFERENCES "accounts"("id") ON DELETE CASCADE,
    "contact_id" UUID REFERENCES "contacts"("id") ON DELETE CASCADE,
    "category" TEXT NOT NULL,
    CHECK (("account_id" IS NULL) <> ("contact_id" IS NULL)),
    UNIQUE ("account_id", "category"),
    UNIQUE ("contact_id", "category")
);
CREATE INDEX "record_categories_category_idx" ON "record_categories"("category");

-- Whom a sale competes with, or was lost to: a key of the catalogue `competitor`.
ALTER TABLE "sales" ADD COLUMN "competitor" TEXT;
CREATE INDEX "sales_competitor_idx" ON "sales"("competitor") WHERE "competitor" IS NOT NULL;

-- What an installation asks of cards, and how it weighs clients: `cards`, `score`. Without a row the defaults hold.
CREATE TABLE "client_rules" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" UUID
);

-- ---------------------------------------------------------------- a holding holds no holder of its own
-- The lock makes two changes that would close a circle only together come one after the other.
CREATE FUNCTION refuse_holding_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(3, 1);
  IF EXISTS (
    WITH RECURSIVE above AS (
      SELECT NEW.holding_id AS id
      UNION
      SELECT a.holding_id FROM above JOIN accounts a ON a.id = above.id WHERE a.holding_id IS NOT NULL
    ) SELECT 1 FROM above WHERE id = NEW.id
  ) THEN
    RAISE EXCEPTION 'The account % would belong to itself', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_holding_circle';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_holding_circle_new AFTER INSERT ON accounts
  FOR EACH ROW WHEN (NEW.holding_id IS NOT NULL) EXECUTE FUNCTION refuse_holding_circle();
CREATE TRIGGER accounts_holding_circle AFTER UPDATE OF holding_id ON accounts
  FOR EACH ROW WHEN (NEW.holding_id IS NOT NULL AND NEW.holding_id IS DISTINCT FROM OLD.holding_id)
  EXECUTE FUNCTION refuse_holding_circle();
CREATE INDEX "contacts_owner_id_idx" ON "contacts"("owner_id");

-- ---------------------------------------------------------------- what an installation starts with
INSERT INTO "catalogue_values" ("catalogue", "key", "name", "position") VALUES
  ('relationship-stage', 'prospect', '{"en": "Prospect", "ru": "Потенциальный клиент"}', 1),
  ('relationship-stage', 'interested', '{"en": "Interested", "ru": "Проявляет интерес"}', 2),
  ('relationship-stage', 'customer', '{"en": "Customer", "ru": "Клиент"}', 3),
  ('relationship-stage', 'loyal', '{"en": "Loyal customer", "ru": "Постоянный клиент"}', 4),
  ('relationship-stage', 'lapsed', '{"en": "Lapsed", "ru": "Ушедший клиент"}', 5),
  ('importance', 'high', '{"en": "High", "ru": "Высокая"}', 1),
  ('importance', 'medium', '{"en": "Medium", "ru": "Средняя"}', 2),
  ('importance', 'low', '{"en": "Low", "ru": "Низкая"}', 3),
  ('account-category', 'a', '{"en": "A", "ru": "А"}', 1),
  ('account-category', 'b', '{"en": "B", "ru": "Б"}', 2),
  ('account-category', 'c', '{"en": "C", "ru": "В"}', 3),
  ('decision-role', 'decides', '{"en": "Decides", "ru": "Принимает решение"}', 1),
  ('decision-role', 'advises', '{"en": "Advises", "ru": "Советует"}', 2),
  ('decision-role', 'uses', '{"en": "Uses", "ru": "Пользуется"}', 3),
  ('decision-role', 'pays', '{"en": "Pays", "ru": "Платит"}', 4),
  ('decision-role', 'blocks', '{"en": "Is against", "ru": "Противится"}', 5),
  ('industry', 'food', '{"en": "Food", "ru": "Пищевая промышленность"}', 1),
  ('industry', 'machinery', '{"en": "Machinery", "ru": "Машиностроение"}', 2),
  ('industry', 'logistics', '{"en": "Logistics", "ru": "Логистика"}', 3),
  ('industry', 'energy', '{"en": "Energy", "ru": "Энергетика"}', 4),
  ('industry', 'construction', '{"en": "Construction", "ru": "Строительство"}', 5),
  ('industry', 'chemistry', '{"en": "Chemistry", "ru": "Химия"}', 6),
  ('industry', 'health', '{"en": "Health care", "ru": "Здравоохранение"}', 7),
  ('industry', 'finance', '{"en": "Finance", "ru": "Финансы"}', 8),
  ('industry', 'software', '{"en": "Software", "ru": "Программное обеспечение"}', 9),
  ('industry', 'retail', '{"en": "Retail", "ru": "Торговля"}', 10);

-- ---------------------------------------------------------------- who may what
GRANT SELECT, INSERT, UPDATE, DELETE ON "catalogue_values", "properties", "categories", "record_properties", "record_categories",
  "client_rules"   TO dealwright_api, dealwright_worker;
-- Erasure blanks what a change said of a person.
GRANT SELECT, INSERT, UPDATE, DELETE ON "record_changes" TO dealwright_api, dealwright_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO dealwright_api, dealwright_worker;
GRANT UPDATE (competitor) ON sales TO dealwright_api;
