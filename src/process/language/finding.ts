import type { Step } from '../proof/trace';

/**
 * What is wrong with a definition, where in its parts, as a sentence. Warnings do not keep it from running, and nor
 * does what the proof cannot tell.
 */
export interface Problem {
  code: FindingCode;
  level: 'error' | 'warning' | 'cannot tell';
  message: string;
  path: readonly (string | number)[];
  /** How an instance gets there: the shortest way that was found, and that the engine has gone. */
  trace?: readonly Step[];
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
  | 'UnknownPerson'
  | 'UnknownOutcome'
  | 'UnknownEvent'
  | 'NotADate'
  | 'ConditionUnsound'
  | 'TwoLimits'
  | 'DuplicateMove'
  | 'WrongResult'
  | 'TasksInACircle'
  | 'UnreachableStage'
  | 'UnreachableClosing'
  | 'NoWayToClose'
  | 'UnaskedField'
  | 'LimitsInACircle'
  | 'DeadEnd'
  | 'NobodyMay'
  | 'NeverOpens'
  | 'ConditionsOverlap'
  | 'ConditionsLeaveHole'
  | 'NeverTrue'
  | 'AlwaysTrue'
  | 'ShadowedOutcome'
  | 'LimitToldNobody'
  | 'LimitsExceedProcess'
  | 'EventlessLoop'
  | 'EndlessRework'
  | 'BranchesCannotJoin'
  | 'ClosesWhileBranchRuns'
  | 'CannotTell'
  | 'MissingTranslation'
  | 'TooMany'
  | 'PartsClash'
  | 'DuplicateKey'
  | 'WrongPlace'
  | 'UnknownCatalogue'
  | 'UnknownEvent'
  | 'UnknownRole'
  | 'UnknownTeam'
  | 'UnknownSkill'
  | 'UnknownCalendar'
  | 'UnknownProcess'
  | 'UnknownTemplate'
  | 'UnknownWebhook';

/** Makes a problem; an error unless said otherwise. */
export const problem = (
  code: FindingCode,
  path: Problem['path'],
  message: string,
  level: Problem['level'] = 'error',
): Problem => ({ code, level, message, path });
