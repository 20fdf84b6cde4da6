/** What somebody is known by, as it was typed in one place or another. */
export interface KnownBy {
  names: readonly string[];
  emails: readonly string[];
  phones: readonly string[];
}

/** A name of one word is left out: it is many people's. */
const isTelling = (name: string): boolean => name.trim().length >= 5 && /\s/.test(name.trim());

/** So few digits are nobody's number alone. */
const FEWEST_DIGITS = 7;
/** The digits by which a number is the same, whatever country's prefix stands before it. */
const LAST_DIGITS = 10;

/**
 * A regular expression, the same in PostgreSQL, that finds somebody in a text: their names with the words in either order, their
 * addresses, their numbers however they are spaced. Of whoever is known by nothing it finds nothing.
 */
export function patternOf({ names, emails, phones }: KnownBy): string {
  const parts = [
    ...names.filter(isTelling).flatMap(namePatterns),
    ...emails.map((email) => escaped(email.trim())).filter((email) => email !== ''),
    ...phones.flatMap(phonePattern),
  ];
  const longestFirst = [...new Set(parts)].sort((a, b) => b.length - a.length);
  return longestFirst.length === 0 ? NOTHING : longestFirst.join('|');
}

/** Matches no text at all. */
export const NOTHING = '.\\A';

function namePatterns(name: string): string[] {
  const words = name.trim().split(/\s+/).map(escaped);
  const between = '[\\s,.]+';
  return [words.join(between), [...words.slice(1), words[0]].join(between), [...words].reverse().join(between)];
}

function phonePattern(phone: string): string[] {
  const digits = phone.replace(/\D/g, '').slice(-LAST_DIGITS);
  if (digits.length < FEWEST_DIGITS) return [];
  return [`(?:\\+?[0-9]{1,3}[-\\s().]*)?${[...digits].join('[-\\s().]*')}`];
}

const escaped = (text: string): string => text.replace(/[\\.^$|()[\]{}*+?-]/g, '\\$&');
