import type { Command, Conversion } from './command';
import type { Addressee, AssigneeRule } from './definition';
import type { Refusal } from './refusal';
import type { Clock, Snapshot, Task } from './snapshot';
import type { Fields, Instant } from './types';

/** What the machine answers to a command: a refusal, or a decision that is complete but for its facts. */
export type Answer = { refused: Refusal; decision?: undefined } | { refused?: undefined; decision: Decision };

export interface Decision {
  command: Command;
  at: Instant;
  from: string | null;
  /** As it will stand once `settle` has filled in the facts that are asked for. */
  snapshot: Snapshot;
  /** Tasks that the decision opened or changed, those that left the snapshot with it included; before their facts. */
  tasks: readonly Task[];
  questions: readonly Question[];
  wishes: readonly Wish[];
}

/** What the machine cannot know. Resolved once, by the activity that records the decision, and kept with the event. */
export type Question =
  | { ask: 'assignee'; task: string; rule: AssigneeRule }
  /** The instants of a clock: `subject` is one of those that `snapshot.ts` names. */
  | { ask: 'clock'; subject: string; clock: Clock }
  /** How much of a limit a clock has used from `clock.from` to `to`, in the limit's kind of time. */
  | { ask: 'spent'; subject: string; clock: Clock; to: Instant };

/** The answers, by task key or subject. They are part of the event: every replay reads them, none resolves anew. */
export interface Facts {
  tasks: Readonly<
    Record<string, { id: string; assignee: string | null; queue: { role: string } | { team: string } | null }>
  >;
  clocks: Readonly<Record<string, ClockFacts>>;
  spentMs: Readonly<Record<string, number>>;
  /** The calendars that were read, by key, with their versions. */
  calendars?: Readonly<Record<string, number>>;
  /** The records that a conversion made or linked. */
  converted?: { accountId: string | null; contactId: string | null; saleId: string | null; joined?: boolean };
}

/** The fields of a process that begins, each with the field of ours that it was taken from. */
export type StartFields = Readonly<Record<string, { from: string; value: Fields[string] }>>;

/** `rungs`: as many as the limit's ladder has, where it has one. */
export interface ClockFacts {
  dueSoonAt: Instant | null;
  dueAt: Instant | null;
  escalateAt: Instant | null;
  rungs?: readonly Instant[];
}

/** What should happen outside the instance because of the decision. Written in the same transaction. */
export type Wish =
  | {
      wish: 'notify';
      to: Addressee | { person: string } | { task: string };
      about: NoticeCode;
      subject: string;
    }
  | { wish: 'mail'; template: string; to: Addressee; subject: string }
  | { wish: 'webhook'; hook: string; subject: string }
  /** Another process begins, with these fields. */
  | { wish: 'start'; process: string; fields: StartFields }
  | { wish: 'convert'; conversion: Conversion };

export type NoticeCode =
  | 'task assigned'
  | 'due soon'
  | 'overdue'
  | 'escalated'
  | 'wait over'
  | 'moved by limit'
  | 'assigned'
  | 'reassigned';

export const NO_FACTS: Facts = { tasks: {}, clocks: {}, spentMs: {} };
