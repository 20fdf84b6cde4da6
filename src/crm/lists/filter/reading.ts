import type { Found } from './findings';
import type { Token } from './tokens';
import type { At } from './tree';

/** How large a filter may be. */
export const LIMITS = { characters: 4000, depth: 20, terms: 100, values: 200 } as const;

/** The pieces of a filter and how far they have been read. */
export interface Reading {
  readonly tokens: readonly Token[];
  readonly found: Found[];
  next: number;
  depth: number;
  terms: number;
}

/** The piece that is read next. */
export const peek = (reading: Reading): Token => reading.tokens[reading.next] as Token;

/** Whether a piece further on is one of these words. */
export const isWordAt = (reading: Reading, ahead: number, ...words: string[]): boolean => {
  const one = reading.tokens[reading.next + ahead];
  return one?.is === 'word' && words.includes(one.text.toLowerCase());
};
/** Whether the next piece is one of these words, in whatever case. */
export const isWord = (reading: Reading, ...words: string[]): boolean => isWordAt(reading, 0, ...words);

/** Whether a piece joins two conditions. */
export const isJoin = ({ is, text }: Token): boolean => is === 'word' && ['and', 'or'].includes(text.toLowerCase());

/** Goes past a word, if it is the next piece. */
export function takeWord(reading: Reading, word: string): boolean {
  if (!isWord(reading, word)) return false;
  reading.next++;
  return true;
}

/** Goes past a sign, if it is the next piece. */
export function takeSign(reading: Reading, sign: string): boolean {
  const { is, text } = peek(reading);
  if (is !== 'sign' || text !== sign) return false;
  reading.next++;
  return true;
}

/** Notes what is wrong at a place, in both languages. */
export function complain({ found }: Reading, code: Found['code'], { from, to }: At, en: string, ru: string): void {
  found.push({ code, from, to, message: { en, ru } });
}

/** Leaves what cannot be read: up to the next `and`, `or` or closing parenthesis of this level. */
export function skip(reading: Reading): void {
  for (let open = 0; peek(reading).is !== 'end'; reading.next++) {
    const one = peek(reading);
    if (one.is === 'sign' && one.text === '(') open++;
    else if (one.is === 'sign' && one.text === ')' && open-- === 0) return;
    else if (open === 0 && isJoin(one)) return;
  }
}
