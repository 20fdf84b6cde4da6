-- One decision at a time is how events come in life. What is kept of it is then carried on from the event itself, as it was handed in:
-- reading it back from its table, and taking its snapshot out of its wrapping for each word that is wanted of it, cost more than all else.
-- What many bring at once, a start, a migration and what is taken back go the long way, `note_visits` and `note_history`, as does making
-- anew; a test holds the two ways together.

CREATE FUNCTION carry_visit(e process_events) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v stage_visits;
  calendar text;
  client_ boolean;
  owner uuid := (e.snapshot ->> 'owner')::uuid;
BEGIN
  SELECT * INTO v FROM stage_visits WHERE instance_id = e.instance_id ORDER BY n DESC LIMIT 1;
  IF NOT FOUND OR v.since > e.at THEN
    PERFORM note_visits(e.instance_id, e.seq);
    RETURN;
  END IF;
  SELECT s.calendar_key, s.client INTO calendar, client_ FROM version_stages s WHERE s.version_id = v.version_id AND s.state = v.state;
  v := spent_until(v, e.at, CASE WHEN calendar = 'owner''s' THEN calendar_of(v.owner_id) ELSE calendar END);
  v.handovers := v.handovers + (v.owner_id <> owner OR e.type = 'delegate')::int;
  v.owner_id := owner;
  IF e.from_state IS DISTINCT FROM e.to_state THEN
    UPDATE stage_visits SET owner_id = v.owner_id, wait_ms = v.wait_ms, client_ms = v.client_ms, outside_ms = v.outside_ms, queue_ms = v.queue_ms,
      held_ms = v.held_ms, idle_ms = v.idle_ms, handovers = v.handovers, since = v.since, left_at = e.at, left_how = e.type,
      left_what = coalesce(e.command ->> 'outcome', e.command ->> 'event', e.command ->> 'deadline'), left_to = e.to_state
    WHERE instance_id = v.instance_id AND n = v.n;
    SELECT s.client INTO client_ FROM version_stages s WHERE s.version_id = v.version_id AND s.state = e.to_state;
    INSERT INTO stage_visits (instance_id, n, kind, version_id, state, owner_id, entered_at, came_from, came_how, again, planned_for, due_at, mode, since)
    VALUES (v.instance_id, v.n + 1, v.kind, v.version_id, e.to_state, owner, e.at, e.from_state, e.type,
      EXISTS (SELECT 1 FROM stage_visits b WHERE b.instance_id = v.instance_id AND b.state = e.to_state),
      CASE WHEN e.snapshot #>> ARRAY['plan', e.to_state] IS NOT NULL THEN to_instant(e.snapshot #> ARRAY['plan', e.to_state]) END,
      CASE WHEN e.snapshot #>> '{clock,dueAt}' IS NOT NULL THEN to_instant(e.snapshot #> '{clock,dueAt}') END,
      mode_of(e.snapshot, coalesce(client_, false)), e.at);
  ELSE
    UPDATE stage_visits SET owner_id = v.owner_id, wait_ms = v.wait_ms, client_ms = v.client_ms, outside_ms = v.outside_ms, queue_ms = v.queue_ms,
      held_ms = v.held_ms, idle_ms = v.idle_ms, handovers = v.handovers, since = v.since,
      planned_for = CASE WHEN e.snapshot #>> ARRAY['plan', v.state] IS NOT NULL THEN to_instant(e.snapshot #> ARRAY['plan', v.state]) END,
      due_at = CASE WHEN e.snapshot #>> '{clock,dueAt}' IS NOT NULL THEN to_instant(e.snapshot #> '{clock,dueAt}') END,
      mode = mode_of(e.snapshot, coalesce(client_, false))
    WHERE instance_id = v.instance_id AND n = v.n;
  END IF;
END $$;

CREATE FUNCTION carry_history(e process_events) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  was deal_history;
  stands deal_history;
  decided text := e.snapshot #>> '{fields,decisionDate}';
