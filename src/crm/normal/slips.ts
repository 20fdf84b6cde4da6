/**
 * How many slips of the finger lie between two words: a letter too many, too few, another one, or two that changed places. Counts
 * no further than `most`, and gives `most + 1` then.
 */
export function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return Math.min(last[b.length] ?? 0, most + 1);
}

/** So many slips a word of so many letters may have. Figures are never guessed. */
export const slipsAllowed = (word: string): number =>
  /\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2;

/** The slips by which a word stands in a text of folded words, at the beginning of one; null when it does not. */
export function slipsIn(text: string, word: string): number | null {
  const most = slipsAllowed(word);
  const counts = text
    .split(/\s+/)
    .filter((one) => one.length >= word.length - most)
    .flatMap((one) =>
      [one, one.slice(0, word.length), one.slice(0, word.length + 1)].map((part) => slipsBetween(word, part, most)),
    );
  const least = Math.min(...counts, most + 1);
  return least > most ? null : least;
}
