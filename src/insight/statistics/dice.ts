import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance that is the same each time it is asked from the start: a report that is read twice says the same. */
export interface Dice {
  /** A whole number from 0 up to `below`, which is not part of it. */
  under(below: number): number;
  /** From 0 up to 1. */
  part(): number;
}

const STEPS = 2 ** 30;

export function createDice(seed = 20_261_122): Dice {
  const generator = xoroshiro128plus(seed);
  return {
    under: (below) => uniformInt(generator, 0, below - 1),
    part: () => uniformInt(generator, 0, STEPS - 1) / STEPS,
  };
}
