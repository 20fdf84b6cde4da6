-- Processes that begin each other have an end where nobody takes part.

-- Another process begins because of this one: its first command is put into the inbox within the same transaction, and sent
-- like any other. Fields that the other process does not have, or has with another type, are left out. `start_` is
-- { id, process, fields: { theirs: { from, value } } }, where the id is both the command's and the new instance's.
-- Processes that begin each other, or themselves, with nobody doing anything would go on for ever: the command says how many
-- did so before, and after ten it is enough.
CREATE OR REPLACE FUNCTION begin_process(instance uuid, input jsonb, start_ jsonb, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
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
