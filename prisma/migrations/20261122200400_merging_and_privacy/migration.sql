-- Doubles that become one record and can be parted again; what people have agreed to; and words that are forgotten.

-- ---------------------------------------------------------------- merging: what was done, row by row
CREATE TABLE "merges" (
    "id" UUID NOT NULL PRIMARY KEY,
    -- account, contact
    "entity" TEXT NOT NULL,
    "survivor" UUID NOT NULL,
    "doubles" UUID[] NOT NULL,
    -- merged, undone
    "status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" UUID,
    "undone_at" TIMESTAMPTZ(3),
    "undone_by" UUID
);
CREATE INDEX "merges_survivor_idx" ON "merges"("survivor");
CREATE INDEX "merges_doubles_idx" ON "merges" USING gin ("doubles");
CREATE INDEX "merges_at_id_idx" ON "merges"("at", "id");

-- One column of one row each. `key` is the row's primary key before; a row that had to go is kept whole in `before`.
CREATE TABLE "merge_moves" (
    "n" BIGSERIAL NOT NULL PRIMARY KEY,
    "merge_id" UUID NOT NULL REFERENCES "merges"("id") ON DELETE CASCADE,
    -- moved: it belonged to a double; value: of the survivor's card; gone: the survivor had the same one already
    "what" TEXT NOT NULL,
    "table_name" TEXT NOT NULL,
    "key" JSONB NOT NULL,
    "column_name" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    -- By an undo: back, changed since, gone since
    "undone" TEXT
);
CREATE INDEX "merge_moves_merge_id_n_idx" ON "merge_moves"("merge_id", "n");
CREATE INDEX "merge_moves_table_name_key_idx" ON "merge_moves"("table_name", "key");

