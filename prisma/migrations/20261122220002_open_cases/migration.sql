-- Questions to support that have no solution yet: few among very many interactions.
CREATE INDEX "interactions_unsolved_idx" ON "interactions" ("at", "id") WHERE "kind" = 'support' AND "status" = 'held' AND "result" IS NULL;
