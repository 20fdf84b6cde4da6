-- The client base: what leads, accounts, contacts and interactions hold beside what they held, the fields that an
-- installation adds, and where somebody's interest came from.

-- ---------------------------------------------------------------- leads and sales
-- What people typed about somebody who is not yet a client. An estimate stays on the lead: it changes no number of the funnel.
ALTER TABLE "leads"
  ADD COLUMN "post" TEXT,
  ADD COLUMN "need" TEXT,
  ADD COLUMN "plans" TEXT,
  ADD COLUMN "country" TEXT,
  ADD COLUMN "region" TEXT,
  ADD COLUMN "line" TEXT,
  ADD COLUMN "language" TEXT,
  ADD COLUMN "annual_revenue_minor" BIGINT,
  ADD COLUMN "revenue_currency" CHAR(3),
  ADD COLUMN "estimate_pct" INTEGER,
  ADD COLUMN "estimate_minor" BIGINT,
  ADD COLUMN "estimate_currency" CHAR(3),
  ADD COLUMN "campaign" TEXT,
  ADD COLUMN "product_id" UUID REFERENCES "products"("id") ON DELETE SET NULL,
  -- When somebody of ours first reached out; by which interaction.
  ADD COLUMN "first_response_at" TIMESTAMPTZ(3),
  ADD COLUMN "first_response_id" UUID,
  ADD COLUMN "custom" JSONB NOT NULL DEFAULT '{}';
CREATE INDEX "leads_contact_id_idx" ON "leads"("contact_id");
CREATE INDEX "leads_source_idx" ON "leads"("source");

ALTER TABLE "sales"
  ADD COLUMN "campaign" TEXT,
  -- Why it was made although the client has an open sale of the same product.
  ADD COLUMN "second_reason" TEXT,
  ADD COLUMN "custom" JSONB NOT NULL DEFAULT '{}';
CREATE INDEX "sales_contact_id_idx" ON "sales"("contact_id");

-- ---------------------------------------------------------------- accounts and contacts
-- `revision` counts changes: who changes a card says which one they saw. `merged_into`: it was a double, and lives on there.
ALTER TABLE "accounts"
  ADD COLUMN "legal_name" TEXT,
  ADD COLUMN "tax_number" TEXT,
  ADD COLUMN "website" TEXT,
  ADD COLUMN "activities" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "relationship_stage" TEXT,
  ADD COLUMN "importance" TEXT,
  ADD COLUMN "category" TEXT,
  ADD COLUMN "notes" TEXT,
  ADD COLUMN "custom" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "updated_by" UUID,
  ADD COLUMN "merged_into" UUID REFERENCES "accounts"("id");
CREATE INDEX "accounts_owner_id_idx" ON "accounts"("owner_id");
CREATE INDEX "accounts_tax_number_idx" ON "accounts"("tax_number");

ALTER TABLE "contacts"
  ADD COLUMN "language" TEXT,
  ADD COLUMN "birth_date" DATE,
  ADD COLUMN "notes" TEXT,
  ADD COLUMN "owner_id" UUID,
  ADD COLUMN "external_key" TEXT UNIQUE,
  ADD COLUMN "custom" JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "updated_by" UUID,
  ADD COLUMN "merged_into" UUID REFERENCES "contacts"("id"),
  -- A person who asked to be forgotten: the row stays so that counts and histories do, without anything personal.
  ADD COLUMN "erased_at" TIMESTAMPTZ(3);
CREATE INDEX "contacts_email_idx" ON "contacts"(lower("email"));

-- Phones, e-mail addresses, sites and messengers of an account or of a contact, beside the first of each that its card has.
CREATE TABLE "contact_points" (
    "id" UUID NOT NULL PRIMARY KEY,
    "account_id" UUID REFERENCES "accounts"("id") ON DELETE CASCADE,
    "contact_id" UUID REFERENCES "contacts"("id") ON DELETE CASCADE,
    -- phone, e-mail, site, messenger
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    -- What it is found by: E.164 for a phone, small letters for an address.
    "normal" TEXT NOT NULL,
    "label" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    CHECK (("account_id" IS NULL) <> ("contact_id" IS NULL))
);
CREATE INDEX "contact_points_account_id_idx" ON "contact_points"("account_id");
CREATE INDEX "contact_points_contact_id_idx" ON "contact_points"("contact_id");
CREATE INDEX "contact_points_normal_idx" ON "contact_points"("kind", "normal");

CREATE TABLE "addresses" (
    "id" UUID NOT NULL PRIMARY KEY,
    "account_id" UUID REFERENCES "accounts"("id") ON DELETE CASCADE,
    "contact_id" UUID REFERENCES "contacts"("id") ON DELETE CASCADE,
    -- legal, actual, postal, delivery
    "kind" TEXT NOT NULL,
    "country" TEXT,
    "region" TEXT,
    "city" TEXT,
    "postcode" TEXT,
    "line" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    CHECK (("account_id" IS NULL) <> ("contact_id" IS NULL))
);
CREATE INDEX "addresses_account_id_idx" ON "addresses"("account_id");
CREATE INDEX "addresses_contact_id_idx" ON "addresses"("contact_id");

