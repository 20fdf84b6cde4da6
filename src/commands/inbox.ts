import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Actor, Command, Kind, Refusal, Snapshot } from '../process';
import type { CommandRequest } from './command-request';

/** A command as the inbox keeps it. */
export interface InboxRow {
  id: string;
  caller: string;
  route: string;
  bodyHash: string;
  kind: Kind;
  instanceId: string;
  versionId: string | null;
  command: Command;
  status: 'received' | 'applied' | 'refused' | 'failed';
  answer: unknown;
}

/** What the table says of the instance that a command is for. */
export interface InstanceRow {
  versionId: string;
  seq: number;
  open: boolean;
  engine: 'pending' | 'running' | 'none';
  /** Read only where the command cannot go to a running workflow. */
  snapshot: Snapshot | null;
}

/** What came of putting a command into the inbox: the row that is there now, and the instance. */
export interface Received {
  row: InboxRow | null;
  /** Whether this call put it there. */
  fresh: boolean;
  instance: InstanceRow | null;
}

/** The body, however its keys are ordered, as the key stands for it. */
export const hashBody = (body: unknown): string => createHash('sha256').update(canonical(body)).digest('hex');

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
    .join(',')}}`;
}

const INBOX = `id, caller_id AS caller, route, encode(body_hash, 'hex') AS "bodyHash", kind, instance_id AS "instanceId",
  version_id AS "versionId", command, status, answer`;

/**
 * Keeps a command as `received`, unless its key is known or it is for an instance that is not there, and reads the
 * instance: one round trip. The actor's place above the owner is looked up in it: the right as of receipt counts.
 */
export async function receive(pool: Pool, request: CommandRequest, at: Date): Promise<Received> {
  const { key, actor, route, body, kind, instanceId, act, expectedSeq } = request;
  const stamped: Actor = { ...actor, manages: request.ofAny === true || actor.roles.includes('administrator') };
  const command: Command = { id: key, actor: stamped, ...(expectedSeq !== undefined && { expectedSeq }), ...act };
  const { rows } = await pool.query<{ row: InboxRow | null; fresh: boolean; instance: InstanceRow | null }>({
    name: 'receive command',
    text: RECEIVE,
    values: [
      key,
      actor.id,
      route,
      hashBody(body),
      kind,
      instanceId,
      act.type,
      JSON.stringify(command),
      JSON.stringify(request.record ?? {}),
      request.versionId ?? null,
      at,
    ],
  });
  const found = rows[0];
  if (!found) throw new Error('The inbox gave no row.');
  // Somebody put the same key there in the same moment: this statement does not see their row yet.
  if (!found.row && (found.instance || act.type === 'start')) return readReceived(pool, key);
  return found;
}

const RECEIVE = `
  WITH instance AS (
    SELECT version_id AS "versionId", seq, open, engine, CASE WHEN engine = 'running' THEN NULL ELSE snapshot END AS snapshot, owner_id
    FROM process_instances WHERE id = $6::uuid AND kind = $5
  ), stamped AS (
    SELECT CASE WHEN EXISTS (SELECT 1 FROM instance WHERE is_above(nullif($2, 'system')::uuid, owner_id))
      THEN jsonb_set($8::jsonb, '{actor,manages}', 'true') ELSE $8::jsonb END AS command
  ), kept AS (
    INSERT INTO commands (id, caller_id, route, body_hash, kind, instance_id, type, command, record, version_id, status, received_at)
    SELECT $1::uuid, $2, $3, decode($4, 'hex'), $5, $6::uuid, $7, stamped.command, $9::jsonb, $10::uuid, 'received', $11
    FROM stamped WHERE $7 = 'start' OR EXISTS (SELECT 1 FROM instance)
    ON CONFLICT (id) DO NOTHING
    RETURNING ${INBOX}
  ), there AS (SELECT ${INBOX} FROM commands WHERE id = $1::uuid)
  SELECT (SELECT to_jsonb(r) FROM (SELECT * FROM kept UNION ALL SELECT * FROM there LIMIT 1) r) AS row,
    EXISTS (SELECT 1 FROM kept) AS fresh,
    (SELECT to_jsonb(i) - 'owner_id' FROM instance i) AS instance`;

/** Reads a command and its instance again, as a sweep or a repeat needs them. */
export async function readReceived(pool: Pool, id: string): Promise<Received> {
  const { rows } = await pool.query<{ row: InboxRow; instance: InstanceRow | null }>(
    `SELECT to_jsonb(c) AS row, (SELECT jsonb_build_object('versionId', i.version_id, 'seq', i.seq, 'open', i.open, 'engine', i.engine, 'snapshot', i.snapshot)
       FROM process_instances i WHERE i.id = c."instanceId") AS instance
     FROM (SELECT ${INBOX} FROM commands WHERE id = $1) c`,
    [id],
  );
  return { row: rows[0]?.row ?? null, fresh: false, instance: rows[0]?.instance ?? null };
}

/**
 * Keeps what became of a command that was not applied; an applied one is marked by the decision itself. `late`: its
 * sender was answered 202 and gets a notice, in the same statement, so that they are told and told once. Gives false
 * when the command has its answer already.
 */
export async function close(
  pool: Pool,
  { id, late }: { id: string; late: boolean },
  status: 'refused' | 'failed',
  answer: Refusal | { incident: string },
): Promise<boolean> {
  const { rows } = await pool.query<{ closed: boolean }>(
    `WITH closed AS (
       UPDATE commands SET status = $2, answer = $3, answered_at = now() WHERE id = $1 AND status = 'received' RETURNING *)
     ${late ? TOLD : ''}
     SELECT EXISTS (SELECT 1 FROM closed) AS closed`,
    [id, status, JSON.stringify(answer), ...(late ? [newId()] : [])],
  );
  return rows[0]?.closed ?? false;
}

const TOLD = `, told AS (
  INSERT INTO notifications (id, instance_id, person_id, code, subject, at)
  SELECT $4, instance_id, caller_id::uuid, 'command refused', id::text, now() FROM closed WHERE caller_id <> 'system')`;
