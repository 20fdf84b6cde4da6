-- The one door into the process tables: `record_decision`, which only the workers' login may call.

-- What a published version says never changes.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are immutable once they are written', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER process_versions_immutable BEFORE UPDATE OR DELETE ON process_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER process_events_immutable BEFORE UPDATE OR DELETE ON process_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Workers keep calendars and people in memory. This number tells them, inside the recording transaction, that
-- what they resolved facts from has changed meanwhile.
INSERT INTO settings (key, value) VALUES ('reference', '1'), ('base currency', '"RUB"');
-- What runs with the owner's rights looks for names in `public` first: a login may make tables and triggers of its own in
-- `pg_temp`, which would stand in front of it otherwise.
CREATE FUNCTION bump_reference() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE settings SET value = to_jsonb((value)::int + 1) WHERE key = 'reference';
  RETURN NULL;
END $$;
CREATE TRIGGER calendars_reference AFTER INSERT OR UPDATE OR DELETE ON calendars
  FOR EACH STATEMENT EXECUTE FUNCTION bump_reference();
CREATE TRIGGER people_reference AFTER INSERT OR UPDATE OR DELETE ON people
  FOR EACH STATEMENT EXECUTE FUNCTION bump_reference();
CREATE TRIGGER team_members_reference AFTER INSERT OR UPDATE OR DELETE ON team_members
  FOR EACH STATEMENT EXECUTE FUNCTION bump_reference();

