-- Whoever noted a lead or a sale sees it: for who sees little, these are few, and are found without reading the whole table.
CREATE INDEX "leads_created_by_idx" ON "leads"("created_by");
CREATE INDEX "sales_created_by_idx" ON "sales"("created_by");
