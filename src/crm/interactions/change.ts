import type { PoolClient } from 'pg';
import type { Pool } from '../../platform/database';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant } from '../../process';
import type { InteractionState } from './card';

/** What somebody wants an interaction to say. What is absent stays; null empties. */
export interface InteractionChange {
  kind?: string;
  direction?: string | null;
  subject?: string;
  at?: Instant;
  result?: string | null;
  body?: string | null;
  durationS?: number | null;
  place?: string | null;
  plannedFor?: Instant;
  plannedUntil?: Instant | null;
  responsibleId?: string;
  remindAt?: Instant | null;
  icalSequence?: number;
  contactIds?: readonly string[];
  colleagueIds?: readonly string[];
}

/** hold, cancel and miss end what is planned; move plans it anew, for another time; edit leaves it what it is. */
export type InteractionAct = 'edit' | 'hold' | 'cancel' | 'miss' | 'move';

const RULES: Readonly<Record<InteractionAct, { from: readonly InteractionState[]; to: InteractionState | null }>> = {
  edit: { from: ['planned', 'held', 'cancelled', 'missed'], to: null },
  // Somebody who was thought not to have come, came.
  hold: { from: ['planned', 'missed'], to: 'held' },
  cancel: { from: ['planned'], to: 'cancelled' },
  miss: { from: ['planned'], to: 'missed' },
  move: { from: ['planned', 'missed'], to: 'planned' },
};

export type InteractionChanged =
  | { became: 'changed' | 'same' }
  | { became: 'gone' }
  /** `moved on`: somebody else changed it after the revision that was seen. `not now`: as it stands, that cannot be done. */
  | { became: 'moved on'; revision: number }
  | { became: 'not now'; status: InteractionState };

interface Asked {
  id: string;
  by: string;
  now: Instant;
  act: InteractionAct;
  /** null: whatever it is. */
  revision: number | null;
}

/** A row as JSON, by the names of the columns. */
type Row = Readonly<Record<string, unknown>> & { status: InteractionState; revision: number };

/**
 * Changes an interaction, and keeps what changed and who did it; its author stays. The same ending by the same person again
 * with the same words changes nothing, so a request that was cut short may be repeated.
 */
export function changeInteraction(pool: Pool, asked: Asked, change: InteractionChange): Promise<InteractionChanged> {
  return inTransaction(pool, async (client): Promise<InteractionChanged> => {
    const row = await lock(client, asked.id);
    if (!row) return { became: 'gone' };
    const { from, to } = RULES[asked.act];
    if (to !== null && isDone(asked, change, row)) return { became: 'same' };
    if (asked.revision !== null && asked.revision !== row.revision)
      return { became: 'moved on', revision: row.revision };
    if (!from.includes(row.status)) return { became: 'not now', status: row.status };
    const wanted = columnsOf(asked, change, row);
    const columns = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !same(row[name], value)));
    const people = await participants(client, asked.id, change);
    if (Object.keys(columns).length === 0 && people === null) return { became: 'same' };
    await update(client, asked, row, columns, people);
    return { became: 'changed' };
  });
}

/** The very same ending by the same person was written before: a request that was cut short is sent again. */
function isDone(asked: Asked, change: InteractionChange, row: Row): boolean {
  const { to } = RULES[asked.act];
  if (to === 'planned' || row.status !== to || row.updated_by !== asked.by) return false;
  const { at, ...rest } = columnsOf(asked, change, row);
  const wanted = change.at === undefined ? rest : { ...rest, at };
  return Object.entries(wanted).every(([name, value]) => same(row[name], value));
}

async function lock(client: PoolClient, id: string): Promise<Row | null> {
  const { rows } = await client.query<{ row: Row }>(
    'SELECT to_jsonb(x) AS row FROM interactions x WHERE id = $1 FOR NO KEY UPDATE',
    [id],
  );
  return rows[0]?.row ?? null;
}

const iso = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString());
const TIMES = ['at', 'planned_for', 'planned_until', 'remind_at', 'reminded_at'];

/** Instants are texts on both sides, not always written alike. */
const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'string' && typeof b === 'string' && Date.parse(a) === Date.parse(b) && a.includes('T'));

