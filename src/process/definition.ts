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
  /** Key of the working-time calendar that its limits are counted in, or `OWNERS_CALENDAR`. */
  calendar: string;
  /** The limit of the whole process from its start: gives the planned date that deviation is measured against. */
  limit: Limit | null;
  fields: Readonly<Record<string, FieldDefinition>>;
  /** In the order of the text; an instance starts in the first. */
  stages: Readonly<Record<string, StageDefinition>>;
  /** The ways to be closed, by outcome. The state of a closed instance is `closed.<outcome>`. */
  closed: Readonly<Record<string, ClosingDefinition>>;
  moves: readonly MoveDefinition[];
  // What follows came with the second release of the language, and is absent where a text does not use it.
  /** The release of the language that it was read by; absent: the first. Rules of the machine that came later ask for it, so that what was decided before them replays. */
  language?: 2;
  /** The limit is watched: it turns due soon, overdue and climbs its ladder. Otherwise it only gives the planned date. */
  limitWatched?: true;
  /** How long an answer can be taken back, around the clock; absent: not at all. */
  undo?: Duration;
  /** What events from outside are called, those that the text gives a name. */
  events?: Readonly<Record<EventKey, Text>>;
  /** What is taken from outside at every stage, beside what a stage takes itself. */
  on?: Readonly<Record<EventKey, readonly Reaction[]>>;
  /** The colour of the whole deal: of the lines that hold, the first. */
  lights?: readonly LightRule[];
  /** What could be tried now: all lines that hold. */
  tactics?: readonly Tactic[];
  /** Who may do what the language otherwise leaves to those who work on the instance. */
  who?: Readonly<Partial<Record<FreeAct, readonly Who[]>>>;
  /** Publishing needs somebody else than the author. */
  approval?: 'second person';
}

/** The calendar of whoever owns the instance: their own, else a team's, else their office's. */
export const OWNERS_CALENDAR = "owner's";

/** Acts that take a free argument, and so belong to no outcome or move. */
export type FreeAct = 'wait' | 'resume' | 'reassign' | 'delegate' | 'amend' | 'add task' | 'cancel task' | 'undo';

/** What happens outside, as the words a rep would use: `payment in`, `quote accepted`. */
export type EventKey = string;

/** What an instance does about an event from outside: of the reactions to it, the first whose condition holds. */
export interface Reaction {
  /** CEL over the fields, those that the event brings included; null: always. */
  when: string | null;
  /** Fields that the event brings. */
  take: readonly string[];
  set: Fields;
  to: Target | null;
  /** It leaves a stage while branches of it run. */
  endsBranches?: true;
}

export type Colour = 'red' | 'yellow' | 'green';

/** CEL over the fields and what `lights.ts` adds to them. */
export interface LightRule {
  when: string;
  light: Colour;
  say: Text | null;
}

export interface Tactic {
  when: string;
  light: Colour;
  say: Text;
}

export type Kind = 'lead' | 'sale';

export type FieldType = 'text' | 'number' | 'percent' | 'money' | 'date' | 'boolean' | 'choice';

export interface FieldDefinition {
  type: FieldType;
  name: Text;
  /** For `choice`: the values and what they are called. */
  options: Readonly<Record<string, Text>>;
  default: Fields[string];
  hint?: Text;
  /** Who may change it by `amend`; absent: whoever works on the instance. */
  edit?: readonly Who[];
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
  /** Runs side by side; the stage has no tasks of its own then, and moves to `next` once they have joined. */
  branches?: Readonly<Record<string, Branch>>;
  /** The stage whose branch this one is a step of. */
  within?: { stage: string; branch: string };
  /** CEL: where this does not hold, the stage is passed over. */
  when?: string;
  /** Who may skip it, and what that asks for. */
  skip?: { who: readonly Who[]; ask: readonly string[] };
  /** Where passing over, skipping and joining lead. There whenever one of them is. In a branch also `END`. */
  next?: Target;
  /** When it is planned to be over, counted from the start of the process. */
  planned?: Duration;
  on?: Readonly<Record<EventKey, readonly Reaction[]>>;
}

