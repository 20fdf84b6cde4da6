import type { NoticeCode } from '../decision';
import type { Colour, Duration } from '../definition';
import type { RefusalCode } from '../refusal';
import type { Fields } from '../types';
import type { WallTime } from './wall-time';

/** A test that a definition carries: who and what there is, what happens, and how it must stand then. */
export interface Example {
  name: string;
  given: Given;
  steps: readonly Step[];
}

/** How an example begins. */
export interface Given {
  /** On the wall clock of the process's calendar. */
  at: WallTime;
  owner: string;
  people: Readonly<Record<string, Member>>;
  fields: Fields;
}

/** What is known of somebody whom an example names. */
export interface Member {
  roles: readonly string[];
  teams: readonly string[];
  skills: readonly string[];
  lines: readonly string[];
  /** null: the manager. */
  manager: string | null;
}

export type Step =
  /** Somebody asks for something. `refused`: they must be, and why (null: for whatever reason). */
  | { step: 'ask'; text: string; who: string; ask: Ask; refused: { because: RefusalCode | null } | null }
  | { step: 'pass'; text: string; time: Passing }
  | { step: 'then'; text: string; expects: Expects };

/** How far time goes on. */
export type Passing = { by: 'span'; span: Duration } | { by: 'clock'; until: WallTime } | { by: 'deadline' };

/** A moment that an act names: so long from now, or a time on the wall clock. */
export type Moment = { by: 'span'; span: Duration } | { by: 'clock'; until: WallTime };

/** What is asked for, in the definition's own names: tasks by their keys, people as the example calls them. */
export type Ask =
  | { type: 'complete'; task: string; outcome: string; fields: Fields; until: Moment | null }
  | { type: 'move'; to: string; fields: Fields }
  | { type: 'close'; outcome: string; fields: Fields }
  | { type: 'reopen'; fields: Fields }
  /** Until a moment, or until an event from outside. */
  | { type: 'wait'; until: Moment | null; event: string | null }
  | { type: 'resume' }
  | { type: 'reassign'; to: string }
  | { type: 'claim'; task: string }
  | { type: 'delegate'; task: string; to: string }
  | { type: 'amend'; fields: Fields }
  | { type: 'add task'; assignee: string; until: Moment | null }
  | { type: 'cancel task'; task: string }
  | { type: 'event'; event: string; fields: Fields }
  | { type: 'skip'; stage: string; fields: Fields }
  | { type: 'undo' };

/**
 * How it must stand. What is left out is not looked at; a list is complete. What was told, mailed, called and started
 * counts since the last `then`, or since the start.
 */
export interface Expects {
  stage?: string;
  /** The step at which each branch is; `end` when it has ended. */
  branches?: Readonly<Record<string, string>>;
  /** Keys of the open tasks. */
  open?: readonly string[];
  /** Whose clocks are due soon; overdue (escalated ones too); escalated: tasks, `stage`, `process`, `branch <key>`. */
  'due soon'?: readonly string[];
  overdue?: readonly string[];
  escalated?: readonly string[];
  waiting?: boolean;
  owner?: string;
  fields?: Fields;
  /** Who was told, and of what: null where that is not looked at. */
  told?: Readonly<Record<string, readonly NoticeCode[] | null>>;
  mails?: readonly string[];
  webhooks?: readonly string[];
  starts?: readonly string[];
  /** The colour of the deal by the definition's own rules; `none` where no line holds. */
  light?: Colour | 'none';
  /** How many tactics are suggested. */
  tactics?: number;
}

/** People who are there without being declared. */
export const THE_OWNER = 'the owner';
export const THE_MANAGER = 'the manager';
export const SOMEBODY_ELSE = 'somebody else';
