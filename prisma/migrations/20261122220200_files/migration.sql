-- Files on records: what they are called, what they are, where they hang, and where their bytes lie.

-- ---------------------------------------------------------------- bytes
-- The same bytes lie in the store once, whoever sent them; nobody is told that somebody else has them too.
CREATE TABLE "file_blobs" (
    "sha256" BYTEA NOT NULL,
    "bytes" BIGINT NOT NULL,
    -- disk, s3
    "place" TEXT NOT NULL,
    -- When somebody last began to put them there: what is of no file is deleted some time after that.
    "touched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "file_blobs_pkey" PRIMARY KEY ("sha256")
);
CREATE INDEX "file_blobs_touched_at_idx" ON "file_blobs"("touched_at");

-- ---------------------------------------------------------------- files
CREATE TABLE "files" (
    "id" UUID NOT NULL,
    -- One of these is what it hangs on. A lead or a sale:
    "instance_id" UUID,
    "account_id" UUID,
    "contact_id" UUID,
    "interaction_id" UUID,
    "task_id" UUID,
    -- The mail that it came with; it hangs on nothing until somebody worked on that.
    "message_id" UUID,
    "name" TEXT NOT NULL,
    -- By its content, not by what its sender says
    "type" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    -- Null of one whose content was refused after it had come
    "sha256" BYTEA,
    -- clear; waiting (for a scanner that was away); refused
    "state" TEXT NOT NULL CHECK ("state" IN ('clear', 'waiting', 'refused')),
    -- What a scanner found
    "verdict" TEXT,
    -- person, mail, invitation
    "origin" TEXT NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "scan_tries" INTEGER NOT NULL DEFAULT 0,
    "next_scan_at" TIMESTAMPTZ(3),

    CONSTRAINT "files_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "files_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "file_blobs"("sha256") ON DELETE RESTRICT ON UPDATE NO ACTION,
    CONSTRAINT "files_on_one_record" CHECK (
      num_nonnulls("instance_id", "account_id", "contact_id", "interaction_id", "task_id") = 1
      OR (num_nonnulls("instance_id", "account_id", "contact_id", "interaction_id", "task_id") = 0 AND "message_id" IS NOT NULL))
);
CREATE INDEX "files_instance_id_idx" ON "files"("instance_id");
CREATE INDEX "files_account_id_idx" ON "files"("account_id");
CREATE INDEX "files_contact_id_idx" ON "files"("contact_id");
CREATE INDEX "files_interaction_id_idx" ON "files"("interaction_id");
CREATE INDEX "files_task_id_idx" ON "files"("task_id");
CREATE INDEX "files_message_id_idx" ON "files"("message_id");
CREATE INDEX "files_sha256_idx" ON "files"("sha256");
CREATE INDEX "files_to_scan" ON "files" ("next_scan_at") WHERE "state" = 'waiting';

-- ---------------------------------------------------------------- what a file hangs on may go
CREATE FUNCTION drop_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('DELETE FROM files WHERE %I = $1', TG_ARGV[0]) USING OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_drop_files AFTER DELETE ON "accounts" FOR EACH ROW EXECUTE FUNCTION drop_files('account_id');
CREATE TRIGGER contacts_drop_files AFTER DELETE ON "contacts" FOR EACH ROW EXECUTE FUNCTION drop_files('contact_id');
CREATE TRIGGER interactions_drop_files AFTER DELETE ON "interactions" FOR EACH ROW EXECUTE FUNCTION drop_files('interaction_id');

-- Files of a mail hang on the interaction that is made of it.
CREATE FUNCTION hang_mail_files() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE files SET interaction_id = NEW.interaction_id WHERE message_id = NEW.id AND interaction_id IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER inbound_messages_hang_files AFTER UPDATE OF "interaction_id" ON "inbound_messages" FOR EACH ROW
  WHEN (NEW."interaction_id" IS NOT NULL) EXECUTE FUNCTION hang_mail_files();

-- ---------------------------------------------------------------- who may what
REVOKE ALL ON FUNCTION drop_files(), hang_mail_files() FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON "files" TO dealwright_api;
GRANT UPDATE ("name") ON "files" TO dealwright_api;
GRANT SELECT, INSERT, DELETE ON "files" TO dealwright_worker;
GRANT UPDATE ("name", "sha256", "state", "verdict", "scan_tries", "next_scan_at") ON "files" TO dealwright_worker;
GRANT SELECT, INSERT, UPDATE ("touched_at", "place") ON "file_blobs" TO dealwright_api;
GRANT SELECT, INSERT, UPDATE ("touched_at", "place"), DELETE ON "file_blobs" TO dealwright_worker;

SELECT redirect_merged();
