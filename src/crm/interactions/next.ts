import type { Pool } from 'pg';
import { readCalendar } from '../../platform/calendars';
import type { Instant } from '../../process';
import { type Calendar, MINUTE_MS } from '../../process/time/calendar';
import { addWorking } from '../../process/time/working-time';
import { ms } from '../instance-sql';
import { readContactRules } from './rules';

/** Why a time is proposed: they asked for it, the deal waits until then, its next task is due then, or nothing else says when. */
export const NEXT_REASONS = ['asked for', 'wait ends', 'task due', 'usual'] as const;

/** A contact that is offered, and that nobody has to take. */
export interface NextContact {
  kind: 'call' | 'e-mail' | 'message';
  at: Instant;
  why: (typeof NEXT_REASONS)[number];
}

/** What a proposal goes by. Instants that are over do not count. */
export interface NextFacts {
  /** Of the interaction that was just held. */
  kind: string;
  /** When they asked to be contacted again. */
  again: Instant | null;
  waitUntil: Instant | null;
  taskDueAt: Instant | null;
  calendar: Calendar;
  days: number;
}

/**
 * The next contact, by simple rules, the first that says when: the client asked for a time; the deal waits until a time; its
 * next open task is due; else so many working days from now.
 */
export function nextContact(facts: NextFacts, now: Instant): NextContact {
  const kind = facts.kind === 'e-mail' || facts.kind === 'message' ? facts.kind : 'call';
  const said = [
    ['asked for', facts.again],
    ['wait ends', facts.waitUntil],
    ['task due', facts.taskDueAt],
  ] as const;
  for (const [why, at] of said) if (at !== null && at > now) return { kind, at, why };
  const { calendar, days } = facts;
  return { kind, at: addWorking(calendar, now, days * calendar.dayMinutes * MINUTE_MS), why: 'usual' };
}

interface Asked {
  interactionId: string;
  again: Instant | null;
  now: Instant;
}

interface Row {
  kind: string;
  open: boolean;
  planned: boolean;
  waitUntil: Instant | null;
  taskDueAt: Instant | null;
  calendar: { key: string; version: number; definition: unknown };
}

/**
 * What to offer after an interaction was held; null where its deal is closed, or another contact is planned with the client
 * already.
 */
export async function proposeNext(pool: Pool, { interactionId, again, now }: Asked): Promise<NextContact | null> {
  const { rows } = await pool.query<Row>(SQL, [interactionId, new Date(now)]);
  const [row] = rows;
  if (!row?.open || row.planned) return null;
  const { nextAfterDays: days } = await readContactRules(pool);
  return nextContact({ ...row, again, days, calendar: readCalendar(row.calendar) }, now);
}

// A lead that became a sale: what is asked of the sale counts.
const SQL = `
  SELECT x.kind, coalesce(i.open, true) AS open, ${ms('i.wait_until')} AS "waitUntil",
    (SELECT ${ms('min(t.due_at)')} FROM tasks t WHERE t.instance_id = i.id AND t.status = 'open' AND t.due_at > $2) AS "taskDueAt",
    EXISTS (SELECT 1 FROM interactions p WHERE p.status = 'planned' AND p.planned_for > $2 AND p.id <> x.id
      AND (p.instance_id IN (x.instance_id, i.id) OR p.contact_id = x.contact_id)) AS planned,
    (SELECT jsonb_build_object('key', k.key, 'version', k.version, 'definition', k.definition) FROM calendars k
      WHERE k.key = calendar_of(coalesce(i.owner_id, x.responsible_id, x.author_id)) ORDER BY k.version DESC LIMIT 1) AS calendar
  FROM interactions x LEFT JOIN leads l ON l.id = x.instance_id LEFT JOIN process_instances i ON i.id = coalesce(l.sale_id, x.instance_id)
  WHERE x.id = $1`;
