-- What mails of notices say in this installation, in place of what ships. One row, once somebody has set it.
CREATE TABLE "notice_words" (
    "one" BOOLEAN NOT NULL DEFAULT true PRIMARY KEY CHECK ("one"),
    -- { subject, greeting, ending, says: by code }, each in both languages; what is absent says what ships.
    "words" JSONB NOT NULL,
    "changed_by" UUID,
    "changed_at" TIMESTAMPTZ(3) NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "notice_words" TO dealwright_api;
GRANT SELECT ON "notice_words" TO dealwright_worker;
