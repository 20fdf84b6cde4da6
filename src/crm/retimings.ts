import type { Pool } from 'pg';
import { type Instant, type Kind, OWNERS_CALENDAR, type Snapshot } from '../process';
import { type Moved, movedBetween } from '../process/time/retime';
import { type Page, type PageRequest, pageOf, startOf } from './cursor';
import { type Ref, ref } from './instance-sql';

/** Work that a new version of a calendar makes, or people who work by another one now. */
export interface Retiming {
  id: string;
  /** null: people have got another calendar. */
  calendar: string | null;
  version: number | null;
  people: readonly string[];
  createdAt: Date;
  /** null: it waits, or is under way. */
  finishedAt: Date | null;
}

const COLUMNS = `id, calendar_key AS calendar, version, people, created_at AS "createdAt", finished_at AS "finishedAt"`;

export async function readRetiming(pool: Pool, id: string): Promise<Retiming | null> {
  const { rows } = await pool.query<Retiming>(`SELECT ${COLUMNS} FROM retimings WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** The work that a version of a calendar made; null where it made none, as a first version does. */
export async function retimingOf(pool: Pool, calendar: string, version: number): Promise<Retiming | null> {
  const { rows } = await pool.query<Retiming>(
    `SELECT ${COLUMNS} FROM retimings WHERE calendar_key = $1 AND version = $2`,
    [calendar, version],
  );
  return rows[0] ?? null;
}

/** The latest first. */
export async function listRetimings(pool: Pool, limit: number): Promise<Retiming[]> {
  const { rows } = await pool.query<Retiming>(
    `SELECT ${COLUMNS} FROM retimings ORDER BY created_at DESC, id LIMIT $1`,
    [limit],
  );
  return rows;
}

/** An open instance whose limits count in a calendar. */
export interface Dependent {
  id: string;
  kind: Kind;
  versionId: string;
  snapshot: Snapshot;
}

/**
 * A page of the open instances that hang on a calendar, or whose owners are among these people and whose limits count in
 * their owner's calendar; by id.
 */
export async function dependents(
  pool: Pool,
  on: { calendar: string | null; people: readonly string[] },
  page: { after: string | null; limit: number },
): Promise<Dependent[]> {
  const { rows } = await pool.query<Dependent>(
    `WITH versions AS MATERIALIZED (SELECT id, definition ->> 'calendar' AS calendar FROM process_versions)
     SELECT i.id, i.kind, i.version_id AS "versionId", i.snapshot
     FROM process_instances i JOIN versions v ON v.id = i.version_id
     WHERE i.open AND ($3::uuid IS NULL OR i.id > $3)
       AND (v.calendar = $1 OR v.calendar = $5 AND (i.owner_id = ANY($2::uuid[]) OR calendar_of(i.owner_id) = $1))
     ORDER BY i.id LIMIT $4`,
    [on.calendar, on.people, page.after, page.limit, OWNERS_CALENDAR],
  );
  return rows;
}

/** The route by which the inbox knows the commands of a retiming: the list of what moved is read from them. */
export const retimingRoute = (id: string): string => `retiming ${id}`;

/** An instance whose deadlines were moved, and how. */
export interface MovedInstance {
  instance: { id: string; kind: Kind; number: number; name: string };
  owner: Ref | null;
  /** The decision that moved them. */
  seq: number;
  at: Instant;
  moves: Moved[];
}

/** What a retiming has moved so far: its decisions, each held against the one before it. By instance. */
export async function movedBy(
  pool: Pool,
  retimingId: string,
  page: PageRequest,
  now: Instant,
): Promise<Page<MovedInstance>> {
  const question = { retimingId };
  const start = startOf(page, question, now);
  const [after = null] = start.after;
  const values = [retimingRoute(retimingId), after, page.limit + 1];
  const { rows } = await pool.query<MovedRow>(MOVED, values);
  const read = pageOf(rows, page, start.asOf, question, ({ id }) => [id]);
  const items = read.items.map(({ id, kind, number, name, owner, seq, at, before, after }) => ({
    instance: { id, kind, number, name },
    owner,
    seq,
    at: at.getTime(),
    moves: movedBetween(before, after),
  }));
  return { ...read, items: items.filter(({ moves }) => moves.length > 0) };
}

interface MovedRow {
  id: string;
  kind: Kind;
  number: number;
  name: string;
  owner: Ref | null;
  seq: number;
  at: Date;
  before: Snapshot;
  after: Snapshot;
}

const MOVED = `
  SELECT i.id, i.kind, coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic) AS name, ${ref('o')} AS owner,
    e.seq, e.at, b.snapshot AS before, e.snapshot AS after
  FROM commands c JOIN process_instances i ON i.id = c.instance_id
  JOIN process_events e ON e.instance_id = c.instance_id AND e.command_id = c.id::text
  JOIN process_events b ON b.instance_id = e.instance_id AND b.seq = e.seq - 1
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
  LEFT JOIN people o ON o.id = (e.snapshot ->> 'owner')::uuid
  WHERE c.type = 'retime' AND c.route = $1 AND c.status = 'applied' AND ($2::uuid IS NULL OR c.instance_id > $2)
  ORDER BY c.instance_id LIMIT $3`;
