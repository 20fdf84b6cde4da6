-- Files that go with a mail to clients. What is said of one stays when the file is taken off its record.
CREATE TABLE "client_mail_files" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    "mail_id" UUID NOT NULL REFERENCES "client_mails"("id") ON DELETE CASCADE,
    "n" INTEGER NOT NULL,
    "file_id" UUID REFERENCES "files"("id") ON DELETE SET NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    UNIQUE ("mail_id", "n")
);
CREATE INDEX "client_mail_files_file_id_idx" ON "client_mail_files"("file_id");
GRANT SELECT, INSERT, UPDATE ON "client_mail_files" TO dealwright_api;
GRANT SELECT, INSERT, UPDATE ON "client_mail_files" TO dealwright_worker;
