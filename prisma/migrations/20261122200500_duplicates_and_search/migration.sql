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
  t := replace(replace(replace(replace(replace(t, 'shch', 'ш'), 'sch', 'ш'), 'sh', 'ш'), 'ch', 'ч'), 'zh', 'ж');
  t := replace(replace(replace(replace(replace(t, 'kh', 'h'), 'ph', 'f'), 'ts', 'ц'), 'tz', 'ц'), 'x', 'ks');
  t := replace(replace(replace(replace(t, 'ю', 'iu'), 'я', 'ia'), 'ξ', 'ks'), 'ψ', 'ps');
  t := replace(replace(replace(replace(t, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
  t := translate(t,
    'абвгдезиклмнопрстуфхщыэєіґђјљњћџәғқңөұүһcqwyjøłđðıαβγδεζηθικλμνοπρςστυφχωьъ',
    'abvgdeziklmnoprstufhшieeigdilnчжagknouuhkkviiolddiavgdezitiklmnoprsstifho');
  t := regexp_replace(t, '([a-zжчшц])\1+', '\1', 'g');
  t := replace(replace(replace(replace(t, 'ш', 'sh'), 'ч', 'ch'), 'ж', 'zh'), 'ц', 'ts');
  RETURN btrim(regexp_replace(t,
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u2bff\u3000-\u303f\ufe10-\ufe6f]+', ' ', 'g'));
END $$;

-- Without legal forms, as `foldCompany` does it. A name of nothing else stays.
CREATE FUNCTION fold_company(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(regexp_replace(' ' || folded || ' ',
    ' (obshestvo s ogranichenoi otvetstvenostiu|publichnoe aktsionernoe obshestvo|otkritoe aktsionernoe obshestvo|zakritoe aktsionernoe obshestvo|individualni predprinimatel|aktsionernoe obshestvo|grupa kompani|inkorporated|korporation|kompania|kompani|limited|firma|fgup|gmbh|kisk|korp|oisk|pisk|sarl|and|ano|aps|chp|gup|ink|isk|ltd|mup|nao|npo|oao|ohg|pao|plk|pte|pti|sas|spa|srl|sro|the|tov|zao|ab|ag|ao|bv|gk|ip|kg|ko|lk|lp|np|nv|oi|sa|se|sp|td|to|i|o)(?= )', '', 'g')), ''), folded)
  FROM (SELECT fold(given) AS folded) f
$$;
