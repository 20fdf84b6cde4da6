-- ---------------------------------------------------------------- roles: lines of business, and fields
ALTER TABLE "roles"
  -- any (lines play no part), only (what the sight gives, of their holder's lines), also (beside it, all of those lines)
  ADD COLUMN "lines" TEXT NOT NULL DEFAULT 'any' CHECK ("lines" IN ('any', 'only', 'also')),
  -- { lead | sale | account | contact: { a field's key: hidden | read-only } }
  ADD COLUMN "fields" JSONB NOT NULL DEFAULT '{}';

-- ---------------------------------------------------------------- a sale's line of business
ALTER TABLE "sales" ADD COLUMN "line" TEXT;
GRANT UPDATE (line) ON sales TO dealwright_api;
UPDATE sales SET line = l.line FROM leads l WHERE l.sale_id = sales.id AND l.line IS NOT NULL;
CREATE INDEX "leads_line_idx" ON "leads"("line");
CREATE INDEX "sales_line_idx" ON "sales"("line");

-- A sale is of the line of the lead that became it, until somebody says another.
CREATE FUNCTION line_of_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE sales SET line = NEW.line WHERE id = NEW.sale_id AND line IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER leads_line_of_sale AFTER UPDATE OF sale_id ON leads FOR EACH ROW
  WHEN (NEW.sale_id IS NOT NULL AND NEW.line IS NOT NULL AND NEW.sale_id IS DISTINCT FROM OLD.sale_id)
  EXECUTE FUNCTION line_of_lead();

-- As before, with the line of a sale.
CREATE OR REPLACE FUNCTION insert_record(kind text, id uuid, record jsonb, by text, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  author uuid := CASE WHEN by = 'system' THEN NULL ELSE by::uuid END;
  -- One that is not there is refused by its key: nothing that was said is lost unseen.
  account uuid := coalesce(living_account((record ->> 'accountId')::uuid), (record ->> 'accountId')::uuid);
  contact uuid := coalesce(living_contact((record ->> 'contactId')::uuid), (record ->> 'contactId')::uuid);
  added jsonb := coalesce(record -> 'custom', '{}');
BEGIN
  IF EXISTS (SELECT 1 FROM sales s WHERE s.id = insert_record.id) THEN
    RETURN;
  ELSIF kind = 'lead' THEN
    INSERT INTO leads (id, topic, person_name, organisation, email, phone, industry, source, created_by, created_at, account_id, contact_id,
      external_key, post, need, plans, country, region, line, language, annual_revenue_minor, revenue_currency, estimate_pct,
      estimate_minor, estimate_currency, campaign, product_id, custom)
    VALUES (id, record ->> 'topic', record ->> 'personName', record ->> 'organisation', record ->> 'email', record ->> 'phone',
      record ->> 'industry', record ->> 'source', author, at, account, contact, record ->> 'externalKey', record ->> 'post',
      record ->> 'need', record ->> 'plans', record ->> 'country', record ->> 'region', record ->> 'line', record ->> 'language',
      (record ->> 'annualRevenueMinor')::bigint, record ->> 'revenueCurrency', (record ->> 'estimatePct')::int,
      (record ->> 'estimateMinor')::bigint, record ->> 'estimateCurrency', record ->> 'campaign', (record ->> 'productId')::uuid, added);
  ELSE
    INSERT INTO sales (id, title, account_id, contact_id, product_id, source, created_by, created_at, external_key, campaign, second_reason, line, custom)
    VALUES (id, record ->> 'title', account, contact, (record ->> 'productId')::uuid, record ->> 'source', author, at,
      record ->> 'externalKey', record ->> 'campaign', record ->> 'secondReason', record ->> 'line', added);
  END IF;
END $$;

-- ---------------------------------------------------------------- shares
-- What somebody shares with a colleague or a team beside what they see anyway. A share that ended stays: it says who could see what.
CREATE TABLE "shares" (
    "id" UUID NOT NULL PRIMARY KEY,
    "instance_id" UUID,
    "account_id" UUID,
    "contact_id" UUID,
    "person_id" UUID,
    "team_id" UUID,
    -- read, work
    "may" TEXT NOT NULL CHECK ("may" IN ('read', 'work')),
    -- It ends by itself then.
    "until" TIMESTAMPTZ(3),
    "by" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" UUID,
    CHECK (num_nonnulls("instance_id", "account_id", "contact_id") = 1),
    CHECK (num_nonnulls("person_id", "team_id") = 1)
);
CREATE INDEX "shares_person_id_idx" ON "shares"("person_id") WHERE "ended_at" IS NULL;
CREATE INDEX "shares_team_id_idx" ON "shares"("team_id") WHERE "ended_at" IS NULL;
CREATE INDEX "shares_instance_id_at_idx" ON "shares"("instance_id", "at");
CREATE INDEX "shares_account_id_at_idx" ON "shares"("account_id", "at");
CREATE INDEX "shares_contact_id_at_idx" ON "shares"("contact_id", "at");
GRANT SELECT, INSERT, UPDATE ON "shares" TO dealwright_api;
GRANT SELECT ON "shares" TO dealwright_worker;

-- What is shared with somebody now, themselves or by a team of theirs; the widest counts.
CREATE FUNCTION shared_with(person uuid) RETURNS TABLE (instance_id uuid, account_id uuid, contact_id uuid, work boolean) LANGUAGE sql STABLE AS $$
  SELECT s.instance_id, s.account_id, s.contact_id, bool_or(s.may = 'work') FROM shares s
  WHERE s.ended_at IS NULL AND (s.until IS NULL OR s.until > now())
    AND (s.person_id = person OR s.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = person))
  GROUP BY 1, 2, 3
$$;
SELECT redirect_merged();
