-- Whoever something is shared with is told of it.
ALTER TABLE "notifications"
  -- The client that a notice is about, where it is about no lead or sale.
  ADD COLUMN "account_id" UUID,
  ADD COLUMN "contact_id" UUID;

-- Once for each share and each person; of a team, those who are in it then. Who gets the same again, in the place of what they had,
-- has been told. `subject` is the share: a notice of one that has ended is no news.
CREATE FUNCTION tell_of_share() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM shares o WHERE o.id <> NEW.id AND o.may = NEW.may AND o.ended_at = NEW.at
      AND (o.person_id, o.team_id, o.instance_id, o.account_id, o.contact_id)
        IS NOT DISTINCT FROM (NEW.person_id, NEW.team_id, NEW.instance_id, NEW.account_id, NEW.contact_id))
  THEN RETURN NULL; END IF;
  INSERT INTO notifications (id, instance_id, account_id, contact_id, person_id, code, subject, at)
  -- The same each time, and a UUID of version 8.
  SELECT overlay(overlay(md5(format('%s shared with %s', NEW.id, w.id)) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid,
    NEW.instance_id, NEW.account_id, NEW.contact_id, w.id, CASE NEW.may WHEN 'work' THEN 'shared to work on' ELSE 'shared to read' END,
    NEW.id::text, NEW.at
  FROM (SELECT NEW.person_id AS id WHERE NEW.person_id IS NOT NULL
    UNION SELECT m.person_id FROM team_members m WHERE m.team_id = NEW.team_id) w
  WHERE w.id <> NEW."by"
  ON CONFLICT (id) DO NOTHING;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION tell_of_share() FROM PUBLIC;
CREATE TRIGGER shares_told AFTER INSERT ON "shares" FOR EACH ROW EXECUTE FUNCTION tell_of_share();

SELECT redirect_merged();
