import type { Pool } from 'pg';
import type { Command, Instant, Kind, Snapshot } from '../../process';
import { type EventKind, type Happening, happeningsOf } from './kinds';
import type { Claimed } from './queue';

/** What a delivery is about: when it was, whom it concerns, and each thing that happened by it. */
export interface Source {
  at: Instant;
  /** What the call says of it beside `before` and `after`. */
  about: object;
  happenings: Happening[];
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Reads what a delivery is about, as the tables have it now; null when it is no longer there. */
export function readSource(pool: Pool, delivery: Claimed): Promise<Source | null> {
  switch (delivery.source) {
    case 'decision':
      return readDecision(pool, delivery);
    case 'change':
      return readChange(pool, delivery);
    case 'interaction':
      return readInteraction(pool, delivery);
    case 'alert':
      return readAlert(pool, delivery);
  }
}

interface Decided {
  id: string;
  kind: Kind;
  number: number;
  name: string;
  seq: number;
  type: string;
  at: Instant;
  actorId: string;
  from: string | null;
  to: string;
  command: Command;
  before: Snapshot | null;
  after: Snapshot;
}

async function readDecision(pool: Pool, { sourceId, sourceN }: Claimed): Promise<Source | null> {
  const { rows } = await pool.query<Decided>(
    `SELECT i.id, i.kind, coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic, '') AS name, e.seq, e.type, ${ms('e.at')} AS at,
       e.actor_id AS "actorId", e.from_state AS from, e.to_state AS to, e.command, b.snapshot AS before, e.snapshot AS after
     FROM process_events e JOIN process_instances i ON i.id = e.instance_id
     LEFT JOIN process_events b ON b.instance_id = e.instance_id AND b.seq = e.seq - 1
     LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
     LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
     WHERE e.instance_id = $1 AND e.seq = $2`,
    [sourceId, sourceN],
  );
  const [row] = rows;
  if (!row) return null;
  const { id, kind, number, name, seq, type, at, actorId, from, to, command, before, after } = row;
  const about = { instance: { id, kind, number, name, ownerId: after.owner }, event: { seq, type, actorId, from, to } };
  return { at, about, happenings: happeningsOf(kind, command, before, after) };
}

interface Changed {
  entity: 'account' | 'contact';
  at: Instant;
  by: string | null;
  how: string;
  revision: number;
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}

async function readChange(pool: Pool, { sourceId: id, sourceN }: Claimed): Promise<Source | null> {
  const { rows } = await pool.query<Changed>(
    `SELECT entity, ${ms('at')} AS at, by, how, revision, before, after FROM record_changes WHERE id = $1`,
    [sourceN],
  );
  const [row] = rows;
  if (!row) return null;
  const { entity, at, by, how, revision, before, after } = row;
  const made = how === 'create';
  const kind: EventKind = `${entity}.${made ? 'created' : 'changed'}`;
  const happening = { kind, before: made ? null : named(before), after: named(after) };
  return { at, about: { [entity]: { id, revision }, event: { type: how, actorId: by } }, happenings: [happening] };
}

/** Columns by the names that they have over HTTP: `legal_name` is `legalName`. */
const named = (columns: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(columns).map(([column, value]) => [
      column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

async function readInteraction(pool: Pool, { sourceId }: Claimed): Promise<Source | null> {
  const { rows } = await pool.query<{ at: Instant; authorId: string | null }>(
    `SELECT id, kind, direction, ${ms('at')} AS at, subject, result, instance_id AS "instanceId", account_id AS "accountId",
       contact_id AS "contactId", author_id AS "authorId" FROM interactions WHERE id = $1`,
    [sourceId],
  );
  const [row] = rows;
  if (!row) return null;
  const after = { ...row, at: new Date(row.at).toISOString() };
  const about = { event: { type: 'interaction', actorId: row.authorId } };
  return { at: row.at, about, happenings: [{ kind: 'interaction.logged', before: null, after }] };
}

interface Raised {
  at: Instant;
  rule: { id: string; name: object; kind: string };
  thing: string;
  instanceId: string | null;
  detail: object;
}

async function readAlert(pool: Pool, { sourceId }: Claimed): Promise<Source | null> {
  const { rows } = await pool.query<Raised>(
    `SELECT ${ms('a.raised_at')} AS at, jsonb_build_object('id', r.id, 'name', r.name, 'kind', r.kind) AS rule, a.thing,
       a.instance_id AS "instanceId", a.detail FROM alerts a JOIN alert_rules r ON r.id = a.rule_id WHERE a.id = $1`,
    [sourceId],
  );
  const [row] = rows;
  if (!row) return null;
  const { at, ...after } = row;
  const about = { event: { type: 'alert', actorId: null } };
  return { at, about, happenings: [{ kind: 'alert.raised', before: null, after: { id: sourceId, ...after } }] };
}
