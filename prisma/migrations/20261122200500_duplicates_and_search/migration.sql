-- One spelling for what people write in many, by which search and the finding of doubles work; the index that search reads; the
-- keys by which look-alikes meet; and the pairs that a run over all has found.
--
-- On a server of one's own the owner's login needs CREATE on the database for the extension, which PostgreSQL trusts it with.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- ---------------------------------------------------------------- one spelling
-- The same as `fold` of src/crm/normal, which says what it does; a test holds them together.
CREATE FUNCTION fold(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  t text := lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f\u0483-\u0487''’‘ʼʹ`´′]', '', 'g'));
BEGIN
  t := replace(replace(replace(replace(replace(t, 'shch', 'ш'), 'sch', 'ш'), 'sh', 'ш'), 'chr', 'kr'), 'ch', 'ч');
  t := replace(replace(replace(replace(t, 'ce', 'se'), 'ci', 'si'), 'cy', 'si'), 'zh', 'ж');
  t := replace(replace(replace(replace(replace(t, 'kh', 'h'), 'ph', 'f'), 'ts', 'ц'), 'tz', 'ц'), 'x', 'ks');
  t := replace(replace(replace(replace(t, 'ю', 'iu'), 'я', 'ia'), 'ξ', 'ks'), 'ψ', 'ps');
  t := replace(replace(replace(replace(t, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
  t := translate(t,
    'абвгдезиклмнопрстуфхщыэєіґђјљњћџәғқңөұүһcqwyjøłđðıαβγδεζηθικλμνοπρςστυφχωьъ',
    'abvgdeziklmnoprstufhшieeigdilnчжagknouuhkkviiolddiavgdezitiklmnoprsstifho');
  t := regexp_replace(t, '([a-zжчшц])\1+', '\1', 'g');
  t := replace(replace(replace(replace(t, 'ш', 'sh'), 'ч', 'ch'), 'ж', 'zh'), 'ц', 'ts');
  RETURN btrim(regexp_replace(t,
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u2bff\u3000-\u303f\ufe10-\ufe6f\u1680\ufeff]+', ' ', 'g'));
END $$;

-- Without legal forms, as `foldCompany` does it. A name of nothing else stays.
CREATE FUNCTION fold_company(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(regexp_replace(' ' || folded || ' ',
    ' (obshestvo s ogranichenoi otvetstvenostiu|publichnoe aktsionernoe obshestvo|otkritoe aktsionernoe obshestvo|zakritoe aktsionernoe obshestvo|individualni predprinimatel|aktsionernoe obshestvo|grupa kompani|inkorporated|korporation|kompania|kompani|limited|firma|fgup|gmbh|kisk|korp|oisk|pisk|sarl|and|ano|aps|chp|gup|ink|isk|ltd|mup|nao|npo|oao|ohg|pao|plk|pte|pti|sas|spa|srl|sro|the|tov|zao|ab|ag|ao|bv|gk|ip|kg|ko|lk|lp|np|nv|oi|sa|se|sp|td|to|i|o)(?= )', '', 'g')), ''), folded)
  FROM (SELECT fold(given) AS folded) f
$$;

-- ---------------------------------------------------------------- what records are found by
-- A row for each account, contact, lead, sale and product that may be found: none for a merged or an erased one. Triggers keep
-- it, statement by statement, so COPY does too. Nobody else writes it.
CREATE TABLE "search_entries" (
    "kind" TEXT NOT NULL,
    "id" UUID NOT NULL,
    -- Its name, folded.
    "name" TEXT COLLATE "C" NOT NULL,
    -- Six lines, each folded and with a space before it: name; other names; organisations; phones, addresses and sites; numbers;
    -- added fields.
    "text" TEXT COLLATE "C" NOT NULL,
    -- By what look-alikes meet: e: an e-mail address, p: the end of a phone number, t: a tax number, s: a site, and the keys of names.
    "keys" TEXT[] NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "search_entries_pkey" PRIMARY KEY ("kind", "id")
);
CREATE INDEX "search_entries_kind_name_idx" ON "search_entries"("kind", "name");
CREATE INDEX "search_entries_text_idx" ON "search_entries" USING gin ("text" gin_trgm_ops);
CREATE INDEX "search_entries_keys_idx" ON "search_entries" USING gin ("keys");

-- The usual short forms of given names, folded.
CREATE TABLE "given_names" (
    "short" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    CONSTRAINT "given_names_pkey" PRIMARY KEY ("short", "name")
);
INSERT INTO given_names (short, name) VALUES
  ('aleks', 'aleksander'), ('aleks', 'aleksandr'), ('aleks', 'aleksandra'), ('alesha', 'aleksei'), ('andi', 'andrev'),
  ('ania', 'ana'), ('beki', 'rebeka'), ('ben', 'beniamin'), ('beth', 'elizabeth'), ('beti', 'elizabeth'),
  ('bil', 'viliam'), ('bili', 'viliam'), ('bob', 'robert'), ('bobi', 'robert'), ('boria', 'boris'),
  ('charlie', 'charles'), ('chuk', 'charles'), ('dan', 'daniel'), ('dani', 'daniel'), ('dasha', 'daria'),
  ('dave', 'david'), ('debie', 'deborah'), ('den', 'denis'), ('dik', 'richard'), ('dima', 'dmitri'), ('don', 'donald'),
  ('drev', 'andrev'), ('driusha', 'andrei'), ('ed', 'edvard'), ('edie', 'edvard'), ('edik', 'eduard'),
  ('fedia', 'fedor'), ('fred', 'frederik'), ('galia', 'galina'), ('gena', 'genadi'), ('gene', 'eugene'),
  ('gosha', 'georgi'), ('greg', 'gregori'), ('grisha', 'grigori'), ('hari', 'henri'), ('iak', 'iohn'),
  ('iake', 'iakob'), ('iasha', 'iakov'), ('ien', 'ienifer'), ('ieni', 'ienifer'), ('igorek', 'igor'),
  ('iliusha', 'ilia'), ('im', 'iames'), ('imi', 'iames'), ('inochka', 'ina'), ('ioe', 'iosef'), ('iohni', 'iohn'),
  ('ion', 'ionathan'), ('iosh', 'ioshua'), ('ira', 'irina'), ('iulia', 'iulia'), ('iura', 'iuri'),
  ('kate', 'katherine'), ('kathi', 'katherine'), ('katia', 'ekaterina'), ('ken', 'keneth'), ('kir', 'kiril'),
  ('kolia', 'nikolai'), ('kostia', 'konstantin'), ('kris', 'kristina'), ('kris', 'kristine'), ('kris', 'kristofer'),
  ('ksiusha', 'ksenia'), ('ksiusha', 'oksana'), ('lara', 'larisa'), ('lari', 'lavrense'), ('leha', 'aleksei'),
  ('lena', 'elena'), ('lenia', 'leonid'), ('lera', 'valeria'), ('lesha', 'aleksei'), ('lida', 'lidia'),
  ('liuba', 'liubov'), ('liuda', 'liudmila'), ('liz', 'elizabeth'), ('liza', 'elizaveta'), ('lizie', 'elizabeth'),
  ('magie', 'margaret'), ('maks', 'maksim'), ('marisha', 'marina'), ('masha', 'maria'), ('mat', 'mathev'),
  ('meg', 'margaret'), ('mik', 'michael'), ('mike', 'michael'), ('mila', 'liudmila'), ('misha', 'mihail'),
  ('mitia', 'dmitri'), ('nadia', 'nadezhda'), ('nastia', 'anastasia'), ('natasha', 'natalia'), ('nik', 'nicholas'),
  ('nik', 'nikita'), ('ninochka', 'nina'), ('niura', 'ana'), ('olezhka', 'oleg'), ('olia', 'olga'), ('pasha', 'pavel'),
  ('pat', 'patrik'), ('pat', 'patrisia'), ('pati', 'patrisia'), ('pegi', 'margaret'), ('pete', 'peter'),
  ('petia', 'petr'), ('polia', 'polina'), ('rich', 'richard'), ('rik', 'richard'), ('rita', 'margarita'),
  ('rob', 'robert'), ('roma', 'roman'), ('ron', 'ronald'), ('sam', 'samantha'), ('sam', 'samuel'),
  ('sandi', 'aleksander'), ('sandra', 'aleksandra'), ('sania', 'aleksandr'), ('sasha', 'aleksander'),
  ('sasha', 'aleksandr'), ('sasha', 'aleksandra'), ('sema', 'semen'), ('serega', 'sergei'), ('serezha', 'sergei'),
  ('seva', 'vsevolod'), ('shura', 'aleksandr'), ('shura', 'aleksandra'), ('slava', 'iaroslav'), ('slava', 'stanislav'),
  ('slava', 'sviatoslav'), ('slava', 'viacheslav'), ('slava', 'vladislav'), ('sonia', 'sofia'), ('stas', 'stanislav'),
  ('stepa', 'stepan'), ('steve', 'stefen'), ('steve', 'steven'), ('sue', 'susan'), ('sveta', 'svetlana'),
  ('tania', 'tatiana'), ('ted', 'edvard'), ('ted', 'theodore'), ('theo', 'theodore'), ('tim', 'timothi'),
  ('tima', 'timofei'), ('tina', 'kristina'), ('tolia', 'anatoli'), ('tom', 'thomas'), ('toma', 'tamara'),
  ('toni', 'anthoni'), ('tonia', 'antonina'), ('tosha', 'anton'), ('vadik', 'vadim'), ('valera', 'valeri'),
  ('valia', 'valentin'), ('valia', 'valentina'), ('vania', 'ivan'), ('vasia', 'vasili'), ('verochka', 'vera'),
  ('vik', 'viktor'), ('vika', 'viktoria'), ('viki', 'viktoria'), ('vil', 'viliam'), ('vitia', 'viktor'),
  ('vlad', 'vladislav'), ('volodia', 'vladimir'), ('vova', 'vladimir'), ('zach', 'zachari'), ('zhenia', 'evgeni'),
  ('zhenia', 'evgenia'), ('zhora', 'georgi'), ('zina', 'zinaida');

-- The first letter of a folded word and its next consonants: what slips and spellings mostly leave alone.
CREATE FUNCTION skeleton(word text, most int DEFAULT 5) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT left(word, 1) || left(translate(substr(word, 2), 'aeiou ', ''), most - 1)
$$;

-- Of an organisation: its words, its neighbouring words and the whole, by their skeletons.
CREATE FUNCTION company_keys(given text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  words text[] := (string_to_array(fold_company(given), ' '))[1:8];
  keys text[] := '{}';
  before text;
  word text;
BEGIN
  FOREACH word IN ARRAY words LOOP
    IF length(word) >= 3 THEN keys := keys || ('w:' || skeleton(word)); END IF;
    IF before IS NOT NULL THEN keys := keys || ('b:' || skeleton(before) || ' ' || skeleton(word)); END IF;
    before := word;
  END LOOP;
  RETURN CASE WHEN before <> '' THEN keys || ('c:' || skeleton(array_to_string(words, ''), 8)) ELSE keys END;
END $$;

-- Of a person: each name of three letters or more with the initial of another, whichever is the given one. A patronymic is left
-- out where there are two other names.
CREATE FUNCTION person_keys(given text) RETURNS text[] LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
  words text[] := (string_to_array(fold(given), ' '))[1:5];
  keys text[] := '{}';
  initials text[];
  word text;
  other text;
BEGIN
  IF cardinality(words) > 2 THEN
    words := ARRAY(SELECT w FROM unnest(words) w WHERE w !~ '(ovich|evich|ovna|evna|ichna|ilich|michna)$');
  END IF;
  FOREACH other IN ARRAY words LOOP
    SELECT array_agg(DISTINCT left(name, 1)) INTO initials FROM given_names WHERE short = other;
    FOREACH word IN ARRAY words LOOP
      IF word <> other AND length(word) >= 3 THEN
        keys := keys || ('n:' || skeleton(word) || ' ' || left(other, 1))
          || ARRAY(SELECT 'n:' || skeleton(word) || ' ' || initial FROM unnest(initials) initial WHERE initial <> left(other, 1));
      END IF;
    END LOOP;
  END LOOP;
  RETURN keys;
END $$;

CREATE FUNCTION digits_of(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(given, '[^0-9]', '', 'g')
$$;

-- The end of a phone number: the same with and without a country's code.
CREATE FUNCTION phone_key(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN length(digits_of(given)) >= 7 THEN 'p:' || right(digits_of(given), 9) END
$$;

CREATE FUNCTION email_key(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN given LIKE '%@%' THEN 'e:' || lower(btrim(given)) END
$$;

-- The domain of a site, or of an address by e-mail.
CREATE FUNCTION site_key(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT 's:' || nullif(regexp_replace(lower(btrim(given)), '^([a-z]+://)?(.*@)?(www\.)?([^/?#:\s]*).*$', '\4'), '')
$$;

CREATE FUNCTION tax_key(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT 't:' || nullif(regexp_replace(upper(given), '[\s.–-]', '', 'g'), '')
$$;

-- The values of an added field that people search by; of a choice its names.
CREATE FUNCTION searchable_custom(of text, custom jsonb) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT string_agg(coalesce((f.options #>> ARRAY[custom ->> f.key, 'en']) || ' ' || (f.options #>> ARRAY[custom ->> f.key, 'ru']), custom ->> f.key), ' ')
  FROM custom_fields f WHERE custom <> '{}' AND f.entity = of AND f.searchable AND f.retired_at IS NULL AND custom ? f.key
$$;

-- The lines of an entry; most are empty, and cost nothing then.
CREATE FUNCTION search_text(names text, others text, organisations text, points text, numbers text, added text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ' ' || coalesce(fold(names), '') || E'\n ' || coalesce(fold(others), '') || E'\n ' || coalesce(fold(organisations), '') || E'\n '
    || coalesce(fold(nullif(points, '')), '') || E'\n ' || coalesce(fold(numbers), '') || E'\n ' || coalesce(fold(added), '')
$$;

CREATE FUNCTION kept_keys(VARIADIC given text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT key), '{}') FROM unnest(given) key WHERE key IS NOT NULL
$$;

-- How the entries of some records should stand; null: of all.
CREATE FUNCTION account_entries(ids uuid[]) RETURNS SETOF search_entries LANGUAGE sql STABLE AS $$
  SELECT 'account', a.id, fold(a.name),
    search_text(a.name, a.legal_name, NULL, concat_ws(' ', a.website, p.text), a.tax_number, searchable_custom('account', a.custom)),
    kept_keys(VARIADIC company_keys(a.name) || company_keys(a.legal_name) || p.keys || ARRAY[tax_key(a.tax_number), site_key(a.website)]),
    a.created_at
  FROM accounts a CROSS JOIN LATERAL (
    SELECT string_agg(CASE kind WHEN 'phone' THEN digits_of(normal) ELSE value END, ' ') AS text,
      array_agg(CASE kind WHEN 'phone' THEN phone_key(normal) WHEN 'e-mail' THEN email_key(normal) WHEN 'site' THEN site_key(normal) END)
        || array_agg(CASE WHEN kind = 'e-mail' THEN site_key(normal) END) AS keys
    FROM contact_points WHERE account_id = a.id
  ) p WHERE a.merged_into IS NULL AND (ids IS NULL OR a.id = ANY(ids))
$$;

CREATE FUNCTION contact_entries(ids uuid[]) RETURNS SETOF search_entries LANGUAGE sql STABLE AS $$
  SELECT 'contact', c.id, fold(c.name),
    search_text(c.name, NULL, o.names, concat_ws(' ', c.email, digits_of(c.phone), p.text), NULL, searchable_custom('contact', c.custom)),
    kept_keys(VARIADIC person_keys(c.name) || p.keys || ARRAY[email_key(c.email), phone_key(c.phone)]),
    c.created_at
  FROM contacts c CROSS JOIN LATERAL (
    SELECT string_agg(CASE kind WHEN 'phone' THEN digits_of(normal) ELSE value END, ' ') AS text,
      array_agg(CASE kind WHEN 'phone' THEN phone_key(normal) WHEN 'e-mail' THEN email_key(normal) END) AS keys
    FROM contact_points WHERE contact_id = c.id
  ) p CROSS JOIN LATERAL (
    SELECT string_agg(a.name, ' ') AS names FROM account_contacts m JOIN accounts a ON a.id = m.account_id WHERE m.contact_id = c.id
  ) o WHERE c.merged_into IS NULL AND c.erased_at IS NULL AND (ids IS NULL OR c.id = ANY(ids))
$$;

CREATE FUNCTION lead_entries(ids uuid[]) RETURNS SETOF search_entries LANGUAGE sql STABLE AS $$
  SELECT 'lead', l.id, fold(l.topic),
    search_text(l.topic, l.person_name, l.organisation, concat_ws(' ', l.email, digits_of(l.phone)), l.number::text, searchable_custom('lead', l.custom)),
    kept_keys(VARIADIC person_keys(l.person_name) || company_keys(l.organisation) || ARRAY[email_key(l.email), phone_key(l.phone), site_key(l.email)]),
    l.created_at
  FROM leads l WHERE ids IS NULL OR l.id = ANY(ids)
$$;

CREATE FUNCTION sale_entries(ids uuid[]) RETURNS SETOF search_entries LANGUAGE sql STABLE AS $$
  SELECT 'sale', s.id, fold(s.title),
    search_text(s.title, NULL, a.name, NULL, s.number::text, searchable_custom('sale', s.custom)), '{}'::text[], s.created_at
  FROM sales s LEFT JOIN accounts a ON a.id = s.account_id WHERE ids IS NULL OR s.id = ANY(ids)
$$;

CREATE FUNCTION product_entries(ids uuid[]) RETURNS SETOF search_entries LANGUAGE sql STABLE AS $$
  SELECT 'product', p.id, fold(p.name), search_text(p.name, p.series, NULL, NULL, p.key, NULL), '{}'::text[], 'epoch'::timestamptz
  FROM products p WHERE ids IS NULL OR p.id = ANY(ids)
$$;

-- Brings the entries of some records (null: of all) to how they should stand.
CREATE FUNCTION put_search_entries(of text, ids uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF cardinality(ids) = 0 THEN RETURN; END IF;
  EXECUTE format(
    'WITH now AS MATERIALIZED (SELECT * FROM %I($2)), gone AS (
       DELETE FROM search_entries e WHERE e.kind = $1 AND ($2 IS NULL OR e.id = ANY($2)) AND NOT EXISTS (SELECT 1 FROM now WHERE now.id = e.id))
     INSERT INTO search_entries SELECT * FROM now ORDER BY id
     ON CONFLICT (kind, id) DO UPDATE SET name = excluded.name, text = excluded.text, keys = excluded.keys, at = excluded.at
       WHERE (search_entries.text, search_entries.keys) IS DISTINCT FROM (excluded.text, excluded.keys)', of || '_entries') USING of, ids;
END $$;
REVOKE EXECUTE ON FUNCTION put_search_entries(text, uuid[]) FROM public;

-- After a statement: the entries of the kind in the first argument, whose ids are in the column of the second.
CREATE FUNCTION follow_in_search() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  EXECUTE format('SELECT array_agg(DISTINCT %1$I) FILTER (WHERE %1$I IS NOT NULL) FROM changed', TG_ARGV[1]) INTO ids;
  PERFORM put_search_entries(TG_ARGV[0], coalesce(ids, '{}'));
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION follow_in_search() FROM public;

-- After an UPDATE: the same, where one of the columns named in the third argument has changed.
CREATE FUNCTION follow_change_in_search() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ids uuid[];
  words text;
BEGIN
  SELECT string_agg(format('o.%1$I IS DISTINCT FROM n.%1$I', word), ' OR ') INTO words FROM unnest(string_to_array(TG_ARGV[1], ' ')) word;
  EXECUTE format('SELECT array_agg(n.id) FROM before o JOIN changed n USING (id) WHERE %s', words) INTO ids;
  IF ids IS NULL THEN RETURN NULL; END IF;
  PERFORM put_search_entries(TG_ARGV[0], ids);
  -- An organisation's name stands in the entries of its people and sales as well.
  IF TG_ARGV[0] = 'account' THEN
    SELECT array_agg(n.id) INTO ids FROM before o JOIN changed n USING (id) WHERE o.name <> n.name;
    PERFORM put_search_entries('contact', coalesce((SELECT array_agg(DISTINCT contact_id) FROM account_contacts WHERE account_id = ANY(ids)), '{}'));
    PERFORM put_search_entries('sale', coalesce((SELECT array_agg(s.id) FROM sales s WHERE account_id = ANY(ids)), '{}'));
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION follow_change_in_search() FROM public;

DO $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT * FROM (VALUES
    ('accounts', 'account', 'name legal_name tax_number website custom merged_into'),
    ('contacts', 'contact', 'name email phone custom merged_into erased_at'),
    ('leads', 'lead', 'topic person_name organisation email phone custom'),
    ('sales', 'sale', 'title account_id custom'),
    ('products', 'product', 'name series key')
  ) AS t(tab, kind, columns) LOOP
    EXECUTE format('CREATE TRIGGER %1$s_found AFTER INSERT ON %1$I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION follow_in_search(%2$L, ''id'')', one.tab, one.kind);
    EXECUTE format('CREATE TRIGGER %1$s_found_changed AFTER UPDATE ON %1$I REFERENCING OLD TABLE AS before NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION follow_change_in_search(%2$L, %3$L)', one.tab, one.kind, one.columns);
    EXECUTE format('CREATE TRIGGER %1$s_found_no_more AFTER DELETE ON %1$I REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION follow_in_search(%2$L, ''id'')', one.tab, one.kind);
  END LOOP;
  FOR one IN SELECT * FROM (VALUES
    ('contact_points', 'account', 'account_id'), ('contact_points', 'contact', 'contact_id'), ('account_contacts', 'contact', 'contact_id')
  ) AS t(tab, kind, columns) LOOP
    EXECUTE format('CREATE TRIGGER %1$s_of_%2$s_found AFTER INSERT ON %1$I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION follow_in_search(%2$L, %3$L)', one.tab, one.kind, one.columns);
    EXECUTE format('CREATE TRIGGER %1$s_of_%2$s_found_changed AFTER UPDATE ON %1$I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION follow_in_search(%2$L, %3$L)', one.tab, one.kind, one.columns);
    EXECUTE format('CREATE TRIGGER %1$s_of_%2$s_found_before AFTER UPDATE ON %1$I REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION follow_in_search(%2$L, %3$L)', one.tab, one.kind, one.columns);
    EXECUTE format('CREATE TRIGGER %1$s_of_%2$s_found_no_more AFTER DELETE ON %1$I REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION follow_in_search(%2$L, %3$L)', one.tab, one.kind, one.columns);
  END LOOP;
END $$;

-- A field that becomes searchable, or is so no more, changes the entries of all that have it.
CREATE FUNCTION follow_fields_in_search() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND (OLD.searchable OR (TG_OP = 'UPDATE' AND NEW.searchable))
     AND (TG_OP = 'DELETE' OR (OLD.searchable, OLD.retired_at, OLD.options) IS DISTINCT FROM (NEW.searchable, NEW.retired_at, NEW.options)) THEN
    EXECUTE format('SELECT put_search_entries($1, coalesce((SELECT array_agg(id) FROM %I WHERE custom ? $2), ''{}''))', OLD.entity || 's') USING OLD.entity, OLD.key;
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION follow_fields_in_search() FROM public;
CREATE TRIGGER custom_fields_found AFTER UPDATE OR DELETE ON custom_fields FOR EACH ROW EXECUTE FUNCTION follow_fields_in_search();

-- What is there already.
SELECT put_search_entries(kind, NULL) FROM unnest(ARRAY['account', 'contact', 'lead', 'sale', 'product']) kind;

-- Entries in which each of these folded words stands nearly so: what a slip of the finger leaves of its trigrams. Whoever asks
-- looks again, letter by letter.
SELECT similarity('', '');
CREATE FUNCTION search_slips(kinds text[], words text[], most int) RETURNS SETOF search_entries LANGUAGE plpgsql STABLE
SET pg_trgm.word_similarity_threshold = 0.4 AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT * FROM search_entries WHERE kind = ANY($1) AND %s LIMIT $2',
    (SELECT string_agg(format('%L <%% text', word), ' AND ') FROM unnest(words) word)) USING kinds, most;
END $$;

-- ---------------------------------------------------------------- pairs that look alike
-- How likeness is judged, once sales ops have set it.
CREATE TABLE "duplicate_rules" (
    "one" BOOLEAN NOT NULL DEFAULT true PRIMARY KEY CHECK ("one"),
    "rules" JSONB NOT NULL,
    "changed_by" UUID,
    "changed_at" TIMESTAMPTZ(3) NOT NULL
);

CREATE TABLE "duplicate_runs" (
    "id" UUID NOT NULL PRIMARY KEY,
    -- account, contact, lead
    "entity" TEXT NOT NULL,
    -- waiting, running, done, stopped
    "status" TEXT NOT NULL DEFAULT 'waiting',
    -- The rules as they were when it began.
    "rules" JSONB NOT NULL,
    -- How many records there are, how many of them have been looked at, up to which id; pairs compared and found.
    "records" INTEGER NOT NULL DEFAULT 0,
    "looked_at" INTEGER NOT NULL DEFAULT 0,
    "after" UUID,
    "compared" INTEGER NOT NULL DEFAULT 0,
    "found" INTEGER NOT NULL DEFAULT 0,
    "started_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3)
);

-- Records that share a key, while a run works: what too many share is left out.
CREATE TABLE "duplicate_blocks" (
    "run_id" UUID NOT NULL REFERENCES "duplicate_runs"("id") ON DELETE CASCADE,
    "key" TEXT NOT NULL,
    "ids" UUID[] NOT NULL,
    CONSTRAINT "duplicate_blocks_pkey" PRIMARY KEY ("run_id", "key")
);

-- Two records of one kind that may be the same; `left_id` is the smaller id. What somebody dismissed stays so in later runs.
CREATE TABLE "duplicate_pairs" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    "entity" TEXT NOT NULL,
    "left_id" UUID NOT NULL,
    "right_id" UUID NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    -- [{ code, field, left, right, weight }]
    "reasons" JSONB NOT NULL,
    -- open, dismissed, merged
    "status" TEXT NOT NULL DEFAULT 'open',
    "run_id" UUID,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_by" UUID,
    "settled_at" TIMESTAMPTZ(3),
    "note" TEXT,
    CHECK ("left_id" < "right_id")
);
CREATE UNIQUE INDEX "duplicate_pairs_entity_left_id_right_id_key" ON "duplicate_pairs"("entity", "left_id", "right_id");
CREATE INDEX "duplicate_pairs_entity_status_score_id_idx" ON "duplicate_pairs"("entity", "status", "score", "id");
CREATE INDEX "duplicate_pairs_right_id_idx" ON "duplicate_pairs"("right_id");

-- A merge settles its pair, and taking it back opens it again. Pairs with something that is gone or erased are no more.
CREATE FUNCTION settle_pairs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE duplicate_pairs SET status = 'merged', settled_at = now(), settled_by = NEW.updated_by
    WHERE entity = TG_ARGV[0] AND status = 'open' AND left_id = least(NEW.id, NEW.merged_into) AND right_id = greatest(NEW.id, NEW.merged_into)
      AND NEW.merged_into IS NOT NULL;
  UPDATE duplicate_pairs SET status = 'open', settled_at = NULL, settled_by = NULL
    WHERE entity = TG_ARGV[0] AND status = 'merged' AND left_id = least(NEW.id, OLD.merged_into) AND right_id = greatest(NEW.id, OLD.merged_into)
      AND OLD.merged_into IS NOT NULL AND NEW.merged_into IS NULL;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION settle_pairs() FROM public;
CREATE FUNCTION forget_pairs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM duplicate_pairs WHERE entity = TG_ARGV[0] AND left_id = OLD.id;
  DELETE FROM duplicate_pairs WHERE entity = TG_ARGV[0] AND right_id = OLD.id;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION forget_pairs() FROM public;
CREATE TRIGGER accounts_settle_pairs AFTER UPDATE OF merged_into ON accounts FOR EACH ROW
  WHEN (OLD.merged_into IS DISTINCT FROM NEW.merged_into) EXECUTE FUNCTION settle_pairs('account');
CREATE TRIGGER contacts_settle_pairs AFTER UPDATE OF merged_into ON contacts FOR EACH ROW
  WHEN (OLD.merged_into IS DISTINCT FROM NEW.merged_into) EXECUTE FUNCTION settle_pairs('contact');
CREATE TRIGGER contacts_erased_forget_pairs AFTER UPDATE OF erased_at ON contacts FOR EACH ROW
  WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION forget_pairs('contact');
CREATE TRIGGER leads_erased_forget_pairs AFTER UPDATE OF person_name ON leads FOR EACH ROW
  WHEN (OLD.person_name IS NOT NULL AND NEW.person_name IS DISTINCT FROM OLD.person_name) EXECUTE FUNCTION forget_pairs('lead');
CREATE TRIGGER accounts_gone_forget_pairs AFTER DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION forget_pairs('account');
CREATE TRIGGER contacts_gone_forget_pairs AFTER DELETE ON contacts FOR EACH ROW EXECUTE FUNCTION forget_pairs('contact');
CREATE TRIGGER leads_gone_forget_pairs AFTER DELETE ON leads FOR EACH ROW EXECUTE FUNCTION forget_pairs('lead');

-- ---------------------------------------------------------------- who may what
GRANT SELECT ON "search_entries", "given_names" TO dealwright_api, dealwright_worker;
GRANT SELECT, INSERT, UPDATE ON "duplicate_rules", "duplicate_runs", "duplicate_pairs" TO dealwright_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON "duplicate_rules", "duplicate_runs", "duplicate_blocks", "duplicate_pairs" TO dealwright_worker;
