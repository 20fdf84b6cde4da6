import { setImmediate as breathe } from 'node:timers/promises';
import type { Pool } from 'pg';
import { readCalendar } from '../platform/calendars';
import { type Deadline, type Definition, deadlinesOf, type Instant, OWNERS_CALENDAR, type Snapshot } from '../process';
import { type Outlook, outlookOf } from '../process/outlook';
import type { Calendar } from '../process/time/calendar';
import { type Foreseen, foresee } from '../process/time/foresee';
import { listCalendars } from './calendars';
import type { Version, Versions } from './versions';

/** What will come of a deadline that is armed now. */
export interface Prospect {
  /** False: an earlier one of the same instance will have disarmed it. */
  fires: boolean;
  outlook: Outlook;
  /** What will fire after it, and only because of it. */
  follows: Foreseen[];
}

/** What will come of everything that some open instances have armed, by instance and deadline. */
export async function prospectsOf(
  { pool, versions }: { pool: Pool; versions: Versions },
  ids: readonly string[],
  span: { from: Instant; until: Instant },
): Promise<ReadonlyMap<string, ReadonlyMap<string, Prospect>>> {
  if (ids.length === 0) return new Map();
  const [{ rows }, calendars] = await Promise.all([pool.query<Row>(SQL, [ids]), newestCalendars(pool)]);
  const known = await versions.all(rows.map((row) => row.versionId));
  const prospects = new Map<string, ReadonlyMap<string, Prospect>>();
  for (const row of rows) {
    prospects.set(row.id, prospectsOfRow(row, definitionOf(row, known), calendars, span));
    // A page of instances takes as long as many requests: those come in between.
    await breathe();
  }
  return prospects;
}

interface Row {
  id: string;
  versionId: string;
  snapshot: Snapshot;
  ownersCalendar: string;
  titles: Record<string, string> | null;
}

const SQL = `SELECT i.id, i.version_id AS "versionId", i.snapshot, calendar_of(i.owner_id) AS "ownersCalendar",
    (SELECT jsonb_object_agg(t.key, t.title) FROM tasks t WHERE t.instance_id = i.id AND t.title IS NOT NULL) AS titles
  FROM process_instances i WHERE i.id = ANY($1) AND i.open`;

function definitionOf({ versionId }: Row, versions: ReadonlyMap<string, Version>): Definition {
  const version = versions.get(versionId);
  if (!version) throw new Error(`There is no process version ${versionId}.`);
  return version.definition;
}

function prospectsOfRow(
  row: Row,
  definition: Definition,
  calendars: ReadonlyMap<string, Calendar>,
  span: { from: Instant; until: Instant },
): ReadonlyMap<string, Prospect> {
  const { snapshot } = row;
  const titles = row.titles ?? {};
  const calendar = calendarOf(row, definition, calendars);
  const firing = foresee(definition, snapshot, { ...span, titles }, { calendar, people: NOBODY });
  const prospect = (deadline: Deadline): Prospect => {
    const fired = firing.find((one) => one.deadline.key === deadline.key);
    const outlook = fired?.outlook ?? outlookOf(definition, snapshot, { deadline, decision: undefined, titles });
    return { fires: fired !== undefined, outlook, follows: firing.filter(({ from }) => from === deadline.key) };
  };
  return new Map(deadlinesOf(snapshot).map((deadline) => [deadline.key, prospect(deadline)]));
}

function calendarOf(row: Row, { key, calendar }: Definition, calendars: ReadonlyMap<string, Calendar>): Calendar {
  const named = calendar === OWNERS_CALENDAR ? row.ownersCalendar : calendar;
  const found = calendars.get(named);
  if (!found) throw new Error(`The calendar "${named}" of process "${key}" is in no table.`);
  return found;
}

/** Who gets a task changes nothing about when something fires. */
const NOBODY = { managerOf: () => null, pick: () => null };

async function newestCalendars(pool: Pool): Promise<ReadonlyMap<string, Calendar>> {
  const inForce = await listCalendars(pool);
  return new Map(inForce.map((one) => [one.key, readCalendar(one)]));
}
