-- What usual sources are called in either language: a lead that only says "website" makes one that everybody can read.
CREATE FUNCTION usual_sources() RETURNS TABLE (key text, en text, ru text) LANGUAGE sql IMMUTABLE AS $$
  VALUES ('website', 'Website', 'Сайт'), ('web form', 'Web form', 'Форма на сайте'), ('chat', 'Chat', 'Чат'),
    ('e-mail', 'E-mail', 'Электронная почта'), ('outgoing call', 'Outgoing phone call', 'Исходящий звонок'),
    ('meeting', 'Meeting', 'Встреча'), ('visit', 'Visit', 'Визит'), ('message', 'Message', 'Сообщение'),
    ('exhibition', 'Exhibition', 'Выставка'), ('webinar', 'Webinar', 'Вебинар'), ('seminar', 'Seminar', 'Семинар'),
    ('partner', 'Partner', 'Партнёр'), ('campaign', 'Campaign', 'Кампания'), ('advertising', 'Advertising', 'Реклама'),
    ('social media', 'Social media', 'Социальные сети'), ('mailing', 'Mailing', 'Рассылка'), ('tender', 'Tender', 'Тендер')
$$;

-- A word in either language names the same source, if nobody has made one of that word before.
CREATE OR REPLACE FUNCTION find_sources(words text[], of_kind text) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
  INSERT INTO sources (id, key, name, kind)
  SELECT gen_random_uuid(), w.key, jsonb_build_object('en', w.en, 'ru', w.ru), of_kind
  FROM (SELECT DISTINCT ON (coalesce(u.key, source_key(asked.said))) coalesce(u.key, source_key(asked.said)) AS key,
          coalesce(u.en, btrim(asked.said)) AS en, coalesce(u.ru, btrim(asked.said)) AS ru
        FROM unnest(words) asked(said)
          LEFT JOIN usual_sources() u ON source_key(asked.said) IN (u.key, source_key(u.en), source_key(u.ru))
        WHERE source_key(asked.said) <> '' AND NOT EXISTS (SELECT 1 FROM source_words s WHERE s.word = source_key(asked.said))
        ORDER BY coalesce(u.key, source_key(asked.said))) w
  ORDER BY w.key
  ON CONFLICT (key) DO NOTHING
$$;

-- Those that were made so before, and that nobody has given a name since; not where another one goes by the name.
UPDATE sources s SET name = jsonb_build_object('en', u.en, 'ru', u.ru) FROM usual_sources() u
WHERE s.key = u.key AND source_key(s.name ->> 'en') = u.key AND source_key(s.name ->> 'ru') = u.key
  AND NOT EXISTS (SELECT 1 FROM source_words o WHERE o.word IN (source_key(u.en), source_key(u.ru)) AND o.id <> s.id);
