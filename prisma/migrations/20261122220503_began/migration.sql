-- What somebody, or a team, began in a period: funnels, and reports over a period in general.
CREATE INDEX "process_instances_owner_began_idx" ON "process_instances" ("owner_id", "kind", "started_at");
