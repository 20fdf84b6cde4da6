import type { Fields, Text } from './types';

/**
 * A process definition in the form that the engine runs: what the YAML text says, with every shorthand
 * spelled out. Plain JSON, so it travels in a workflow's input and is hashed for its version.
 * The text form and its reader are in `language.ts`; each part has an example in docs/reference/process.md.
 */
export interface Definition {
  key: string;
  kind: Kind;
  name: Text;
  /** Key of the working-time calendar that its limits are counted in. */
  calendar: string;
  /** The limit of the whole process from its start: gives the planned date that deviation is measured against. */
  limit: Limit | null;
  fields: Readonly<Record<string, FieldDefinition>>;
  /** In the order of the text; an instance starts in the first. */
  stages: Readonly<Record<string, StageDefinition>>;
  /** The ways to be closed, by outcome. The state of a closed instance is `closed.<outcome>`. */
  closed: Readonly<Record<string, ClosingDefinition>>;
  moves: readonly MoveDefinition[];
}

export type Kind = 'lead' | 'sale';

export type FieldType = 'text' | 'number' | 'percent' | 'money' | 'date' | 'boolean' | 'choice';

export interface FieldDefinition {
  type: FieldType;
  name: Text;
  /** For `choice`: the values and what they are called. */
  options: Readonly<Record<string, Text>>;
  default: Fields[string];
}

export interface StageDefinition {
  name: Text;
  /** What a newcomer should know at this stage. */
  guidance: Text | null;
  /** 0 to 100; null for leads, which have no probability. */
  probabilityPct: number | null;
  /** Whose clock runs: `client` means that we wait for the client, which is no rep's task. */
  clock: 'ours' | 'client';
  limit: Limit | null;
  /** Where the instance goes by itself when the limit has passed. */
  atLimit: Target | null;
  /** Fields that must be set to come in, and to leave for anything but a closing. */
  enter: Requirements;
  leave: Requirements;
  tasks: Readonly<Record<string, TaskDefinition>>;
}

export interface Requirements {
  fields: readonly string[];
  /** CEL over the fields; null is "always". */
  condition: string | null;
}

/** A stage's key, or `closed.<outcome>`. */
export type Target = string;

export interface TaskDefinition {
  name: Text;
  guidance: Text | null;
  assignee: AssigneeRule;
  /** A required task holds the stage: nothing moves on (closings excepted) while it is open. */
  required: boolean;
  /** CEL: the task exists only while this holds. null is "always". */
  when: string | null;
  /** Tasks of the same stage that come first, where they apply. */
  after: readonly string[];
  limit: Limit | null;
  outcomes: Readonly<Record<string, OutcomeDefinition>>;
}

export type AssigneeRule =
  | { rule: 'owner' }
  /** A task that was added by hand names its holder. */
  | { rule: 'person'; person: string }
  | { rule: "owner's manager" }
  /** Offered to everybody who holds the role or is in the team, until one claims it. */
  | { rule: 'role'; role: string }
  | { rule: 'team'; team: string };

export interface OutcomeDefinition {
  name: Text;
  to: Target | null;
  /** Fields that the answer must bring, unless they are set already and `again` is false. */
  ask: readonly string[];
  /** Fields that the outcome sets by itself. */
  set: Fields;
  /** Stand still until a date that the answer brings. */
  wait: boolean;
  /** The same task opens anew. */
  again: boolean;
  /** CEL: the outcome is on offer only while this holds. */
  when: string | null;
}

export interface ClosingDefinition {
  name: Text;
  result: 'won' | 'lost' | 'qualified' | 'disqualified';
  require: Requirements;
  /** Who may close so by hand, beside the outcomes that lead here. Empty: nobody. */
  who: readonly Who[];
  /** Where the instance goes when it is reopened (a lead: reactivated); null: never. */
  reopen: { to: string; who: readonly Who[] } | null;
}

export interface MoveDefinition {
  from: readonly string[];
  to: string;
  who: readonly Who[];
  ask: readonly string[];
  when: string | null;
}

/** `owner`, `manager` (of the owner), or the key of a role such as `sales-ops`; `anyone` who may command at all. */
export type Who = string;

/** How long something may take, and when that is said. */
export interface Limit {
  due: Due;
  /** Share of the limit, in percent, after which it is due soon. */
  dueSoonPct: number;
  /** How long after the due instant the owner's manager is told; null: never. */
  escalateAfter: Duration | null;
}

export type Due =
  /** A span from the start of the stage or task. */
  | { by: 'span'; span: Duration }
  /** The end of the day in a date field. */
  | { by: 'field'; field: string }
  /** A span before the end of that day; in working days: the close of business so many working days earlier. */
  | { by: 'before field'; span: Duration; field: string };

/** `working` spans run only while the calendar is open; a working day is the calendar's full day. */
export interface Duration {
  amount: number;
  unit: 'minute' | 'hour' | 'day' | 'week';
  working: boolean;
}

/** The prefix of the states in which an instance is closed. */
export const CLOSED = 'closed.';

export const isClosedState = (state: Target): boolean => state.startsWith(CLOSED);
