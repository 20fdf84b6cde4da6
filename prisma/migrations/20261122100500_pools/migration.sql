-- Who of a pool gets a task: what people can do, and whose turn it was.
ALTER TABLE "people" ADD COLUMN "skills" TEXT[] NOT NULL DEFAULT '{}', ADD COLUMN "lines" TEXT[] NOT NULL DEFAULT '{}';

-- One row for each task that went to one of a pool. It is written before the decision is recorded, under the task's own
-- name: a decision that is tried again finds its turn taken, and so does another one that opens the task in its place.
CREATE TABLE "pool_turns" (
    "instance_id" UUID NOT NULL,
    "task_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "turn" BIGSERIAL NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pool_turns_pkey" PRIMARY KEY ("instance_id", "task_key")
);
CREATE INDEX "pool_turns_kind_person_id_turn_idx" ON "pool_turns"("kind", "person_id", "turn");
CREATE INDEX "pool_turns_person_id_taken_at_idx" ON "pool_turns"("person_id", "taken_at");

-- Gives each task that is asked for ({ task, kind, rule, of: [people] }) to one of its people, by task. `in turn`: to whoever
-- got a task of the kind longest ago, or never. `least loaded`: to whoever has the fewest open tasks, those that were given
-- a moment ago and are being recorded included. Between equals the id decides, so the same tables give the same answer.
CREATE FUNCTION take_turns(instance uuid, asked jsonb) RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  one jsonb;
  chosen uuid;
  taken jsonb := '{}';
BEGIN
  -- One decision after the other: each sees the turns that were taken before it.
  PERFORM pg_advisory_xact_lock(3, 0);
  FOR one IN SELECT * FROM jsonb_array_elements(asked) LOOP
    SELECT t.person_id INTO chosen FROM pool_turns t
      WHERE t.instance_id = instance AND t.task_key = one ->> 'task' AND one -> 'of' ? t.person_id::text;
    IF chosen IS NULL THEN
      IF one ->> 'rule' = 'in turn' THEN
        SELECT c.id::uuid INTO chosen FROM jsonb_array_elements_text(one -> 'of') c (id)
          ORDER BY (SELECT max(t.turn) FROM pool_turns t WHERE t.kind = one ->> 'kind' AND t.person_id = c.id::uuid) NULLS FIRST, c.id LIMIT 1;
      ELSE
        SELECT c.id::uuid INTO chosen FROM jsonb_array_elements_text(one -> 'of') c (id)
          ORDER BY (SELECT count(*) FROM tasks t WHERE t.assignee_id = c.id::uuid AND t.status = 'open')
            + (SELECT count(*) FROM pool_turns p WHERE p.person_id = c.id::uuid AND p.taken_at > clock_timestamp() - interval '1 minute'
                 AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.instance_id = p.instance_id AND t.key = p.task_key)), c.id LIMIT 1;
      END IF;
      INSERT INTO pool_turns (instance_id, task_key, kind, person_id, taken_at)
        VALUES (instance, one ->> 'task', one ->> 'kind', chosen, clock_timestamp())
        ON CONFLICT (instance_id, task_key) DO UPDATE SET kind = excluded.kind, person_id = excluded.person_id,
          turn = nextval('pool_turns_turn_seq'), taken_at = excluded.taken_at;
    END IF;
    taken := taken || jsonb_build_object(one ->> 'task', chosen);
  END LOOP;
  RETURN taken;
END $$;

REVOKE ALL ON FUNCTION take_turns(uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_turns(uuid, jsonb) TO dealwright_worker;
GRANT SELECT ON "pool_turns" TO dealwright_api;
GRANT SELECT, INSERT, UPDATE ON "pool_turns" TO dealwright_worker;
GRANT USAGE ON SEQUENCE "pool_turns_turn_seq" TO dealwright_worker;
