-- A funnel of a year and a team reads some ten thousand deals of hundreds of thousands: what it asks of them, and of their visits, lies
-- in the index, so that no row is fetched for it.
CREATE INDEX IF NOT EXISTS "process_instances_owner_began" ON "process_instances" ("owner_id", "kind", "started_at")
  INCLUDE ("id", "version_id", "open", "result", "amount_base_minor");
DROP INDEX IF EXISTS "process_instances_owner_began_idx";
CREATE INDEX IF NOT EXISTS "stage_visits_of_deal" ON "stage_visits" ("instance_id")
  INCLUDE ("n", "state", "version_id", "entered_at", "left_at", "left_to");

-- Whether a calendar is laid out at all was asked of the table from its beginning, past all spans of the calendars before: two thirds of
-- what a decision cost. The span that is sought says it too, and is sought here rather than in a function.
CREATE OR REPLACE FUNCTION spent_until(v stage_visits, until timestamptz, calendar text) RETURNS stage_visits
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  a bigint := ms_of(v.since);
  b bigint := ms_of(until);
  upto bigint;
  worked bigint;
BEGIN
  IF b <= a OR v.mode = 'closed' THEN
    v.since := greatest(until, v.since);
    RETURN v;
  END IF;
  IF v.mode = 'wait' THEN v.wait_ms := v.wait_ms + b - a;
  ELSIF v.mode = 'client' THEN v.client_ms := v.client_ms + b - a;
  ELSE
    SELECT before_ms + least(b, closes_ms) - opens_ms INTO upto FROM working_spans
      WHERE calendar_key = calendar AND opens_ms <= b ORDER BY opens_ms DESC LIMIT 1;
    IF upto IS NULL OR a < 1262390400000 OR b > 2208902400000 THEN
      -- Nothing is laid out of that calendar, or nothing of those years.
      worked := CASE WHEN (SELECT opens_ms FROM working_spans WHERE calendar_key = calendar ORDER BY calendar_key, opens_ms LIMIT 1) IS NOT NULL
        THEN coalesce(worked_before(calendar, b), 0) - coalesce(worked_before(calendar, a), 0) ELSE b - a END;
    ELSE
      SELECT upto - (before_ms + least(a, closes_ms) - opens_ms) INTO worked FROM working_spans
        WHERE calendar_key = calendar AND opens_ms <= a ORDER BY opens_ms DESC LIMIT 1;
      worked := coalesce(worked, upto);
    END IF;
    v.outside_ms := v.outside_ms + b - a - worked;
    IF v.mode = 'queue' THEN v.queue_ms := v.queue_ms + worked;
    ELSIF v.mode = 'held' THEN v.held_ms := v.held_ms + worked;
    ELSE v.idle_ms := v.idle_ms + worked;
    END IF;
  END IF;
  v.since := until;
  RETURN v;
END $$;

-- Leads that nobody has touched, in their order on the board.
CREATE INDEX IF NOT EXISTS "open_deals_leads" ON "open_deals" ("kind", "amount_base_minor" DESC, "started_at", "id") WHERE "kind" = 'lead';
