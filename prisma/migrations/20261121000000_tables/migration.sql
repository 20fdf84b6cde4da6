-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "offices" (
    "id" UUID NOT NULL,
    "name" JSONB NOT NULL,
    "zone" TEXT NOT NULL,
    "calendar_key" TEXT NOT NULL,

    CONSTRAINT "offices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "people" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'en',
    "roles" TEXT[],
    "manager_id" UUID,
    "office_id" UUID,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "external_key" TEXT,

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" JSONB NOT NULL,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_members" (
    "team_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "team_members_pkey" PRIMARY KEY ("team_id","person_id")
);

-- CreateTable
CREATE TABLE "access_tokens" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendars" (
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendars_pkey" PRIMARY KEY ("key","version")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "exchange_rates" (
    "currency" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "rate" DECIMAL(20,10) NOT NULL,

    CONSTRAINT "exchange_rates_pkey" PRIMARY KEY ("currency","from")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "industry" TEXT,
    "region" TEXT,
    "country" TEXT,
    "founded_year" INTEGER,
    "employees" INTEGER,
    "annual_revenue_minor" BIGINT,
    "currency" CHAR(3),
    "holding_id" UUID,
    "owner_id" UUID,
    "external_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contacts" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "phone" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_contacts" (
    "account_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "post" TEXT,
    "decision_role" TEXT,

    CONSTRAINT "account_contacts_pkey" PRIMARY KEY ("account_id","contact_id")
);

-- CreateTable
CREATE TABLE "products" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "series" TEXT,
    "price_minor" BIGINT,
    "currency" CHAR(3),

    CONSTRAINT "products_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leads" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "person_name" TEXT,
    "organisation" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "industry" TEXT,
    "source" TEXT,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "account_id" UUID,
    "contact_id" UUID,
    "sale_id" UUID,
    "external_key" TEXT,

    CONSTRAINT "leads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sales" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "account_id" UUID,
    "contact_id" UUID,
    "product_id" UUID,
    "source" TEXT,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "external_key" TEXT,

    CONSTRAINT "sales_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "interactions" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "direction" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "subject" TEXT NOT NULL,
    "result" TEXT,
    "instance_id" UUID,
    "account_id" UUID,
    "contact_id" UUID,
    "author_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "interactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "process_versions" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "definition" JSON NOT NULL,
    "source" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "process_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "process_instances" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "version_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "open" BOOLEAN NOT NULL,
    "result" TEXT,
    "owner_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "snapshot" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "planned_for" TIMESTAMPTZ(3),
    "wait_until" TIMESTAMPTZ(3),
    "wait_reason" TEXT,
    "due_soon_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "escalate_at" TIMESTAMPTZ(3),
    "next_task_due_at" TIMESTAMPTZ(3),
    "open_tasks" INTEGER NOT NULL,
    "amount_minor" BIGINT,
    "currency" CHAR(3),
    "amount_base_minor" BIGINT NOT NULL DEFAULT 0,
    "probability_pct" INTEGER,
    "decision_on" DATE,
    "rating" TEXT,
    "engine" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "process_instances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "process_events" (
    "instance_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "command_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "from_state" TEXT,
    "to_state" TEXT NOT NULL,
    "command" JSONB NOT NULL,
    "facts" JSONB NOT NULL,
    "snapshot" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "process_events_pkey" PRIMARY KEY ("instance_id","seq")
);

