import type { Pool } from 'pg';
import { v5 as derivedId } from 'uuid';
import type { SendCommand, Sent } from '../commands';
import { readInstance, type Versions } from '../crm';
import {
  type Act,
  type Answer,
  type Command,
  decide,
  type FieldDefinition,
  type Fields,
  type Kind,
  type Snapshot,
  SYSTEM,
  takenFrom,
} from '../process';
import { fieldProblem } from '../process/fields/field-value';

/** What telling an instance needs: its tables, and the door. */
export interface Telling {
  pool: Pool;
  versions: Versions;
  sendCommand: SendCommand;
  clock: { now(): number };
}

/** What happened, and who says so. */
export interface Happened {
  kind: Kind;
  instanceId: string;
  event: string;
  /** What it brings, for fields of these names that the process takes from it. */
  brings: Fields;
  /** The key of the command; the same happening is told once. */
  key: string;
  route: string;
  /** What the key stands for, beside the route. */
  body: unknown;
  actor: { id: string; roles: readonly string[]; teams: readonly string[] };
}

/**
 * Tells a lead or a sale of something, where its process reacts to that as it stands. Nothing is sent to others, so no
 * history holds what changed nothing. null when it was not told.
 */
export async function tellInstance(telling: Telling, happened: Happened): Promise<Sent | null> {
  const { kind, instanceId, event, brings, key, route, body, actor } = happened;
  const instance = await readInstance(telling, kind, instanceId);
  if (!instance) return null;
  const { snapshot, version } = instance;
  const { definition } = version;
  const taken = takenFrom(definition, snapshot, event);
  if (taken === null) return null;
  const brought = taken.flatMap((field) => broughtFor(field, definition.fields[field], brings));
  const act: Act = { type: 'event', event, ...(brought.length > 0 && { fields: Object.fromEntries(brought) }) };
  const command: Command = { id: '', actor: SYSTEM, ...act };
  if (!changesAnything(snapshot, decide(definition, snapshot, command, telling.clock.now()))) return null;
  return telling.sendCommand({ key, route, body: body ?? act, kind, instanceId, actor, act, ofAny: true });
}

/** Whether an answer is more than one that takes note: a reaction may ask for fields that were not brought. */
function changesAnything(before: Snapshot, { decision }: Answer): boolean {
  if (!decision) return false;
  const { seq: _, back: __, ...then } = before;
  const { seq: ___, back: ____, ...next } = decision.snapshot;
  return decision.wishes.length > 0 || JSON.stringify(then) !== JSON.stringify(next);
}

/** What was brought for a field of its name, where the field can hold it. */
function broughtFor(key: string, field: FieldDefinition | undefined, brings: Fields): [string, Fields[string]][] {
  const value = Object.hasOwn(brings, key) ? (brings[key] ?? null) : null;
  return field && value !== null && !fieldProblem(field, value) ? [[key, value]] : [];
}

/** What came in by itself is told by nobody. */
export const NOBODY = { id: 'system', roles: [], teams: [] } as const;

const OF_MESSAGES = '5d1f6c0e-8c0f-5a5e-9b0e-2f8f3f1f7a61';

/** An id that follows from a message's: what is made of the message twice is made once. */
export const madeOf = (messageId: string, what: string): string => derivedId(`${what} ${messageId}`, OF_MESSAGES);
