import { slipsIn } from '../normal/slips';
import { type Entry, RANKS } from './entries';
import type { Question } from './question';

/** The lines of an entry, in their order. */
const FIELDS = ['name', 'other name', 'organisation', 'phone, address or site', 'number', 'added field'] as const;

/** How the words were found: as the whole, at its beginning, as words, as parts of words, with slips of the finger. */
export const WAYS = ['exact', 'begins', 'word', 'part', 'slip'] as const;

/** Why an entry was found: by what stands in which of its fields, and how. */
export interface Matched {
  field: (typeof FIELDS)[number];
  how: (typeof WAYS)[number];
}

export const MATCHED_FIELDS = FIELDS;

/** Why an entry was found: the field that has the most of the words, the first of several. */
export function matchedBy({ text, rank }: Entry, { whole, words }: Question): Matched {
  const lines = text.split('\n');
  const has = (line: string, word: string) => (rank < RANKS.part ? slipsIn(line, word) !== null : line.includes(word));
  const counts = lines.map((line) => words.filter((word) => has(line, word)).length);
  const best = counts.indexOf(Math.max(...counts));
  const line = lines[best] ?? '';
  return { field: FIELDS[best] ?? 'name', how: rank < RANKS.part ? 'slip' : howIn(line.trim(), whole, words) };
}

function howIn(line: string, whole: string, words: readonly string[]): Matched['how'] {
  if (line === whole) return 'exact';
  if (line.startsWith(whole)) return 'begins';
  const here = words.filter((word) => line.includes(word));
  return here.every((word) => ` ${line}`.includes(` ${word}`)) ? 'word' : 'part';
}
