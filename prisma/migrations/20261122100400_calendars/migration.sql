-- Whose calendar is whose: a person's own, else that of a team, else that of the office.
ALTER TABLE "people" ADD COLUMN "calendar_key" TEXT;
ALTER TABLE "teams" ADD COLUMN "calendar_key" TEXT;

-- A calendar's text as it was written, by whom (a person, `command line`, or `system` for what ships), and why.
ALTER TABLE "calendars" ADD COLUMN "source" TEXT, ADD COLUMN "author" TEXT NOT NULL DEFAULT 'system', ADD COLUMN "note" TEXT;

-- Work that a new calendar, or a person who has got another one, makes: the deadlines that hang on it are resolved anew. A
-- row comes to be with the change, in its transaction, so that no change goes without.
CREATE TABLE "retimings" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "calendar_key" TEXT,
    "version" INTEGER,
    "people" UUID[] NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "retimings_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "retimings_calendar_key_version_key" ON "retimings"("calendar_key", "version");
CREATE INDEX "retimings_waiting" ON "retimings" ("created_at") WHERE "finished_at" IS NULL;
GRANT SELECT ON "retimings" TO dealwright_api, dealwright_worker;
GRANT UPDATE ("finished_at") ON "retimings" TO dealwright_worker;

-- The list of what moved is read from the commands that a retiming sent.
CREATE INDEX "commands_retime" ON "commands" ("route", "instance_id") WHERE "type" = 'retime';

-- The calendar of whoever owns an instance. A key that is in no table is passed over. `office` is there since the start.
CREATE FUNCTION calendar_of(person uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT p.calendar_key FROM people p WHERE p.id = person AND EXISTS (SELECT 1 FROM calendars c WHERE c.key = p.calendar_key)),
    (SELECT t.calendar_key FROM team_members m JOIN teams t ON t.id = m.team_id
      WHERE m.person_id = person AND EXISTS (SELECT 1 FROM calendars c WHERE c.key = t.calendar_key) ORDER BY t.key LIMIT 1),
    (SELECT o.calendar_key FROM people p JOIN offices o ON o.id = p.office_id
      WHERE p.id = person AND EXISTS (SELECT 1 FROM calendars c WHERE c.key = o.calendar_key)),
    'office')
$$;

-- What workers keep in memory now holds offices and teams too.
CREATE TRIGGER offices_reference AFTER INSERT OR UPDATE OR DELETE ON offices
  FOR EACH STATEMENT EXECUTE FUNCTION bump_reference();
CREATE TRIGGER teams_reference AFTER INSERT OR UPDATE OR DELETE ON teams
  FOR EACH STATEMENT EXECUTE FUNCTION bump_reference();

-- The first version of a calendar moves nothing: nobody could name it before.
CREATE FUNCTION retime_for_calendar() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO retimings (calendar_key, version) SELECT NEW.key, NEW.version WHERE NEW.version > 1 ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER calendars_retime AFTER INSERT ON calendars FOR EACH ROW EXECUTE FUNCTION retime_for_calendar();

CREATE FUNCTION retime_for_people() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  whose uuid[];
BEGIN
  IF TG_TABLE_NAME = 'people' THEN
    whose := ARRAY(SELECT n.id FROM after n JOIN before o USING (id)
      WHERE n.calendar_key IS DISTINCT FROM o.calendar_key OR n.office_id IS DISTINCT FROM o.office_id);
  ELSIF TG_TABLE_NAME = 'offices' THEN
    whose := ARRAY(SELECT p.id FROM people p JOIN after n ON n.id = p.office_id JOIN before o ON o.id = n.id
      WHERE n.calendar_key IS DISTINCT FROM o.calendar_key);
  ELSIF TG_TABLE_NAME = 'teams' THEN
    whose := ARRAY(SELECT m.person_id FROM team_members m JOIN after n ON n.id = m.team_id JOIN before o ON o.id = n.id
      WHERE n.calendar_key IS DISTINCT FROM o.calendar_key);
  ELSE -- somebody has come to a team or left it
    whose := ARRAY(SELECT m.person_id FROM changed m JOIN teams t ON t.id = m.team_id WHERE t.calendar_key IS NOT NULL);
  END IF;
  IF cardinality(whose) > 0 THEN
    INSERT INTO retimings (people) VALUES (whose);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER people_retime AFTER UPDATE ON people REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION retime_for_people();
CREATE TRIGGER offices_retime AFTER UPDATE ON offices REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION retime_for_people();
CREATE TRIGGER teams_retime AFTER UPDATE ON teams REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION retime_for_people();
CREATE TRIGGER team_members_retime_in AFTER INSERT ON team_members REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION retime_for_people();
CREATE TRIGGER team_members_retime_out AFTER DELETE ON team_members REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION retime_for_people();
REVOKE ALL ON FUNCTION retime_for_calendar(), retime_for_people() FROM PUBLIC;
