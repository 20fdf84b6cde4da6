import type { Snapshot } from './snapshot';
import type { Fields, Instant } from './types';

/**
 * What a person or a system asks of an instance. Its `id` is the caller's Idempotency-Key (a deadline makes
 * its own), and the id of the Temporal Update; the same id is applied once. `expectedSeq` is what its sender
 * looked at; `sawSeq` is what the table held when it was sent, by which a workflow sees that it is behind.
 */
export type Command = { id: string; actor: Actor; expectedSeq?: number; sawSeq?: number } & Act;

/** What is asked for. The words of a reason or a comment stay in the command inbox, only their marks come here. */
export type Act =
  | { type: 'start'; owner: string; fields: Fields }
  | { type: 'complete'; task: string; outcome: string; fields?: Fields; until?: Instant }
  | { type: 'move'; to: string; fields?: Fields }
  /** Until an instant, an event from outside, or whichever comes first. */
  | { type: 'wait'; until: Instant | null; event?: string; reason: string }
  | { type: 'resume' }
  | { type: 'reassign'; owner: string }
  | { type: 'claim'; task: string }
  | { type: 'delegate'; task: string; to: string }
  | { type: 'amend'; fields: Fields }
  | { type: 'add task'; assignee: string; dueAt?: Instant }
  | { type: 'cancel task'; task: string }
  | { type: 'close'; outcome: string; fields?: Fields; conversion?: Conversion }
  | { type: 'reopen'; fields?: Fields }
  /** Something happened outside: a payment is in, a quote was accepted. */
  | { type: 'event'; event: string; fields?: Fields }
  /** Goes past the stage, or past the stage of a branch that is named. */
  | { type: 'skip'; stage: string; fields?: Fields }
  /** Takes the last decision back. */
  | { type: 'undo' }
  /** A calendar has changed: every running clock is resolved anew. */
  | { type: 'retime' }
  /**
   * `fromVersionId` is the version that it leaves, so that a history says which one it began with. With `back` a migration is
   * taken back: the instance is as it was then, and the plan is not asked.
   */
  | { type: 'migrate'; fromVersionId: string; versionId: string; plan: InstancePlan; back?: Snapshot }
  | { type: 'deadline'; deadline: string };

export type CommandType = Act['type'];

/**
 * How an instance gets from its version of a definition to another one. Names of the old version are on the left;
 * a stage or a task that is not named keeps its name. Decided on with the new definition.
 */
export interface InstancePlan {
  stages: Readonly<Record<string, string>>;
  /** By old stage, then by old task: the task of the new stage, or null to withdraw it. */
  tasks: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** For the clocks of the stage and its tasks: as they stand; anew from now; the new limit from the old start. */
  timers: 'keep' | 'reset' | 'recompute';
  /** Values of fields that are not set. */
  fields: Fields;
}

/**
 * Who asks, as the API knew them when the command came in: the right as of receipt counts.
 * `manages` says whether they are above the instance's owner.
 */
export interface Actor {
  /** A person's id, or `system`. */
  id: string;
  roles: readonly string[];
  teams: readonly string[];
  manages: boolean;
}

/** The actor of deadlines, imports and repairs: the process itself, to whom no right is refused. */
export const SYSTEM: Actor = { id: 'system', roles: [], teams: [], manages: true };

/**
 * The command by which a deadline fires. The same deadline may be armed again (a date that is set back to what it was,
 * a stage that is entered anew), so what makes the command's id its own is the decision that it comes after.
 */
export const deadlineCommand = (deadline: string, afterSeq: number): Command => ({
  id: `deadline ${deadline} after ${afterSeq}`,
  actor: SYSTEM,
  type: 'deadline',
  deadline,
});

/**
 * What qualifying a lead makes or links: the three marks, and records that exist already. `create` links a record that is known
 * without doubt and makes one where there is none; `new` makes one in any case.
 */
export interface Conversion {
  account: 'create' | 'new' | 'none' | { id: string };
  contact: 'create' | 'new' | 'none' | { id: string };
  /** With an id: the lead joins a sale that is there. */
  sale: 'create' | 'none' | { id: string };
  /** The id of the sale that is made; else one is made up. */
  saleId?: string;
  /** What its process starts with, beside what the lead's knows. Its words stay in the inbox. */
  saleFields?: Fields;
}
