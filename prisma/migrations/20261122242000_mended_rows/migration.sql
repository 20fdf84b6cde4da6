-- Rows that follow from others are held against them, and mended where somebody or something else has changed them: what the
-- reconciler asks for, deal by deal.

-- ---------------------------------------------------------------- money, by the rate of a day
-- As `to_base`, of another day than this: what was recorded then is counted by the rate of then when it is made anew.
CREATE FUNCTION to_base_on(minor bigint, of char(3), day date) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN minor IS NULL THEN 0
    WHEN (SELECT value #>> '{}' FROM settings WHERE key = 'base currency') = of THEN minor
    ELSE coalesce((SELECT least(round(minor * r.rate), 9223372036854775807)::bigint FROM exchange_rates r
                   WHERE r.currency = of AND r."from" <= day ORDER BY r."from" DESC LIMIT 1), 0)
  END
$$;

CREATE OR REPLACE FUNCTION note_history(instance uuid, from_seq int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  e record;
  was deal_history;
  stands deal_history;
  before jsonb;
BEGIN
  IF from_seq = 1 THEN
    DELETE FROM deal_history WHERE instance_id = instance;
    SELECT id, 0, kind, version_at(id, 0), 0 INTO stands.instance_id, stands.seq, stands.kind, stands.version_id, stands.pushes
      FROM process_instances WHERE id = instance;
  ELSE
    SELECT * INTO was FROM deal_history WHERE instance_id = instance ORDER BY seq DESC LIMIT 1;
    -- It knows of decisions that are no more: the events were set back by hand, and count.
    IF was.seq >= from_seq THEN
      PERFORM note_history(instance, 1);
      RETURN;
    END IF;
    stands := was;
    SELECT snapshot INTO before FROM process_events WHERE instance_id = instance AND seq = from_seq - 1;
  END IF;
  FOR e IN SELECT seq, type, at, to_state, command, snapshot, recorded_at FROM process_events
           WHERE instance_id = instance AND seq >= from_seq ORDER BY seq LOOP
    IF e.type = 'migrate' THEN
      stands.version_id := (e.command ->> 'versionId')::uuid;
    END IF;
    IF stands.state IS DISTINCT FROM e.to_state THEN
      stands.state := e.to_state;
      stands.open := e.to_state NOT LIKE 'closed.%';
      stands.result := NULL;
      IF NOT stands.open THEN
        SELECT definition #>> ARRAY['closed', substr(e.to_state, 8), 'result'] INTO stands.result
          FROM process_versions WHERE id = stands.version_id;
      END IF;
    END IF;
    stands.owner_id := (e.snapshot ->> 'owner')::uuid;
    stands.amount_base_minor :=
      to_base_on((e.snapshot #>> '{fields,amount,minor}')::bigint, (e.snapshot #>> '{fields,amount,currency}')::char(3), e.recorded_at::date);
    -- A process may call something else so that is no date.
    stands.decision_on := CASE WHEN e.snapshot #>> '{fields,decisionDate}' IS NOT NULL
      AND (SELECT definition #>> '{fields,decisionDate,type}' FROM process_versions WHERE id = stands.version_id) = 'date'
      THEN (e.snapshot #>> '{fields,decisionDate}')::date END;
    stands.planned_for := CASE WHEN e.snapshot ->> 'plannedFor' IS NOT NULL THEN to_instant(e.snapshot -> 'plannedFor') END;
    IF e.type IN ('amend', 'complete', 'event') AND was.instance_id IS NOT NULL
        AND (stands.decision_on > was.decision_on OR step_put_off(before, e.snapshot)) THEN
      stands.pushes := stands.pushes + 1;
    END IF;
    before := e.snapshot;
    stands.at := CASE WHEN was.instance_id IS NULL THEN e.at ELSE greatest(e.at, was.at) END;
    stands.until := 'infinity';
    IF was.instance_id IS NULL OR
      (stands.version_id, stands.state, stands.owner_id, stands.amount_base_minor, stands.decision_on, stands.planned_for, stands.pushes)
      IS DISTINCT FROM (was.version_id, was.state, was.owner_id, was.amount_base_minor, was.decision_on, was.planned_for, was.pushes)
    THEN
      UPDATE deal_history SET until = stands.at WHERE instance_id = instance AND seq = was.seq;
      stands.seq := e.seq;
      INSERT INTO deal_history SELECT stands.*;
      was := stands;
    END IF;
  END LOOP;
END $$;

-- ---------------------------------------------------------------- working time, of any day
-- The spans of a calendar's newest version on some days, in milliseconds.
CREATE FUNCTION spans_of_calendar(calendar text, from_day date, until_day date)
RETURNS TABLE (opens bigint, closes bigint) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH c AS MATERIALIZED (SELECT definition FROM calendars WHERE key = calendar ORDER BY version DESC LIMIT 1),
  x AS MATERIALIZED (SELECT e.key::date AS day, e.value AS spans FROM c, jsonb_each(c.definition -> 'exceptions') e),
  w AS MATERIALIZED (SELECT e.n AS weekday, e.value AS spans FROM c, jsonb_array_elements(c.definition -> 'week') WITH ORDINALITY AS e (value, n)),
  days AS MATERIALIZED (
    SELECT g::date AS day, coalesce(x.spans, w.spans) AS spans FROM generate_series(from_day::timestamp, until_day, '1 day') g
    JOIN w ON w.weekday = extract(isodow FROM g) LEFT JOIN x ON x.day = g::date),
  edges AS MATERIALIZED (
    SELECT (d.day + make_interval(mins => (e.span ->> 0)::int)) AT TIME ZONE (c.definition ->> 'zone') AS opens,
      (d.day + make_interval(mins => (e.span ->> 1)::int)) AT TIME ZONE (c.definition ->> 'zone') AS closes
    FROM c, days d CROSS JOIN LATERAL jsonb_array_elements(d.spans) AS e (span))
  SELECT ms_of(opens), ms_of(closes) FROM edges WHERE closes > opens
$$;

-- What `working_spans` holds of a calendar: thirty years, in which nearly all time lies that is ever counted.
CREATE FUNCTION laid_out(calendar text)
RETURNS TABLE (calendar_key text, opens_ms bigint, closes_ms bigint, before_ms bigint) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT calendar, opens, closes,
    coalesce(sum(closes - opens) OVER (ORDER BY opens ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::bigint
  FROM spans_of_calendar(calendar, '2010-01-01', '2039-12-31')
$$;

CREATE OR REPLACE FUNCTION lay_out_calendar(calendar text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM working_spans WHERE calendar_key = calendar;
  INSERT INTO working_spans SELECT * FROM laid_out(calendar);
EXCEPTION WHEN invalid_parameter_value THEN
  -- The runtime knows a zone that the database does not: all time counts as worked.
  DELETE FROM working_spans WHERE calendar_key = calendar;
END $$;

-- Working milliseconds from the begin of 2010 to an instant; less than 0 before it. Years that are not laid out are counted span by
-- span, which costs a millisecond or so for each of them: a deal of 1998 is right, and one of last year is quick.
CREATE OR REPLACE FUNCTION worked_before(calendar text, at bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT before_ms + least(at, closes_ms) - opens_ms FROM working_spans
      WHERE calendar_key = calendar AND opens_ms <= at ORDER BY opens_ms DESC LIMIT 1), 0)
    -- A day more on either side: the days of the calendar's zone are not those of UTC.
    - CASE WHEN at < 1262390400000 THEN (SELECT coalesce(sum(closes - greatest(opens, at)), 0)::bigint
        FROM spans_of_calendar(calendar, (to_timestamp(at / 1000.0) AT TIME ZONE 'UTC')::date - 2, '2009-12-31') WHERE closes > at) ELSE 0 END
    + CASE WHEN at > 2208902400000 THEN (SELECT coalesce(sum(least(closes, at) - opens), 0)::bigint
        FROM spans_of_calendar(calendar, '2040-01-01', (to_timestamp(at / 1000.0) AT TIME ZONE 'UTC')::date + 2) WHERE opens < at) ELSE 0 END
$$;

-- ---------------------------------------------------------------- what was mended
-- Which rows were not as they follow from others, and were made so again. Which columns, not what stood in them: that may be
-- anything, words about people too.
CREATE TABLE "row_repairs" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    -- Null: it belongs to no deal.
    "instance_id" UUID,
    "relation" TEXT NOT NULL,
    -- As its key has it: `first-call#1`.
    "row_key" TEXT NOT NULL,
    -- changed, missing, too many
    "fault" TEXT NOT NULL,
    -- Those that were not as they should be; of a row that was not there, or should not be: none.
    "columns" TEXT[] NOT NULL DEFAULT '{}'
);
CREATE INDEX "row_repairs_at_idx" ON "row_repairs" ("at");
CREATE INDEX "row_repairs_instance_id_idx" ON "row_repairs" ("instance_id");

-- All rows of a deal that follow from its events: { relation: { key: row } }.
CREATE FUNCTION rows_of_deal(instance uuid) RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'process_instances', (SELECT jsonb_build_object('', to_jsonb(i)) FROM process_instances i WHERE i.id = instance),
    'tasks', (SELECT coalesce(jsonb_object_agg(t.key, to_jsonb(t)), '{}') FROM tasks t WHERE t.instance_id = instance),
    'deadlines', (SELECT coalesce(jsonb_object_agg(d.key, to_jsonb(d)), '{}') FROM deadlines d WHERE d.instance_id = instance),
    'stage_visits', (SELECT coalesce(jsonb_object_agg(v.n::text, to_jsonb(v)), '{}') FROM stage_visits v WHERE v.instance_id = instance),
    'deal_history', (SELECT coalesce(jsonb_object_agg(h.seq::text, to_jsonb(h)), '{}') FROM deal_history h WHERE h.instance_id = instance))
$$;

-- What is different between two such images of a deal.
CREATE FUNCTION faults_between(was jsonb, now_ jsonb) RETURNS TABLE (relation text, row_key text, fault text, columns text[])
LANGUAGE sql IMMUTABLE AS $$
  SELECT r.relation, k.row_key,
    CASE WHEN NOT was -> r.relation ? k.row_key THEN 'missing' WHEN NOT now_ -> r.relation ? k.row_key THEN 'too many' ELSE 'changed' END,
    CASE WHEN was -> r.relation ? k.row_key AND now_ -> r.relation ? k.row_key THEN ARRAY(
      SELECT c.key FROM jsonb_each(now_ -> r.relation -> k.row_key) c
      WHERE c.value IS DISTINCT FROM was -> r.relation -> k.row_key -> c.key ORDER BY c.key) ELSE '{}' END
  FROM jsonb_object_keys(now_) r (relation)
  CROSS JOIN LATERAL (SELECT jsonb_object_keys(was -> r.relation) UNION SELECT jsonb_object_keys(now_ -> r.relation)) k (row_key)
  WHERE was -> r.relation -> k.row_key IS DISTINCT FROM now_ -> r.relation -> k.row_key
$$;

-- Time of a visit is parted by the calendar of then. Where a calendar has changed since, its events do not tell how: parts that add
-- up to what they should are kept.
CREATE FUNCTION keep_parts(instance uuid, was jsonb) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
  UPDATE stage_visits v SET outside_ms = w.outside_ms, queue_ms = w.queue_ms, held_ms = w.held_ms, idle_ms = w.idle_ms
  FROM jsonb_each(was) e CROSS JOIN LATERAL jsonb_populate_record(NULL::stage_visits, e.value) w
  WHERE v.instance_id = instance AND v.n = e.key::int AND least(w.outside_ms, w.queue_ms, w.held_ms, w.idle_ms) >= 0
    AND w.outside_ms + w.queue_ms + w.held_ms + w.idle_ms = v.outside_ms + v.queue_ms + v.held_ms + v.idle_ms
    AND EXISTS (SELECT 1 FROM version_stages s WHERE s.version_id = v.version_id AND s.state = v.state
      AND (s.calendar_key = 'owner''s' OR EXISTS (SELECT 1 FROM calendars c
        WHERE c.key = s.calendar_key AND c.version > 1 AND c.created_at > v.entered_at)))
$$;

-- Makes anew what follows from the rows of a deal and not from its events; a later release has more to say here.
CREATE FUNCTION lay_out_what_follows(instance uuid) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RETURN;
END $$;

-- Makes the rows of a deal as they follow from its events; `input` is what `put_rows` takes, as a replay gives it, with the version
-- (`versionId`), the kind and the begin of the deal. Gives what was wrong, an empty list mostly: nothing is written then. Null: the
-- deal has moved on since its events were read.
CREATE FUNCTION mend_rows(instance uuid, input jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  was jsonb;
  found_ jsonb;
  pending boolean;
  said text;
BEGIN
  SELECT engine = 'pending' INTO pending FROM process_instances WHERE id = instance FOR UPDATE;
  IF (SELECT max(seq) FROM process_events WHERE instance_id = instance) IS DISTINCT FROM (input ->> 'seq')::int THEN
    RETURN NULL;
  END IF;
  was := rows_of_deal(instance);
  SELECT need INTO said FROM leads WHERE id = instance;
  UPDATE process_instances SET version_id = (input ->> 'versionId')::uuid, kind = input ->> 'kind', started_at = to_instant(input -> 'startedAt')
    WHERE id = instance;
  DELETE FROM tasks t WHERE t.instance_id = instance AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(input -> 'tasks') n WHERE n ->> 'key' = t.key);
  UPDATE tasks t SET id = (n ->> 'id')::uuid, opened_at = to_instant(n -> 'openedAt') FROM jsonb_array_elements(input -> 'tasks') n
    WHERE t.instance_id = instance AND t.key = n ->> 'key';
  DELETE FROM deadlines WHERE instance_id = instance;
  PERFORM put_rows(instance, input, NULL);
  -- Words of a task are nowhere but in its row, and in the command that asked for it.
  UPDATE tasks t SET title = left(c.record ->> 'title', 2000) FROM jsonb_array_elements(input -> 'tasks') n
    JOIN process_events e ON e.instance_id = instance AND e.type = 'add task' AND e.at = to_instant(n -> 'openedAt')
    JOIN commands c ON c.id::text = e.command_id
    WHERE t.instance_id = instance AND t.key = n ->> 'key' AND t.task IS NULL AND t.title IS NULL AND NOT was -> 'tasks' ? t.key;
  UPDATE process_instances i SET engine = CASE WHEN i.open AND pending THEN 'pending' ELSE i.engine END,
    amount_base_minor = to_base_on(i.amount_minor, i.currency, (SELECT recorded_at::date FROM process_events WHERE instance_id = instance ORDER BY seq DESC LIMIT 1))
    WHERE id = instance;
  PERFORM note_visits(instance, 1), note_history(instance, 1);
  PERFORM keep_parts(instance, was -> 'stage_visits');
  -- A snapshot that is put right is nothing that somebody said.
  UPDATE leads l SET need = said WHERE l.id = instance AND l.need IS DISTINCT FROM said;
  PERFORM lay_out_what_follows(instance);
  SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]') INTO found_ FROM faults_between(was, rows_of_deal(instance)) f;
  IF found_ = '[]' THEN
    RAISE EXCEPTION SQLSTATE 'DW001';
  END IF;
  INSERT INTO row_repairs (instance_id, relation, row_key, fault, columns)
  SELECT instance, relation, row_key, fault, columns FROM jsonb_to_recordset(found_) AS f (relation text, row_key text, fault text, columns text[]);
  RETURN found_;
EXCEPTION WHEN SQLSTATE 'DW001' THEN
  RETURN '[]';
END $$;

-- The same for what follows from the versions of processes, and from one calendar: from each in turn.
CREATE FUNCTION mend_reference(calendar text) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  found_ jsonb;
BEGIN
  WITH should AS MATERIALIZED (
    SELECT p.id AS version_id, s.key AS state, s.place::int, coalesce(s.value ->> 'clock' = 'client', false) AS client,
      coalesce(p.definition ->> 'calendar', 'office') AS calendar_key
    FROM process_versions p CROSS JOIN LATERAL json_each(p.definition -> 'stages') WITH ORDINALITY AS s (key, value, place)
    WHERE s.value -> 'within' IS NULL),
  wrong AS MATERIALIZED (
    SELECT coalesce(s.version_id, v.version_id) AS version_id, coalesce(s.state, v.state) AS state, s.version_id IS NULL AS extra, v.version_id IS NULL AS missing
    FROM should s FULL JOIN version_stages v ON v.version_id = s.version_id AND v.state = s.state
    WHERE (s.place, s.client, s.calendar_key) IS DISTINCT FROM (v.place, v.client, v.calendar_key)),
  gone AS (DELETE FROM version_stages v USING wrong w WHERE w.extra AND v.version_id = w.version_id AND v.state = w.state),
  put AS (INSERT INTO version_stages (version_id, state, place, client, calendar_key)
    SELECT s.* FROM should s JOIN wrong w ON w.version_id = s.version_id AND w.state = s.state
    ON CONFLICT (version_id, state) DO UPDATE SET place = excluded.place, client = excluded.client, calendar_key = excluded.calendar_key),
  told AS (INSERT INTO row_repairs (relation, row_key, fault)
    SELECT 'version_stages', w.version_id || ' ' || w.state, CASE WHEN w.extra THEN 'too many' WHEN w.missing THEN 'missing' ELSE 'changed' END FROM wrong w
    RETURNING relation, row_key, fault)
  SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') INTO found_ FROM told t;
  WITH should AS MATERIALIZED (SELECT * FROM laid_out(calendar)),
  wrong AS MATERIALIZED (
    SELECT coalesce(s.opens_ms, w.opens_ms) AS opens_ms, s.opens_ms IS NULL AS extra, w.opens_ms IS NULL AS missing
    FROM should s FULL JOIN (SELECT * FROM working_spans WHERE calendar_key = calendar) w ON w.opens_ms = s.opens_ms
    WHERE (s.closes_ms, s.before_ms) IS DISTINCT FROM (w.closes_ms, w.before_ms)),
  gone AS (DELETE FROM working_spans s USING wrong w WHERE w.extra AND s.calendar_key = calendar AND s.opens_ms = w.opens_ms),
  put AS (INSERT INTO working_spans SELECT s.* FROM should s JOIN wrong w ON w.opens_ms = s.opens_ms
    ON CONFLICT (calendar_key, opens_ms) DO UPDATE SET closes_ms = excluded.closes_ms, before_ms = excluded.before_ms),
  told AS (INSERT INTO row_repairs (relation, row_key, fault)
    SELECT 'working_spans', calendar || ' ' || w.opens_ms, CASE WHEN w.extra THEN 'too many' WHEN w.missing THEN 'missing' ELSE 'changed' END FROM wrong w
    RETURNING relation, row_key, fault)
  SELECT found_ || coalesce(jsonb_agg(to_jsonb(t)), '[]') INTO found_ FROM told t;
  RETURN found_;
EXCEPTION WHEN invalid_parameter_value THEN
  -- A zone that the database does not know: nothing is laid out of that calendar.
  RETURN '[]';
END $$;

REVOKE ALL ON FUNCTION mend_rows(uuid, jsonb), mend_reference(text), keep_parts(uuid, jsonb), rows_of_deal(uuid), lay_out_what_follows(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mend_rows(uuid, jsonb), mend_reference(text) TO dealwright_worker;
GRANT SELECT ON "row_repairs" TO dealwright_api, dealwright_worker;
GRANT INSERT, DELETE ON "row_repairs" TO dealwright_worker;
