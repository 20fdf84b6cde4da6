import type { Pool } from 'pg';
import type { Fields, FieldValue, Instant, Kind, Money, Snapshot } from '../process';
import { formatMoney } from '../process/fields/money';
import type { Call } from './post-webhook';

/** What a wish for a webhook comes to: whom to call with what, or why nobody can be called. */
export type WrittenCall = { call: Call; hook: string } | { call?: undefined; fault: string };

/** Writes the call of a wish: its body follows from the decision alone, so that each try sends the same. With the workers' login. */
export async function writeCall(pool: Pool, wishId: string): Promise<WrittenCall> {
  const { rows } = await pool.query<Read>(SQL, [wishId]);
  const [row] = rows;
  if (!row) return { fault: 'the deal is no longer there' };
  const { hook, url, secret, active } = row;
  if (url === null || secret === null) return { fault: `there is no webhook "${hook}"` };
  if (!active) return { fault: `the webhook "${hook}" is turned off` };
  return { hook, call: { url, secret, id: wishId, body: JSON.stringify(bodyOf(row)) } };
}

interface Read {
  hook: string;
  subject: string | null;
  url: string | null;
  secret: string | null;
  active: boolean | null;
  instanceId: string;
  kind: Kind;
  number: number;
  name: string;
  seq: number;
  type: string;
  at: Instant;
  actorId: string;
  from: string | null;
  snapshot: Snapshot;
  before: Snapshot | null;
}

/** A call's body: what happened, to which deal, and each field that the decision changed, before and after. */
function bodyOf({ snapshot, before, ...row }: Read) {
  const { instanceId: id, kind, number, name, seq, type, at, actorId, from, subject } = row;
  return {
    type: `${kind}.${type.replaceAll(' ', '_')}`,
    timestamp: new Date(at).toISOString(),
    data: {
      instance: { id, kind, number, name, ownerId: snapshot.owner },
      event: { seq, type, actorId, from, to: snapshot.state, about: subject },
      fields: told(snapshot.fields),
      changes: changesOf(before?.fields ?? {}, snapshot.fields),
    },
  };
}

/** Values of process fields as they go out. */
export const told = (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, shown(value)]));

const isMoney = (value: unknown): value is Money => typeof value === 'object' && value !== null && 'minor' in value;

/** As over HTTP: money is decimal text beside its currency. */
const shown = (value: FieldValue | undefined) =>
  isMoney(value) ? { amount: formatMoney(value), currency: value.currency } : (value ?? null);

function changesOf(before: Fields, after: Fields) {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = keys.map((key) => ({ field: key, before: shown(before[key]), after: shown(after[key]) }));
  return changed.filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
}

const SQL = `
  SELECT o.wish ->> 'hook' AS hook, o.wish ->> 'subject' AS subject, h.url, h.secret, h.active,
    i.id AS "instanceId", i.kind, coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic, '') AS name,
    e.seq, e.type, (extract(epoch FROM e.at) * 1000)::float8 AS at, e.actor_id AS "actorId", e.from_state AS from, e.snapshot,
    b.snapshot AS before
  FROM outbox o
  JOIN process_instances i ON i.id = o.instance_id
  JOIN process_events e ON e.instance_id = o.instance_id AND e.seq = o.seq
  LEFT JOIN process_events b ON b.instance_id = o.instance_id AND b.seq = o.seq - 1
  LEFT JOIN webhooks h ON h.name = o.wish ->> 'hook'
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
  WHERE o.id = $1`;
