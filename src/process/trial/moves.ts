import { type Candidate, candidates } from '../allowed';
import type { Definition } from '../definition';
import { evaluate } from '../fields/condition';
import { currentStages, openTasks } from '../machine/draft';
import type { Snapshot, Task } from '../snapshot';
import type { Fields, FieldValue } from '../types';
import type { Ask, Moment } from './example';
import { names, type Representatives } from './representatives';

/** What the search looks at, and how far: at the conditions that decide here and next, or at all there are. */
export interface Sight {
  definition: Definition;
  values: Representatives;
  reach: 'near' | 'far';
}

/** So long do those wait in generated examples who wait. */
const WAIT: Moment = { by: 'span', span: { amount: 3, unit: 'day', working: false } };

/** Somebody waits without an outcome having said so. */
export const FREE_WAIT: Ask = { type: 'wait', until: WAIT, event: null };

/** Everything that could be asked here, with every way to fill it in that the conditions in sight tell apart. */
export function asksAt(sight: Sight, snapshot: Snapshot): Ask[] {
  const offered = candidates(sight.definition, snapshot).flatMap((one) => askOf(sight, snapshot, one));
  if (snapshot.closedAt !== null) return offered;
  const awaited: Ask[] = snapshot.wait?.event ? [{ type: 'event', event: snapshot.wait.event, fields: {} }] : [];
  return [...offered, ...awaited, ...amendments(sight, snapshot)];
}

/** The same with more fields, where it takes some; null where it does not, or none of them is new to it. */
export function withFields(ask: Ask, keys: readonly string[], values: Representatives): Ask | null {
  if (!('fields' in ask) || ask.type === 'event') return null;
  const missing = keys.filter((key) => ask.fields[key] === undefined);
  const more = Object.fromEntries(missing.map((key) => [key, values.usual(key)]));
  return missing.length === 0 ? null : { ...ask, fields: { ...ask.fields, ...more } };
}

function askOf(sight: Sight, snapshot: Snapshot, { act, asks }: Candidate): Ask[] {
  const keys = asks.filter((key) => sight.definition.fields[key]);
  const filled = <T extends Ask>(make: (fields: Fields) => T): T[] => fillings(sight, snapshot, keys).map(make);
  switch (act.type) {
    case 'complete': {
      const { outcome } = act;
      const until = asks.includes('until') ? WAIT : null;
      return filled((fields) => ({ type: 'complete', task: nameOf(snapshot, act.task), outcome, fields, until }));
    }
    case 'move':
      return filled((fields) => ({ type: 'move', to: act.to, fields }));
    case 'close':
      return filled((fields) => ({ type: 'close', outcome: act.outcome, fields }));
    case 'skip':
      return filled((fields) => ({ type: 'skip', stage: act.stage, fields }));
    case 'event':
      return filled((fields) => ({ type: 'event', event: act.event, fields }));
    case 'reopen':
      return [{ type: 'reopen', fields: {} }];
    case 'claim':
      return [{ type: 'claim', task: nameOf(snapshot, act.task) }];
    case 'resume':
    case 'undo':
      return [act];
    default:
      return [];
  }
}

const nameOf = (snapshot: Snapshot, task: string): string =>
  openTasks(snapshot).find(({ key, id }) => key === task || id === task)?.task ?? 'by-hand';

/** The usual values, and each other value that changes what a condition says, one field at a time. */
function fillings(sight: Sight, snapshot: Snapshot, keys: readonly string[]): Fields[] {
  const usual = Object.fromEntries(keys.map((key) => [key, snapshot.fields[key] ?? sight.values.usual(key)]));
  const others = keys.flatMap((key) =>
    telling(sight, snapshot, key, usual).map((value) => ({ ...usual, [key]: value })),
  );
  return [usual, ...others];
}

/** Each value of a field that changes what a condition says. */
const amendments = (sight: Sight, snapshot: Snapshot): Ask[] =>
  Object.keys(sight.definition.fields).flatMap((key) =>
    telling(sight, snapshot, key).map((value): Ask => ({ type: 'amend', fields: { [key]: value } })),
  );

/** Of the values of a field, one for everything that the conditions in sight could say otherwise than as things are. */
function telling(sight: Sight, snapshot: Snapshot, key: string, beside: Fields = {}): FieldValue[] {
  const conditions = conditionsIn(sight, snapshot).filter((condition) => names(condition, key));
  if (conditions.length === 0) return [];
  const fields = { ...snapshot.fields, ...beside };
  const found = new Map([[verdicts(sight.definition, conditions, fields), fields[key] ?? null]]);
  for (const value of sight.values.all(key)) {
    const said = verdicts(sight.definition, conditions, { ...fields, [key]: value });
    if (!found.has(said)) found.set(said, value);
  }
  return [...found.values()].slice(1);
}

const verdicts = ({ fields: known }: Definition, conditions: readonly string[], fields: Fields): string =>
  JSON.stringify(conditions.map((condition) => evaluate(condition, known, fields).holds ?? null));

const conditionsIn = ({ definition, values, reach }: Sight, at: Snapshot): readonly string[] =>
  values.conditionsAt(reach === 'far' ? [] : currentStages({ definition, at }).map(([key]) => key));

/** Two instances whose `whole` is the same go on alike, but for their instants and lights; `place` is coarser. */
export interface Likeness {
  /** Where it is, and what the conditions say there. */
  place: string;
  whole: string;
}

/** What of a snapshot decides what may be done next. Fields count only by what conditions say of them, and as dates of limits. */
export function likeness(sight: Sight, snapshot: Snapshot): Likeness {
  const { state, branches = {}, wait, repeats = {}, fields } = snapshot;
  const steps = Object.entries(branches).map(([key, { at }]) => [key, at]);
  const place = JSON.stringify([state, steps]) + verdicts(sight.definition, conditionsIn(sight, snapshot), fields);
  const rest = JSON.stringify([
    wait && (wait.event ?? true),
    [...new Set(snapshot.tasks.map(ofTask))].sort(),
    Object.keys(repeats),
    sight.values.dates.filter((key) => (fields[key] ?? null) !== null),
  ]);
  return { place, whole: place + rest };
}

const ofTask = ({ task, stage, status, assignee }: Task): string =>
  `${stage}/${task} ${status}${status === 'open' && assignee === null ? ' in a queue' : ''}`;
