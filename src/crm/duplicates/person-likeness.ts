import { fold } from '../normal';
import type { Likeness } from './company-likeness';
import { givenNames } from './given-names';
import { remember } from './remember';
import { wordLikeness } from './word-likeness';

/** A person's name, taken apart: names in any order, and a patronymic where it has one. */
interface PersonName {
  names: readonly string[];
  patronymic: string | null;
}

/** How alike two people's names are, and whether both patronymics are there and the same. */
export interface PersonLikeness extends Likeness<'other-patronymic'> {
  fullNames: boolean;
}

const PATRONYMIC = /(?:ovich|evich|ilich|kich|ovna|evna|ichna)$/;
const TITLES = new Set('mr mrs ms miss dr prof sir г-н г-жа господин госпожа'.split(' ').map(fold));

/** A name that a short form stands for; an initial in its place; the surname of somebody's wife or daughter. */
const SHORT_FORM = 0.95;
const INITIAL = 0.82;
const FEMININE = 0.3;
/** What a name that only one of the two has leaves. */
const NAME_MISSING = 0.93;
/** One name alone may be anybody's. */
const ONE_NAME = 0.6;

/** How alike two people's names are, whatever comes first: short forms, initials, patronymics and slips of the finger taken in. */
export function personLikeness(left: string, right: string): PersonLikeness {
  const [a, b] = [apart(left), apart(right)];
  const likeness = namesLikeness(a.names, b.names);
  if (a.patronymic === null || b.patronymic === null) return { likeness, against: null, fullNames: false };
  const same = isSamePatronymic(a.patronymic, b.patronymic);
  const whole = Math.min(a.patronymic.length, b.patronymic.length) > 1;
  return { likeness, against: same ? null : 'other-patronymic', fullNames: same && whole };
}

function takeApart(name: string): PersonName {
  const words = fold(name)
    .split(' ')
    .filter((word) => word !== '' && !TITLES.has(word));
  const at = patronymicAt(words);
  return { names: words.filter((_, n) => n !== at), patronymic: words[at] ?? null };
}

const apart = remember(takeApart);

/** It follows the given name, so it is the second of three or the last; an initial after an initial is one, too. */
function patronymicAt(words: readonly string[]): number {
  const isOne = (n: number) => PATRONYMIC.test(words[n] ?? '');
  if (words.length === 2) return isOne(1) && !isOne(0) ? 1 : -1;
  if (words.length < 3) return -1;
  if (isOne(1)) return 1;
  if (isOne(2)) return 2;
  const initials = [0, 1].find((n) => words[n]?.length === 1 && words[n + 1]?.length === 1);
  return initials === undefined ? -1 : initials + 1;
}

const isSamePatronymic = (a: string, b: string): boolean =>
  a.length === 1 || b.length === 1 ? a[0] === b[0] : wordLikeness(a, b) > 0;

/** The best way to lay the fewer names on the more: as good as the worst pair and the average together. */
function namesLikeness(a: readonly string[], b: readonly string[]): number {
  const [fewer, more] = a.length <= b.length ? [a, b] : [b, a];
  if (fewer.length === 0) return 0;
  const found = Math.max(...waysOn(fewer.slice(0, 4), more.slice(0, 4)).map(gradeOf));
  const missing = NAME_MISSING ** (more.length - fewer.length);
  return found * missing * (fewer.length === 1 ? ONE_NAME : 1);
}

const gradeOf = (likes: readonly number[]): number =>
  Math.min(...likes) * 0.5 + (likes.reduce((sum, one) => sum + one, 0) / likes.length) * 0.5;

/** The likenesses of each way to give every name of the first another one of the second. */
function waysOn([first, ...rest]: readonly string[], others: readonly string[]): number[][] {
  if (first === undefined) return [[]];
  return others.flatMap((other, n) =>
    waysOn(
      rest,
      others.filter((_, m) => m !== n),
    ).map((likes) => [nameLikeness(first, other), ...likes]),
  );
}

function nameLikeness(a: string, b: string): number {
  if (a === b) return a.length === 1 ? INITIAL : 1;
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? INITIAL : 0;
  if (a === `${b}a` || b === `${a}a`) return FEMININE;
  const others = givenNames(b);
  if (givenNames(a).some((name) => others.includes(name))) return SHORT_FORM;
  return wordLikeness(a, b);
}
