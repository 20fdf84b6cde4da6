import type { Pool } from 'pg';
import type { Sight } from '../../access';
import { readCalendar } from '../../platform/calendars';
import type { Instant } from '../../process';
import { type Calendar, DAY_MS } from '../../process/time/calendar';
import { addWorking, NoWorkingTime } from '../../process/time/working-time';
import { listCalendars } from '../calendars';
import { ms } from '../instance-sql';
import { touchSeenSql } from '../touches';
import { readContactRules } from './rules';
import { idFrom, standsIn } from './stands-in';

const PAGE = 500;
/** What is older when it is first seen was brought in afterwards: nobody waits for an answer to it. */
const WATCHED_DAYS = 7;

/**
 * Takes up what clients have done on open leads and sales, and when somebody should have noticed it: so many working hours
 * later, in the owner's calendar. May run twice, also at the same time. Gives how much was taken up.
 * Source: PB-20.
 */
export async function watchActivities(pool: Pool, now: Instant): Promise<number> {
  const { unnoticedAfterHours } = await readContactRules(pool);
  const calendars = new Map((await listCalendars(pool)).map((one) => [one.key, readCalendar(one)]));
  const values = [new Date(now - WATCHED_DAYS * DAY_MS), new Date(now), PAGE];
  let taken = 0;
  for (;;) {
    const { rows } = await pool.query<Came>(CAME, values);
    const fresh = rows.map(({ calendar, cameAt, ...one }) => ({
      ...one,
      came_at: new Date(cameAt).toISOString(),
      due_at: new Date(dueOf(calendars.get(calendar), cameAt, unnoticedAfterHours)).toISOString(),
    }));
    await pool.query(PUT, [JSON.stringify(fresh)]);
    taken += rows.length;
    if (rows.length < PAGE) return taken;
  }
}

/** A calendar that is not there, or in which nobody works, must not keep the rest waiting: hours are hours then. */
function dueOf(calendar: Calendar | undefined, from: Instant, hours: number): Instant {
  const ms = hours * 60 * 60 * 1000;
  try {
    return calendar ? addWorking(calendar, from, ms) : from + ms;
  } catch (error) {
    if (error instanceof NoWorkingTime) return from + ms;
    throw error;
  }
}

interface Came {
  id: string;
  what: 'interaction' | 'touch';
  instance_id: string;
  calendar: string;
  cameAt: Instant;
}

// The deal it was about, the sale that a lead became, else the newest open one with the same person. What the owner wrote down,
// or somebody of ours took part in, was noticed. A touch that stands beside an interaction is the same activity.
const CAME = `
  WITH came AS (
    SELECT x.id, 'interaction' AS what, greatest(x.at, x.created_at) AS at, x.instance_id, x.contact_id, x.author_id AS by
    FROM interactions x
    WHERE x.direction = 'in' AND x.status = 'held' AND x.at > $1 AND x.at <= $2 AND x.result IS DISTINCT FROM 'answered'
    UNION ALL
    SELECT t.id, 'touch', greatest(t.response_at, t.entered_at), t.lead_id, t.contact_id, t.entered_by
    FROM touches t LEFT JOIN leads l ON l.id = t.lead_id
    WHERE t.response_at > $1 AND t.response_at <= $2 AND coalesce(t.external_key, '') !~ '^(interaction|inbound) '
      AND NOT (t.kind = 'came' AND l.id IS NOT NULL AND t.response_at <= l.created_at))
  SELECT came.id, came.what, d.id AS instance_id, calendar_of(d.owner_id) AS calendar, ${ms('came.at')} AS "cameAt"
  FROM came CROSS JOIN LATERAL (
    SELECT i.id, i.owner_id FROM (
      SELECT came.instance_id AS id, 0 AS rank
      UNION ALL SELECT l.sale_id, 1 FROM leads l WHERE l.id = came.instance_id
      UNION ALL SELECT s.id, 2 FROM sales s WHERE s.contact_id = came.contact_id
      UNION ALL SELECT l.id, 3 FROM leads l WHERE l.contact_id = came.contact_id) k
    JOIN process_instances i ON i.id = k.id AND i.open ORDER BY k.rank, i.started_at DESC, i.id LIMIT 1) d
  WHERE came.by IS DISTINCT FROM d.owner_id AND NOT EXISTS (SELECT 1 FROM client_activities c WHERE c.id = came.id)
  ORDER BY came.at LIMIT $3`;

const PUT = `
  INSERT INTO client_activities (id, what, instance_id, came_at, due_at)
  SELECT id, what, instance_id, came_at, due_at
  FROM jsonb_to_recordset($1) AS r(id uuid, what text, instance_id uuid, came_at timestamptz, due_at timestamptz)
  ON CONFLICT (id) DO NOTHING`;

