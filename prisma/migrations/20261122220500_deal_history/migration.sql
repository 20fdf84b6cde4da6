-- How each lead and sale stood over time, as far as reports about a period ask: where, whose, worth what, expected when. It follows
-- from the events, is kept with them, and can be made anew from them at any time.
CREATE TABLE "deal_history" (
    "instance_id" UUID NOT NULL,
    -- Of the decision by which it came to stand so.
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    -- Not part of it; infinity: it stands so now.
    "until" TIMESTAMPTZ(3) NOT NULL DEFAULT 'infinity',
    "version_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "open" BOOLEAN NOT NULL,
    "result" TEXT,
    "owner_id" UUID NOT NULL,
    -- In minor units of the base currency, by the rate of the day on which it was recorded.
    "amount_base_minor" BIGINT NOT NULL,
    "decision_on" DATE,
    "planned_for" TIMESTAMPTZ(3),
    -- How often a person had put off the day of the decision, or the due time of an open step, by then.
    "pushes" INTEGER NOT NULL,

    CONSTRAINT "deal_history_pkey" PRIMARY KEY ("instance_id", "seq"),
    CONSTRAINT "deal_history_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "process_instances"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);
-- What stood open at an instant: those that still do, and those that ended since.
CREATE INDEX "deal_history_open" ON "deal_history" ("kind", "until") INCLUDE ("at", "instance_id") WHERE "open";
CREATE INDEX "deal_history_at_idx" ON "deal_history" ("kind", "at");

-- Whether an open step is due later than it was. What waits, calendars, migrations and undoing do to due times is nobody's putting off.
CREATE FUNCTION step_put_off(was jsonb, now jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM jsonb_array_elements(was -> 'tasks') a JOIN jsonb_array_elements(now -> 'tasks') b ON a ->> 'key' = b ->> 'key'
    WHERE b ->> 'status' = 'open' AND (b #>> '{clock,dueAt}')::numeric > (a #>> '{clock,dueAt}')::numeric)
$$;

-- Carries a deal's history on by its events from a seq on; from 1: makes it anew.
CREATE FUNCTION note_history(instance uuid, from_seq int) RETURNS void
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
  FOR e IN SELECT seq, type, at, to_state, command, snapshot FROM process_events
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
      to_base((e.snapshot #>> '{fields,amount,minor}')::bigint, (e.snapshot #>> '{fields,amount,currency}')::char(3));
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

CREATE FUNCTION note_new_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM note_history(f.instance_id, min(f.seq)) FROM fresh f GROUP BY f.instance_id;
  RETURN NULL;
END $$;
CREATE TRIGGER process_events_history AFTER INSERT ON "process_events" REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_new_history();

DO $$ BEGIN
  PERFORM note_history(i.id, 1) FROM process_instances i;
END $$;

REVOKE ALL ON FUNCTION note_history(uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_history(uuid, int) TO dealwright_worker;
GRANT SELECT ON "deal_history" TO dealwright_api, dealwright_worker;
