-- What writes beside commands were answered with, for 30 days: the same Idempotency-Key again gets the same answer.
CREATE TABLE "kept_answers" (
    "key" UUID NOT NULL,
    "caller_id" UUID NOT NULL,
    "route" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "status" INTEGER,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "kept_answers_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "kept_answers_created_at_idx" ON "kept_answers"("created_at");
GRANT SELECT, INSERT, UPDATE, DELETE ON "kept_answers" TO dealwright_api, dealwright_worker;
