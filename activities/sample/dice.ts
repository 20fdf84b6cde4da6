import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { v7 } from 'uuid';

/** Chance that repeats itself: the same seed gives the same throws. */
export interface Dice {
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** Whether something happens that happens in so many of a hundred cases. */
  chance(percent: number): boolean;
  /** A UUIDv7 of an instant. */
  id(atMs: number): string;
}

export function createDice(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  const between = (low: number, high: number) => uniformInt(generator, low, high);
  return {
    between,
    chance: (percent) => between(1, 100) <= percent,
    pick: <T>(from: readonly T[]): T => {
      const one = from[between(0, from.length - 1)];
      if (one === undefined) throw new Error('Nothing to pick from.');
      return one;
    },
    id: (atMs) => v7({ msecs: atMs, random: Uint8Array.from({ length: 16 }, () => between(0, 255)) }),
  };
}
