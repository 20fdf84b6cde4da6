-- Leads with all that people type about them, what qualifying one makes and links, and a second open sale of the same thing.

-- Several leads may join one sale.
DROP INDEX "leads_sale_id_key";
CREATE INDEX "leads_sale_id_idx" ON "leads"("sale_id");

-- ---------------------------------------------------------------- normal forms that this needs
-- The digits of a phone number as they are dialled from abroad: a Russian 8 is 7. `normalPhone` of src/crm/normal knows more;
-- whoever qualifies through it hands its form in.
CREATE FUNCTION dialled_digits(phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT nullif(regexp_replace(regexp_replace(regexp_replace(phone, '[^0-9+]', '', 'g'), '^(\+|00)', ''), '^8(\d{10})$', '7\1'), '')
$$;
CREATE INDEX "contacts_dialled_digits_idx" ON "contacts"(dialled_digits("phone"));

-- The record that one which was merged lives on in.
CREATE FUNCTION living_account(given uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE chain AS (
    SELECT id, merged_into, 0 AS depth FROM accounts WHERE id = given
    UNION ALL SELECT a.id, a.merged_into, depth + 1 FROM chain JOIN accounts a ON a.id = chain.merged_into WHERE depth < 20
  ) SELECT id FROM chain WHERE merged_into IS NULL
$$;
CREATE FUNCTION living_contact(given uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE chain AS (
    SELECT id, merged_into, 0 AS depth FROM contacts WHERE id = given
    UNION ALL SELECT c.id, c.merged_into, depth + 1 FROM chain JOIN contacts c ON c.id = chain.merged_into WHERE depth < 20
  ) SELECT id FROM chain WHERE merged_into IS NULL
$$;

-- ---------------------------------------------------------------- new leads and sales
-- The rows of a new lead or sale, from the words that the inbox kept out of the workflow. A sale that a lead became has
-- its row already.
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
    INSERT INTO sales (id, title, account_id, contact_id, product_id, source, created_by, created_at, external_key, campaign, second_reason, custom)
    VALUES (id, record ->> 'title', account, contact, (record ->> 'productId')::uuid, record ->> 'source', author, at,
      record ->> 'externalKey', record ->> 'campaign', record ->> 'secondReason', added);
  END IF;
END $$;

-- What the client wants is a field of the process too, where somebody finds it out: what was said last is on the lead.
CREATE FUNCTION note_need() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE leads SET need = NEW.snapshot #>> '{fields,need}' WHERE id = NEW.id AND NEW.snapshot #>> '{fields,need}' IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER leads_need AFTER UPDATE OF snapshot ON process_instances FOR EACH ROW
  WHEN (NEW.kind = 'lead' AND NEW.snapshot #>> '{fields,need}' IS DISTINCT FROM OLD.snapshot #>> '{fields,need}')
  EXECUTE FUNCTION note_need();

-- ---------------------------------------------------------------- the first response
-- The first thing that we did: not what the client sent us. Set once, whoever wrote it down: a person, a mailbox, a telephone
-- system, an import.
CREATE FUNCTION note_first_response() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE leads SET first_response_at = f.at, first_response_id = f.id
  FROM (SELECT DISTINCT ON (instance_id) instance_id, id, at FROM fresh
        WHERE direction IS DISTINCT FROM 'in' AND instance_id IS NOT NULL ORDER BY instance_id, at, id) f
  WHERE leads.id = f.instance_id AND leads.first_response_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER interactions_first_response AFTER INSERT ON interactions REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_first_response();
UPDATE leads SET first_response_at = f.at, first_response_id = f.id
FROM (SELECT DISTINCT ON (instance_id) instance_id, id, at FROM interactions
      WHERE direction IS DISTINCT FROM 'in' AND instance_id IS NOT NULL ORDER BY instance_id, at, id) f
WHERE leads.id = f.instance_id;

-- ---------------------------------------------------------------- a second open sale of the same client and product
-- By the account or the contact; without a product, those without one. A sale whose process has not begun yet is open.
CREATE FUNCTION open_sales(account uuid, contact uuid, product uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT s.id FROM sales s LEFT JOIN process_instances i ON i.id = s.id
  WHERE (s.account_id = account OR s.contact_id = contact) AND s.product_id IS NOT DISTINCT FROM product AND coalesce(i.open, true)
  ORDER BY s.created_at, s.id
$$;

-- Whoever looks for open sales of a client in order to make one does so one after the other. Both locks in one order.
CREATE FUNCTION lock_client(account uuid, contact uuid) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(4, key) FROM (
    SELECT hashtext(one::text) AS key FROM unnest(ARRAY[account, contact]) one WHERE one IS NOT NULL ORDER BY 1) k
$$;

-- A sale that is about to be made: two that are asked for in the same moment see each other by it. Worth nothing once the sale
-- is there, or its command was refused.
CREATE TABLE "sale_claims" (
    -- The command's.
    "id" UUID NOT NULL PRIMARY KEY,
    "sale_id" UUID NOT NULL,
    "account_id" UUID,
    "contact_id" UUID,
    "product_id" UUID,
    "title" TEXT NOT NULL,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "sale_claims_account_id_idx" ON "sale_claims"("account_id");
CREATE INDEX "sale_claims_contact_id_idx" ON "sale_claims"("contact_id");

-- Claims a sale for a client, unless there is an open one or somebody else's claim: gives these as [{ id, title }], and
-- claims nothing then. `give_reason`: it is made all the same.
CREATE FUNCTION claim_sale(key uuid, sale uuid, account uuid, contact uuid, product uuid, called text, give_reason boolean, at timestamptz)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  there jsonb;
BEGIN
  PERFORM lock_client(account, contact);
  -- The same command again.
  IF EXISTS (SELECT 1 FROM commands WHERE id = key) OR EXISTS (SELECT 1 FROM sale_claims WHERE id = key) THEN
    RETURN '[]';
  END IF;
  DELETE FROM sale_claims c WHERE (c.account_id = account OR c.contact_id = contact) AND (
    EXISTS (SELECT 1 FROM commands d WHERE d.id = c.id AND d.status <> 'received')
    OR (claimed_at < at - interval '1 minute' AND NOT EXISTS (SELECT 1 FROM commands d WHERE d.id = c.id)));
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'title', o.title)), '[]') INTO there FROM (
    SELECT s.id, s.title FROM open_sales(account, contact, product) o (id) JOIN sales s ON s.id = o.id
    UNION
    SELECT c.sale_id, c.title FROM sale_claims c
    WHERE (c.account_id = account OR c.contact_id = contact) AND c.product_id IS NOT DISTINCT FROM product) o;
  IF there = '[]' OR give_reason THEN
    INSERT INTO sale_claims VALUES (key, sale, account, contact, product, called, at);
    RETURN '[]';
  END IF;
  RETURN there;
END $$;

-- ---------------------------------------------------------------- who a lead is about
-- The account that a lead's words name without doubt, and by what: the same folded name, a phone or an address of its own, or the
-- only organisation of a known contact. `phone`: digits.
CREATE FUNCTION match_account(lead leads, contact uuid, phone text) RETURNS TABLE (id uuid, why text) LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF lead.organisation IS NULL THEN
    RETURN QUERY SELECT min(a.id::text)::uuid, 'the only organisation of the contact'
      FROM account_contacts x JOIN accounts a ON a.id = x.account_id AND a.merged_into IS NULL
      WHERE x.contact_id = contact HAVING count(*) = 1;
    RETURN;
  END IF;
  -- `search_entries` holds the folded names, by an index.
  RETURN QUERY SELECT a.id, 'the same name' FROM search_entries e JOIN accounts a ON a.id = e.id AND a.merged_into IS NULL
    WHERE e.kind = 'account' AND e.name = fold(lead.organisation) COLLATE "C" ORDER BY a.created_at, a.id LIMIT 1;
  IF NOT FOUND THEN
    RETURN QUERY SELECT a.id, 'the same ' || p.kind FROM contact_points p JOIN accounts a ON a.id = p.account_id AND a.merged_into IS NULL
      WHERE (p.kind = 'e-mail' AND p.normal = lower(btrim(lead.email))) OR (p.kind = 'phone' AND p.normal = '+' || phone)
      ORDER BY p.kind, a.created_at, a.id LIMIT 1;
  END IF;
END $$;

-- The same for the contact: by address first, then by phone.
CREATE FUNCTION match_contact(lead leads, phone text) RETURNS TABLE (id uuid, why text) LANGUAGE sql STABLE AS $$
  SELECT c.id, 'the same ' || f.kind FROM (
    SELECT c.id, 'e-mail' AS kind FROM contacts c WHERE lower(c.email) = lower(btrim((lead).email))
    UNION ALL SELECT p.contact_id, p.kind FROM contact_points p
      WHERE (p.kind = 'e-mail' AND p.normal = lower(btrim((lead).email))) OR (p.kind = 'phone' AND p.normal = '+' || phone)
    UNION ALL SELECT c.id, 'phone' FROM contacts c WHERE dialled_digits(c.phone) = phone
  ) f JOIN contacts c ON c.id = f.id
  WHERE c.merged_into IS NULL AND c.erased_at IS NULL
  ORDER BY f.kind, c.created_at, c.id LIMIT 1
$$;

-- What of the client base a lead is linked with when it is qualified: { accountId, accountWhy, contactId, contactWhy }, by the
-- marks of `conversion`. Nothing is written.
CREATE FUNCTION links_of_lead(lead leads, conversion jsonb, phone text) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  digits text := coalesce(dialled_digits(phone), dialled_digits(lead.phone));
  account uuid := living_account((conversion #>> '{account,id}')::uuid);
  contact uuid := living_contact((conversion #>> '{contact,id}')::uuid);
  account_why text := CASE WHEN account IS NOT NULL THEN 'given' END;
  contact_why text := CASE WHEN contact IS NOT NULL THEN 'given' END;
BEGIN
  IF contact IS NULL AND conversion ->> 'contact' IS DISTINCT FROM 'new' THEN
    contact := living_contact(lead.contact_id);
    contact_why := CASE WHEN contact IS NOT NULL THEN 'on the lead' END;
  END IF;
  IF contact IS NULL AND conversion ->> 'contact' = 'create' THEN
    SELECT m.id, m.why INTO contact, contact_why FROM match_contact(lead, digits) m;
  END IF;
  IF account IS NULL AND conversion ->> 'account' IS DISTINCT FROM 'new' THEN
    account := living_account(lead.account_id);
    account_why := CASE WHEN account IS NOT NULL THEN 'on the lead' END;
  END IF;
  IF account IS NULL AND conversion ->> 'account' = 'create' THEN
    SELECT m.id, m.why INTO account, account_why FROM match_account(lead, contact, digits) m;
  END IF;
  RETURN jsonb_build_object('accountId', account, 'accountWhy', account_why, 'contactId', contact, 'contactWhy', contact_why);
END $$;

-- ---------------------------------------------------------------- a lead becomes a sale
-- What qualifying makes and links: known records are linked and never doubled. Gives the ids, and whether the sale was there
-- before. The words of the sale are those of the command that `inboxId` names.
CREATE OR REPLACE FUNCTION convert_lead(lead_id uuid, conversion jsonb, ids jsonb, owner uuid, at timestamptz) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  lead leads%ROWTYPE;
  words jsonb := coalesce((SELECT c.record -> 'sale' FROM commands c WHERE c.id = (conversion ->> 'inboxId')::uuid), '{}');
  links jsonb;
  account uuid;
  contact uuid;
  sale uuid;
  product uuid;
  joined boolean := false;
BEGIN
  SELECT * INTO STRICT lead FROM leads WHERE id = convert_lead.lead_id FOR UPDATE;
  -- Two leads of one client that are qualified in the same moment find each other's records.
  PERFORM pg_advisory_xact_lock(1, key) FROM (
    SELECT DISTINCT hashtext(word) AS key FROM unnest(ARRAY[fold(lead.organisation), lower(btrim(lead.email)), dialled_digits(lead.phone)]) word
    WHERE word IS NOT NULL ORDER BY 1) k;
  links := links_of_lead(lead, conversion, words ->> 'phone');
  account := (links ->> 'accountId')::uuid;
  contact := (links ->> 'contactId')::uuid;
  IF account IS NULL AND conversion ->> 'account' IN ('create', 'new') AND lead.organisation IS NOT NULL THEN
    account := (ids ->> 'account')::uuid;
    INSERT INTO accounts (id, name, industry, country, region, annual_revenue_minor, currency, owner_id, created_at)
    VALUES (account, lead.organisation, lead.industry, lead.country, lead.region, lead.annual_revenue_minor, lead.revenue_currency, owner, at);
  END IF;
  IF contact IS NULL AND conversion ->> 'contact' IN ('create', 'new') AND lead.person_name IS NOT NULL THEN
    contact := (ids ->> 'contact')::uuid;
    INSERT INTO contacts (id, name, email, phone, language, owner_id, created_at)
    VALUES (contact, lead.person_name, lead.email, lead.phone, lead.language, owner, at);
  END IF;
  IF account IS NOT NULL AND contact IS NOT NULL THEN
    INSERT INTO account_contacts (account_id, contact_id, post) VALUES (account, contact, lead.post) ON CONFLICT DO NOTHING;
  END IF;
  -- A lead that is qualified again keeps the sale it has made.
  sale := lead.sale_id;
  IF sale IS NULL AND conversion #>> '{sale,id}' IS NOT NULL THEN
    sale := (conversion #>> '{sale,id}')::uuid;
    joined := true;
  ELSIF sale IS NULL AND conversion ->> 'sale' = 'create' THEN
    product := coalesce((words ->> 'productId')::uuid, lead.product_id);
    IF words ->> 'secondReason' IS NULL THEN
      PERFORM lock_client(account, contact);
      SELECT o INTO sale FROM open_sales(account, contact, product) o LIMIT 1;
      joined := sale IS NOT NULL;
    END IF;
    IF NOT joined THEN
      sale := coalesce((conversion ->> 'saleId')::uuid, (ids ->> 'sale')::uuid);
      INSERT INTO sales (id, title, account_id, contact_id, product_id, source, campaign, second_reason, custom, created_by, created_at)
      VALUES (sale, coalesce(words ->> 'title', lead.topic), account, contact, product, lead.source, coalesce(words ->> 'campaign', lead.campaign),
        words ->> 'secondReason', coalesce(words -> 'custom', '{}'), owner, at);
    END IF;
  END IF;
  IF joined THEN
    UPDATE sales SET account_id = coalesce(account_id, account), contact_id = coalesce(contact_id, contact) WHERE id = sale;
  END IF;
  UPDATE leads SET account_id = account, contact_id = contact, sale_id = sale WHERE id = convert_lead.lead_id;
  UPDATE interactions SET account_id = coalesce(interactions.account_id, account), contact_id = coalesce(interactions.contact_id, contact)
    WHERE instance_id = convert_lead.lead_id;
  UPDATE touches SET account_id = coalesce(touches.account_id, account), contact_id = coalesce(touches.contact_id, contact)
    WHERE touches.lead_id = convert_lead.lead_id;
  RETURN jsonb_build_object('accountId', account, 'contactId', contact, 'saleId', sale) || CASE WHEN joined THEN '{"joined": true}' ELSE '{}'::jsonb END;
END $$;

-- ---------------------------------------------------------------- who may what
-- They run within record_decision, with its rights.
REVOKE ALL ON FUNCTION note_need(), note_first_response() FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON "sale_claims" TO dealwright_api, dealwright_worker;
GRANT UPDATE (account_id, contact_id) ON leads TO dealwright_api;
