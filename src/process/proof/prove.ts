import type { Definition } from '../definition';
import type { Problem } from '../language/finding';
import { conditionFindings } from './condition-findings';
import { eventlessFindings } from './eventless';
import { explore } from './explore';
import { exploredFindings, withTrace } from './explored-findings';
import { graphFindings } from './graph-findings';
import { limitFindings } from './limits';
import { type Held, peopleFindings } from './people';
import { taskFindings } from './tasks';
import { unaskedFields } from './unasked';

export interface ProofOptions {
  /** How many decisions the exploration may make. */
  budget?: number;
  /** Who is there to do the work. */
  held?: Held;
}

/** Decisions that take about a second; docs/explanation/proof.md has the measurement. */
export const BUDGET = 25_000;

/** A proof, and what it took. */
export interface Proof {
  found: Problem[];
  decisions: number;
  places: number;
}

/**
 * What is wrong with a definition beyond its names: what its graph shows, what its conditions say, and what the engine does
 * with it. Docs: docs/explanation/proof.md.
 */
export const prove = (definition: Definition, options?: ProofOptions): Problem[] => proof(definition, options).found;

/** The same, with the number of decisions that it took. */
export function proof(definition: Definition, { budget = BUDGET, held = {} }: ProofOptions = {}): Proof {
  const suspects = [
    ...conditionFindings(definition),
    ...graphFindings(definition),
    ...unaskedFields(definition),
    ...eventlessFindings(definition),
    ...taskFindings(definition),
    ...peopleFindings(definition, held),
    ...limitFindings(definition),
  ];
  const explored = explore(definition, budget);
  const all = [...suspects, ...exploredFindings(definition, explored, suspects)];
  return {
    found: all.map((suspect) => withTrace(definition, explored, suspect)),
    decisions: explored.decisions,
    places: explored.places.length,
  };
}
