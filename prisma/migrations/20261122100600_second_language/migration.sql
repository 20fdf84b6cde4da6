-- What the second release of the language makes of a decision: mails and webhooks, processes that begin, decisions that are
-- taken back, and moves to another version.

-- Another process begins because of this one: its first command is put into the inbox within the same transaction, and sent
-- like any other. Fields that the other process does not have, or has with another type, are left out. `start_` is
-- { id, process, fields: { theirs: { from, value } } }, where the id is both the command's and the new instance's.
-- Processes that begin each other, or themselves, with nobody doing anything would go on for ever: the command says how many
-- did so before, and after ten it is enough.
CREATE FUNCTION begin_process(instance uuid, input jsonb, start_ jsonb, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  ours jsonb := (SELECT v.definition::jsonb -> 'fields' FROM process_versions v JOIN process_instances i ON i.version_id = v.id WHERE i.id = instance);
  version process_versions%ROWTYPE;
  theirs jsonb;
  fields jsonb;
  record jsonb;
  unattended int := 1 + coalesce((SELECT (c.record ->> 'unattended')::int FROM commands c WHERE c.id = instance), 0);
BEGIN
  IF EXISTS (SELECT 1 FROM process_events e WHERE e.instance_id = instance AND e.actor_id <> 'system') THEN
    unattended := 0;
  ELSIF unattended > 10 THEN
    INSERT INTO incidents (id, instance_id, command_id, at, detail)
    VALUES (gen_random_uuid(), instance, input ->> 'commandId', at, format('The process %s was to begin, but ten have begun one because of the other, and nobody has done anything in any of them.', start_ ->> 'process'));
    RETURN;
  END IF;
  SELECT v.* INTO version FROM current_versions c JOIN process_versions v ON v.id = c.version_id WHERE c.key = start_ ->> 'process';
  IF version.id IS NULL THEN
    INSERT INTO incidents (id, instance_id, command_id, at, detail)
    VALUES (gen_random_uuid(), instance, input ->> 'commandId', at, format('The process %s was to begin, but there is none.', start_ ->> 'process'));
    RETURN;
  END IF;
  theirs := version.definition::jsonb -> 'fields';
  SELECT coalesce(jsonb_object_agg(f.key, f.value -> 'value'), '{}') INTO fields FROM jsonb_each(start_ -> 'fields') f
    WHERE f.value -> 'value' <> 'null'::jsonb AND theirs #>> ARRAY[f.key, 'type'] = ours #>> ARRAY[f.value ->> 'from', 'type']
      AND (theirs #>> ARRAY[f.key, 'type'] <> 'choice' OR theirs #> ARRAY[f.key, 'options'] ? (f.value ->> 'value'));
  SELECT jsonb_strip_nulls(jsonb_build_object('title', title, 'topic', title, 'accountId', account_id, 'contactId', contact_id,
      'productId', product_id, 'source', source)) INTO record FROM (
    SELECT title, account_id, contact_id, product_id, source FROM sales WHERE id = instance
    UNION ALL SELECT topic, account_id, contact_id, NULL, source FROM leads WHERE id = instance) r LIMIT 1;
  INSERT INTO commands (id, caller_id, route, body_hash, kind, instance_id, type, command, record, version_id, status, received_at)
  VALUES ((start_ ->> 'id')::uuid, 'system', 'begin ' || (start_ ->> 'process'), sha256(''), version.kind, (start_ ->> 'id')::uuid, 'start',
    jsonb_build_object('id', start_ ->> 'id', 'type', 'start', 'owner', input #>> '{row,ownerId}', 'fields', fields,
      'actor', jsonb_build_object('id', 'system', 'roles', '[]'::jsonb, 'teams', '[]'::jsonb, 'manages', true)),
    coalesce(record, '{}') || jsonb_build_object('unattended', unattended), version.id, 'received', at)
  ON CONFLICT (id) DO NOTHING;
END $$;

-- What a decision that is taken back had set off: notices that nobody has read, and wishes that were not yet on their way.
CREATE FUNCTION take_back_effects(instance uuid, undone int, at timestamptz) RETURNS void LANGUAGE sql AS $$
  DELETE FROM notifications WHERE instance_id = instance AND seq = undone AND read_at IS NULL;
  UPDATE outbox SET status = 'cancelled', reason = 'The decision was taken back.', settled_at = at
    WHERE instance_id = instance AND seq = undone AND status IN ('waiting', 'held');
$$;

-- One decision, all of it or nothing. `input` is activities/record-decision.ts's `DecisionRecord`.
-- Gives { facts } when it was written, { ahead: [events] } when the table holds this seq already (the same
-- command again, or others), { behind: true } when the decisions before it are not there (the tables were restored from
-- an older backup), { stale: true } when the facts were resolved from calendars or people that have changed since.
CREATE OR REPLACE FUNCTION record_decision(input jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  instance uuid := (input ->> 'instanceId')::uuid;
  this_seq int := (input ->> 'seq')::int;
  at timestamptz := to_instant(input -> 'at');
  row_ jsonb := input -> 'row';
  facts jsonb := input -> 'facts';
  held int;
  inbox commands%ROWTYPE;
  converted jsonb;
BEGIN
  SELECT seq INTO held FROM process_instances WHERE id = instance FOR UPDATE;
  IF held IS NULL THEN
    -- There is no row to hold yet: a start that is tried again while its first try is still being written waits for it.
    PERFORM pg_advisory_xact_lock(hashtextextended(instance::text, 0));
    SELECT seq INTO held FROM process_instances WHERE id = instance FOR UPDATE;
  END IF;
  IF coalesce(held, 0) >= this_seq THEN
    RETURN jsonb_build_object('ahead', events_from(instance, this_seq));
  END IF;
  IF coalesce(held, 0) <> this_seq - 1 THEN
    RETURN jsonb_build_object('behind', true);
  END IF;
  IF (SELECT value::int FROM settings WHERE key = 'reference') <> (input ->> 'reference')::int THEN
    RETURN jsonb_build_object('stale', true);
  END IF;
  SELECT * INTO inbox FROM commands WHERE id = (input ->> 'inboxId')::uuid;

  IF held IS NULL THEN
    PERFORM insert_record(input ->> 'kind', instance, coalesce(inbox.record, '{}'), input ->> 'actorId', at);
    INSERT INTO process_instances (id, kind, version_id, state, open, owner_id, seq, snapshot, started_at, entered_at, open_tasks, engine, updated_at)
    VALUES (instance, input ->> 'kind', (input ->> 'versionId')::uuid, '', true, (row_ ->> 'ownerId')::uuid, 0, '{}', at, at, 0, 'running', at);
  END IF;
  IF input ? 'convert' THEN
    converted := convert_lead(instance, input #> '{convert,conversion}', input #> '{convert,ids}', (row_ ->> 'ownerId')::uuid, at);
    facts := facts || jsonb_build_object('converted', converted);
  END IF;

  INSERT INTO process_events (instance_id, seq, command_id, type, at, actor_id, from_state, to_state, command, facts, snapshot)
  VALUES (instance, this_seq, input ->> 'commandId', input ->> 'type', at, input ->> 'actorId', input ->> 'from', row_ ->> 'state',
          input -> 'command', facts, input -> 'snapshot');
  PERFORM put_rows(instance, input, inbox.record ->> 'title');

  INSERT INTO notifications (id, instance_id, seq, n, person_id, code, subject, at)
  SELECT (n ->> 'id')::uuid, instance, this_seq, ord, (n ->> 'person')::uuid, n ->> 'code', n ->> 'subject', at
  FROM jsonb_array_elements(input -> 'notices') WITH ORDINALITY AS e (n, ord);

  INSERT INTO outbox (id, instance_id, seq, n, wish, created_at)
  SELECT (w ->> 'id')::uuid, instance, this_seq, ord, w -> 'wish', at
  FROM jsonb_array_elements(input -> 'outbox') WITH ORDINALITY AS e (w, ord);
  PERFORM begin_process(instance, input, s, at) FROM jsonb_array_elements(input -> 'starts') s;
  IF input ->> 'type' = 'undo' THEN
    PERFORM take_back_effects(instance, this_seq - 1, at);
  ELSIF input ->> 'type' = 'migrate' THEN
    UPDATE process_instances SET version_id = (input #>> '{command,versionId}')::uuid WHERE id = instance;
  END IF;

  IF inbox.id IS NOT NULL THEN
    UPDATE commands SET status = 'applied', answered_at = now(), answer =
      jsonb_build_object('instanceId', instance, 'seq', this_seq, 'state', row_ ->> 'state')
        || CASE WHEN converted IS NULL THEN '{}' ELSE jsonb_build_object('converted', converted) END
    WHERE id = inbox.id;
  END IF;
  PERFORM pg_notify('dealwright_events', jsonb_build_object('instanceId', instance, 'kind', input ->> 'kind', 'seq', this_seq,
    'state', row_ ->> 'state', 'type', input ->> 'type')::text);
  RETURN jsonb_build_object('facts', facts);
END $$;

REVOKE ALL ON FUNCTION begin_process(uuid, jsonb, jsonb, timestamptz), take_back_effects(uuid, int, timestamptz) FROM PUBLIC;
