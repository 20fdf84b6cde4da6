-- What a row of a file said, as it was read: an import works from here, and needs nobody's disk.
ALTER TABLE "import_rows" ADD COLUMN "raw" JSONB;
