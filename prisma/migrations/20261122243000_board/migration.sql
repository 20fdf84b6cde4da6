-- The board of a process: the cards of one stage by urgency. What their light is told by is in the index, so that a column is gone
-- through without its rows.
CREATE INDEX "process_instances_board_idx" ON "process_instances"
  ("kind", "state", (coalesce("due_at", 'infinity'::timestamptz)), "id")
  INCLUDE ("due_soon_at", "due_at", "escalate_at", "wait_until", "owner_id", "version_id") WHERE "open";
