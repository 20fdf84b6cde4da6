/** What is wrong with a definition, where in its parts, as a sentence. Warnings do not keep it from running. */
export interface Problem {
  code: FindingCode;
  level: 'error' | 'warning';
  message: string;
  path: readonly (string | number)[];
}

/** A problem with its place in the text; lines and columns count from 1. */
export interface Finding extends Problem {
  line: number;
  column: number;
}

export type FindingCode =
  | 'NotYaml'
  | 'TooLarge'
  | 'TooDeep'
  | 'AliasUsed'
  | 'BadKey'
  | 'UnknownKey'
  | 'Missing'
  | 'WrongValue'
  | 'Unreadable'
  | 'UnknownField'
  | 'UnknownStage'
  | 'UnknownClosing'
  | 'UnknownTask'
  | 'NotADate'
  | 'ConditionUnsound'
  | 'TwoLimits'
  | 'DuplicateMove'
  | 'WrongResult'
  | 'TasksInACircle'
  | 'UnreachableStage'
  | 'NoWayToClose'
  | 'UnaskedField'
  | 'LimitsInACircle'
  | 'MissingTranslation';

/** Makes a problem; an error unless said otherwise. */
export const problem = (
  code: FindingCode,
  path: Problem['path'],
  message: string,
  level: Problem['level'] = 'error',
): Problem => ({ code, level, message, path });
