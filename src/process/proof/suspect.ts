import type { Problem } from '../language/finding';
import type { Snapshot } from '../snapshot';

/** A finding whose way there is still to be looked for. */
export interface Suspect extends Problem {
  /** Whether an instance is where the finding says something goes wrong. */
  goal?: (at: Snapshot) => boolean;
  /** Or: it leads back to the stage by deadlines alone. */
  circle?: string;
  /** Or: the engine cannot carry it out. */
  breaks?: true;
}
