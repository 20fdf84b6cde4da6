-- Lists: views that people save, and lists of organisations.

-- ---------------------------------------------------------------- saved views
-- A filter, an order and columns under a name; it is read with the sight of whoever reads it.
CREATE TABLE "saved_views" (
    "id" UUID NOT NULL PRIMARY KEY,
    -- lead, sale, account, contact
    "entity" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "filter" TEXT NOT NULL DEFAULT '',
    "sort" TEXT NOT NULL DEFAULT '',
    "columns" TEXT[] NOT NULL DEFAULT '{}',
    "owner_id" UUID NOT NULL,
    -- nobody, teams, everybody
    "shared" TEXT NOT NULL DEFAULT 'nobody',
    -- Keys of the teams that it is shared with.
    "teams" TEXT[] NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX "saved_views_entity_idx" ON "saved_views"("entity", "name");

-- ---------------------------------------------------------------- lists of organisations
-- By hand, or by a condition: then its members are whoever meets it now.
CREATE TABLE "account_lists" (
    "id" UUID NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "note" TEXT,
    "condition" TEXT,
    "owner_id" UUID NOT NULL,
    "shared" TEXT NOT NULL DEFAULT 'nobody',
    "teams" TEXT[] NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX "account_lists_name_idx" ON "account_lists"(lower("name"));

CREATE TABLE "account_list_members" (
    "list_id" UUID NOT NULL REFERENCES "account_lists"("id") ON DELETE CASCADE,
    "account_id" UUID NOT NULL REFERENCES "accounts"("id") ON DELETE CASCADE,
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "added_by" UUID,
    PRIMARY KEY ("list_id", "account_id")
);
CREATE INDEX "account_list_members_account_id_idx" ON "account_list_members"("account_id");

-- ---------------------------------------------------------------- what the preset views are read by
-- Leads in the order of work: rating first, then the oldest. The expression is that of src/crm/lists/fields/instances.ts.
CREATE INDEX "process_instances_work_order_idx" ON "process_instances"
  ("open", (CASE rating WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END) DESC, "started_at", "id")
  WHERE "kind" = 'lead';
CREATE INDEX "accounts_small_name_idx" ON "accounts"(lower("name"), "id");
CREATE INDEX "contacts_small_name_idx" ON "contacts"(lower("name"), "id");

GRANT SELECT, INSERT, UPDATE, DELETE ON "saved_views", "account_lists", "account_list_members"
  TO dealwright_api, dealwright_worker;
