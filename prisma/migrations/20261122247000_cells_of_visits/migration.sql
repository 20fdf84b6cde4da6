-- Bottlenecks of a year read millions of visits. Their medians are found in cells of a logarithmic scale (src/insight/bottlenecks/left-visits.ts):
-- each worker of a statement makes its own and no row is sorted, but only where the planner knows that cells are few. This tells it.
CREATE STATISTICS "stage_visits_cells" (ndistinct) ON "version_id", "state",
  (floor(ln((greatest((((((wait_ms + client_ms) + outside_ms) + queue_ms) + held_ms) + idle_ms), 0) + 1)) * 16)) FROM "stage_visits";

-- What began in a period is counted by the index alone.
DROP INDEX "stage_visits_entered_at_idx";
CREATE INDEX "stage_visits_entered" ON "stage_visits" ("entered_at") INCLUDE ("kind", "version_id", "state");
ANALYZE "stage_visits";
