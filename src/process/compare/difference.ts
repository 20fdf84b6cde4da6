import type { Text } from '../types';
import { SAYS } from './sentences';

/** What is different between two definitions, in what it means to people. */
export type DifferenceCode = keyof typeof SAYS;

/** One difference. `path` leads to the part in the newer definition, or in the older one where the part has gone. */
export interface Difference {
  code: DifferenceCode;
  path: readonly string[];
  /** Before and after, as the definitions say it. */
  values: Readonly<Record<string, unknown>>;
  says: Text;
  touches: Touches;
}

/** Running deals of the older version that a difference is about: none, all, or those at a place. */
export type Touches = 'nobody' | 'all' | readonly Spot[];

/** Those at a stage (or a step of a branch), or those of them that have a task of it open. Names of the older version. */
export interface Spot {
  stage: string;
  task?: string;
}

/** A part of a definition, as differences in it are told. */
export interface Place {
  path: readonly string[];
  /** What it is called in a sentence. */
  named: Text;
  touches: Touches;
}

/** A place within another. */
export const within = (place: Place, ...steps: string[]): Place => ({ ...place, path: [...place.path, ...steps] });

/** Makes a difference; `show` words its values. */
export function differ<T>(
  code: DifferenceCode,
  place: Place,
  told: { from?: T; to?: T; what?: T },
  show: (value: T) => Text,
): Difference {
  const shown = Object.entries(told).map(([key, value]) => [key, show(value as T)] as const);
  const says = (language: keyof Text) => {
    const sentence = shown.reduce(
      (text, [key, words]) => text.replaceAll(`{${key}}`, words[language]),
      SAYS[code][language],
    );
    return `${place.named[language]}: ${sentence}.`;
  };
  return { code, path: place.path, values: told, says: { en: says('en'), ru: says('ru') }, touches: place.touches };
}

/** A part of a place, by its name. */
export const called = (of: Text | null, en: string, ru: string, name: Text): Text => ({
  en: of ? `${of.en}, ${en} "${name.en}"` : `${capital(en)} "${name.en}"`,
  ru: of ? `${of.ru}, ${ru} «${name.ru}»` : `${capital(ru)} «${name.ru}»`,
});

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
