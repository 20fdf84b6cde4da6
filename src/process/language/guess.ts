/** A proposal for a name that is not known, as the end of a sentence; empty where none of the known ones is near. */
export type Guess = (name: string, known: Iterable<string>) => string;

/** How many names of one text are held against the known ones: whoever got more wrong has read the list by then. */
const MOST_GUESSES = 100;
/** The longest name that is held against others: the work grows with the product of the lengths. */
const MOST_LETTERS = 40;

/** One for each text, since it gives up after so many. */
export function createGuess(): Guess {
  let left = MOST_GUESSES;
  return (name, known) => {
    if (left === 0 || name.length > MOST_LETTERS) return '';
    left -= 1;
    const near = nearest(name, known);
    return near === null ? '' : `: did you mean '${near}'?`;
  };
}

/** The known name that the fewest slips of the hand lead to, if they are few for its length; null if none is. */
export function nearest(name: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const one of known) {
    if (one.length > MOST_LETTERS || Math.abs(one.length - name.length) >= least) continue;
    const slips = slipsBetween(name.toLowerCase(), one.toLowerCase());
    if (slips < least) [best, least] = [one, slips];
  }
  return best;
}

/** Letters left out, added, mistaken, or changed with their neighbour (Damerau and Levenshtein, each letter touched once). */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(before, j - 2) + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], i: number): number => row[i] ?? Number.POSITIVE_INFINITY;
