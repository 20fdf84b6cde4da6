import type { FieldDefinition } from '../definition';
import type { Catalogues } from './schema/field';

/** What the parts of a definition may refer to. Collected before anything is checked, so that all faults show at once. */
export interface Names {
  /** The key of the process itself; null while it is faulty. */
  process: string | null;
  /** By key; null for a field whose own definition has a fault. */
  fields: ReadonlyMap<string, FieldDefinition | null>;
  catalogues: Catalogues;
  /** The stages that are no steps of a branch. */
  stages: ReadonlySet<string>;
  /** The steps of branches, by the stage and the branch that they are of. */
  steps: ReadonlyMap<string, { stage: string; branch: string }>;
  closings: ReadonlySet<string>;
  /** Events from outside: those that are always there, and those that the text declares. */
  events: ReadonlySet<string>;
}

/** The field that outcomes ask for why: there without being declared, and declared differently by whoever wants to. */
export const REASON: FieldDefinition = {
  type: 'text',
  name: { en: 'Reason', ru: 'Причина' },
  options: {},
  default: null,
};

/** A part of data that is a map, or an empty one. */
export const mapOf = (data: unknown): Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : {};

/** Stages, tasks, closings, processes, calendars, roles: words joined by hyphens. */
export const KEY = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Outcomes: words as a rep would say them. */
export const OUTCOME_KEY = /^[A-Za-z0-9][A-Za-z0-9'-]*( [A-Za-z0-9'-]+)*$/;

/** Fields: one word in camel case, which conditions can read. */
export const FIELD_KEY = /^[a-z][A-Za-z0-9]*$/;

/** Words that mean something else in a condition. Source: CEL's reserved words, and the function we add. */
export const NOT_A_FIELD: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return ' +
    'var void while prototype money'
  ).split(' '),
);

/** The English name that a key gives when none is written: `waiting-decision` is "Waiting decision". */
export function nameFromKey(key: string): string {
  const words = key
    .replace(/-/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
