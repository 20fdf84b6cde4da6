import type { z } from 'zod';
import type { Bind, Sight } from '../../access';
import { questionSql } from './narrow-sql';
import type { Question } from './question';

/** What a set of deals is made of beside its own parameters. */
export interface SetScope {
  question: Question;
  sight: Sight;
  bind: Bind;
}

/**
 * The deals that a number counts, as one condition over `process_instances i`. The report counts by it and the list that the number
 * opens reads by it: they cannot differ.
 */
export interface DealSet<P extends z.ZodType = z.ZodType> {
  /** Report and number, such as `funnel.entered`. */
  name: string;
  /** Which cell of the report, such as the stage; of texts, since it stands in addresses. */
  at: P;
  holds(scope: SetScope, at: z.output<P>): string;
}

const known = new Map<string, DealSet>();

/** Says once what a number of a report counts. */
export function dealSet<P extends z.ZodType>(set: DealSet<P>): DealSet<P> {
  if (known.has(set.name)) throw new Error(`There are two sets of deals called ${set.name}.`);
  known.set(set.name, set as unknown as DealSet);
  return set;
}

/** The set of that name; undefined when there is none. */
export const dealSetNamed = (name: string): DealSet | undefined => known.get(name);

/** Every set there is, by name. */
export const dealSets = (): readonly DealSet[] => [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** All that holds for the deals of a set: the question, what the reader sees, and what the number is about. */
export const setSql = <P extends z.ZodType>(set: DealSet<P>, scope: SetScope, at: z.output<P>): string =>
  `${questionSql(scope.question, scope.sight, scope.bind)} AND (${set.holds(scope, at)})`;