CREATE FUNCTION to_instant(ms jsonb) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT to_timestamp((ms #>> '{}')::numeric / 1000.0)
$$;

-- In minor units of the base currency, by the newest rate; 0 where no rate is known, so that it sorts last. The most that
-- the column holds stands for what is more: an amount that nobody means must not keep a decision from being recorded.
CREATE FUNCTION to_base(minor bigint, of char(3)) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN minor IS NULL THEN 0
    WHEN (SELECT value #>> '{}' FROM settings WHERE key = 'base currency') = of THEN minor
    ELSE coalesce((SELECT least(round(minor * r.rate), 9223372036854775807)::bigint FROM exchange_rates r
                   WHERE r.currency = of AND r."from" <= current_date ORDER BY r."from" DESC LIMIT 1), 0)
  END
$$;

-- Whether `actor` is above `person` in the chain of managers. Bounded, so that a loop in the data ends.
CREATE FUNCTION is_above(actor uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  WITH RECURSIVE chain AS (
    SELECT manager_id, 1 AS depth FROM people WHERE id = person
    UNION ALL
    SELECT p.manager_id, depth + 1 FROM chain JOIN people p ON p.id = chain.manager_id WHERE depth < 20
  )
  SELECT EXISTS (SELECT 1 FROM chain WHERE manager_id = actor)
$$;

-- The rows of a new lead or sale, from the words that the inbox kept out of the workflow. A sale that a lead became has
-- its row already.
CREATE FUNCTION insert_record(kind text, id uuid, record jsonb, by text, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM sales s WHERE s.id = insert_record.id) THEN
    RETURN;
  ELSIF kind = 'lead' THEN
    INSERT INTO leads (id, topic, person_name, organisation, email, phone, industry, source, created_by, created_at, account_id, contact_id, external_key)
    VALUES (id, record ->> 'topic', record ->> 'personName', record ->> 'organisation', record ->> 'email', record ->> 'phone',
            record ->> 'industry', record ->> 'source', CASE WHEN by = 'system' THEN NULL ELSE by::uuid END, at,
            (record ->> 'accountId')::uuid, (record ->> 'contactId')::uuid, record ->> 'externalKey');
  ELSE
    INSERT INTO sales (id, title, account_id, contact_id, product_id, source, created_by, created_at, external_key)
    VALUES (id, record ->> 'title', (record ->> 'accountId')::uuid, (record ->> 'contactId')::uuid, (record ->> 'productId')::uuid,
            record ->> 'source', CASE WHEN by = 'system' THEN NULL ELSE by::uuid END, at, record ->> 'externalKey');
  END IF;
END $$;

-- What qualifying makes and links: known records are linked and never doubled. Gives the ids.
CREATE FUNCTION convert_lead(lead_id uuid, conversion jsonb, ids jsonb, owner uuid, at timestamptz) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  lead leads%ROWTYPE;
  account uuid;
  contact uuid;
  sale uuid;
BEGIN
  SELECT * INTO STRICT lead FROM leads WHERE id = lead_id FOR UPDATE;
  account := coalesce((conversion #>> '{account,id}')::uuid, lead.account_id);
  IF account IS NULL AND conversion ->> 'account' = 'create' AND lead.organisation IS NOT NULL THEN
    -- Two leads of one client that are qualified in the same moment find each other's records.
    PERFORM pg_advisory_xact_lock(1, hashtext(lower(lead.organisation)));
    SELECT id INTO account FROM accounts WHERE lower(name) = lower(lead.organisation) ORDER BY created_at LIMIT 1;
    IF account IS NULL THEN
      account := (ids ->> 'account')::uuid;
      INSERT INTO accounts (id, name, industry, owner_id, created_at) VALUES (account, lead.organisation, lead.industry, owner, at);
    END IF;
  END IF;
  contact := coalesce((conversion #>> '{contact,id}')::uuid, lead.contact_id);
  IF contact IS NULL AND conversion ->> 'contact' = 'create' AND lead.person_name IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(2, hashtext(lower(lead.email)));
    SELECT id INTO contact FROM contacts WHERE lower(email) = lower(lead.email) ORDER BY created_at LIMIT 1;
    IF contact IS NULL THEN
      contact := (ids ->> 'contact')::uuid;
      INSERT INTO contacts (id, name, email, phone, created_at) VALUES (contact, lead.person_name, lead.email, lead.phone, at);
    END IF;
  END IF;
  IF account IS NOT NULL AND contact IS NOT NULL THEN
    INSERT INTO account_contacts (account_id, contact_id) VALUES (account, contact) ON CONFLICT DO NOTHING;
  END IF;
  -- A lead that is qualified again keeps the sale it has made.
  sale := lead.sale_id;
  IF sale IS NULL AND conversion ->> 'sale' = 'create' THEN
    sale := (ids ->> 'sale')::uuid;
    INSERT INTO sales (id, title, account_id, contact_id, source, created_by, created_at)
    VALUES (sale, lead.topic, account, contact, lead.source, owner, at);
  END IF;
  UPDATE leads SET account_id = account, contact_id = contact, sale_id = sale WHERE id = lead_id;
  UPDATE interactions SET account_id = coalesce(interactions.account_id, account), contact_id = coalesce(interactions.contact_id, contact)
    WHERE instance_id = lead_id;
  RETURN jsonb_build_object('accountId', account, 'contactId', contact, 'saleId', sale);
END $$;

-- What stands in the tables from `seq` on: a workflow that is behind takes it over.
CREATE FUNCTION events_from(instance uuid, first int) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('seq', seq, 'command', command, 'facts', facts,
           'at', round(extract(epoch FROM at) * 1000)::bigint) ORDER BY seq), '[]'::jsonb)
  FROM process_events WHERE instance_id = instance AND seq >= first
$$;

-- The rows that people query, as a decision leaves them: the instance, its tasks, its deadlines. All of it follows from the
-- snapshot, so a rebuild from the events writes the same.
CREATE FUNCTION put_rows(instance uuid, input jsonb, title text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  row_ jsonb := input -> 'row';
BEGIN
  UPDATE process_instances SET
    state = row_ ->> 'state', open = (row_ ->> 'open')::boolean, result = row_ ->> 'result', owner_id = (row_ ->> 'ownerId')::uuid,
    seq = (input ->> 'seq')::int, snapshot = input -> 'snapshot', entered_at = to_instant(row_ -> 'enteredAt'), closed_at = to_instant(row_ -> 'closedAt'),
    planned_for = to_instant(row_ -> 'plannedFor'), wait_until = to_instant(row_ -> 'waitUntil'), wait_reason = row_ ->> 'waitReason',
    due_soon_at = to_instant(row_ -> 'dueSoonAt'), due_at = to_instant(row_ -> 'dueAt'), escalate_at = to_instant(row_ -> 'escalateAt'),
    next_task_due_at = to_instant(row_ -> 'nextTaskDueAt'), open_tasks = (row_ ->> 'openTasks')::int,
    amount_minor = (row_ ->> 'amountMinor')::bigint, currency = row_ ->> 'currency',
    amount_base_minor = to_base((row_ ->> 'amountMinor')::bigint, (row_ ->> 'currency')::char(3)),
    probability_pct = (row_ ->> 'probabilityPct')::int, decision_on = (row_ ->> 'decisionOn')::date, rating = row_ ->> 'rating',
    engine = CASE WHEN (row_ ->> 'open')::boolean THEN 'running' ELSE 'none' END, updated_at = to_instant(input -> 'at')
  WHERE id = instance;

  INSERT INTO tasks (id, instance_id, key, task, title, stage, assignee_id, queue_role, queue_team, status, outcome, opened_at, due_soon_at, due_at, ended_at)
  SELECT (t ->> 'id')::uuid, instance, t ->> 'key', t ->> 'task', CASE WHEN t ->> 'task' IS NULL THEN title END, t ->> 'stage',
         (t ->> 'assignee')::uuid, t #>> '{queue,role}', t #>> '{queue,team}', t ->> 'status', t ->> 'outcome',
         to_instant(t -> 'openedAt'), to_instant(t #> '{clock,dueSoonAt}'), to_instant(t #> '{clock,dueAt}'), to_instant(t -> 'endedAt')
  FROM jsonb_array_elements(input -> 'tasks') t
  ON CONFLICT (instance_id, key) DO UPDATE SET
    assignee_id = excluded.assignee_id, status = excluded.status, outcome = excluded.outcome, due_soon_at = excluded.due_soon_at,
    due_at = excluded.due_at, ended_at = excluded.ended_at, queue_role = excluded.queue_role, queue_team = excluded.queue_team;

  DELETE FROM deadlines d WHERE d.instance_id = instance
    AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(input -> 'deadlines') n WHERE n ->> 'key' = d.key);
  INSERT INTO deadlines (instance_id, key, subject, kind, at)
  SELECT instance, d ->> 'key', d ->> 'subject', d ->> 'kind', to_instant(d -> 'at') FROM jsonb_array_elements(input -> 'deadlines') d
  ON CONFLICT DO NOTHING;
END $$;

-- One decision, all of it or nothing. `input` is activities/record-decision.ts's `DecisionRecord`.
-- Gives { facts } when it was written, { ahead: [events] } when the table holds this seq already (the same
-- command again, or others), { behind: true } when the decisions before it are not there (the tables were restored from
-- an older backup), { stale: true } when the facts were resolved from calendars or people that have changed since.
CREATE FUNCTION record_decision(input jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

-- What the sweeper, the starter of workflows and the reconciler look for.
CREATE INDEX commands_received ON commands (received_at) WHERE status = 'received';
CREATE INDEX process_instances_pending ON process_instances (id) WHERE engine = 'pending';

-- ---------------------------------------------------------------- who may what
REVOKE ALL ON FUNCTION record_decision(jsonb), put_rows(uuid, jsonb, text), insert_record(text, uuid, jsonb, text, timestamptz), convert_lead(uuid, jsonb, jsonb, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record_decision(jsonb) TO dealwright_worker;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO dealwright_api, dealwright_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO dealwright_api, dealwright_worker;
GRANT INSERT, UPDATE, DELETE ON offices, people, teams, team_members, access_tokens, accounts, contacts, account_contacts, products, interactions,
  exchange_rates TO dealwright_api, dealwright_worker;
GRANT INSERT ON calendars TO dealwright_api, dealwright_worker;
GRANT INSERT, UPDATE ON imports, import_rows TO dealwright_api, dealwright_worker;
-- A command comes in by the API; what became of it is written by whoever refuses it, or by record_decision.
GRANT INSERT ON commands TO dealwright_api, dealwright_worker;
GRANT UPDATE (status, answered_at, answer, tries) ON commands TO dealwright_api, dealwright_worker;
GRANT UPDATE (read_at) ON notifications TO dealwright_api, dealwright_worker;
GRANT UPDATE (topic, person_name, organisation, email, phone, industry, source) ON leads TO dealwright_api;
GRANT UPDATE (title, account_id, contact_id, product_id, source) ON sales TO dealwright_api;
-- Bulk work (imports, the sample company) writes whole histories, each of them made by the machine.
GRANT INSERT ON leads, sales, process_instances, process_events, tasks, deadlines, notifications, outbox, incidents, process_versions, delivery_ledger
  TO dealwright_worker;
GRANT UPDATE ON leads, sales, settings, outbox TO dealwright_worker;
GRANT UPDATE (engine) ON process_instances TO dealwright_worker;
GRANT INSERT ON settings TO dealwright_worker;
