import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import { openTasks } from '../machine/draft';
import type { Refusal } from '../refusal';
import type { Deadline, Snapshot, Task } from '../snapshot';
import type { Calendar } from '../time/calendar';
import type { Fields, Instant, Text } from '../types';
import type { Step } from './example';
import { mismatches } from './expect';
import { type Played, start, takeStep } from './play';
import type { Script } from './read-examples';
import { type Run, standing } from './run';
import { wentWrongWords } from './test-examples';
import { addressee, type Told, toldBy, wishesOf } from './told';

/** A sample deal, step by step: what came of each, and how it stands after it. */
export interface Simulated {
  steps: readonly SimulatedStep[];
  /** Why it ended before its last step; null: it did not. */
  stopped: Text | null;
}

export interface SimulatedStep {
  /** The sentence of the step; `given` for the start. */
  text: string;
  /** When it was over, in virtual time. */
  at: Instant;
  refused: Refusal | null;
  /** What of a `then` does not hold. */
  unmet: readonly Text[];
  /** Deadlines that fired, each at its own instant. */
  fired: readonly { at: Instant; deadline: string }[];
  state: string;
  branches: Readonly<Record<string, string | null>>;
  waiting: boolean;
  fields: Fields;
  /** What is wanted of whom now. `isNew`: since this step. */
  tasks: readonly Asked[];
  told: readonly (Told & { at: Instant })[];
  mails: readonly { template: string; to: string; at: Instant }[];
  webhooks: readonly { hook: string; at: Instant }[];
  starts: readonly { process: string; at: Instant }[];
  /** What will happen by itself, the next first. */
  next: readonly Deadline[];
}

export interface Asked {
  key: string;
  task: string | null;
  stage: string;
  /** A person, or `role <key>`, `team <key>` while nobody holds it. */
  of: string;
  openedAt: Instant;
  dueAt: Instant | null;
  isNew: boolean;
}

/** How many of the coming deadlines are shown. */
const SHOWN = 20;

/** Walks a script through on the machine, in virtual time. A refused step changes nothing, and the next is tried. */
export function simulate(definition: Definition, { given, steps }: Script, calendar: Calendar): Simulated | Refusal {
  const played = start(definition, given, calendar);
  if ('code' in played) return played;
  const shown: SimulatedStep[] = [stepView(played, { text: 'given', from: 0, refused: null, unmet: [] })];
  let since = 0;
  for (const step of steps) {
    const from = played.run.events.length;
    try {
      const { refused } = takeStep(played, step);
      shown.push(stepView(played, { text: step.text, from, refused, unmet: unmetOf(played, step, since) }));
    } catch (error) {
      return { steps: shown, stopped: wentWrongWords(error) };
    }
    // What was told counts since the last look.
    if (step.step === 'then') since = from;
  }
  return { steps: shown, stopped: null };
}

const unmetOf = (played: Played, step: Step, since: number): Text[] =>
  step.step === 'then' ? mismatches(step.expects, played, since).map(({ says }) => says) : [];

type Began = Pick<SimulatedStep, 'text' | 'refused' | 'unmet'> & { from: number };

function stepView({ run }: Played, { from, ...began }: Began): SimulatedStep {
  const snapshot = standing(run);
  const { state, branches = {}, wait, fields } = snapshot;
  const events = run.events.slice(from);
  return {
    ...began,
    at: run.now,
    fired: events.flatMap(({ command, at }) =>
      command.type === 'deadline' ? [{ at, deadline: command.deadline.replace(/@\d+$/, '') }] : [],
    ),
    state,
    branches: Object.fromEntries(Object.entries(branches).map(([key, { at }]) => [key, at])),
    waiting: wait !== null,
    fields,
    tasks: openTasks(snapshot).map((task) => askedOf(task, run, from)),
    ...outside(run, from),
    next: deadlinesOf(snapshot).slice(0, SHOWN),
  };
}

function askedOf(task: Task, { snapshots }: Run, from: number): Asked {
  const before = snapshots[from - 1];
  const { key, stage, assignee, queue, openedAt, clock } = task;
  const of = assignee ?? (queue ? addressee(queue, NOBODY, () => null) : null) ?? '';
  const isNew = !before?.tasks.some((one) => one.key === key);
  return { key, task: task.task, stage, of, openedAt, dueAt: clock?.dueAt ?? null, isNew };
}

const NOBODY: Pick<Snapshot, 'owner' | 'tasks'> = { owner: '', tasks: [] };

/** Everything that would reach somebody or something outside the instance, since an event. */
function outside(run: Run, from: number): Pick<SimulatedStep, 'told' | 'mails' | 'webhooks' | 'starts'> {
  const each = <T>(read: (index: number, at: Instant) => readonly T[]): T[] =>
    run.events.slice(from).flatMap(({ at }, n) => read(from + n, at));
  const to = (index: number, who: Parameters<typeof addressee>[0]) =>
    addressee(who, run.snapshots[index] ?? NOBODY, run.world.people.managerOf) ?? '';
  return {
    told: each((i, at) => toldBy(run, i).map((one) => ({ ...one, at }))),
    mails: each((i, at) =>
      wishesOf(run.wishes[i] ?? [], 'mail').map((mail) => ({ template: mail.template, to: to(i, mail.to), at })),
    ),
    webhooks: each((i, at) => wishesOf(run.wishes[i] ?? [], 'webhook').map(({ hook }) => ({ hook, at }))),
    starts: each((i, at) => wishesOf(run.wishes[i] ?? [], 'start').map(({ process }) => ({ process, at }))),
  };
}
