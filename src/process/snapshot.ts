import type { Limit } from './definition';
import type { Fields, Instant } from './types';

/**
 * Where one instance is: everything the machine needs to decide what comes next, as plain JSON.
 * Deadlines and assignees are instants and ids by then: `settle` filled them in from the recorded facts.
 */
export interface Snapshot {
  /** Of the last recorded decision; the first decision (`start`) is 1. */
  seq: number;
  /** A stage's key or `closed.<outcome>`. */
  state: string;
  startedAt: Instant;
  /** Since when it is in `state`. */
  enteredAt: Instant;
  closedAt: Instant | null;
  /** When the whole process is planned to be done; null without a limit on the process. */
  plannedFor: Instant | null;
  owner: string;
  fields: Fields;
  /** The clock of the stage; null where it has no limit. */
  clock: Clock | null;
  /** Tasks of this visit to the stage, and those added by hand that are still open. */
  tasks: readonly Task[];
  wait: Wait | null;
  /** How often each task of the definition was opened, so that keys never repeat. */
  opened: Readonly<Record<string, number>>;
  /** How often each state was entered: more than once is rework. */
  visits: Readonly<Record<string, number>>;
  // What follows is absent where the definition does not use it.
  /** Where each branch of the stage is. */
  branches?: Readonly<Record<string, BranchState>>;
  /** The clock of the whole process, where its limit is watched. */
  processClock?: Clock;
  /** When each stage is planned to be over, by stage. */
  plan?: Readonly<Record<string, Instant | null>>;
  /** Repeated tasks that are done, by the clock that opens them again. */
  repeats?: Readonly<Record<string, Clock>>;
  /** What the last decision changed, while it can be taken back. */
  back?: Back;
}

/** One of several things that go on in a stage. */
export interface BranchState {
  /** The stage it is at; null when it has ended. */
  at: string | null;
  enteredAt: Instant;
  clock: Clock | null;
}

/** How the last decision is taken back: by whom, until when, and what it changed as it was before (null: was not there). */
export interface Back {
  by: string;
  until: Instant;
  was: Readonly<Partial<Record<keyof Snapshot, unknown>>>;
}

/** The clock of a stage or a task. Which of its instants have passed is `light`, set by deadlines that fired. */
export interface Clock {
  /** null: the due instant was given by hand. */
  limit: Limit | null;
  /** Since when it runs; moves forward when a wait ends. */
  from: Instant;
  /** What was used up before `from`, in the limit's own kind of time (working or calendar). */
  spentMs: number;
  /** A wait stops it. */
  paused: boolean;
  dueSoonAt: Instant | null;
  dueAt: Instant | null;
  escalateAt: Instant | null;
  light: Light;
  /** The instants of the limit's ladder, and how many of them have been climbed. */
  rungs?: readonly Instant[];
  climbed?: number;
  /** Its instants are resolved anew as of this moment: lights that were on too early go out. Gone once they are. */
  anewAt?: Instant;
}

/** How a clock stands, by the deadlines that have fired. */
export type Light = 'on time' | 'due soon' | 'overdue' | 'escalated';

export interface Task {
  /** `<task>#<n>`, unique in the instance. */
  key: string;
  /** The id people and tables know it by. */
  id: string;
  /** Its key in the definition; null for a task added by hand. */
  task: string | null;
  /** Where it was opened. The words of a task added by hand are kept in the table, not here. */
  stage: string;
  /** Who holds it; null while it waits in a queue. */
  assignee: string | null;
  /** Who may claim it, while nobody holds it. */
  queue: { role: string } | { team: string } | null;
  openedAt: Instant;
  clock: Clock | null;
  status: 'open' | 'done' | 'cancelled';
  outcome: string | null;
  endedAt: Instant | null;
}

/** A known reason to stand still, with its own clock. */
export interface Wait {
  since: Instant;
  /** null: until the event, however long that takes. */
  until: Instant | null;
  reason: string;
  /** What ends it when it happens outside. */
  event?: string;
}

/** In the place of a wait's end where only an event ends it, so that instants can be compared: the end of the year 9999. */
export const FOREVER: Instant = 253_402_300_799_000;

/** Until when an instance waits; null: it does not. */
export const waitingUntil = ({ wait }: Pick<Snapshot, 'wait'>): Instant | null => wait && (wait.until ?? FOREVER);

/** Of the clocks of the stage and its branches, the one that is due first. */
export function firstDue({ clock, branches }: Pick<Snapshot, 'clock' | 'branches'>): Clock | null {
  const clocks = [clock, ...Object.values(branches ?? {}).map((branch) => branch.clock)].filter((one) => one !== null);
  const dueAt = (one: Clock) => one.dueAt ?? Number.POSITIVE_INFINITY;
  return clocks.sort((a, b) => dueAt(a) - dueAt(b))[0] ?? null;
}

/** An instant at which something must be done, and what. `subject` is `stage`, `wait`, a task's key, or one of those below. */
export interface Deadline {
  key: string;
  subject: string;
  kind: DeadlineKind;
  at: Instant;
}

export type DeadlineKind = 'due soon' | 'overdue' | 'escalate' | 'wait over' | 'rung' | 'repeat';

/** The subject of the stage's own clock. Task keys hold a `#`, so they never meet it. */
export const STAGE = 'stage';
export const WAIT = 'wait';
/** The subject under which the planned end of the whole process is asked for. */
export const PROCESS = 'process';
/** In the place of a task's key, where a new owner is asked for. */
export const OWNER = 'owner';
/** The subject of a branch's clock, of the planned end of a stage, of a task that is to open again, of a wait's end. */
export const branchSubject = (branch: string): string => `${BRANCH}${branch}`;
export const planSubject = (stage: string): string => `plan ${stage}`;
export const repeatSubject = (key: string): string => `${REPEAT}${key}`;

/** The branch whose clock a subject is; null for any other subject. */
export const branchOf = (subject: string): string | null =>
  subject.startsWith(BRANCH) ? subject.slice(BRANCH.length) : null;

/** The key of the repeated task that a subject is about; null for any other subject. */
export const repeatOf = (subject: string): string | null =>
  subject.startsWith(REPEAT) ? subject.slice(REPEAT.length) : null;

/** The stage and the task of a repeated one, by its key in `repeats`. */
export function repeatedTask(key: string): { stage: string; task: string } {
  const [stage = '', task = ''] = key.split('/');
  return { stage, task };
}

const BRANCH = 'branch ';
const REPEAT = 'repeat ';