/** The columns as they are to be. */
function columnsOf({ act, now }: Asked, change: InteractionChange, row: Row): Record<string, unknown> {
  const { contactIds: _, colleagueIds: __, plannedFor, at, remindAt, plannedUntil, ...words } = change;
  const columns: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(words)) if (value !== undefined) columns[columnOf(field)] = value;
  const { to } = RULES[act];
  if (to !== null) columns.status = to;
  if (plannedUntil !== undefined) columns.planned_until = iso(plannedUntil);
  if (at !== undefined) columns.at = iso(at);
  if (act === 'hold') columns.at = iso(at ?? heldAt(row, now));
  if (remindAt !== undefined) columns.remind_at = iso(remindAt);
  if (plannedFor !== undefined && act === 'move') Object.assign(columns, movedTo(plannedFor, change, row));
  return columns;
}

/** What was planned is held when it was planned for, unless it is held before that. */
const heldAt = (row: Row, now: Instant): Instant => Math.min(now, Date.parse(String(row.planned_for)));

/** It ends as much later as it begins, and reminds as long before. */
function movedTo(to: Instant, { plannedUntil, remindAt }: InteractionChange, row: Row): Record<string, unknown> {
  const by = to - Date.parse(String(row.planned_for));
  const moved = (column: string) => (row[column] === null ? null : iso(Date.parse(String(row[column])) + by));
  const reminds = remindAt === undefined ? moved('remind_at') : iso(remindAt);
  return {
    planned_for: iso(to),
    at: iso(to),
    planned_until: plannedUntil === undefined ? moved('planned_until') : iso(plannedUntil),
    remind_at: reminds,
    // What was said of the old time is said anew of this one.
    reminded_at: same(row.remind_at, reminds) ? row.reminded_at : null,
  };
}

const columnOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

interface People {
  contacts: readonly string[];
  colleagues: readonly string[];
}

/** Who is to take part where that is to change; null: it stays. */
async function participants(
  client: PoolClient,
  id: string,
  { contactIds, colleagueIds }: InteractionChange,
): Promise<{ before: People; after: People } | null> {
  if (contactIds === undefined && colleagueIds === undefined) return null;
  const { rows } = await client.query<{ contact: string | null; person: string | null }>(
    'SELECT contact_id AS contact, person_id AS person FROM interaction_participants WHERE interaction_id = $1 ORDER BY 1, 2',
    [id],
  );
  const before = {
    contacts: rows.flatMap(({ contact }) => contact ?? []),
    colleagues: rows.flatMap(({ person }) => person ?? []),
  };
  const after = {
    contacts: contactIds ? [...new Set(contactIds)].sort() : before.contacts,
    colleagues: colleagueIds ? [...new Set(colleagueIds)].sort() : before.colleagues,
  };
  return JSON.stringify(before) === JSON.stringify(after) ? null : { before, after };
}

async function update(
  client: PoolClient,
  { id, by, now, act }: Asked,
  row: Row,
  columns: Readonly<Record<string, unknown>>,
  people: { before: People; after: People } | null,
): Promise<void> {
  const names = Object.keys(columns);
  const set = names.map((name, n) => `${name} = $${n + 4}${TIMES.includes(name) ? '::timestamptz' : ''}`);
  await client.query(
    `UPDATE interactions SET ${[...set, 'revision = revision + 1', 'updated_by = $2', 'updated_at = $3'].join(', ')} WHERE id = $1`,
    [id, by, new Date(now), ...Object.values(columns)],
  );
  if (people) {
    await client.query('DELETE FROM interaction_participants WHERE interaction_id = $1', [id]);
    await client.query(
      `INSERT INTO interaction_participants (id, interaction_id, contact_id, person_id)
       SELECT gen_random_uuid(), $1, c, NULL FROM unnest($2::uuid[]) c UNION ALL SELECT gen_random_uuid(), $1, NULL, p FROM unnest($3::uuid[]) p
       ON CONFLICT DO NOTHING`,
      [id, people.after.contacts, people.after.colleagues],
    );
  }
  const was = Object.fromEntries(names.map((name) => [name, row[name]]));
  await client.query(
    `INSERT INTO record_changes (entity, entity_id, revision, at, by, how, before, after) VALUES ('interaction', $1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      row.revision + 1,
      new Date(now),
      by,
      act,
      JSON.stringify({ ...was, ...people?.before }),
      JSON.stringify({ ...columns, ...people?.after }),
    ],
  );
}
