-- Closed leads and sales, those closed last first: the order in which their views show them.
CREATE INDEX "process_instances_closed_idx" ON "process_instances"("kind", "closed_at" DESC NULLS LAST, "id" DESC) WHERE NOT "open";
