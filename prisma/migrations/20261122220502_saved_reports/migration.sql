-- A report's question under a name; it is read with the sight of whoever reads it.
CREATE TABLE "saved_reports" (
    "id" UUID NOT NULL PRIMARY KEY,
    -- Which report: the last part of its address.
    "report" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    -- As it stands in the address of the report: texts, or lists of them, by parameter.
    "question" JSONB NOT NULL DEFAULT '{}',
    "owner_id" UUID NOT NULL,
    -- nobody, teams, everybody
    "shared" TEXT NOT NULL DEFAULT 'nobody',
    "teams" TEXT[] NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "saved_reports_owner_id_idx" ON "saved_reports"("owner_id");
GRANT SELECT, INSERT, UPDATE, DELETE ON "saved_reports" TO dealwright_api;
GRANT SELECT ON "saved_reports" TO dealwright_worker;
