import type { StageDefinition } from '../definition';
import type { Text } from '../types';

/** A part of a definition, as far as likeness looks at it. */
interface Named {
  key: string;
  name: Text;
}

/** What is less alike than this is not proposed. */
const ALIKE = 0.5;

/**
 * How much two named things are alike, from 0 to 1: by the letter pairs that their keys or their names have in common,
 * whichever says more.
 */
export function likeness(a: Named, b: Named): number {
  return Math.max(
    pairsInCommon(a.key, b.key),
    pairsInCommon(a.name.en, b.name.en),
    pairsInCommon(a.name.ru, b.name.ru),
  );
}

/** The same for stages, which are also alike by the tasks that they share. */
export function stageLikeness(
  a: Named & Pick<StageDefinition, 'tasks'>,
  b: Named & Pick<StageDefinition, 'tasks'>,
): number {
  const mine = Object.keys(a.tasks);
  const shared = mine.filter((key) => Object.hasOwn(b.tasks, key)).length;
  const tasks = mine.length === 0 ? 0 : shared / Math.max(mine.length, Object.keys(b.tasks).length);
  return Math.max(likeness(a, b), tasks);
}

/** Of these, the one that is most alike, if any is alike enough; of equals the first. */
export function mostAlike<T>(among: readonly T[], score: (one: T) => number): { is: T; score: number } | null {
  let best: { is: T; score: number } | null = null;
  for (const is of among) {
    const found = score(is);
    if (found >= ALIKE && found > (best?.score ?? 0)) best = { is, score: found };
  }
  return best;
}

/** Dice's coefficient over letter pairs. */
function pairsInCommon(a: string, b: string): number {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  if (left.length === 0 || right.length === 0) return 0;
  let common = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const ahead = (left[i] ?? 0) - (right[j] ?? 0);
    if (ahead === 0) common += 1;
    if (ahead <= 0) i += 1;
    if (ahead >= 0) j += 1;
  }
  return (2 * common) / (left.length + right.length);
}

/** What of a name is looked at. */
const MOST_LETTERS = 200;
/** Each name of a version is held against all of another, so its pairs are kept for as long as there are not too many. */
const MOST_KEPT = 5_000;
const kept = new Map<string, Uint32Array>();

function pairsOf(text: string): Uint32Array {
  const known = kept.get(text);
  if (known) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const made = readPairs(text.slice(0, MOST_LETTERS));
  kept.set(text, made);
  return made;
}

/** As numbers, in order. Each word by itself, so that their order does not matter. */
function readPairs(text: string): Uint32Array {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const pairs = words.flatMap((word) =>
    Array.from(
      { length: Math.max(0, word.length - 1) },
      (_, i) => word.charCodeAt(i) * 0x10000 + word.charCodeAt(i + 1),
    ),
  );
  return Uint32Array.from(pairs).sort();
}
