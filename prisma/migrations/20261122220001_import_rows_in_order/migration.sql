-- The next rows of an import are read in the order of its file: without the row in the index, all that wait were sorted for each page.
DROP INDEX "import_rows_import_id_result_idx";
DROP INDEX "import_rows_import_id_would_idx";
CREATE INDEX "import_rows_import_id_result_row_idx" ON "import_rows"("import_id", "result", "row");
CREATE INDEX "import_rows_import_id_would_row_idx" ON "import_rows"("import_id", "would", "row");
