-- Each time that an instance was at a stage, and what that time was spent on: what bottlenecks, variants and the deviation of
-- stages are counted from. It follows from the events, is kept with them, and can be made anew from them at any time.

-- ---------------------------------------------------------------- working time, laid out
-- What TypeScript counts in calendars is counted here too, because it is counted for each event that is written: working
-- milliseconds before an instant are those before the last span that has begun, and what has passed of it.
CREATE TABLE "working_spans" (
    "calendar_key" TEXT NOT NULL,
    "opens_ms" BIGINT NOT NULL,
    "closes_ms" BIGINT NOT NULL,
    -- Of all spans before this one.
    "before_ms" BIGINT NOT NULL,

    CONSTRAINT "working_spans_pkey" PRIMARY KEY ("calendar_key", "opens_ms")
);

CREATE FUNCTION ms_of(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT round(date_part('epoch', at) * 1000)::bigint
$$;

-- Thirty years from 2010. A span that begins or ends within an hour that summer time skips or repeats is off by at most that hour.
CREATE FUNCTION lay_out_calendar(calendar text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  zone text;
  week jsonb;
  exceptions jsonb;
BEGIN
  SELECT definition ->> 'zone', definition -> 'week', definition -> 'exceptions' INTO zone, week, exceptions
  FROM calendars WHERE key = calendar ORDER BY version DESC LIMIT 1;
  DELETE FROM working_spans WHERE calendar_key = calendar;
  INSERT INTO working_spans (calendar_key, opens_ms, closes_ms, before_ms)
  WITH x AS MATERIALIZED (SELECT e.key::date AS day, e.value AS spans FROM jsonb_each(exceptions) e),
  w AS MATERIALIZED (SELECT e.n AS weekday, e.value AS spans FROM jsonb_array_elements(week) WITH ORDINALITY AS e (value, n)),
  days AS MATERIALIZED (
    SELECT g::date AS day, coalesce(x.spans, w.spans) AS spans FROM generate_series('2010-01-01'::timestamp, '2039-12-31', '1 day') g
    JOIN w ON w.weekday = extract(isodow FROM g) LEFT JOIN x ON x.day = g::date),
  edges AS MATERIALIZED (
    SELECT (d.day + make_interval(mins => (e.span ->> 0)::int)) AT TIME ZONE zone AS opens,
      (d.day + make_interval(mins => (e.span ->> 1)::int)) AT TIME ZONE zone AS closes
    FROM days d CROSS JOIN LATERAL jsonb_array_elements(d.spans) AS e (span)),
  spans AS MATERIALIZED (SELECT ms_of(opens) AS opens, ms_of(closes) AS closes FROM edges WHERE closes > opens)
  SELECT calendar, opens, closes,
    coalesce(sum(closes - opens) OVER (ORDER BY opens ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
  FROM spans;
EXCEPTION WHEN invalid_parameter_value THEN
  -- The runtime knows a zone that the database does not: all time counts as worked.
  DELETE FROM working_spans WHERE calendar_key = calendar;
END $$;

CREATE FUNCTION worked_before(calendar text, at bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT before_ms + least(at, closes_ms) - opens_ms FROM working_spans
  WHERE calendar_key = calendar AND opens_ms <= at ORDER BY opens_ms DESC LIMIT 1
$$;

CREATE FUNCTION lay_out_new_calendar() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lay_out_calendar(NEW.key);
  RETURN NULL;
END $$;
CREATE TRIGGER calendars_laid_out AFTER INSERT ON "calendars" FOR EACH ROW EXECUTE FUNCTION lay_out_new_calendar();

-- ---------------------------------------------------------------- what a stage is, by version
-- Steps of branches are none: a deal stands at the stage that holds them.
CREATE TABLE "version_stages" (
    "version_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    -- Its place in the text, from 1.
    "place" INTEGER NOT NULL,
    -- The client's clock runs there.
    "client" BOOLEAN NOT NULL,
    "calendar_key" TEXT NOT NULL,

    CONSTRAINT "version_stages_pkey" PRIMARY KEY ("version_id", "state"),
    CONSTRAINT "version_stages_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "process_versions"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE FUNCTION note_stages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO version_stages (version_id, state, place, client, calendar_key)
  SELECT NEW.id, s.key, s.place, coalesce(s.value ->> 'clock' = 'client', false), coalesce(NEW.definition ->> 'calendar', 'office')
  FROM json_each(NEW.definition -> 'stages') WITH ORDINALITY AS s (key, value, place)
  WHERE s.value -> 'within' IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER process_versions_stages AFTER INSERT ON "process_versions" FOR EACH ROW EXECUTE FUNCTION note_stages();

-- ---------------------------------------------------------------- the visits
CREATE TABLE "stage_visits" (
    "instance_id" UUID NOT NULL,
    -- From 1, in order.
    "n" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    -- The version that it ended on, or is on.
    "version_id" UUID NOT NULL,
    -- A stage, or `closed.<outcome>`: the end of a path is part of it.
    "state" TEXT NOT NULL,
    -- Whoever owned the instance when it left, or owns it.
    "owner_id" UUID NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    -- Where it came from, and the type of the command that led here.
    "came_from" TEXT,
    "came_how" TEXT NOT NULL,
    -- It had been here before, and did not come by taking a decision back.
    "again" BOOLEAN NOT NULL,
    -- Null while it is here.
    "left_at" TIMESTAMPTZ(3),
    "left_how" TEXT,
    -- The outcome, the event from outside or the deadline that it was.
    "left_what" TEXT,
    "left_to" TEXT,
    -- When the stage was planned to be over, where its version says.
    "planned_for" TIMESTAMPTZ(3),
    -- When its limit ran out, as its clock last said.
    "due_at" TIMESTAMPTZ(3),
    -- Parts of the time up to `since`, that add up to it: a known wait; the client's clock; outside working hours; a task lay in
    -- a queue; somebody held one; nobody was asked for anything.
    "wait_ms" BIGINT NOT NULL DEFAULT 0,
    "client_ms" BIGINT NOT NULL DEFAULT 0,
    "outside_ms" BIGINT NOT NULL DEFAULT 0,
    "queue_ms" BIGINT NOT NULL DEFAULT 0,
    "held_ms" BIGINT NOT NULL DEFAULT 0,
    "idle_ms" BIGINT NOT NULL DEFAULT 0,
    -- How often the owner changed, or a task went from hand to hand.
    "handovers" INTEGER NOT NULL DEFAULT 0,
    -- wait, client, queue, held, idle, closed: what its time goes to since the last event.
    "mode" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stage_visits_pkey" PRIMARY KEY ("instance_id", "n"),
    CONSTRAINT "stage_visits_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "process_instances"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX "stage_visits_left_at_idx" ON "stage_visits" ("left_at");
CREATE INDEX "stage_visits_entered_at_idx" ON "stage_visits" ("entered_at");
CREATE INDEX "stage_visits_version_id_state_idx" ON "stage_visits" ("version_id", "state");
CREATE INDEX "stage_visits_here" ON "stage_visits" ("version_id", "state") WHERE "left_at" IS NULL;

-- What the time goes to until the next event.
CREATE FUNCTION mode_of(snapshot jsonb, client boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN snapshot ->> 'state' LIKE 'closed.%' THEN 'closed'
    WHEN snapshot ->> 'wait' IS NOT NULL THEN 'wait'
    WHEN client THEN 'client'
    WHEN snapshot @? '$.tasks[*] ? (@.status == "open" && @.assignee != null)' THEN 'held'
    WHEN snapshot @? '$.tasks[*] ? (@.status == "open")' THEN 'queue'
    ELSE 'idle' END
$$;

-- Gives the time from `since` to an instant to what it went to.
CREATE FUNCTION spent_until(v stage_visits, until timestamptz, calendar text) RETURNS stage_visits
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  a bigint := ms_of(v.since);
  b bigint := ms_of(until);
  worked bigint;
BEGIN
  IF b <= a OR v.mode = 'closed' THEN
    v.since := greatest(until, v.since);
    RETURN v;
  END IF;
  IF v.mode = 'wait' THEN v.wait_ms := v.wait_ms + b - a;
  ELSIF v.mode = 'client' THEN v.client_ms := v.client_ms + b - a;
  ELSE
    worked := CASE WHEN EXISTS (SELECT 1 FROM working_spans WHERE calendar_key = calendar)
      THEN coalesce(worked_before(calendar, b), 0) - coalesce(worked_before(calendar, a), 0) ELSE b - a END;
    v.outside_ms := v.outside_ms + b - a - worked;
    IF v.mode = 'queue' THEN v.queue_ms := v.queue_ms + worked;
    ELSIF v.mode = 'held' THEN v.held_ms := v.held_ms + worked;
    ELSE v.idle_ms := v.idle_ms + worked;
    END IF;
  END IF;
  v.since := until;
  RETURN v;
END $$;

CREATE FUNCTION put_visit(v stage_visits) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO stage_visits SELECT v.*
  ON CONFLICT (instance_id, n) DO UPDATE SET version_id = excluded.version_id, owner_id = excluded.owner_id, left_at = excluded.left_at,
    left_how = excluded.left_how, left_what = excluded.left_what, left_to = excluded.left_to, planned_for = excluded.planned_for,
    due_at = excluded.due_at, wait_ms = excluded.wait_ms, client_ms = excluded.client_ms, outside_ms = excluded.outside_ms,
    queue_ms = excluded.queue_ms, held_ms = excluded.held_ms, idle_ms = excluded.idle_ms, handovers = excluded.handovers,
    mode = excluded.mode, since = excluded.since
$$;

-- Carries an instance's visits on by its events from a seq on; from 1: makes them anew.
CREATE FUNCTION note_visits(instance uuid, from_seq int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  e record;
  v stage_visits;
  kind_ text;
  version uuid;
  calendar text;
  client_ boolean;
  moved boolean;
BEGIN
  IF from_seq = 1 THEN
    DELETE FROM stage_visits WHERE instance_id = instance;
  ELSE
    SELECT * INTO v FROM stage_visits WHERE instance_id = instance ORDER BY n DESC LIMIT 1;
  END IF;
  SELECT kind, version_id INTO kind_, version FROM process_instances WHERE id = instance;
  version := coalesce(v.version_id, (SELECT (command ->> 'fromVersionId')::uuid FROM process_events
    WHERE instance_id = instance AND type = 'migrate' AND command -> 'back' IS NULL ORDER BY seq LIMIT 1), version);
  FOR e IN SELECT type, at, from_state, to_state, command, snapshot, (snapshot ->> 'owner')::uuid AS owner
           FROM process_events WHERE instance_id = instance AND seq >= from_seq ORDER BY seq LOOP
    moved := v.instance_id IS NULL OR e.from_state IS DISTINCT FROM e.to_state;
    IF v.instance_id IS NOT NULL THEN
      SELECT s.calendar_key INTO calendar FROM version_stages s WHERE s.version_id = v.version_id AND s.state = v.state;
      v := spent_until(v, e.at, CASE WHEN calendar = 'owner''s' THEN calendar_of(v.owner_id) ELSE calendar END);
      v.handovers := v.handovers + (v.owner_id <> e.owner OR e.type = 'delegate')::int;
      v.owner_id := e.owner;
    END IF;
    IF e.type = 'migrate' THEN
      version := (e.command ->> 'versionId')::uuid;
    END IF;
    IF moved THEN
      IF v.instance_id IS NOT NULL THEN
        v.left_at := e.at;
        v.left_how := e.type;
        v.left_what := coalesce(e.command ->> 'outcome', e.command ->> 'event', e.command ->> 'deadline');
        v.left_to := e.to_state;
        PERFORM put_visit(v);
      END IF;
      v := ROW(instance, coalesce(v.n, 0) + 1, kind_, version, e.to_state, e.owner, e.at, e.from_state, e.type,
        e.type <> 'undo' AND EXISTS (SELECT 1 FROM stage_visits b WHERE b.instance_id = instance AND b.state = e.to_state), NULL, NULL, NULL, NULL, NULL, NULL,
        0, 0, 0, 0, 0, 0, 0, '', e.at)::stage_visits;
    END IF;
    v.version_id := version;
    SELECT s.client INTO client_ FROM version_stages s WHERE s.version_id = version AND s.state = v.state;
    v.mode := mode_of(e.snapshot, coalesce(client_, false));
    v.planned_for := CASE WHEN e.snapshot #>> ARRAY['plan', v.state] IS NOT NULL THEN to_instant(e.snapshot #> ARRAY['plan', v.state]) END;
    v.due_at := CASE WHEN e.snapshot #>> '{clock,dueAt}' IS NOT NULL THEN to_instant(e.snapshot #> '{clock,dueAt}') END;
  END LOOP;
  IF v.instance_id IS NOT NULL THEN
    PERFORM put_visit(v);
  END IF;
END $$;

CREATE FUNCTION note_new_visits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM note_visits(f.instance_id, min(f.seq)) FROM fresh f GROUP BY f.instance_id;
  RETURN NULL;
END $$;
CREATE TRIGGER process_events_visits AFTER INSERT ON "process_events" REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_new_visits();

-- How long tasks took, and lay in a queue before.
CREATE INDEX "tasks_ended" ON "tasks" ("ended_at") WHERE "ended_at" IS NOT NULL;
CREATE INDEX "process_events_claims" ON "process_events" ("instance_id", ("command" ->> 'task')) WHERE "type" = 'claim';

-- ---------------------------------------------------------------- what is there already
DO $$ BEGIN
  PERFORM lay_out_calendar(c.key) FROM (SELECT DISTINCT key FROM calendars) c;
END $$;
INSERT INTO version_stages (version_id, state, place, client, calendar_key)
SELECT p.id, s.key, s.place, coalesce(s.value ->> 'clock' = 'client', false), coalesce(p.definition ->> 'calendar', 'office')
FROM process_versions p CROSS JOIN LATERAL json_each(p.definition -> 'stages') WITH ORDINALITY AS s (key, value, place)
WHERE s.value -> 'within' IS NULL;
DO $$ BEGIN
  PERFORM note_visits(i.id, 1) FROM process_instances i;
END $$;

REVOKE ALL ON FUNCTION lay_out_calendar(text), note_visits(uuid, int), put_visit(stage_visits) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_visits(uuid, int) TO dealwright_worker;
GRANT SELECT ON "working_spans", "version_stages", "stage_visits" TO dealwright_api, dealwright_worker;
