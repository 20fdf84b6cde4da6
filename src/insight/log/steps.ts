import { type Act, type Instant, type Money, type Snapshot, STAGE, type Task, WAIT } from '../../process';

/** One decision of an instance, as the event log reads it. */
export interface LoggedDecision {
  seq: number;
  type: string;
  at: Instant;
  /** A person's id, or `system`. */
  actor: string;
  from: string | null;
  to: string;
  act: Act;
  snapshot: Snapshot;
}

/** What a line of the log is about. */
export const SUBJECTS = ['stage', 'task', 'wait', 'command', 'deadline'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Words of the standard lifecycle of XES. */
export type Transition = 'start' | 'schedule' | 'assign' | 'reassign' | 'complete' | 'withdraw' | 'suspend' | 'resume';

/** One line of the event log. */
export interface LogLine {
  seq: number;
  at: Instant;
  about: Subject;
  /** A stage, a task of the definition, `wait`, a command, or what a deadline turned to. */
  activity: string;
  transition: Transition;
  /** Whoever did it, or holds the task; null: the process itself, or nobody. */
  resource: string | null;
  /** The key of the task. */
  task: string | null;
  /** The stage that the instance stands at afterwards; of a stage that is left, itself. */
  stage: string;
  /** The id of the version that it runs on afterwards. */
  version: string;
  outcome: string | null;
  /** The type of the command that it came of. */
  how: string;
  money: Money | null;
}

/**
 * The lines of one instance, oldest first: what each decision did, read from it and from how the instance stood before. Lines of one
 * decision have one instant, and stand in the order in which they follow from one another.
 */
export function linesOf(decisions: readonly LoggedDecision[], firstVersion: string): LogLine[] {
  const lines: LogLine[] = [];
  let version = firstVersion;
  let before: Snapshot | null = null;
  for (const one of decisions) {
    const earlier = version;
    if (one.act.type === 'migrate') version = one.act.versionId;
    lines.push(...linesOfDecision(one, before, { version, earlier }));
    before = one.snapshot;
  }
  return lines;
}

type Versions = { version: string; earlier: string };
type Line = Pick<LogLine, 'about' | 'activity' | 'transition'> & Partial<LogLine>;

function linesOfDecision(one: LoggedDecision, before: Snapshot | null, { version, earlier }: Versions): LogLine[] {
  const moved = one.from !== one.to;
  const ended = tasksEnded(one, before);
  const left: Line[] =
    moved && one.from !== null
      ? [{ about: 'stage', activity: one.from, transition: 'complete', stage: one.from, version: earlier }]
      : [];
  const entered: Line[] = moved ? [{ about: 'stage', activity: one.to, transition: 'start' }] : [];
  const lines = [
    ...asked(one, before),
    ...ended,
    ...left,
    ...entered,
    ...tasksChanged(one, before),
    ...waits(one, before),
  ];
  const base = {
    seq: one.seq,
    at: one.at,
    resource: one.actor === 'system' ? null : one.actor,
    task: null,
    stage: one.to,
    version,
    outcome: null,
    how: one.type,
    money: moneyOf(one.snapshot),
  };
  return lines.map((line) => ({ ...base, ...line }));
}

export function moneyOf({ fields }: Pick<Snapshot, 'fields'>): Money | null {
  const { amount } = fields;
  return typeof amount === 'object' && amount !== null ? amount : null;
}

/** Commands that say more than their effects do; what the others did is told by lines of its own. */
const TOLD: ReadonlySet<string> = new Set([
  'move',
  'skip',
  'close',
  'reopen',
  'undo',
  'reassign',
  'amend',
  'event',
  'migrate',
]);

function asked({ type, act, from, to, snapshot }: LoggedDecision, before: Snapshot | null): Line[] {
  const line = (about: Subject, activity: string, outcome: string | null = null): Line => ({
    ...{ about, activity, outcome },
    transition: 'complete',
  });
  // A ladder may hand a deal on without anybody's asking.
  const handedOn = before !== null && before.owner !== snapshot.owner && type !== 'reassign';
  const told = handedOn ? [line('command', 'reassign')] : [];
  if (act.type === 'deadline') return [line('deadline', deadlineName(act.deadline, from ?? to)), ...told];
  if (!TOLD.has(type)) return told;
  const outcome = act.type === 'close' ? act.outcome : act.type === 'event' ? act.event : null;
  return [line('command', type, outcome), ...told];
}

/** `first-call#2:overdue@1760000000000` is `first-call overdue`: keys count and name instants, activities do not. */
function deadlineName(key: string, stage: string): string {
  const [subject = '', kind = ''] = key.replace(/@\d+$/, '').split(':');
  if (subject === WAIT) return kind;
  return `${subject === STAGE ? stage : subject.replace(/#\d+$/, '')} ${kind}`;
}

const nameOf = ({ task }: Task): string => task ?? 'task by hand';

const byKey = (snapshot: Snapshot | null): ReadonlyMap<string, Task> =>
  new Map((snapshot?.tasks ?? []).map((task) => [task.key, task]));

/** Tasks that were open and are not any more. One that left with its stage was withdrawn, unless it was the one that was answered. */
function tasksEnded({ act, snapshot }: LoggedDecision, before: Snapshot | null): Line[] {
  const now = byKey(snapshot);
  const open = (before?.tasks ?? []).filter(({ status }) => status === 'open');
  return open.flatMap((task): Line[] => {
    const after = now.get(task.key);
    if (after?.status === 'open') return [];
    const answered = act.type === 'complete' && (act.task === task.key || act.task === task.id);
    const base = { about: 'task' as const, activity: nameOf(task), task: task.key, stage: task.stage };
    return answered
      ? [{ ...base, transition: 'complete', outcome: act.outcome }]
      : [{ ...base, transition: 'withdraw', resource: task.assignee }];
  });
}

/** Tasks that were opened, taken from a queue, or went from hand to hand. */
function tasksChanged({ snapshot }: LoggedDecision, before: Snapshot | null): Line[] {
  const earlier = byKey(before);
  const open = snapshot.tasks.filter(({ status }) => status === 'open');
  return open.flatMap((task): Line[] => {
    const was = earlier.get(task.key);
    const base = {
      about: 'task' as const,
      activity: nameOf(task),
      task: task.key,
      stage: task.stage,
      resource: task.assignee,
    };
    if (was?.status !== 'open') return [{ ...base, transition: 'schedule' }];
    if (was.assignee === task.assignee) return [];
    return [{ ...base, transition: was.assignee === null ? 'assign' : 'reassign' }];
  });
}

function waits({ snapshot }: LoggedDecision, before: Snapshot | null): Line[] {
  const [was, is] = [before?.wait ?? null, snapshot.wait];
  if (was?.since === is?.since) return [];
  const line = (transition: Transition): Line => ({ about: 'wait', activity: 'wait', transition });
  return [...(was ? [line('resume')] : []), ...(is ? [line('suspend')] : [])];
}
