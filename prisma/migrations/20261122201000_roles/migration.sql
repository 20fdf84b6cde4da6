-- Roles as an installation has recombined them. A role without a row here holds what ships with the product, and sees all.
CREATE TABLE "roles" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "name" JSONB NOT NULL,
    "rights" TEXT[] NOT NULL,
    -- all, team (one's own, one's reports' and one's teams' records) or own
    "sight" TEXT NOT NULL DEFAULT 'all' CHECK ("sight" IN ('own', 'team', 'all')),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" UUID
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "roles" TO dealwright_api;
GRANT SELECT ON "roles" TO dealwright_worker;
