import type { Pool } from 'pg';
import { readCalendar } from '../platform/calendars';
import { type Definition, deadlinesOf, type Instant, type Kind, OWNERS_CALENDAR, type Snapshot } from '../process';
import type { Deadline } from '../process/snapshot';
import type { Calendar } from '../process/time/calendar';
import type { Explanation, Pause } from '../process/time/explain';
import { explainDeadline, sinceOf } from '../process/time/explain-deadline';
import { explanationLines } from '../process/time/explain-words';
import type { Text } from '../process/types';
import { ms } from './instance-sql';

/** A deadline with its arithmetic. null: it does not follow from any calendar that is known, such as one whose zone has new rules. */
export interface ExplainedDeadline extends Deadline {
  explanation: Explanation | null;
  lines: Text[];
}

/** What of an instance its deadlines follow from. */
export interface Explained {
  id: string;
  snapshot: Snapshot;
  definition: Definition;
}

/**
 * The arithmetic of everything that an instance has armed, the earliest first: each with the version of the calendar that
 * it was resolved with, which need not be the one in force.
 */
export async function explainDeadlines(
  pool: Pool,
  { id, snapshot, definition }: Explained,
): Promise<ExplainedDeadline[]> {
  const explain = await explainer(pool, { id, definition, owners: [snapshot.owner] });
  return deadlinesOf(snapshot).map((deadline) => explain(deadline, snapshot));
}

/** Explains deadlines of one instance by what its snapshots of some owners say; `before` an event, as far as it was known then. */
export async function explainer(
  pool: Pool,
  { id, definition, owners }: { id: string; definition: Definition; owners: readonly string[] },
): Promise<(deadline: Deadline, snapshot: Snapshot, before?: number) => ExplainedDeadline> {
  const [known, allPauses] = await Promise.all([readResolutions(pool, id), readPauses(pool, id)]);
  const calendars = await readCalendars(pool, known, definition, owners);
  return (deadline, snapshot, before = Number.POSITIVE_INFINITY) => {
    const pauses = allPauses.filter(({ seq }) => seq < before);
    const told = known.filter(({ seq }) => seq < before);
    const used = told.filter(({ subjects }) => subjects.includes(deadline.subject));
    const candidates = [
      ...[...used, ...told].flatMap(({ key, version }) => calendars.find(key, version)),
      ...calendars.all,
    ];
    for (const calendar of candidates) {
      const found = explainDeadline(deadline, snapshot, calendar);
      if (found?.due !== deadline.at) continue;
      const explanation = { ...found, pauses: pausesOf(pauses, found, sinceOf(snapshot, deadline.subject)) };
      return { ...deadline, explanation, lines: explanationLines(explanation, calendar) };
    }
    return { ...deadline, explanation: null, lines: [UNKNOWN] };
  };
}

const UNKNOWN: Text = {
  en: 'No calendar that is known gives this instant: it was resolved with other rules of its zone.',
  ru: 'Ни один известный календарь не даёт этого срока: он рассчитан по другим правилам часового пояса.',
};

/** Which clocks were resolved with which calendar, the last first. */
interface Resolution {
  seq: number;
  subjects: string[];
  /** null: before events named their calendars; then `at` tells which version was in force. */
  key: string | null;
  version: number | null;
  at: Date;
}

async function readResolutions(pool: Pool, instanceId: string): Promise<Resolution[]> {
  const { rows } = await pool.query<Resolution>(
    `SELECT e.seq, ARRAY(SELECT jsonb_object_keys(e.facts -> 'clocks')) AS subjects, c.key, c.value::int AS version, e.recorded_at AS at
     FROM process_events e LEFT JOIN LATERAL jsonb_each_text(e.facts -> 'calendars') c ON true
     WHERE e.instance_id = $1 AND e.facts -> 'clocks' <> '{}' ORDER BY e.seq DESC`,
    [instanceId],
  );
  return rows;
}

interface Calendars {
  find(key: string | null, version: number | null): Calendar[];
  /** All that were read, the newest first. */
  all: Calendar[];
}

/** The calendars that were named, and those in force now or when no event named any. */
async function readCalendars(
  pool: Pool,
  resolutions: readonly Resolution[],
  { calendar }: Definition,
  owners: readonly string[],
): Promise<Calendars> {
  const unnamed = resolutions.filter(({ key }) => key === null).map(({ at }) => at);
  const { rows } = await pool.query<{ key: string; version: number; definition: unknown }>(
    `WITH mine AS (SELECT DISTINCT CASE WHEN $1 = $2 THEN calendar_of(owner) ELSE $1 END AS key FROM unnest($3::uuid[]) owner)
     SELECT DISTINCT c.key, c.version, c.definition FROM calendars c, mine
     WHERE (c.key, c.version) IN (SELECT * FROM unnest($4::text[], $5::int[]))
       OR c.key = mine.key AND c.version = (SELECT max(version) FROM calendars n WHERE n.key = mine.key)
       OR c.key = mine.key AND EXISTS (SELECT 1 FROM unnest($6::timestamptz[]) t WHERE c.version = (
            SELECT max(version) FROM calendars n WHERE n.key = mine.key AND n.created_at <= t))
     ORDER BY c.version DESC`,
    [
      calendar,
      OWNERS_CALENDAR,
      owners,
      resolutions.map(({ key }) => key),
      resolutions.map(({ version }) => version),
      unnamed,
    ],
  );
  const read = rows.map(readCalendar);
  return {
    find: (key, version) => read.filter((one) => key !== null && one.key === key && one.version === version),
    all: read,
  };
}

/** The waits of an instance that are over, in order. */
async function readPauses(pool: Pool, instanceId: string): Promise<(Pause & { seq: number })[]> {
  const { rows } = await pool.query<{ seq: number; at: Instant; wait: Snapshot['wait'] }>(
    `SELECT seq, ${ms('at')} AS at, snapshot -> 'wait' AS wait FROM process_events WHERE instance_id = $1 ORDER BY seq`,
    [instanceId],
  );
  const pauses: (Pause & { seq: number })[] = [];
  let wait: Snapshot['wait'] = null;
  for (const event of rows) {
    if (wait && event.wait?.since !== wait.since)
      pauses.push({
        seq: event.seq,
        from: wait.since,
        to: Math.min(event.at, wait.until ?? event.at),
        reason: wait.reason,
      });
    wait = event.wait;
  }
  return pauses;
}

/** Only waits that stopped this very clock: those before the stretch that is counted now, and since it first ran. */
function pausesOf(pauses: readonly Pause[], { way, start, spentMs }: Explanation, since: Instant | null): Pause[] {
  const stops = way === 'working time' || way === 'calendar time';
  if (!stops || since === null || spentMs === 0) return [];
  return pauses
    .filter(({ from, to }) => from >= since && to !== null && to <= start)
    .map(({ from, to, reason }) => ({ from, to, reason }));
}

/** The id of a lead or a sale by the number that people know it by; null where there is none. */
export async function idOfNumber(pool: Pool, kind: Kind, number: number): Promise<string | null> {
  const sql = `SELECT id FROM ${kind === 'sale' ? 'sales' : 'leads'} WHERE number = $1`;
  const { rows } = await pool.query<{ id: string }>(sql, [number]);
  return rows[0]?.id ?? null;
}