BEGIN
  SELECT * INTO was FROM deal_history WHERE instance_id = e.instance_id ORDER BY seq DESC LIMIT 1;
  IF NOT FOUND OR was.seq >= e.seq THEN
    PERFORM note_history(e.instance_id, e.seq);
    RETURN;
  END IF;
  stands := was;
  IF was.state <> e.to_state THEN
    stands.state := e.to_state;
    stands.open := e.to_state NOT LIKE 'closed.%';
    stands.result := NULL;
    IF NOT stands.open THEN
      SELECT definition #>> ARRAY['closed', substr(e.to_state, 8), 'result'] INTO stands.result FROM process_versions WHERE id = stands.version_id;
    END IF;
  END IF;
  stands.owner_id := (e.snapshot ->> 'owner')::uuid;
  stands.amount_base_minor :=
    to_base_on((e.snapshot #>> '{fields,amount,minor}')::bigint, (e.snapshot #>> '{fields,amount,currency}')::char(3), e.recorded_at::date);
  -- A process may call something else so that is no date; what it was already was one.
  IF decided IS DISTINCT FROM was.decision_on::text THEN
    stands.decision_on := CASE WHEN decided IS NOT NULL
      AND (SELECT definition #>> '{fields,decisionDate,type}' FROM process_versions WHERE id = stands.version_id) = 'date' THEN decided::date END;
  END IF;
  stands.planned_for := CASE WHEN e.snapshot ->> 'plannedFor' IS NOT NULL THEN to_instant(e.snapshot -> 'plannedFor') END;
  IF e.type IN ('amend', 'complete', 'event') AND (stands.decision_on > was.decision_on
      OR step_put_off((SELECT b.snapshot FROM process_events b WHERE b.instance_id = e.instance_id AND b.seq = e.seq - 1), e.snapshot)) THEN
    stands.pushes := stands.pushes + 1;
  END IF;
  IF (stands.state, stands.owner_id, stands.amount_base_minor, stands.decision_on, stands.planned_for, stands.pushes)
      IS DISTINCT FROM (was.state, was.owner_id, was.amount_base_minor, was.decision_on, was.planned_for, was.pushes) THEN
    stands.seq := e.seq;
    stands.at := greatest(e.at, was.at);
    UPDATE deal_history SET until = stands.at WHERE instance_id = e.instance_id AND seq = was.seq;
    INSERT INTO deal_history SELECT stands.*;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION note_new_visits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  e process_events;
BEGIN
  SELECT * INTO e FROM fresh LIMIT 1;
  IF (SELECT count(*) FROM fresh) = 1 AND e.seq > 1 AND e.type NOT IN ('migrate', 'undo') THEN
    PERFORM carry_visit(e);
  ELSE
    PERFORM note_visits(f.instance_id, min(f.seq)) FROM fresh f GROUP BY f.instance_id;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_new_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  e process_events;
BEGIN
  SELECT * INTO e FROM fresh LIMIT 1;
  IF (SELECT count(*) FROM fresh) = 1 AND e.seq > 1 AND e.type NOT IN ('migrate', 'undo') THEN
    PERFORM carry_history(e);
  ELSE
    PERFORM note_history(f.instance_id, min(f.seq)) FROM fresh f GROUP BY f.instance_id;
  END IF;
  RETURN NULL;
END $$;

-- Nobody is to be told of most decisions: no row of a hook, no row of the event.
CREATE OR REPLACE FUNCTION queue_decisions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM event_hooks h WHERE h.active) THEN
    RETURN NULL;
  END IF;
  INSERT INTO event_deliveries (hook, subject, source, source_id, source_n)
  SELECT h.name, f.instance_id, 'decision', f.instance_id, f.seq FROM fresh f CROSS JOIN event_hooks h
  WHERE h.active AND f.at > f.recorded_at - interval '1 day' ORDER BY f.recorded_at, f.instance_id, f.seq;
  IF FOUND THEN
    PERFORM pg_notify('dealwright_hooks', '');
  END IF;
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION carry_visit(process_events), carry_history(process_events) FROM PUBLIC;
