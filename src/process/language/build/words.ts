import type { Text } from '../../types';
import { type Problem, problem } from '../finding';
import { nameFromKey } from '../names';

/** Where what could be better is told while a definition is built. */
export type Warn = (found: Problem) => void;
export type Path = Problem['path'];

type Given = { en?: string | undefined; ru?: string | undefined } | null | undefined;

/** A name in both languages: a missing one is made from the key or from the other language, with a warning. */
export function nameOf(given: Given, key: string, path: Path, warn: Warn): Text {
  const en = given?.en ?? nameFromKey(key);
  if (!given?.ru) warn(missing(path, 'Russian', en));
  return { en, ru: given?.ru ?? en };
}

/** Words that need not be there, in both languages where they are. */
export function wordsOf(given: Given, path: Path, warn: Warn): Text | null {
  const any = given?.en ?? given?.ru;
  if (!given || any === undefined) return null;
  if (!given.en || !given.ru) warn(missing(path, given.en ? 'Russian' : 'English', any));
  return { en: given.en ?? any, ru: given.ru ?? any };
}

const missing = (path: Path, language: string, shown: string): Problem =>
  problem('MissingTranslation', path, `There is no ${language} here: '${shown}' is shown instead.`, 'warning');

/** Only the parts that are there: what a text does not use is absent from its definition, and from its hash. */
export const used = <T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never;
