-- Running deals that are moved from one version of their process to another.

-- CreateTable
CREATE TABLE "deal_migrations" (
    "id" UUID NOT NULL,
    "process" TEXT NOT NULL,
    "to_version_id" UUID NOT NULL,
    "plans" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "runs" BOOLEAN NOT NULL,
    "batch_size" INTEGER NOT NULL,
    "per_second" DOUBLE PRECISION,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "deal_migrations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deal_migration_rows" (
    "migration_id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "from_version_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "batch" INTEGER,
    "preview" JSONB NOT NULL,
    "result" TEXT,
    "reason" JSONB,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "migrated_seq" INTEGER,
    "at" TIMESTAMPTZ(3),
    "back" TEXT,
    "back_reason" JSONB,
    "back_at" TIMESTAMPTZ(3),

    CONSTRAINT "deal_migration_rows_pkey" PRIMARY KEY ("migration_id","instance_id")
);

-- CreateIndex
CREATE INDEX "deal_migrations_process_created_at_idx" ON "deal_migrations"("process", "created_at");

-- CreateIndex
CREATE INDEX "deal_migration_rows_migration_id_batch_idx" ON "deal_migration_rows"("migration_id", "batch");

-- AddForeignKey
ALTER TABLE "deal_migration_rows" ADD CONSTRAINT "deal_migration_rows_migration_id_fkey" FOREIGN KEY ("migration_id") REFERENCES "deal_migrations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What a run of a migration has still to do, and the few events by which an instance changed its version.
CREATE INDEX deal_migration_rows_left ON deal_migration_rows (migration_id, tries, batch, instance_id) WHERE result IS NULL;
CREATE INDEX process_events_migrate ON process_events (instance_id, seq) WHERE type = 'migrate';

-- The version that an instance was on after the decision `upto`; with 0, the one that it began with. Its row has the version that
-- it is on now.
CREATE FUNCTION version_at(instance uuid, upto int) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT (command ->> 'versionId')::uuid FROM process_events
     WHERE instance_id = instance AND type = 'migrate' AND seq <= upto ORDER BY seq DESC LIMIT 1),
    (SELECT (command ->> 'fromVersionId')::uuid FROM process_events
     WHERE instance_id = instance AND type = 'migrate' AND seq > upto ORDER BY seq LIMIT 1),
    (SELECT version_id FROM process_instances WHERE id = instance))
$$;

GRANT SELECT, INSERT ON deal_migrations TO dealwright_api, dealwright_worker;
GRANT SELECT ON deal_migration_rows TO dealwright_api, dealwright_worker;
GRANT INSERT, UPDATE ON deal_migration_rows TO dealwright_worker;
GRANT UPDATE ON deal_migrations TO dealwright_worker;
