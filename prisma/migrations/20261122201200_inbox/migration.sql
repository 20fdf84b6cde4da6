-- What people keep beside their tasks. The process knows nothing of it: no clock stands still.

-- One row for each person who does not want to see a task until an instant.
CREATE TABLE "task_snoozes" (
    "task_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "snoozed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "task_snoozes_pkey" PRIMARY KEY ("task_id", "person_id")
);
CREATE INDEX "task_snoozes_person_id_until_idx" ON "task_snoozes"("person_id", "until");

CREATE TABLE "task_comments" (
    "id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "instance_id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "task_comments_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "task_comments_task_id_at_idx" ON "task_comments"("task_id", "at");
CREATE INDEX "task_comments_instance_id_idx" ON "task_comments"("instance_id");

GRANT SELECT, INSERT, UPDATE, DELETE ON "task_snoozes" TO dealwright_api, dealwright_worker;
-- Erasing a person blanks words.
GRANT SELECT, INSERT, UPDATE ON "task_comments" TO dealwright_api, dealwright_worker;