/**
 * Tells owners what clients did that nobody answered, read, or acted on in time, or whoever stands in for them; and of an interest in
 * a product that was noticed, but stands on no lead or sale of that client. Once for each activity: one statement ends it and writes the
 * notification. Gives how many came to an end, told or not.
 * Source: PB-20.
 */
export async function tellUnnoticed(pool: Pool, now: Instant): Promise<number> {
  let ended = 0;
  for (;;) {
    const { rows } = await pool.query<{ ended: number }>(TELL, [new Date(now), PAGE]);
    const { ended: some = 0 } = rows[0] ?? {};
    ended += some;
    if (some < PAGE) return ended;
  }
}

/** Of a touch `j` with a product: whether a lead or sale of that client names the product, of whatever day. */
const INTEREST_NOTED = `(j.product_id IS NULL
  OR EXISTS (SELECT 1 FROM sales s WHERE s.product_id = j.product_id AND (s.id = j.instance_id OR s.contact_id = j.contact_id OR s.account_id = j.account_id))
  OR EXISTS (SELECT 1 FROM leads l WHERE l.product_id = j.product_id AND (l.id = j.instance_id OR l.contact_id = j.contact_id OR l.account_id = j.account_id)))`;

// An event that somebody told the deal of is not an answer: it may be this activity.
const TELL = `
  WITH due AS MATERIALIZED (
    SELECT a.id, a.what, a.instance_id, a.came_at FROM client_activities a
    WHERE a.ended_at IS NULL AND a.due_at <= $1 ORDER BY a.due_at LIMIT $2 FOR UPDATE SKIP LOCKED),
  judged AS (
    SELECT due.*, i.owner_id, i.open, coalesce(x.contact_id, t.contact_id) AS contact_id, t.account_id, t.product_id
    FROM due JOIN process_instances i ON i.id = due.instance_id LEFT JOIN interactions x ON x.id = due.id LEFT JOIN touches t ON t.id = due.id),
  said AS (
    SELECT j.*, CASE WHEN NOT j.open THEN 'closed' WHEN
        EXISTS (SELECT 1 FROM activity_reads r WHERE r.activity_id = j.id)
        OR EXISTS (SELECT 1 FROM interactions y WHERE y.instance_id = j.instance_id AND y.at >= j.came_at AND y.status = 'held'
             AND y.direction IS DISTINCT FROM 'in')
        OR EXISTS (SELECT 1 FROM interactions y WHERE y.contact_id = j.contact_id AND y.at >= j.came_at AND y.status = 'held'
             AND y.direction IS DISTINCT FROM 'in')
        OR EXISTS (SELECT 1 FROM process_events e WHERE e.instance_id = j.instance_id AND e.at >= j.came_at AND e.type <> 'event'
             AND e.actor_id <> 'system')
      THEN CASE WHEN ${INTEREST_NOTED} THEN 'noticed' ELSE 'unreported' END ELSE 'told' END AS became
    FROM judged j),
  ended AS (
    UPDATE client_activities a SET ended_at = $1, ended = said.became FROM said WHERE a.id = said.id RETURNING a.id),
  put AS (
    INSERT INTO notifications (id, instance_id, interaction_id, person_id, code, subject, at)
    SELECT ${idFrom(`'client waits ' || said.id`)}, said.instance_id, CASE said.what WHEN 'interaction' THEN said.id END,
      ${standsIn('said.owner_id', '$1')}, 
      CASE said.became WHEN 'told' THEN 'client waits' ELSE 'interest unreported' END, said.id::text, $1
    FROM said JOIN ended ON ended.id = said.id WHERE said.became IN ('told', 'unreported')
    ON CONFLICT (id) DO NOTHING)
  SELECT count(*)::int AS ended FROM ended`;

/** Whether there is such a touch within somebody's sight. */
export async function seesTouch(pool: Pool, sight: Sight, id: string): Promise<boolean> {
  const values: unknown[] = [id];
  const seen = touchSeenSql(sight, (value) => `$${values.push(value)}`);
  const { rows } = await pool.query(`SELECT 1 FROM touches t WHERE t.id = $1 AND ${seen}`, values);
  return rows.length > 0;
}

/** Notes that somebody has read what a client did. */
export async function readActivity(
  pool: Pool,
  { activityId, personId, now }: { activityId: string; personId: string; now: Instant },
): Promise<void> {
  await pool.query(
    'INSERT INTO activity_reads (activity_id, person_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [activityId, personId, new Date(now)],
  );
}
