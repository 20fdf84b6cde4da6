import type { Instant, Kind } from '../../process';
import type { Period } from './period';

/**
 * What a report is narrowed to. Each part takes several values, any of which will do; the empty text means that there is none, as
 * of a sale whose client has no region. Owners and what belongs to them (teams) are those of today.
 */
export interface Narrow {
  owner?: readonly string[];
  /** Keys of teams: whoever is in one of them. */
  team?: readonly string[];
  /** Keys of processes. */
  process?: readonly string[];
  /** `standard-sale@3`, or `3` of whichever process. */
  version?: readonly string[];
  /** Where a deal stands now. */
  stage?: readonly string[];
  source?: readonly string[];
  product?: readonly string[];
  region?: readonly string[];
  line?: readonly string[];
}

/** By what a report may be parted. */
export const GROUPS = [
  'owner',
  'team',
  'process',
  'version',
  'stage',
  'source',
  'product',
  'region',
  'line',
] as const satisfies readonly (keyof Narrow)[];
export type Group = (typeof GROUPS)[number];

/** What is asked of any report: about what, of which time, narrowed to what, parted by what, and as of when. */
export interface Question {
  kind: Kind;
  period: Period;
  /** The period that it is held against. */
  compared: Period | null;
  narrow: Narrow;
  by: Group | null;
  asOf: Instant;
}
