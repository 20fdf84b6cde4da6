import { slipsBetween } from '../normal/slips';

/** What a slip costs of a word of one letter. */
const COST = 0.8;

/** How alike two folded words are, 0 to 1: by the slips of the finger between them. Short words are the same or are not. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const length = Math.max(a.length, b.length);
  const most = /\d/.test(a + b) || length < 5 ? 0 : length < 9 ? 1 : 2;
  const slips = most === 0 ? 1 : slipsBetween(a, b, most);
  if (slips > 1 && a[0] !== b[0]) return 0;
  return slips > most ? 0 : 1 - (COST * slips) / length;
}
