import type { CommandType } from './command';
import type { FieldValue } from './types';

/** Why a command may not happen now. Screens and mails word it in their language; `detail` is the English. */
export interface Refusal {
  code: RefusalCode;
  command: CommandType;
  /** Where the instance is. */
  state: string;
  /** Once all of these hold, the same command is accepted. Empty: nothing the sender can do makes it pass. */
  until: readonly Requirement[];
  detail: string;
}

export type RefusalCode =
  | 'NotAtThisStage'
  | 'UnknownOutcome'
  | 'UnknownTask'
  | 'UnknownField'
  | 'FieldMissing'
  | 'FieldInvalid'
  | 'TaskOpen'
  | 'TaskEnded'
  | 'TaskHeld'
  | 'OnlyWay'
  | 'NotYours'
  | 'ConditionUnmet'
  | 'ConditionFailed'
  | 'Stale'
  | 'Closed'
  | 'NotClosed'
  | 'Waiting'
  | 'NotWaiting'
  | 'AlreadyStarted'
  | 'InPast'
  | 'TooLate'
  | 'NothingToDo';

/** One thing that would have to hold, as a code and the values to word it with. */
export interface Requirement {
  code: string;
  params: Readonly<Record<string, FieldValue>>;
}
