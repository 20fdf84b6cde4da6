import type { Actor, Command } from './command';
import { decide } from './decide';
import type { Definition, FieldDefinition, OutcomeDefinition, Route, Target } from './definition';
import { definitionOf } from './machine/draft';
import { entryGate } from './machine/edges';
import type { Requirement } from './refusal';
import type { Snapshot, Task } from './snapshot';
import type { Fields, FieldValue, Instant, Text } from './types';

/** One way to answer a task: what it is called, where it leads, and what it still has to bring. */
export interface TaskAnswer {
  outcome: string;
  name: Text;
  /** Where it can lead, by condition where there is one; empty when the deal stays where it is. `needs`: what coming there asks for beside. */
  leads: readonly { to: Target; when: string | null; needs: readonly string[] }[];
  /** Fields that have to come with it, since the deal lacks them; `until` is a date to put the task off to. */
  missing: readonly string[];
  /** Fields that it asks for although they are set: what is known can be proposed. */
  confirms: readonly string[];
  /** `no`: not even with all fields; `until` says what would have to hold. */
  can: 'now' | 'with input' | 'no';
  until: readonly Requirement[];
}

/**
 * How a task can be answered by an actor, each way tried on the machine. A task that waits in a queue is answered as whoever
 * claims it would.
 */
export function answersOf(
  definition: Definition,
  snapshot: Snapshot,
  task: Task,
  actor: Actor,
  now: Instant,
): TaskAnswer[] {
  const outcomes = definitionOf({ definition }, task)?.outcomes ?? { done: BY_HAND };
  const tasks = snapshot.tasks.map((one) =>
    one.key === task.key ? { ...one, assignee: one.assignee ?? actor.id } : one,
  );
  const held = { ...snapshot, tasks };
  return Object.entries(outcomes).map(([outcome, one]) => {
    const tried = tryOn(definition, held, { task: task.key, outcome, actor, forks: one.routes !== undefined }, now);
    const needs = (to: Target) =>
      entryGate(definition, to).fields.filter((field) => !tried.missing.includes(field) && !isSet(held.fields, field));
    const confirms = one.ask.filter((field) => !tried.missing.includes(field) && isSet(snapshot.fields, field));
    return {
      outcome,
      name: one.name,
      leads: leadsOf(one).map((lead) => ({ ...lead, needs: needs(lead.to) })),
      confirms,
      ...tried,
    };
  });
}

const BY_HAND: Pick<OutcomeDefinition, 'name' | 'to' | 'ask' | 'routes'> = {
  name: { en: 'Done', ru: 'Сделано' },
  to: null,
  ask: [],
};

const isSet = (fields: Fields, field: string): boolean => (fields[field] ?? null) !== null;

const leadsOf = ({ to, routes }: Pick<OutcomeDefinition, 'to' | 'routes'>): readonly Route[] =>
  routes ?? (to === null ? [] : [{ to, when: null }]);

/** An answer asks for its own fields first and for those of where it leads then: each round finds some more. */
const ROUNDS = 5;

function tryOn(
  definition: Definition,
  snapshot: Snapshot,
  { task, outcome, actor, forks }: { task: string; outcome: string; actor: Actor; forks: boolean },
  now: Instant,
): Pick<TaskAnswer, 'missing' | 'can' | 'until'> {
  const missing: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const brought = missing
      .filter((field) => field !== 'until')
      .map((field) => [field, sample(definition, field, now)]);
    const act = { task, outcome, fields: Object.fromEntries(brought) as Fields, until: now + DAY_MS };
    const plain = missing.includes('until') ? act : { ...act, until: undefined };
    const { refused } = decide(definition, snapshot, { id: '', actor, type: 'complete', ...plain } as Command, now);
    if (!refused) return { missing, can: missing.length > 0 ? 'with input' : 'now', until: [] };
    const more = refused.until.flatMap(({ code, params }) => (code === 'FieldMissing' ? [String(params.field)] : []));
    const fresh = more.filter((field) => !missing.includes(field));
    const others = refused.until.filter(({ code }) => code !== 'FieldMissing');
    // With other values in them, a condition over the fields that it brings may hold.
    const open = missing.length > 0 && others.every(({ code }) => code === 'ConditionUnmet');
    if (fresh.length === 0 || others.length > 0)
      return { missing: [...missing, ...fresh], can: open ? 'with input' : 'no', until: open ? [] : others };
    missing.push(...fresh);
    // Where it leads hangs on what it brings, and so does what else is asked for.
    if (forks) break;
  }
  return { missing, can: 'with input', until: [] };
}

const DAY_MS = 86_400_000;

/** Some value that a field can have, to see what else is asked for. */
function sample(definition: Definition, key: string, now: Instant): FieldValue {
  const field: FieldDefinition | undefined = definition.fields[key];
  switch (field?.type) {
    case 'number':
    case 'percent':
      return 1;
    case 'money':
      return { minor: 100, currency: 'RUB' };
    case 'date':
      return new Date(now + DAY_MS).toISOString().slice(0, 10);
    case 'boolean':
      return true;
    case 'choice':
      return Object.keys(field.options)[0] ?? '';
    default:
      return 'x';
  }
}
