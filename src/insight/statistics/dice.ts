import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance that is the same each time it is asked from the start: a report that is read twice says the same. */
export interface Dice {
  /** A whole number from 0 up to `below`, which is not part of it; of far fewer than 2^32, so that each is as likely. */
  under(below: number): number;
  /** From 0 up to 1. */
  part(): number;
}

const ALL = 2 ** 32;

export function createDice(seed = 20_261_122): Dice {
  const generator = xoroshiro128plus(seed);
  const part = () => (generator.next() >>> 0) / ALL;
  return { under: (below) => Math.floor(part() * below), part };
}
