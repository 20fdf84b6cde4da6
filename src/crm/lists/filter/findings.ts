import type { Text } from '../../../process';
import type { At } from './tree';

/** What may be wrong with a filter. */
export type FilterFault =
  | 'TooLong'
  | 'TooDeep'
  | 'TooManyTerms'
  | 'TooManyValues'
  | 'UnexpectedCharacter'
  | 'TextNotClosed'
  | 'FieldExpected'
  | 'OperatorExpected'
  | 'ValueExpected'
  | 'ClosingExpected'
  | 'JoinExpected'
  | 'FieldUnknown'
  | 'FieldRetired'
  | 'NotSortable'
  | 'OperatorUnfit'
  | 'ValueUnfit'
  | 'OptionUnknown'
  | 'CurrencyMissing'
  | 'AmountUnfit'
  | 'DayUnknown'
  | 'EmptyText'
  | 'NotAFlag'
  | 'NoLists'
  | 'ListUnknown'
  | 'ListCircular';

/** Something that is wrong with a filter: where, and in words what would be right. */
export interface FilterFinding extends At {
  code: FilterFault;
  /** From 1, of the first character. */
  line: number;
  column: number;
  message: Text;
}

/** What a part found, before its line is counted. */
export type Found = At & { code: FilterFault; message: Text };

/** Makes findings of what was found, in the order of the text. */
export function findingsIn(text: string, found: readonly Found[]): FilterFinding[] {
  return [...found]
    .sort((a, b) => a.from - b.from)
    .map(({ code, from, to, message }) => ({ code, from, to, message, ...placeIn(text, from) }));
}

function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** A list of alternatives in words; long ones are cut. */
export function oneOf(names: readonly string[], language: 'en' | 'ru'): string {
  const shown = names.slice(0, 12).join(', ');
  if (names.length <= 12) return shown;
  return language === 'en' ? `${shown} and ${names.length - 12} more` : `${shown} и ещё ${names.length - 12}`;
}
