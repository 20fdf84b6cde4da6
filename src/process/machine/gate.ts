import type { Actor } from '../command';
import type { Definition, Who } from '../definition';
import { evaluate } from '../fields/condition';
import type { Refusal, Requirement } from '../refusal';
import type { Fields } from '../types';

/** What must hold for one transition. It is data: the machine's guard and the words of a refusal read the same gate. */
export interface Gate {
  /** Who may; null is "whoever may answer what leads here". */
  who: readonly Who[] | null;
  fields: readonly string[];
  conditions: readonly string[];
  /** The stages and steps whose required tasks must be done. */
  tasksDone: readonly string[];
}

/** What a gate looks at. */
export interface AtGate {
  fields: Fields;
  owner: string;
  actor: Actor;
  /** The required tasks that are still open. */
  openTasks: readonly { key: string; stage: string }[];
  /** Time does it, which asks for nothing. */
  forced?: boolean;
}

export const OPEN_GATE: Gate = { who: null, fields: [], conditions: [], tasksDone: [] };

/** Whether the actor is one of those whom a rule names. The system itself always is. */
export function isOneOf(who: readonly Who[], actor: Actor, owner: string): boolean {
  if (actor.id === 'system') return true;
  return who.some((one) => {
    if (one === 'anyone') return true;
    if (one === 'owner') return actor.id === owner;
    if (one === 'manager') return actor.manages;
    return actor.roles.includes(one);
  });
}

/** What keeps a gate shut, all of it at once; empty when it is open. Never throws: a broken condition is unmet. */
export function unmet(gate: Gate, at: AtGate, definition: Definition): Requirement[] {
  const found: Requirement[] = [];
  if (at.forced) return found;
  if (gate.who && !isOneOf(gate.who, at.actor, at.owner)) {
    found.push({ code: 'NotYours', params: { who: gate.who.join(', ') } });
  }
  for (const field of gate.fields) {
    if ((at.fields[field] ?? null) === null) found.push({ code: 'FieldMissing', params: { field } });
  }
  for (const condition of gate.conditions) {
    const result = evaluate(condition, definition.fields, at.fields);
    if (result.failed !== undefined)
      found.push({ code: 'ConditionFailed', params: { condition, failed: result.failed } });
    else if (!result.holds) found.push({ code: 'ConditionUnmet', params: { condition } });
  }
  for (const { key, stage } of at.openTasks)
    if (gate.tasksDone.includes(stage)) found.push({ code: 'TaskOpen', params: { task: key } });
  return found;
}

const GRAVEST: readonly Refusal['code'][] = [
  'NotYours',
  'ConditionFailed',
  'TaskOpen',
  'ConditionUnmet',
  'FieldMissing',
];

/** The code that a refusal with these requirements goes by: what the sender can do least about comes first. */
export function gravest(requirements: readonly Requirement[]): Refusal['code'] {
  return GRAVEST.find((code) => requirements.some((r) => r.code === code)) ?? 'ConditionUnmet';
}