export interface Branch {
  name: Text;
  /** The stage that it begins with; its stages lead to `END` when it is done. */
  first: string;
  /** CEL, read when the branches begin: where it does not hold, the branch is done at once. */
  when: string | null;
  /** The others do not wait for it: what it still does when they have joined is withdrawn. */
  optional: boolean;
}

/** The target, inside a branch, that ends it. */
export const END = 'end';

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
  /** Opens again so long after it was done, until the condition holds (or the stage is left). */
  repeat?: { every: Duration; until: string | null };
  /** Asked anew whenever its condition, having not held, comes to hold again. */
  eachTime?: true;
  /** Opens only when an outcome or a ladder calls for it. */
  onCall?: true;
  /** The colour of the task: of the lines that hold, the first. */
  lights?: readonly LightRule[];
}

export type AssigneeRule =
  | { rule: 'owner' }
  /** A task that was added by hand names its holder. */
  | { rule: 'person'; person: string }
  | { rule: "owner's manager" }
  /** Offered to everybody who holds the role or is in the team, until one claims it. */
  | { rule: 'role'; role: string }
  | { rule: 'team'; team: string }
  /** Whoever of the pool has the fewest open tasks. The owner, where the pool is empty. */
  | { rule: 'least loaded'; of: Pool }
  /** Whoever of the pool got this task longest ago. The owner, where the pool is empty. */
  | { rule: 'in turn'; of: Pool };

/** People who meet every condition that is given; at least one is. `line` is a line of business. */
export interface Pool {
  role?: string;
  team?: string;
  skill?: string;
  line?: string;
}

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
  /** Where it leads, by condition: the first that holds; the last of them is without. `to` is null then. */
  routes?: readonly Route[];
  /** Who may answer so, beside being allowed to answer the task at all. */
  who?: readonly Who[];
  /** Stand still until an event from outside, or at most so long; the task comes back then. */
  waitFor?: { event: EventKey; atMost: Duration | null };
  /** Tasks of the stage that open now. */
  opens?: readonly string[];
  starts?: readonly StartRule[];
  /** It leaves a stage while branches of it run. */
  endsBranches?: true;
  undo?: 'never';
}

/** One of the ways that an outcome may lead. */
export interface Route {
  when: string | null;
  to: Target;
}

/** Another process that begins, of the same client and the same kind as that process is. */
export interface StartRule {
  process: string;
  when: string | null;
  /** Its fields, by the fields of ours that they are taken from. */
  fields: Readonly<Record<string, string>>;
}

export interface ClosingDefinition {
  name: Text;
  result: 'won' | 'lost' | 'qualified' | 'disqualified';
  require: Requirements;
  /** Who may close so by hand, beside the outcomes that lead here. Empty: nobody. */
  who: readonly Who[];
  /** Where the instance goes when it is reopened (a lead: reactivated); null: never. */
  reopen: { to: string; who: readonly Who[] } | null;
  starts?: readonly StartRule[];
}

export interface MoveDefinition {
  from: readonly string[];
  to: string;
  who: readonly Who[];
  ask: readonly string[];
  when: string | null;
  name?: Text;
  undo?: 'never';
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
  /** What else is done when it stays overdue, in the order of its instants. */
  ladder?: readonly Rung[];
}

/** One step of a ladder: so long after the due instant, this is done, once. null is the due instant itself. */
export interface Rung {
  after: Duration | null;
  does: RungAct;
}

export type RungAct =
  | { act: 'notify'; who: Addressee }
  /** The task, or the whole instance where the limit is a stage's or the process's, goes to the owner's manager. */
  | { act: 'reassign'; to: "owner's manager" }
  /** Opens a task of the stage that is `onCall`. */
  | { act: 'open'; task: string }
  | { act: 'move'; to: Target }
  | { act: 'mail'; template: string; who: Addressee }
  | { act: 'webhook'; hook: string };

/** Who is told: the owner, whoever is above them, everybody of a role or a team. */
export type Addressee = 'owner' | "owner's manager" | { role: string } | { team: string };

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
