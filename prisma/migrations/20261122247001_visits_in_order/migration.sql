-- The visits of a deal come out of the index in their order: a funnel sorts those of each of its tens of thousands of deals no more.
DROP INDEX "stage_visits_of_deal";
CREATE INDEX "stage_visits_of_deal" ON "stage_visits" ("instance_id", "n")
  INCLUDE ("state", "version_id", "entered_at", "left_at", "left_to");
