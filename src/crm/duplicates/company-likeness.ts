import { fold, foldCompany } from '../normal';
import { remember } from './remember';
import { wordLikeness } from './word-likeness';

const folded = remember(foldCompany);

/** How alike two names are, 0 to 1, and what in them speaks against their being the same. */
export interface Likeness<D extends string> {
  likeness: number;
  against: D | null;
}

/** Words that many names have: they count for less. */
const COMMON = new Set(
  (
    'торговый торговая дом группа холдинг центр сервис строй инвест трейд трейдинг торг импорт экспорт международный россия рус плюс plus завод ' +
    'фабрика комбинат предприятие производственное научное объединение магазин салон студия агентство бюро системы технологии решения ' +
    'trading trade house group holding holdings center centre service services systems solutions technologies technology international ' +
    'global industries enterprises partners associates consulting logistics shop store studio agency россии russia germany uk usa'
  )
    .split(' ')
    .map(fold),
);
const COMMON_WEIGHT = 0.15;

const weightOf = (word: string): number => (COMMON.has(word) ? COMMON_WEIGHT : 1);

/** What is left of a beginning of a word: `mosk` for `moskovski`. */
const SHORTENED = 0.75;
const SHORTEST = 4;
/** `Иванов` and `Иванова` are two people's. */
const FEMININE = 0.5;
/** The share of a name that another number leaves, where one of two names has none. */
const NUMBER_MISSING = 0.85;

/** How alike two organisations' names are, legal forms and the order of words aside. */
export function companyLikeness(left: string, right: string): Likeness<'other-number-in-name'> {
  const [a, b] = [folded(left), folded(right)];
  if (a === '' || b === '') return { likeness: 0, against: null };
  if (a === b) return { likeness: 1, against: null };
  const [wordsA, wordsB] = [a.split(' '), b.split(' ')];
  const written = wordsA.length === wordsB.length ? 0 : joinedLikeness(wordsA.join(''), wordsB.join(''));
  const [numbersA, numbersB] = [numbersIn(wordsA), numbersIn(wordsB)];
  const likeness = Math.max(sharedWords(wordsA, wordsB), written);
  if (numbersA === numbersB) return { likeness, against: null };
  const missing = numbersA === '' || numbersB === '';
  return missing
    ? { likeness: likeness * NUMBER_MISSING, against: null }
    : { likeness, against: 'other-number-in-name' };
}

const numbersIn = (words: readonly string[]): string =>
  words
    .flatMap((word) => word.match(/\d+/g) ?? [])
    .sort()
    .join(' ');

/** Words written apart by one and together by another. */
const joinedLikeness = (a: string, b: string): number =>
  a === b ? 0.98 : Math.min(a.length, b.length) < 8 ? 0 : wordLikeness(a, b);

/** The weight of the words that both have, of all their words. A word is taken once. */
function sharedWords(a: readonly string[], b: readonly string[]): number {
  const free = [...b];
  let shared = 0;
  for (const word of a) {
    const likes = free.map((other) => likenessOf(word, other));
    const best = Math.max(...likes, 0);
    if (best === 0) continue;
    const [other = ''] = free.splice(likes.indexOf(best), 1);
    shared += best * (weightOf(word) + weightOf(other));
  }
  const total = [...a, ...b].reduce((sum, word) => sum + weightOf(word), 0);
  return shared / total;
}

function likenessOf(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long === `${short}a`) return FEMININE;
  const shortened = short.length >= SHORTEST && long.startsWith(short) ? SHORTENED : 0;
  return Math.max(wordLikeness(a, b), shortened);
}
