import type { Flag } from './flags';
import type { Difference, WhatIf } from './what-if';

/** What many past deals together would have brought. */
export interface Totals {
  deals: number;
  same: number;
  different: number;
  diverged: number;
  /** Histories that do not replay as they were recorded: of these nothing can be said. */
  broken: number;
  /** By what a flag is: `due soon`, `overdue`, `escalate`, `rung 1`. */
  flags: Record<string, Counts>;
  /** How often each would have been told, against how often they were. */
  told: Record<string, Pick<Counts, 'real' | 'would'>>;
}

export interface Counts {
  real: number;
  would: number;
  new: number;
  gone: number;
  moved: number;
  othersTold: number;
}

/** The sum of nothing. */
export const noTotals = (): Totals => ({
  deals: 0,
  same: 0,
  different: 0,
  diverged: 0,
  broken: 0,
  flags: {},
  told: {},
});

/** Adds one deal to what was counted; null: one whose history does not replay. Changes `totals` in place: it is one sum. */
export function count(totals: Totals, deal: WhatIf | null): void {
  totals.deals += 1;
  if (!deal) {
    totals.broken += 1;
    return;
  }
  totals[deal.became] += 1;
  for (const side of ['real', 'would'] as const) for (const flag of deal[side]) countFlag(totals, flag, side);
  for (const difference of deal.differences) countDifference(totals, difference);
}

function countFlag(totals: Totals, { what, told }: Flag, side: 'real' | 'would'): void {
  countsOf(totals, what)[side] += 1;
  for (const who of told) {
    const counts = totals.told[who] ?? { real: 0, would: 0 };
    counts[side] += 1;
    totals.told[who] = counts;
  }
}

function countDifference(totals: Totals, { change, was, would }: Difference): void {
  const counts = countsOf(totals, (would ?? was)?.what ?? '');
  counts[change === 'others told' ? 'othersTold' : change] += 1;
}

function countsOf(totals: Totals, what: string): Counts {
  const known = totals.flags[what] ?? { real: 0, would: 0, new: 0, gone: 0, moved: 0, othersTold: 0 };
  totals.flags[what] = known;
  return known;
}