-- CreateTable
CREATE TABLE "deadlines" (
    "instance_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deadlines_pkey" PRIMARY KEY ("instance_id","key")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "task" TEXT,
    "title" TEXT,
    "stage" TEXT NOT NULL,
    "assignee_id" UUID,
    "queue_role" TEXT,
    "queue_team" TEXT,
    "status" TEXT NOT NULL,
    "outcome" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "due_soon_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "seq" INTEGER,
    "n" INTEGER,
    "person_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commands" (
    "id" UUID NOT NULL,
    "caller_id" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "kind" TEXT NOT NULL,
    "instance_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "command" JSONB NOT NULL,
    "record" JSONB NOT NULL DEFAULT '{}',
    "version_id" UUID,
    "status" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "answer" JSONB,
    "tries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "commands_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "wish" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_ledger" (
    "wish_id" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "result" TEXT NOT NULL,
    "detail" TEXT,

    CONSTRAINT "delivery_ledger_pkey" PRIMARY KEY ("wish_id","n")
);

-- CreateTable
CREATE TABLE "incidents" (
    "id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "command_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" TEXT NOT NULL,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "imports" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "file_hash" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "summary" JSONB,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_rows" (
    "import_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "external_key" TEXT,
    "result" TEXT NOT NULL,
    "entity_id" UUID,
    "notes" JSONB NOT NULL,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("import_id","row")
);

-- CreateIndex
CREATE UNIQUE INDEX "people_email_key" ON "people"("email");

-- CreateIndex
CREATE UNIQUE INDEX "people_external_key_key" ON "people"("external_key");

-- CreateIndex
CREATE INDEX "people_manager_id_idx" ON "people"("manager_id");

-- CreateIndex
CREATE UNIQUE INDEX "teams_key_key" ON "teams"("key");

-- CreateIndex
CREATE UNIQUE INDEX "access_tokens_hash_key" ON "access_tokens"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_external_key_key" ON "accounts"("external_key");

-- CreateIndex
CREATE INDEX "accounts_name_idx" ON "accounts"("name");

-- CreateIndex
CREATE INDEX "accounts_holding_id_idx" ON "accounts"("holding_id");

-- CreateIndex
CREATE INDEX "contacts_name_idx" ON "contacts"("name");

-- CreateIndex
CREATE INDEX "account_contacts_contact_id_idx" ON "account_contacts"("contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "products_key_key" ON "products"("key");

-- CreateIndex
CREATE UNIQUE INDEX "leads_number_key" ON "leads"("number");

-- CreateIndex
CREATE UNIQUE INDEX "leads_sale_id_key" ON "leads"("sale_id");

-- CreateIndex
CREATE UNIQUE INDEX "leads_external_key_key" ON "leads"("external_key");

-- CreateIndex
CREATE INDEX "leads_account_id_idx" ON "leads"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "sales_number_key" ON "sales"("number");

-- CreateIndex
CREATE UNIQUE INDEX "sales_external_key_key" ON "sales"("external_key");

-- CreateIndex
CREATE INDEX "sales_account_id_idx" ON "sales"("account_id");

-- CreateIndex
CREATE INDEX "interactions_instance_id_at_idx" ON "interactions"("instance_id", "at");

-- CreateIndex
CREATE INDEX "interactions_account_id_at_idx" ON "interactions"("account_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "process_versions_key_version_key" ON "process_versions"("key", "version");

-- CreateIndex
CREATE UNIQUE INDEX "process_versions_key_hash_key" ON "process_versions"("key", "hash");

-- CreateIndex
CREATE INDEX "process_instances_kind_open_started_at_id_idx" ON "process_instances"("kind", "open", "started_at", "id");

-- CreateIndex
CREATE INDEX "process_instances_owner_id_open_idx" ON "process_instances"("owner_id", "open");

-- CreateIndex
CREATE INDEX "process_instances_version_id_state_idx" ON "process_instances"("version_id", "state");

-- CreateIndex
CREATE INDEX "process_events_at_idx" ON "process_events"("at");

-- CreateIndex
CREATE INDEX "process_events_recorded_at_idx" ON "process_events"("recorded_at");

-- CreateIndex
CREATE UNIQUE INDEX "process_events_instance_id_command_id_key" ON "process_events"("instance_id", "command_id");

-- CreateIndex
CREATE INDEX "deadlines_at_idx" ON "deadlines"("at");

-- CreateIndex
CREATE UNIQUE INDEX "tasks_instance_id_key_key" ON "tasks"("instance_id", "key");

-- CreateIndex
CREATE INDEX "notifications_person_id_at_idx" ON "notifications"("person_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "notifications_instance_id_seq_n_key" ON "notifications"("instance_id", "seq", "n");

-- CreateIndex
CREATE INDEX "commands_instance_id_idx" ON "commands"("instance_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_instance_id_seq_n_key" ON "outbox"("instance_id", "seq", "n");

-- CreateIndex
CREATE INDEX "incidents_at_idx" ON "incidents"("at");

-- CreateIndex
CREATE INDEX "import_rows_import_id_result_idx" ON "import_rows"("import_id", "result");

-- AddForeignKey
ALTER TABLE "people" ADD CONSTRAINT "people_manager_id_fkey" FOREIGN KEY ("manager_id") REFERENCES "people"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "people" ADD CONSTRAINT "people_office_id_fkey" FOREIGN KEY ("office_id") REFERENCES "offices"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_holding_id_fkey" FOREIGN KEY ("holding_id") REFERENCES "accounts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_contacts" ADD CONSTRAINT "account_contacts_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_contacts" ADD CONSTRAINT "account_contacts_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contacts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leads" ADD CONSTRAINT "leads_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leads" ADD CONSTRAINT "leads_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contacts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sales" ADD CONSTRAINT "sales_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sales" ADD CONSTRAINT "sales_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contacts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sales" ADD CONSTRAINT "sales_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "process_instances" ADD CONSTRAINT "process_instances_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "process_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "process_events" ADD CONSTRAINT "process_events_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "process_instances"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deadlines" ADD CONSTRAINT "deadlines_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "process_instances"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "process_instances"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery_ledger" ADD CONSTRAINT "delivery_ledger_wish_id_fkey" FOREIGN KEY ("wish_id") REFERENCES "outbox"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


