import { type Candidate, candidates } from '../allowed';
import type { Definition } from '../definition';
import { evaluate } from '../fields/condition';
import { openTasks } from '../machine/draft';
import type { Snapshot, Task } from '../snapshot';
import type { Fields } from '../types';
import { OUTSIDE } from './cast';
import type { Ask, Moment } from './example';
import type { Representatives } from './representatives';

/** So long do those wait in generated examples who wait. */
const WAIT: Moment = { by: 'span', span: { amount: 3, unit: 'day', working: false } };

/** Everything that could be asked here, with every way to fill it in that the conditions can tell apart. */
export function asksAt(definition: Definition, snapshot: Snapshot, values: Representatives): Ask[] {
  const offered = candidates(definition, snapshot).flatMap((one) => askOf(definition, snapshot, one, values));
  if (snapshot.closedAt !== null) return offered;
  return [...offered, ...amendments(snapshot, values)];
}

/** Somebody waits without an outcome having said so. */
export const FREE_WAIT: Ask = { type: 'wait', until: WAIT, event: null };

/** The same with more fields, where it takes some; null where it does not, or none of them is new to it. */
export function withFields(ask: Ask, keys: readonly string[], values: Representatives): Ask | null {
  const missing = keys.filter((key) => 'fields' in ask && ask.fields[key] === undefined);
  if (!('fields' in ask) || ask.type === 'event' || missing.length === 0) return null;
  const more = Object.fromEntries(missing.map((key) => [key, values.usual(key)]));
  return { ...ask, fields: { ...ask.fields, ...more } };
}

/** Who is asked to do it, in the order in which they are tried. */
export const askers = (ask: Ask, people: readonly string[]): readonly string[] =>
  ask.type === 'event' ? [OUTSIDE] : people;

function askOf(definition: Definition, snapshot: Snapshot, { act, asks }: Candidate, values: Representatives): Ask[] {
  const keys = asks.filter((key) => definition.fields[key]);
  const fills = () => fillings(keys, snapshot.fields, values);
  switch (act.type) {
    case 'complete': {
      const task = openTasks(snapshot).find(({ key, id }) => key === act.task || id === act.task);
      const { outcome } = act;
      const until = asks.includes('until') ? WAIT : null;
      const of = task?.task ?? 'by-hand';
      return fills().map((fields) => ({ type: 'complete', task: of, outcome, fields, until }));
    }
    case 'move':
      return fills().map((fields) => ({ type: 'move', to: act.to, fields }));
    case 'close':
      return fills().map((fields) => ({ type: 'close', outcome: act.outcome, fields }));
    case 'skip':
      return fills().map((fields) => ({ type: 'skip', stage: act.stage, fields }));
    case 'event':
      return fills().map((fields) => ({ type: 'event', event: act.event, fields }));
    case 'reopen':
      return [{ type: 'reopen', fields: {} }];
    case 'claim': {
      const task = openTasks(snapshot).find(({ key, id }) => key === act.task || id === act.task);
      return task ? [{ type: 'claim', task: task.task ?? 'by-hand' }] : [];
    }
    case 'resume':
    case 'undo':
      return [act];
    default:
      return [];
  }
}

/** The usual values, and each other value of a field that conditions name, one field at a time. */
function fillings(keys: readonly string[], at: Fields, values: Representatives): Fields[] {
  if (keys.length === 0) return [{}];
  const usual = Object.fromEntries(keys.map((key) => [key, at[key] ?? values.usual(key)]));
  const others = keys.flatMap((key) => values.all(key).map((value) => ({ ...usual, [key]: value })));
  return [...new Map([usual, ...others].map((fields) => [JSON.stringify(fields), fields])).values()];
}

/** Each other value of a field that conditions name. */
const amendments = (snapshot: Snapshot, values: Representatives): Ask[] =>
  values.fields.flatMap((key) =>
    values
      .all(key)
      .filter((value) => JSON.stringify(value) !== JSON.stringify(snapshot.fields[key] ?? null))
      .map((value): Ask => ({ type: 'amend', fields: { [key]: value } })),
  );

/**
 * What of a snapshot decides what may be done next, as text: two instances with the same text go on alike, but for their
 * instants and lights. Fields count only by what the conditions say of them, and by whether a limit hangs on them.
 */
export function likeness(definition: Definition, snapshot: Snapshot, { conditions, dates }: Representatives): string {
  const { state, branches = {}, wait, repeats = {}, fields } = snapshot;
  return JSON.stringify([
    state,
    Object.entries(branches).map(([key, { at }]) => [key, at]),
    wait && (wait.event ?? true),
    [...new Set(snapshot.tasks.map(ofTask))].sort(),
    Object.keys(repeats),
    conditions.map((condition) => evaluate(condition, definition.fields, fields).holds ?? null),
    dates.filter((key) => (fields[key] ?? null) !== null),
  ]);
}

const ofTask = ({ task, stage, status, assignee }: Task): string =>
  `${stage}/${task} ${status}${status === 'open' && assignee === null ? ' in a queue' : ''}`;
