-- Files that people send, looked at, mapped, tried out, brought in and taken back.

-- What the command line stages has no format: its rows were read before it came here.
ALTER TABLE "imports"
  ADD COLUMN "created_by" UUID,
  -- csv, xlsx, vcard
  ADD COLUMN "format" TEXT,
  ADD COLUMN "size_bytes" BIGINT NOT NULL DEFAULT 0,
  -- Shape (src/imports/files/look.ts): what it was found to hold
  ADD COLUMN "shape" JSONB,
  -- ImportPlan (src/imports/plan.ts); `mapping` is the command line's
  ADD COLUMN "plan" JSONB,
  -- The columns as one word, by which a mapping is found again.
  ADD COLUMN "columns_key" TEXT,
  -- Whether its rows have been read from the file, under this mapping.
  ADD COLUMN "read_at" TIMESTAMPTZ(3),
  -- Why it cannot be read on.
  ADD COLUMN "trouble" TEXT,
  ADD COLUMN "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
CREATE INDEX "imports_created_at_idx" ON "imports"("created_at", "id");
CREATE INDEX "imports_columns_key_idx" ON "imports"("columns_key");

-- The bytes of a file, until its rows are in: any process can go on with it.
CREATE TABLE "import_chunks" (
    "import_id" UUID NOT NULL REFERENCES "imports"("id") ON DELETE CASCADE,
    "n" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,
    PRIMARY KEY ("import_id", "n")
);
-- They are packed already, or are read once.
ALTER TABLE "import_chunks" ALTER COLUMN "data" SET STORAGE EXTERNAL;

ALTER TABLE "import_rows"
  -- What a preview found: create, update, present, rejected
  ADD COLUMN "would" TEXT,
  -- By field, { from, to }: what a preview would change, then what was changed
  ADD COLUMN "changes" JSONB,
  -- What a preview has to say; `notes` are of the run
  ADD COLUMN "would_notes" JSONB,
  -- taken back, changed since, in use, stays; null: not asked for
  ADD COLUMN "back" TEXT,
  ADD COLUMN "back_notes" JSONB;
CREATE INDEX "import_rows_import_id_would_idx" ON "import_rows"("import_id", "would");
-- What an import says of a record, for whoever looks at it or erases it.
CREATE INDEX "import_rows_entity_id_idx" ON "import_rows"("entity_id") WHERE "entity_id" IS NOT NULL;

-- Mappings that somebody gave a name.
CREATE TABLE "import_mappings" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "plan" JSONB NOT NULL,
    "columns_key" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" UUID NOT NULL
);
CREATE INDEX "import_mappings_columns_key_idx" ON "import_mappings"("columns_key");

-- Rows of a file are held against names.
CREATE INDEX "accounts_lower_name_idx" ON "accounts"(lower("name"));
CREATE INDEX "contacts_lower_name_idx" ON "contacts"(lower("name"));

GRANT SELECT, INSERT, UPDATE, DELETE ON "import_chunks", "import_mappings" TO dealwright_api, dealwright_worker;
GRANT DELETE ON "import_rows", "imports" TO dealwright_api, dealwright_worker;
