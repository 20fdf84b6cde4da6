import type { Found } from './findings';
import { complain, isWord, LIMITS, peek, type Reading, skip, takeSign, takeWord } from './reading';
import { isListed, term } from './term';
import { tokensOf } from './tokens';
import type { Tree } from './tree';

/** Reads a filter. null: it is empty, which everything meets. What is wrong is found, all of it, and leaves broken parts. */
export function parse(text: string): { tree: Tree | null; found: Found[] } {
  if (text.length > LIMITS.characters) return { tree: { is: 'broken' }, found: [tooMuch('TooLong', text.length)] };
  const { tokens, found } = tokensOf(text);
  const reading: Reading = { tokens, found, next: 0, depth: 0, terms: 0 };
  if (peek(reading).is === 'end') return { tree: null, found };
  const parts = [either(reading)];
  while (peek(reading).is !== 'end') {
    const { from, to, text: stray } = peek(reading);
    const en = stray === ')' ? 'There is no ( for this ).' : 'Expected "and", "or" or the end.';
    const ru = stray === ')' ? 'Для этой ) нет (.' : 'Здесь ожидается and, or или конец.';
    complain(reading, 'JoinExpected', { from, to }, en, ru);
    if (stray === ')' || isWord(reading, 'and', 'or')) reading.next++;
    if (peek(reading).is !== 'end') parts.push(either(reading));
  }
  return { tree: parts.length === 1 ? (parts[0] as Tree) : { is: 'and', of: parts }, found };
}

function tooMuch(code: 'TooLong', length: number): Found {
  const en = `A filter has at most ${LIMITS.characters} characters; this one has ${length}.`;
  const ru = `В фильтре не больше ${LIMITS.characters} знаков, а здесь ${length}.`;
  return { code, from: LIMITS.characters, to: length, message: { en, ru } };
}

const either = (reading: Reading): Tree => joined(reading, 'or', (one) => joined(one, 'and', negated));

function joined(reading: Reading, word: 'and' | 'or', part: (reading: Reading) => Tree): Tree {
  const of = [part(reading)];
  while (takeWord(reading, word)) of.push(part(reading));
  return of.length === 1 ? (of[0] as Tree) : { is: word, of };
}

function negated(reading: Reading): Tree {
  if (reading.depth >= LIMITS.depth) return tooDeep(reading);
  reading.depth++;
  const tree = inside(reading);
  reading.depth--;
  return tree;
}

function inside(reading: Reading): Tree {
  if (takeWord(reading, 'not')) return isListed(reading) ? term(reading, true) : { is: 'not', of: negated(reading) };
  const open = peek(reading);
  if (!takeSign(reading, '(')) return term(reading, false);
  const tree = either(reading);
  if (!takeSign(reading, ')')) {
    const { from, to } = peek(reading);
    complain(reading, 'ClosingExpected', { from, to: Math.max(to, open.to) }, 'Expected ) here.', 'Здесь ожидается ).');
    skip(reading);
    takeSign(reading, ')');
  }
  return tree;
}

function tooDeep(reading: Reading): Tree {
  const { from, to } = peek(reading);
  const en = `Parentheses and nots go at most ${LIMITS.depth} deep.`;
  complain(reading, 'TooDeep', { from, to }, en, `Скобки и not вкладываются не глубже ${LIMITS.depth}.`);
  reading.next = reading.tokens.length - 1;
  return { is: 'broken' };
}
