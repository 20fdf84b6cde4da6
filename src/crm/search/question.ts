import { fold } from '../normal';

/** What somebody typed into a search box, as it is looked for. */
export interface Question {
  /** Folded, with one space between words. */
  whole: string;
  words: readonly string[];
}

const PHONE = /^[+\d][\d\s().-]*$/;

/** Reads a search. A phone number is one word, without its country's code or the 8 or 0 in front. */
export function questionOf(q: string): Question {
  const text = q.trim().replace(/^[#№]\s*(?=\d)/, '');
  const digits = text.replace(/\D/g, '');
  const whole = PHONE.test(text) && digits.length >= 5 ? nationalDigits(digits) : fold(text);
  return { whole, words: [...new Set(whole.split(' ').filter(Boolean))].slice(0, 8) };
}

const nationalDigits = (digits: string): string =>
  digits.length >= 10 ? digits.replace(/^00/, '').replace(/^[78](?=\d{10}$)|^0/, '') : digits;

/** The patterns of LIKE that hold for an entry with all the words; a word of one or two letters must begin one there. */
export const patternsOf = ({ words }: Question): string[] =>
  words.map((word) => (word.length < 3 ? `% ${word}%` : `%${word}%`));
