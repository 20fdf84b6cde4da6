-- What the company's own reporting tool reads: views of plain columns, which stay when tables change. A login that sees nothing else
-- is made by `dealwright bi`. No contact persons, no phones and addresses, no words of conversations; sight plays no part here.
-- Times are UTC. It stands after the tables of the other reports (20261122220600), which it reads.
CREATE SCHEMA "bi";
COMMENT ON SCHEMA bi IS 'Read-only views for reporting tools. Documented in docs/reference/reports.md.';

CREATE VIEW bi.people AS
  SELECT p.id, p.name, p.active, p.manager_id, m.name AS manager, o.name ->> 'en' AS office, p.lines
  FROM public.people p LEFT JOIN public.people m ON m.id = p.manager_id LEFT JOIN public.offices o ON o.id = p.office_id;
COMMENT ON VIEW bi.people IS 'The company''s own people.';

CREATE VIEW bi.team_members AS
  SELECT t.key AS team, t.name ->> 'en' AS team_name, m.person_id, p.name AS person
  FROM public.team_members m JOIN public.teams t ON t.id = m.team_id JOIN public.people p ON p.id = m.person_id;
COMMENT ON VIEW bi.team_members IS 'Who is in which team; somebody may be in several.';

CREATE VIEW bi.accounts AS
  SELECT a.id, a.name, a.industry, a.country, a.region, a.employees, a.annual_revenue_minor / 100.0 AS annual_revenue, a.currency,
    a.relationship_stage, a.importance, a.category, a.owner_id, a.holding_id, a.created_at
  FROM public.accounts a WHERE a.merged_into IS NULL;
COMMENT ON VIEW bi.accounts IS 'Client organisations; a merged double is not one.';

CREATE VIEW bi.stages AS
  SELECT v.id AS version_id, v.key AS process, v.version, v.kind, s.state AS stage, s.place, s.client AS waits_for_client,
    v.definition #>> ARRAY['stages', s.state, 'name', 'en'] AS name_en, v.definition #>> ARRAY['stages', s.state, 'name', 'ru'] AS name_ru,
    (v.definition #>> ARRAY['stages', s.state, 'probabilityPct'])::numeric AS probability_pct
  FROM public.version_stages s JOIN public.process_versions v ON v.id = s.version_id;
COMMENT ON VIEW bi.stages IS 'The stages of each version of each process, in the order of its text.';

CREATE VIEW bi.deals AS
  SELECT i.id, i.kind, coalesce(s.number, l.number) AS number, s.title, v.key AS process, v.version, i.version_id, i.state AS stage,
    i.open, i.result, i.owner_id, p.name AS owner, a.id AS account_id, a.name AS account, a.industry AS account_industry,
    CASE i.kind WHEN 'lead' THEN coalesce(l.region, a.region) ELSE a.region END AS region, coalesce(s.line, l.line) AS line,
    coalesce(s.source, l.source) AS source, coalesce(s.campaign, l.campaign) AS campaign, pr.name AS product, s.competitor, l.sale_id,
    i.amount_minor / 100.0 AS amount, i.currency, i.amount_base_minor / 100.0 AS amount_base,
    (SELECT value #>> '{}' FROM public.settings WHERE key = 'base currency') AS base_currency, i.probability_pct,
    i.started_at, i.entered_at AS stage_since, i.due_at, i.planned_for, i.decision_on, i.wait_until, i.closed_at, i.open_tasks,
    i.next_task_due_at,
    coalesce((SELECT h.pushes FROM public.deal_history h WHERE h.instance_id = i.id ORDER BY h.seq DESC LIMIT 1), 0) AS times_pushed
  FROM public.process_instances i JOIN public.process_versions v ON v.id = i.version_id JOIN public.people p ON p.id = i.owner_id
    LEFT JOIN public.sales s ON s.id = i.id LEFT JOIN public.leads l ON l.id = i.id
    LEFT JOIN public.accounts a ON a.id = coalesce(s.account_id, l.account_id)
    LEFT JOIN public.products pr ON pr.id = coalesce(s.product_id, l.product_id);
COMMENT ON VIEW bi.deals IS 'Every lead and sale as it stands now. kind = ''sale'' for pipelines: leads have no probability and are in no funnel.';

CREATE VIEW bi.deal_history AS
  SELECT h.instance_id AS deal_id, h.kind, h.at AS since, nullif(h.until, 'infinity') AS until, h.version_id, h.state AS stage, h.open, h.result,
    h.owner_id, h.amount_base_minor / 100.0 AS amount_base, h.decision_on, h.planned_for, h.pushes AS times_pushed
  FROM public.deal_history h;
COMMENT ON VIEW bi.deal_history IS 'How each lead and sale stood over time: since <= T and (until is null or until > T) is how it stood at T.';

CREATE VIEW bi.stage_visits AS
  SELECT v.instance_id AS deal_id, v.n, v.kind, v.version_id, v.state AS stage, v.owner_id, v.entered_at, v.left_at, v.came_from, v.left_to,
    v.left_how, v.planned_for, v.due_at, v.wait_ms / 3600000.0 AS wait_hours, v.client_ms / 3600000.0 AS client_hours,
    v.outside_ms / 3600000.0 AS outside_hours, v.queue_ms / 3600000.0 AS queue_hours, v.held_ms / 3600000.0 AS work_hours,
    v.idle_ms / 3600000.0 AS idle_hours, v.handovers
  FROM public.stage_visits v;
COMMENT ON VIEW bi.stage_visits IS 'Each time that a lead or a sale was at a stage or a closing, and what that time went to up to its last event. left_at is null: it is there.';

CREATE VIEW bi.tasks AS
  SELECT t.id, t.instance_id AS deal_id, t.task, t.stage, t.assignee_id, t.queue_role, t.queue_team, t.status, t.outcome, t.opened_at, t.due_at, t.ended_at
  FROM public.tasks t;
COMMENT ON VIEW bi.tasks IS 'What the process, or a person, wanted from somebody, and how it ended. task is null for one added by hand.';

CREATE VIEW bi.interactions AS
  SELECT x.id, x.kind, x.direction, x.status, x.at, x.planned_for, x.duration_s, x.instance_id AS deal_id, x.account_id, x.author_id, x.responsible_id
  FROM public.interactions x;
COMMENT ON VIEW bi.interactions IS 'Calls, e-mails, meetings and visits, without their words.';

CREATE VIEW bi.sources AS
  SELECT c.id, c.key, c.name ->> 'en' AS name, c.kind, c.cost_minor / 100.0 AS cost, c.currency, c.starts_on, c.ends_on FROM public.sources c;
COMMENT ON VIEW bi.sources IS 'Campaigns and sources outside of any.';

CREATE VIEW bi.touches AS
  SELECT t.id, t.source_id, t.lead_id, t.account_id, t.kind, t.status, t.activity_at, t.response_at, t.entered_at, t.product_id FROM public.touches t;
COMMENT ON VIEW bi.touches IS 'Contacts between somebody and a source; three dates differ: what we did, their answer, when it was written down.';

-- A view reads with its owner's rights, so whoever may read views needs no right on any table.
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'dealwright_bi') THEN
    GRANT USAGE ON SCHEMA bi TO dealwright_bi;
    GRANT SELECT ON ALL TABLES IN SCHEMA bi TO dealwright_bi;
  END IF;
END $$;