-- ---------------------------------------------------------------- consent, and how somebody wants to be reached
-- Every time that it was given or withdrawn; the newest of a channel and purpose holds.
CREATE TABLE "consents" (
    "id" UUID NOT NULL PRIMARY KEY,
    "contact_id" UUID NOT NULL REFERENCES "contacts"("id") ON DELETE CASCADE,
    -- e-mail, phone, messenger, post
    "channel" TEXT NOT NULL,
    -- deal, marketing
    "purpose" TEXT NOT NULL,
    "given" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    -- Where it was said: a form, a call, a letter, a contract
    "source" TEXT NOT NULL,
    -- What proves it: a file's name, a recording's number, the words
    "proof" TEXT,
    "recorded_by" UUID,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "consents_contact_id_channel_purpose_at_idx" ON "consents"("contact_id", "channel", "purpose", "at");

CREATE TABLE "contact_preferences" (
    "contact_id" UUID NOT NULL PRIMARY KEY REFERENCES "contacts"("id") ON DELETE CASCADE,
    "channel" TEXT,
    "best_hours" TEXT,
    "do_not_call" BOOLEAN NOT NULL DEFAULT false,
    "updated_by" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL
);

-- ---------------------------------------------------------------- who gave out or erased what we hold of a person
-- Nothing personal is in it: ids, counts, and the reason as its author gave it.
CREATE TABLE "privacy_acts" (
    "id" UUID NOT NULL PRIMARY KEY,
    -- export, erasure
    "kind" TEXT NOT NULL,
    "subject" UUID NOT NULL,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    -- It was done although open sales depend on the person.
    "forced" BOOLEAN NOT NULL DEFAULT false,
    -- Of an erasure that goes on: workflows still have to forget.
    "salt" TEXT,
    -- By place: how many rows
    "counts" JSONB NOT NULL
);
CREATE INDEX "privacy_acts_subject_at_idx" ON "privacy_acts"("subject", "at");
CREATE INDEX "privacy_acts_at_id_idx" ON "privacy_acts"("at", "id");

-- Leads and sales whose workflow still remembers words that the tables have forgotten: it ends, its history is deleted, and
-- an open one starts anew from its row.
CREATE TABLE "histories_to_forget" (
    "instance_id" UUID NOT NULL PRIMARY KEY,
    "act_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    -- Its workflow has ended; Temporal deletes the history when it comes to it.
    "ended_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3)
);
CREATE INDEX "histories_to_forget_waiting" ON "histories_to_forget" ("asked_at") WHERE "done_at" IS NULL;

-- ---------------------------------------------------------------- what hangs on accounts and contacts
-- Every column of every table that names one: by a foreign key, or by being called so. No list of tables to keep up to date.
CREATE FUNCTION client_links(entity text) RETURNS TABLE (table_name text, column_name text, key_columns text[]) LANGUAGE sql STABLE AS $$
  SELECT c.relname::text, a.attname::text,
    ARRAY(SELECT k.attname::text FROM pg_index i JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY(i.indkey)
          WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY k.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'uuid'::regtype
    AND (a.attname ~ ('(^|_)' || entity || '_id$') OR EXISTS (
      SELECT 1 FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.conkey = ARRAY[a.attnum]
        AND f.confrelid = ('public.' || entity || 's')::regclass))
  ORDER BY a.attname = 'merged_into', c.relname, a.attname
$$;

-- A record's id, or that of the record it lives on in.
CREATE FUNCTION lives_on(entity text, id uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE chain AS (
    SELECT lives_on.id AS at, 0 AS depth
    UNION ALL
    SELECT r.merged_into, depth + 1 FROM chain JOIN (
      SELECT a.id, a.merged_into FROM accounts a WHERE entity = 'account'
      UNION ALL SELECT c.id, c.merged_into FROM contacts c WHERE entity = 'contact') r ON r.id = chain.at
    WHERE r.merged_into IS NOT NULL AND depth < 50
  )
  SELECT at FROM chain ORDER BY depth DESC LIMIT 1
$$;

-- What is written for a double, by whoever still had its id in hand, belongs to the record it lives on in. The lock makes a
-- row that comes in the moment of a merge wait for it, and see it.
CREATE FUNCTION redirect_account() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  into_ uuid;
BEGIN
  SELECT merged_into INTO into_ FROM accounts WHERE id = NEW.account_id FOR KEY SHARE;
  IF into_ IS NOT NULL THEN
    NEW.account_id := lives_on('account', into_);
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION redirect_contact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  into_ uuid;
BEGIN
  SELECT merged_into INTO into_ FROM contacts WHERE id = NEW.contact_id FOR KEY SHARE;
  IF into_ IS NOT NULL THEN
    NEW.contact_id := lives_on('contact', into_);
  END IF;
  RETURN NEW;
END $$;

-- Gives every table that names a client that trigger. A migration that adds such a table ends with `SELECT redirect_merged();`.
CREATE FUNCTION redirect_merged() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  entity text;
  link record;
BEGIN
  FOREACH entity IN ARRAY ARRAY['account', 'contact'] LOOP
    FOR link IN SELECT * FROM client_links(entity) l WHERE l.column_name = entity || '_id' LOOP
      EXECUTE format('CREATE OR REPLACE TRIGGER %1$I BEFORE INSERT OR UPDATE OF %2$I ON %3$I FOR EACH ROW WHEN (NEW.%2$I IS NOT NULL) EXECUTE FUNCTION %4$I()',
        link.table_name || '_redirect_' || entity, link.column_name, link.table_name, 'redirect_' || entity);
    END LOOP;
  END LOOP;
END $$;
SELECT redirect_merged();

-- How many rows hang on some records, by table and column: what a merge would move.
CREATE FUNCTION count_client_links(entity text, ids uuid[]) RETURNS TABLE (table_name text, column_name text, rows bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  link record;
BEGIN
  IF entity NOT IN ('account', 'contact') THEN RAISE EXCEPTION 'No such entity: %', entity; END IF;
  FOR link IN SELECT * FROM client_links(entity) LOOP
    table_name := link.table_name;
    column_name := link.column_name;
    EXECUTE format('SELECT count(*) FROM %I WHERE %I = ANY($1)', table_name, column_name) INTO rows USING ids;
    IF rows > 0 THEN RETURN NEXT; END IF;
  END LOOP;
END $$;

-- ---------------------------------------------------------------- merging
-- `t."id" = ($1 ->> 'id')::uuid AND ...`: a row by its key, for EXECUTE.
CREATE FUNCTION key_is(of_table text, key_columns text[], place text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(format('t.%I = (%s ->> %L)::%s', a.attname, place, a.attname, format_type(a.atttypid, a.atttypmod)), ' AND ')
  FROM pg_attribute a WHERE a.attrelid = ('public.' || quote_ident(of_table))::regclass AND a.attname = ANY(key_columns)
$$;
-- `jsonb_build_object('id', t."id", ...)`
CREATE FUNCTION key_of(key_columns text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT 'jsonb_build_object(' || string_agg(format('%L, t.%I', k, k), ', ') || ')' FROM unnest(key_columns) k
$$;

-- Rows of one table that named a double name the survivor. Where that cannot be, since the survivor has the same one already
-- (a membership, a property), the double's goes, whole, into the ledger; an organisation that would hold itself is held by none.
CREATE FUNCTION move_link(merge uuid, entity text, link record, double_ uuid, survivor uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  key jsonb;
  gone jsonb;
  was jsonb := jsonb_build_object(link.column_name, double_);
  in_key boolean := link.column_name = ANY(link.key_columns);
  ledger constant text := 'INSERT INTO merge_moves (merge_id, what, table_name, key, column_name, before, after) ';
BEGIN
  BEGIN
    EXECUTE format('WITH moved AS (UPDATE %1$I t SET %2$I = $1 WHERE %2$I = $2 RETURNING %3$s AS key) %4$s
        SELECT $3, ''moved'', %1$L, CASE WHEN $4 THEN key || $5 ELSE key END, %2$L, to_jsonb($2), to_jsonb($1) FROM moved',
      link.table_name, link.column_name, key_of(link.key_columns), ledger) USING survivor, double_, merge, in_key, was;
    RETURN;
  EXCEPTION WHEN unique_violation OR check_violation OR exclusion_violation THEN NULL;
  END;
  FOR key IN EXECUTE format('SELECT %s FROM %I t WHERE %I = $1', key_of(link.key_columns), link.table_name, link.column_name) USING double_ LOOP
    BEGIN
      EXECUTE format('UPDATE %I t SET %I = $1 WHERE %s', link.table_name, link.column_name, key_is(link.table_name, link.key_columns, '$2'))
        USING survivor, key;
      EXECUTE ledger || 'VALUES ($1, ''moved'', $2, $3, $4, to_jsonb($5), to_jsonb($6))'
        USING merge, link.table_name, key, link.column_name, double_, survivor;
    EXCEPTION WHEN unique_violation OR check_violation OR exclusion_violation THEN
      IF link.table_name = entity || 's' THEN
        EXECUTE format('UPDATE %I t SET %I = NULL WHERE %s', link.table_name, link.column_name, key_is(link.table_name, link.key_columns, '$1')) USING key;
        EXECUTE ledger || 'VALUES ($1, ''moved'', $2, $3, $4, to_jsonb($5), ''null'')' USING merge, link.table_name, key, link.column_name, double_;
      ELSE
        EXECUTE format('DELETE FROM %I t WHERE %s RETURNING to_jsonb(t)', link.table_name, key_is(link.table_name, link.key_columns, '$1'))
          INTO gone USING key;
        EXECUTE ledger || 'VALUES ($1, ''gone'', $2, $3, $4, $5, NULL)' USING merge, link.table_name, key, link.column_name, gone;
      END IF;
    END;
  END LOOP;
END $$;

-- Sets columns of one row, and keeps in the ledger what they were. Values as JSON, as `to_jsonb` gives them.
CREATE FUNCTION set_values(merge uuid, of_table text, key jsonb, wanted jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  keys text[] := ARRAY(SELECT jsonb_object_keys(key));
  was jsonb;
  one record;
  before jsonb := '{}';
BEGIN
  EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE %s FOR UPDATE', of_table, key_is(of_table, keys, '$1')) INTO was USING key;
  FOR one IN SELECT w.key AS col, w.value FROM jsonb_each(wanted) w WHERE was ? w.key AND was -> w.key <> w.value LOOP
    EXECUTE format('UPDATE %1$I t SET %2$I = (jsonb_populate_record(NULL::%1$I, $1)).%2$I WHERE %3$s', of_table, one.col, key_is(of_table, keys, '$2'))
      USING jsonb_build_object(one.col, one.value), key;
    INSERT INTO merge_moves (merge_id, what, table_name, key, column_name, before, after)
      VALUES (merge, 'value', of_table, key, one.col, was -> one.col, one.value);
    before := before || jsonb_build_object(one.col, was -> one.col);
  END LOOP;
  RETURN before;
END $$;

-- The locks of `lock_client`, for several: a sale that is about to be made for one of them is made before, or after.
CREATE FUNCTION lock_clients(ids uuid[]) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(4, key) FROM (SELECT hashtext(one::text) AS key FROM unnest(ids) one ORDER BY 1) k
$$;

-- Merges doubles into one record. `input`: { id, entity, survivor, doubles: [], revisions: { id: n }, set: { column: value }, by, at }.
-- Gives { merged: true }, or { changed: [ids] }: records that are no longer as the plan saw them, and nothing is done.
CREATE FUNCTION merge_clients(input jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  merge uuid := (input ->> 'id')::uuid;
  entity text := input ->> 'entity';
  survivor uuid := (input ->> 'survivor')::uuid;
  doubles uuid[] := ARRAY(SELECT d::uuid FROM jsonb_array_elements_text(input -> 'doubles') d);
  by_ uuid := (input ->> 'by')::uuid;
  at_ timestamptz := to_instant(input -> 'at');
  changed jsonb;
  double_ uuid;
  link record;
  place record;
  before jsonb;
BEGIN
  IF entity NOT IN ('account', 'contact') THEN RAISE EXCEPTION 'No such entity: %', entity; END IF;
  PERFORM lock_clients(doubles || survivor);
  -- In the order of their ids, so that two merges of the same records wait for each other and never in a circle.
  EXECUTE format('SELECT 1 FROM %I WHERE id = ANY($1) ORDER BY id FOR UPDATE', entity || 's') USING doubles || survivor;
  -- A statement of its own: it sees what those have done for whom this one has waited.
  EXECUTE format('SELECT jsonb_agg(id) FROM %I WHERE id = ANY($1) AND (merged_into IS NOT NULL OR revision <> ($2 ->> id::text)::int)', entity || 's')
    INTO changed USING doubles || survivor, input -> 'revisions';
  IF changed IS NOT NULL THEN RETURN jsonb_build_object('changed', changed); END IF;
  INSERT INTO merges (id, entity, survivor, doubles, status, at, by) VALUES (merge, entity, survivor, doubles, 'merged', at_, by_);

  before := set_values(merge, entity || 's', jsonb_build_object('id', survivor),
    (input -> 'set') - ARRAY['id', 'revision', 'merged_into', 'erased_at', 'created_at', 'external_key', 'updated_at', 'updated_by']);
  FOREACH double_ IN ARRAY doubles LOOP
    -- Two places of one person in one organisation become one, which lacks nothing that either said.
    FOR place IN
      SELECT s.account_id, s.contact_id, to_jsonb(coalesce(s.post, d.post)) AS post, to_jsonb(coalesce(s.decision_role, d.decision_role)) AS role
      FROM account_contacts d JOIN account_contacts s ON CASE entity
        WHEN 'account' THEN s.account_id = survivor AND d.account_id = double_ AND s.contact_id = d.contact_id
        ELSE s.contact_id = survivor AND d.contact_id = double_ AND s.account_id = d.account_id END
    LOOP
      PERFORM set_values(merge, 'account_contacts', jsonb_build_object('account_id', place.account_id, 'contact_id', place.contact_id),
        jsonb_strip_nulls(jsonb_build_object('post', place.post, 'decision_role', place.role)));
    END LOOP;
    -- Whoever once said not to be called has said so.
    IF entity = 'contact' AND EXISTS (SELECT 1 FROM contact_preferences p WHERE p.contact_id = double_ AND do_not_call) THEN
      PERFORM set_values(merge, 'contact_preferences', jsonb_build_object('contact_id', survivor), '{"do_not_call": true}')
        WHERE EXISTS (SELECT 1 FROM contact_preferences p WHERE p.contact_id = survivor);
    END IF;
    FOR link IN SELECT * FROM client_links(entity) LOOP
      PERFORM move_link(merge, entity, link, double_, survivor);
    END LOOP;
    PERFORM set_values(merge, entity || 's', jsonb_build_object('id', double_), jsonb_build_object('merged_into', survivor));
  END LOOP;
  EXECUTE format('UPDATE %I SET revision = revision + 1, updated_at = $1, updated_by = $2 WHERE id = ANY($3)', entity || 's')
    USING at_, by_, doubles || survivor;
  INSERT INTO record_changes (entity, entity_id, revision, at, by, how, before, after)
    VALUES (entity, survivor, (input -> 'revisions' ->> survivor::text)::int + 1, at_, by_, 'merge', before,
      (SELECT coalesce(jsonb_object_agg(k, input -> 'set' -> k), '{}') FROM jsonb_object_keys(before) k));
  RETURN '{"merged": true}';
END $$;

-- ---------------------------------------------------------------- and parting again
-- Puts one column of one row back, if it still is as the merge left it. What later merges did to the same row is followed, and
-- they are told, so that undoing them later finds it. Gives back, changed since, or gone since.
CREATE FUNCTION undo_move(move merge_moves) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  keys text[] := ARRAY(SELECT jsonb_object_keys(move.key));
  at_key jsonb := CASE WHEN move.key ? move.column_name THEN move.key || jsonb_build_object(move.column_name, move.after) ELSE move.key END;
  expected jsonb := move.after;
  later merge_moves%ROWTYPE;
  found_ boolean;
  columns_ text;
  result text;
BEGIN
  IF move.what = 'gone' THEN
    SELECT string_agg(format('%I', attname), ', ') INTO columns_ FROM pg_attribute
      WHERE attrelid = ('public.' || quote_ident(move.table_name))::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
    EXECUTE format('WITH put AS (INSERT INTO %1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, $1) ON CONFLICT DO NOTHING RETURNING 1)
      SELECT CASE WHEN EXISTS (SELECT 1 FROM put) THEN ''back'' ELSE ''changed since'' END', move.table_name, columns_) INTO result USING move.before;
    RETURN result;
  END IF;
  IF move.what = 'value' THEN
    -- A later merge that found our value has one to give back that was there before us.
    UPDATE merge_moves m SET before = move.before FROM merges g
      WHERE m.n = (SELECT l.n FROM merge_moves l JOIN merges lg ON lg.id = l.merge_id WHERE l.table_name = move.table_name AND l.key = move.key
                   AND l.column_name = move.column_name AND l.what = 'value' AND l.n > move.n AND l.undone IS NULL AND lg.status = 'merged'
                   ORDER BY l.n LIMIT 1)
        AND g.id = m.merge_id AND m.before = move.after;
    IF FOUND AND move.column_name <> 'merged_into' THEN RETURN 'changed since'; END IF;
  END IF;
  FOR later IN SELECT l.* FROM merge_moves l JOIN merges g ON g.id = l.merge_id
    WHERE l.table_name = move.table_name AND l.n > move.n AND l.merge_id <> move.merge_id AND l.undone IS NULL AND g.status = 'merged' AND l.what = 'moved'
      AND (l.key = move.key OR (move.key ? move.column_name AND l.key @> (move.key - keys))) ORDER BY l.n
  LOOP
    CONTINUE WHEN later.key <> at_key;
    IF later.column_name = move.column_name THEN
      CONTINUE WHEN later.before <> expected;
      expected := later.after;
      UPDATE merge_moves SET undone = 'back' WHERE n = later.n;
    ELSIF later.key ? move.column_name THEN
      UPDATE merge_moves SET key = key || jsonb_build_object(move.column_name, move.before) WHERE n = later.n;
    END IF;
    IF later.key ? later.column_name THEN
      at_key := at_key || jsonb_build_object(later.column_name, later.after);
    END IF;
  END LOOP;
  EXECUTE format('WITH put AS (UPDATE %1$I t SET %2$I = (jsonb_populate_record(NULL::%1$I, $1)).%2$I
      WHERE %3$s AND coalesce(to_jsonb(t.%2$I), ''null'') = $3 RETURNING 1) SELECT EXISTS (SELECT 1 FROM put)',
    move.table_name, move.column_name, key_is(move.table_name, keys, '$2'))
    INTO found_ USING jsonb_build_object(move.column_name, move.before), at_key, coalesce(expected, 'null');
  IF found_ THEN RETURN 'back'; END IF;
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I t WHERE %s)', move.table_name, key_is(move.table_name, keys, '$1')) INTO found_ USING at_key;
  RETURN CASE WHEN found_ THEN 'changed since' ELSE 'gone since' END;
EXCEPTION WHEN unique_violation OR check_violation OR exclusion_violation OR foreign_key_violation THEN
  RETURN 'changed since';
END $$;

-- Parts what a merge put together. Gives { undone: true, changed: [{ table, key, column }] }, or { refused: 'undone', 'erased' or 'merged again' }.
CREATE FUNCTION undo_merge(merge uuid, by_ uuid, at_ timestamptz) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  this merges%ROWTYPE;
  move merge_moves%ROWTYPE;
  erased boolean := false;
  entity_ text;
BEGIN
  SELECT * INTO STRICT this FROM merges WHERE id = merge FOR UPDATE;
  entity_ := this.entity;
  IF this.status <> 'merged' THEN RETURN '{"refused": "undone"}'; END IF;
  PERFORM lock_clients(this.doubles || this.survivor);
  EXECUTE format('SELECT 1 FROM %I WHERE id = ANY($1) ORDER BY id FOR UPDATE', entity_ || 's') USING this.doubles || this.survivor;
  IF entity_ = 'contact' THEN
    SELECT EXISTS (SELECT 1 FROM contacts WHERE id = ANY(this.doubles || this.survivor) AND erased_at IS NOT NULL) INTO erased;
  END IF;
  IF erased THEN RETURN '{"refused": "erased"}'; END IF;
  -- The doubles live again first: what is given back to them stays with them.
  FOR move IN SELECT * FROM merge_moves m WHERE m.merge_id = merge AND m.undone IS NULL
    ORDER BY (m.column_name = 'merged_into' AND m.what = 'value') DESC, m.n DESC
  LOOP
    -- A later move that was followed for an earlier one of ours is settled by then.
    CONTINUE WHEN (SELECT m.undone FROM merge_moves m WHERE m.n = move.n) IS NOT NULL;
    UPDATE merge_moves SET undone = undo_move(move) WHERE n = move.n;
  END LOOP;
  UPDATE merges SET status = 'undone', undone_at = at_, undone_by = by_ WHERE id = merge;
  EXECUTE format('UPDATE %I SET revision = revision + 1, updated_at = $1, updated_by = $2 WHERE id = ANY($3)', entity_ || 's')
    USING at_, by_, this.doubles || this.survivor;
  INSERT INTO record_changes (entity, entity_id, revision, at, by, how, before, after)
    SELECT entity_, this.survivor, (SELECT max(revision) FROM (SELECT a.revision FROM accounts a WHERE a.id = this.survivor
        UNION ALL SELECT c.revision FROM contacts c WHERE c.id = this.survivor) r), at_, by_, 'merge undone',
      coalesce(jsonb_object_agg(m.column_name, m.after), '{}'), coalesce(jsonb_object_agg(m.column_name, m.before), '{}')
    FROM merge_moves m WHERE m.merge_id = merge AND m.what = 'value' AND m.undone = 'back' AND m.table_name = entity_ || 's' AND m.column_name <> 'merged_into';
  RETURN jsonb_build_object('undone', true, 'changed', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('table', m.table_name, 'key', m.key, 'column', m.column_name) ORDER BY m.n), '[]')
    FROM merge_moves m WHERE m.merge_id = merge AND m.undone = 'changed since'));
END $$;

-- ---------------------------------------------------------------- forgetting words
-- What stands in place of words that were erased, so that what had to be there still is.
CREATE FUNCTION erased() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '[erased]' $$;

-- A JSON document in which the texts of some process fields, wherever an object of fields is, are erased. What was the same text
-- becomes the same word and what was another another one, so that a history replays: `salt` makes the words, and is forgotten
-- once they all are.
CREATE FUNCTION without_texts(doc jsonb, names text[], salt text, of_fields boolean DEFAULT false) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF jsonb_typeof(doc) = 'object' THEN
    RETURN (SELECT coalesce(jsonb_object_agg(e.key, CASE
        WHEN of_fields AND jsonb_typeof(e.value) = 'string' AND e.key = ANY(names) AND e.value #>> '{}' !~ '^(\[erased [0-9a-f]{6}\])?$'
          THEN to_jsonb('[erased ' || left(encode(sha256(convert_to(salt || (e.value #>> '{}'), 'UTF8')), 'hex'), 6) || ']')
        ELSE without_texts(e.value, names, salt, e.key = 'fields') END), '{}') FROM jsonb_each(doc) e);
  ELSIF jsonb_typeof(doc) = 'array' THEN
    RETURN (SELECT coalesce(jsonb_agg(without_texts(e, names, salt) ORDER BY n), '[]') FROM jsonb_array_elements(doc) WITH ORDINALITY AS a (e, n));
  END IF;
  RETURN doc;
END $$;

-- A JSON document with every text in it erased, ids and times excepted: of what people typed, nothing stays.
CREATE FUNCTION without_words(doc jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF jsonb_typeof(doc) = 'object' THEN
    RETURN (SELECT coalesce(jsonb_object_agg(e.key, without_words(e.value)), '{}') FROM jsonb_each(doc) e);
  ELSIF jsonb_typeof(doc) = 'array' THEN
    RETURN (SELECT coalesce(jsonb_agg(without_words(e) ORDER BY n), '[]') FROM jsonb_array_elements(doc) WITH ORDINALITY AS a (e, n));
  ELSIF jsonb_typeof(doc) = 'string' AND doc #>> '{}' !~ '^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z)?$' THEN
    RETURN to_jsonb(erased());
  END IF;
  RETURN doc;
END $$;

-- A decision is immutable, but for this: texts of fields may be erased from it while `dealwright.erasing` is on, which only
-- `erase_words` turns on. What it was, when, by whom and what it led to stays.
CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('dealwright.erasing', true) = 'on'
     AND (to_jsonb(NEW) - ARRAY['command', 'facts', 'snapshot']) = (to_jsonb(OLD) - ARRAY['command', 'facts', 'snapshot']) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% rows are immutable once they are written', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER process_events_immutable ON process_events;
CREATE TRIGGER process_events_immutable BEFORE UPDATE OR DELETE ON process_events
  FOR EACH ROW EXECUTE FUNCTION refuse_event_change();

-- A text, and a JSON document, in which what a pattern finds (names, addresses, numbers of somebody) is erased.
CREATE FUNCTION without_marks(given text, pattern text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(given, pattern, erased(), 'gi')
$$;
CREATE FUNCTION without_marks(doc jsonb, pattern text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF jsonb_typeof(doc) = 'object' THEN
    RETURN (SELECT coalesce(jsonb_object_agg(without_marks(e.key, pattern), without_marks(e.value, pattern)), '{}') FROM jsonb_each(doc) e);
  ELSIF jsonb_typeof(doc) = 'array' THEN
    RETURN (SELECT coalesce(jsonb_agg(without_marks(e, pattern) ORDER BY n), '[]') FROM jsonb_array_elements(doc) WITH ORDINALITY AS a (e, n));
  ELSIF jsonb_typeof(doc) IN ('string', 'number') AND doc #>> '{}' ~* pattern THEN
    RETURN to_jsonb(without_marks(doc #>> '{}', pattern));
  END IF;
  RETURN doc;
END $$;
CREATE FUNCTION without_marks(list text[], pattern text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(without_marks(one, pattern) ORDER BY n), '{}') FROM unnest(list) WITH ORDINALITY AS l (one, n)
$$;

-- Erases what was typed about somebody from leads and sales: their rows, commands, decisions, tasks and wishes. `whole` are those
-- that are about the person alone (their leads), and lose every word; of the others (`instances` holds all) the texts of process
-- fields, comments and reasons go, and titles lose what the pattern finds. Gives the number of rows by table. Statuses, stages,
-- amounts and dates stay, so counts and histories do. `act` is the row that says who asked for it, and why: without one it
-- does nothing. Asked again, it finds what was written since.
CREATE FUNCTION erase_words(act uuid, instances uuid[], whole uuid[], pattern text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  names text[] := ARRAY(SELECT DISTINCT f.key FROM process_versions v, jsonb_each(v.definition::jsonb -> 'fields') f WHERE f.value ->> 'type' = 'text');
  salt_ text := (SELECT p.salt FROM privacy_acts p WHERE p.id = act AND p.kind = 'erasure');
  done jsonb := '{}';
  n int;
BEGIN
  IF salt_ IS NULL THEN
    RAISE EXCEPTION 'Nobody asked for an erasure' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('dealwright.erasing', 'on', true);
  UPDATE process_events SET command = without_texts(command, names, salt_), facts = without_texts(facts, names, salt_), snapshot = without_texts(snapshot, names, salt_)
    WHERE instance_id = ANY(instances) AND (without_texts(command, names, salt_) <> command OR without_texts(snapshot, names, salt_) <> snapshot OR without_texts(facts, names, salt_) <> facts);
  GET DIAGNOSTICS n = ROW_COUNT;
  done := done || jsonb_build_object('process_events', n);
  PERFORM set_config('dealwright.erasing', 'off', true);
  UPDATE process_instances SET snapshot = without_texts(snapshot, names, salt_) WHERE id = ANY(instances) AND without_texts(snapshot, names, salt_) <> snapshot;
  GET DIAGNOSTICS n = ROW_COUNT;
  done := done || jsonb_build_object('process_instances', n);
  UPDATE commands SET command = without_texts(command, names, salt_), record = without_words(record), answer = without_texts(answer, names, salt_)
    WHERE instance_id = ANY(instances) AND (record <> without_words(record) OR command <> without_texts(command, names, salt_) OR answer <> without_texts(answer, names, salt_));
  GET DIAGNOSTICS n = ROW_COUNT;
  done := done || jsonb_build_object('commands', n);
  UPDATE tasks SET title = erased() WHERE instance_id = ANY(instances) AND title <> erased();
  GET DIAGNOSTICS n = ROW_COUNT;
  done := done || jsonb_build_object('tasks', n);
  UPDATE incidents SET detail = erased() WHERE instance_id = ANY(instances) AND detail <> erased();
  GET DIAGNOSTICS n = ROW_COUNT;
  done := done || jsonb_build_object('incidents', n);
  UPDATE outbox SET wish = without_texts(wish, names, salt_), reason = CASE WHEN reason IS NOT NULL THEN erased() END
    WHERE instance_id = ANY(instances) AND (wish <> without_texts(wish, names, salt_) OR reason <> erased());
  GET DIAGNOSTICS n = ROW_COUNT;
  done := done || jsonb_build_object('outbox', n);
  UPDATE delivery_ledger SET detail = erased()
    WHERE detail <> erased() AND wish_id IN (SELECT id FROM outbox WHERE instance_id = ANY(instances));
  GET DIAGNOSTICS n = ROW_COUNT;
  done := done || jsonb_build_object('delivery_ledger', n);
  UPDATE deal_migration_rows SET preview = without_texts(preview, names, salt_) WHERE instance_id = ANY(instances) AND preview <> without_texts(preview, names, salt_);
  GET DIAGNOSTICS n = ROW_COUNT;
  done := done || jsonb_build_object('deal_migration_rows', n);
  IF pattern <> '.\A' THEN
    -- What somebody looked for, by name or number. The chain of entries holds without it.
    UPDATE audit_entries SET content = NULL, salt = NULL WHERE content ~* pattern;
    GET DIAGNOSTICS n = ROW_COUNT;
    done := done || jsonb_build_object('audit_entries', n);
  END IF;
  RETURN done || erase_typed(instances, whole, pattern);
END $$;

-- The part of it that is the CRM's rows of leads and sales.
CREATE FUNCTION erase_typed(instances uuid[], whole uuid[], pattern text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  n int;
  m int;
BEGIN
  UPDATE leads SET topic = erased(), person_name = CASE WHEN person_name IS NOT NULL THEN erased() END, organisation = NULL, email = NULL, phone = NULL,
      post = NULL, need = NULL, plans = NULL, custom = '{}', source = without_marks(source, pattern), campaign = without_marks(campaign, pattern), external_key = NULL
    WHERE id = ANY(whole);
  GET DIAGNOSTICS n = ROW_COUNT;
  UPDATE leads SET topic = without_marks(topic, pattern), need = without_marks(need, pattern), plans = without_marks(plans, pattern),
      custom = without_marks(custom, pattern), source = without_marks(source, pattern), campaign = without_marks(campaign, pattern)
    WHERE id = ANY(instances) AND NOT id = ANY(whole);
  UPDATE sales SET title = without_marks(title, pattern), second_reason = without_marks(second_reason, pattern), custom = without_marks(custom, pattern),
      source = without_marks(source, pattern), campaign = without_marks(campaign, pattern), external_key = CASE WHEN external_key ~* pattern THEN 'erased ' || id ELSE external_key END
    WHERE id = ANY(instances);
  GET DIAGNOSTICS m = ROW_COUNT;
  UPDATE sale_claims SET title = without_marks(title, pattern) WHERE title ~* pattern;
  RETURN jsonb_build_object('leads', n, 'sales', m);
END $$;

-- ---------------------------------------------------------------- who may what
REVOKE ALL ON FUNCTION merge_clients(jsonb), undo_merge(uuid, uuid, timestamptz), undo_move(merge_moves), move_link(uuid, text, record, uuid, uuid),
  set_values(uuid, text, jsonb, jsonb), redirect_merged(), redirect_account(), redirect_contact(), count_client_links(text, uuid[]),
  erase_words(uuid, uuid[], uuid[], text), erase_typed(uuid[], uuid[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION merge_clients(jsonb), undo_merge(uuid, uuid, timestamptz), count_client_links(text, uuid[]),
  erase_words(uuid, uuid[], uuid[], text) TO dealwright_api, dealwright_worker;
-- A ledger is written by what merges; erasing takes the personal words out of it.
GRANT SELECT ON "merges", "merge_moves" TO dealwright_api, dealwright_worker;
GRANT UPDATE ("before", "after") ON "merge_moves" TO dealwright_api, dealwright_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON "consents", "contact_preferences" TO dealwright_api, dealwright_worker;
GRANT SELECT, INSERT ON "privacy_acts", "histories_to_forget" TO dealwright_api, dealwright_worker;
GRANT UPDATE ("counts") ON "privacy_acts" TO dealwright_api;
GRANT UPDATE ("salt") ON "privacy_acts" TO dealwright_worker;
GRANT UPDATE ("act_id", "asked_at", "ended_at", "done_at") ON "histories_to_forget" TO dealwright_api, dealwright_worker;