-- Bank and registration data, by which a client is invoiced.
CREATE TABLE "requisites" (
    "id" UUID NOT NULL PRIMARY KEY,
    "account_id" UUID NOT NULL REFERENCES "accounts"("id") ON DELETE CASCADE,
    "name" TEXT NOT NULL,
    "registration" TEXT,
    "bank" TEXT,
    "bank_code" TEXT,
    "bank_account" TEXT,
    "correspondent_account" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX "requisites_account_id_idx" ON "requisites"("account_id");

-- ---------------------------------------------------------------- fields that an installation adds
-- The values are in the `custom` column of their table, by key, as JSON: text, number, true or false, `YYYY-MM-DD`, the key of
-- an option, { amount, currency } in minor units.
CREATE TABLE "custom_fields" (
    -- lead, sale, account, contact
    "entity" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    -- text, number, flag, date, choice, money
    "type" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    -- of a choice: { key: { en, ru } }
    "options" JSONB NOT NULL DEFAULT '{}',
    "required" BOOLEAN NOT NULL DEFAULT false,
    "searchable" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- No longer asked for; what it holds is kept.
    "retired_at" TIMESTAMPTZ(3),
    PRIMARY KEY ("entity", "key")
);

-- ---------------------------------------------------------------- interactions
-- `author_id` is null for what came in by itself. `external_key`: a Message-ID, a call's id; the same is never written twice.
ALTER TABLE "interactions"
  ALTER COLUMN "author_id" DROP NOT NULL,
  ADD COLUMN "body" TEXT,
  ADD COLUMN "duration_s" INTEGER,
  ADD COLUMN "external_key" TEXT UNIQUE,
  -- Of a conversation by mail.
  ADD COLUMN "thread" TEXT;
CREATE INDEX "interactions_contact_id_at_idx" ON "interactions"("contact_id", "at");
CREATE INDEX "interactions_thread_idx" ON "interactions"("thread");

-- ---------------------------------------------------------------- where interest came from
-- A campaign, or a source outside of any (a referral, an incoming call): that one costs nothing and has no end.
CREATE TABLE "sources" (
    "id" UUID NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL UNIQUE,
    "name" JSONB NOT NULL,
    -- campaign, outside
    "kind" TEXT NOT NULL,
    "cost_minor" BIGINT NOT NULL DEFAULT 0,
    "currency" CHAR(3),
    "starts_on" DATE,
    "ends_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- One contact between somebody and a source. Three dates differ: what we did, their answer, and when it was written down.
CREATE TABLE "touches" (
    "id" UUID NOT NULL PRIMARY KEY,
    "source_id" UUID NOT NULL REFERENCES "sources"("id"),
    "lead_id" UUID REFERENCES "leads"("id") ON DELETE CASCADE,
    "account_id" UUID REFERENCES "accounts"("id") ON DELETE SET NULL,
    "contact_id" UUID REFERENCES "contacts"("id") ON DELETE SET NULL,
    -- What was done or answered: sent, opened, registered, downloaded, visited, called, came
    "kind" TEXT NOT NULL,
    "status" TEXT,
    "activity_at" TIMESTAMPTZ(3) NOT NULL,
    "response_at" TIMESTAMPTZ(3),
    "entered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "entered_by" UUID,
    "product_id" UUID REFERENCES "products"("id") ON DELETE SET NULL,
    "note" TEXT,
    "external_key" TEXT UNIQUE
);
CREATE INDEX "touches_lead_id_idx" ON "touches"("lead_id");
CREATE INDEX "touches_account_id_idx" ON "touches"("account_id", "activity_at");
CREATE INDEX "touches_contact_id_idx" ON "touches"("contact_id", "activity_at");
CREATE INDEX "touches_source_id_idx" ON "touches"("source_id", "activity_at");

-- ---------------------------------------------------------------- who sees what
-- Whose records somebody sees who does not see all: their own, or (`team`) those of who is below them and in their teams too.
CREATE FUNCTION seen_owners(person uuid, how text) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  WITH RECURSIVE below AS (
    SELECT id, 0 AS depth FROM people WHERE id = person
    UNION
    SELECT p.id, depth + 1 FROM below JOIN people p ON p.manager_id = below.id WHERE depth < 20 AND how = 'team'
  )
  SELECT coalesce(array_agg(DISTINCT id), '{}') FROM (
    SELECT id FROM below
    UNION SELECT m.person_id FROM team_members mine JOIN team_members m ON m.team_id = mine.team_id
      WHERE mine.person_id = person AND how = 'team'
  ) seen
$$;

-- ---------------------------------------------------------------- who may what
GRANT SELECT, INSERT, UPDATE, DELETE ON "contact_points", "addresses", "requisites", "custom_fields", "sources", "touches"
  TO dealwright_api, dealwright_worker;
GRANT UPDATE (post, need, plans, country, region, line, language, annual_revenue_minor, revenue_currency, estimate_pct, estimate_minor,
  estimate_currency, campaign, product_id, first_response_at, first_response_id, custom) ON leads TO dealwright_api;
GRANT UPDATE (campaign, second_reason, custom) ON sales TO dealwright_api;
