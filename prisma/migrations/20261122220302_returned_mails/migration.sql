-- A mail that came back from everybody it went to was no response of ours: the lead waits for its first one again, or the next one
-- was it.
CREATE FUNCTION take_back_response() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM client_mail_letters l WHERE l.mail_id = NEW.mail_id AND l.status = 'sent') THEN RETURN NULL; END IF;
  UPDATE leads SET (first_response_at, first_response_id) = (
    SELECT x.at, x.id FROM interactions x
    WHERE x.instance_id = leads.id AND x.status = 'held' AND x.direction IS DISTINCT FROM 'in' AND x.id <> NEW.mail_id
      AND client_mail_state(x.id) IS DISTINCT FROM 'bounced'
    ORDER BY x.at, x.id LIMIT 1)
  WHERE first_response_id = NEW.mail_id;
  RETURN NULL;
END $$;
CREATE TRIGGER client_mail_letters_returned AFTER UPDATE OF "status" ON "client_mail_letters" FOR EACH ROW
  WHEN (NEW."status" = 'bounced' AND OLD."status" <> 'bounced') EXECUTE FUNCTION take_back_response();
REVOKE ALL ON FUNCTION take_back_response() FROM PUBLIC;
