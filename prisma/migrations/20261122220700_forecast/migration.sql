-- Forecasts: what owners and managers say of a sale, how forecasts stood on each day, and quotas.

-- ---------------------------------------------------------------- what people say of a sale
-- The owner's word and the manager's stand beside each other; the manager's counts. Past words are in `forecast_rows`, by day.
CREATE TABLE "forecast_words" (
    "sale_id" UUID NOT NULL,
    "said_as" TEXT NOT NULL CHECK ("said_as" IN ('owner', 'manager')),
    "category" TEXT NOT NULL CHECK ("category" IN ('commit', 'best case', 'pipeline')),
    "note" TEXT,
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "forecast_words_pkey" PRIMARY KEY ("sale_id", "said_as"),
    CONSTRAINT "forecast_words_sale_id_fkey" FOREIGN KEY ("sale_id") REFERENCES "sales"("id") ON DELETE CASCADE ON UPDATE NO ACTION
);

-- ---------------------------------------------------------------- how a forecast stood on a day
-- The days that were kept: once each.
CREATE TABLE "forecast_days" (
    "day" DATE NOT NULL PRIMARY KEY,
    "kept_at" TIMESTAMPTZ(3) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "sales" INTEGER NOT NULL
);

-- How an open sale stood, from a day up to another one, which is not part of it: a row for each change, not for each day.
CREATE TABLE "forecast_rows" (
    "sale_id" UUID NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE,
    "owner_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "amount_base_minor" BIGINT NOT NULL,
    "probability_pct" INTEGER,
    "owner_category" TEXT,
    "manager_category" TEXT,
    "expected_on" DATE,

    CONSTRAINT "forecast_rows_pkey" PRIMARY KEY ("sale_id", "from_day"),
    CONSTRAINT "forecast_rows_sale_id_fkey" FOREIGN KEY ("sale_id") REFERENCES "sales"("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    CHECK ("to_day" > "from_day")
);
-- One that stands now is looked for with each day that is kept.
CREATE UNIQUE INDEX "forecast_rows_standing" ON "forecast_rows" ("sale_id") WHERE "to_day" IS NULL;
CREATE INDEX "forecast_rows_days" ON "forecast_rows" USING gist (daterange("from_day", "to_day"));

-- Where days begin: the zone of the office calendar.
CREATE FUNCTION office_zone() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE zone text := coalesce((SELECT definition ->> 'zone' FROM calendars WHERE key = 'office' ORDER BY version DESC LIMIT 1), 'UTC');
BEGIN
  PERFORM now() AT TIME ZONE zone;
  RETURN zone;
EXCEPTION WHEN invalid_parameter_value THEN -- one that the runtime knows and the database does not
  RETURN 'UTC';
END $$;

-- When a sale is expected to close: the day that the client decides by, else the day that its process plans.
CREATE FUNCTION expected_on(decision_on date, planned_for timestamptz, zone text) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(decision_on, (planned_for AT TIME ZONE zone)::date)
$$;

-- Keeps how all open sales stand, as that of a day. The second time on a day nothing happens. Gives whether it was kept now.
CREATE FUNCTION keep_forecast(wanted date, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE zone text := office_zone();
BEGIN
  INSERT INTO forecast_days (day, kept_at, currency, sales)
  SELECT wanted, moment, coalesce((SELECT value #>> '{}' FROM settings WHERE key = 'base currency'), 'RUB'),
    (SELECT count(*) FROM process_instances WHERE kind = 'sale' AND open)
  WHERE NOT EXISTS (SELECT 1 FROM forecast_days WHERE day >= wanted)
  ON CONFLICT (day) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  WITH now AS MATERIALIZED (
    SELECT i.id AS sale_id, i.owner_id, i.version_id, i.state, i.amount_base_minor, i.probability_pct,
      o.category AS owner_category, m.category AS manager_category, expected_on(i.decision_on, i.planned_for, zone) AS expected_on
    FROM process_instances i JOIN sales s ON s.id = i.id
      LEFT JOIN forecast_words o ON o.sale_id = i.id AND o.said_as = 'owner'
      LEFT JOIN forecast_words m ON m.sale_id = i.id AND m.said_as = 'manager'
    WHERE i.kind = 'sale' AND i.open),
  ended AS (
    UPDATE forecast_rows r SET to_day = wanted
    WHERE r.to_day IS NULL AND NOT EXISTS (SELECT 1 FROM now n WHERE n.sale_id = r.sale_id
      AND (n.owner_id, n.version_id, n.state, n.amount_base_minor) = (r.owner_id, r.version_id, r.state, r.amount_base_minor)
      AND (n.probability_pct, n.owner_category, n.manager_category, n.expected_on)
        IS NOT DISTINCT FROM (r.probability_pct, r.owner_category, r.manager_category, r.expected_on))
    RETURNING r.sale_id)
  INSERT INTO forecast_rows (sale_id, from_day, owner_id, version_id, state, amount_base_minor, probability_pct, owner_category, manager_category, expected_on)
  SELECT n.sale_id, wanted, n.owner_id, n.version_id, n.state, n.amount_base_minor, n.probability_pct, n.owner_category, n.manager_category, n.expected_on
  FROM now n WHERE n.sale_id IN (SELECT sale_id FROM ended)
    OR NOT EXISTS (SELECT 1 FROM forecast_rows r WHERE r.sale_id = n.sale_id AND r.to_day IS NULL);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION keep_forecast(date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_forecast(date, timestamptz) TO dealwright_worker;

-- ---------------------------------------------------------------- quotas
-- What a person or a team is to win in a period, in the base currency. A period is a month or a quarter, by its first day.
CREATE TABLE "quotas" (
    "id" UUID NOT NULL PRIMARY KEY,
    "person_id" UUID REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    "team_id" UUID REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE NO ACTION,
    "per" TEXT NOT NULL CHECK ("per" IN ('month', 'quarter')),
    "starts_on" DATE NOT NULL,
    "amount_minor" BIGINT NOT NULL CHECK ("amount_minor" >= 0),
    "currency" CHAR(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "set_by" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CHECK (num_nonnulls("person_id", "team_id") = 1),
    CHECK ("starts_on" = date_trunc("per", "starts_on"::timestamp)::date)
);
CREATE UNIQUE INDEX "quotas_person" ON "quotas" ("person_id", "per", "starts_on") WHERE "person_id" IS NOT NULL;
CREATE UNIQUE INDEX "quotas_team" ON "quotas" ("team_id", "per", "starts_on") WHERE "team_id" IS NOT NULL;

-- ---------------------------------------------------------------- what reports over sales look for
-- What is open, and what was won or lost when: with what is summed, so that the rows themselves are not read.
CREATE INDEX "process_instances_open_sales" ON "process_instances" ("owner_id", "version_id")
  INCLUDE ("state", "amount_base_minor", "probability_pct", "decision_on", "planned_for") WHERE "kind" = 'sale' AND "open";
CREATE INDEX "process_instances_closed_sales" ON "process_instances" ("closed_at")
  INCLUDE ("result", "owner_id", "amount_base_minor", "started_at", "version_id") WHERE "kind" = 'sale' AND NOT "open";

GRANT SELECT, INSERT, UPDATE, DELETE ON "forecast_words", "quotas" TO dealwright_api;
GRANT SELECT ON "forecast_words", "quotas", "forecast_days", "forecast_rows" TO dealwright_worker;
GRANT SELECT ON "forecast_days", "forecast_rows" TO dealwright_api;
SELECT redirect_merged();
