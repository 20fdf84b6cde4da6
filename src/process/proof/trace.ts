import { type Act, SYSTEM } from '../command';
import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import { repeatOf, type Snapshot } from '../snapshot';
import { type Run, standing, take, unstarted } from '../trial/run';
import type { Fields, FieldValue } from '../types';
import { VIRTUAL_START, VIRTUAL_WORLD } from './virtual';

/** One step on the way to what a finding claims: a code with its values, and the same in English. */
export interface Step {
  code: StepCode;
  values: Readonly<Record<string, FieldValue>>;
  sentence: string;
  /** What goes this step again: a command, or time that passes until a deadline. */
  does: Doing;
}

export type StepCode = Exclude<Act['type'], 'deadline'> | 'time passes';

/** `until` is the key of a deadline without its instant: `stage:overdue`. */
export type Doing = Done | { type: 'time passes'; until: string };

/** What people, or the world outside, ask for. */
export type Done = Exclude<Act, { type: 'deadline' }>;

/** The name of a deadline, which is its key without the instant. */
export const deadlineName = (key: string): string => key.slice(0, key.lastIndexOf('@'));

/**
 * Goes a trace on the engine, from `start`, with every deadline firing on its way. Gives where it ends; `broken` where the
 * engine cannot carry out the last step; null where a step is refused, or its deadline never fires.
 */
export function replayTrace(definition: Definition, trace: readonly Pick<Step, 'does'>[]): Snapshot | 'broken' | null {
  const run = unstarted(definition, VIRTUAL_WORLD, VIRTUAL_START);
  for (const [i, { does }] of trace.entries()) {
    const went = goesOrBreaks(run, does);
    if (went !== true) return went === 'broken' && i === trace.length - 1 ? 'broken' : null;
  }
  return run.snapshots.length > 0 ? standing(run) : null;
}

/** The engine throws for stages that are passed over in a circle, and for nothing else that a definition can say. */
function goesOrBreaks(run: Run, does: Doing): boolean | 'broken' {
  try {
    return goes(run, does);
  } catch {
    return 'broken';
  }
}

function goes(run: Run, does: Doing): boolean {
  if (does.type !== 'time passes') return take(run, does, SYSTEM).refused === undefined;
  for (let n = 0; n < MAX_DEADLINES; n += 1) {
    const [next] = deadlinesOf(run.snapshots.at(-1) ?? null);
    if (!next) return false;
    run.now = Math.max(run.now, next.at);
    if (take(run, { type: 'deadline', deadline: next.key }, SYSTEM).refused) return false;
    if (deadlineName(next.key) === does.until) return true;
  }
  return false;
}

/** More than the lights and rungs of every clock that can run at once. */
const MAX_DEADLINES = 500;

/** A step with its sentence. */
export function stepOf(does: Doing): Step {
  const [values, sentence] = told(does);
  return { code: does.type, values, sentence, does };
}

type Told = [values: Step['values'], sentence: string];

function told(does: Doing): Told {
  switch (does.type) {
    case 'start':
      return [does.fields, `It starts${having(does.fields)}.`];
    case 'complete': {
      const task = does.task.split('#')[0] ?? does.task;
      return [
        { ...does.fields, task, outcome: does.outcome },
        `The task '${task}' is answered '${does.outcome}'${having(does.fields)}.`,
      ];
    }
    case 'move':
      return [{ ...does.fields, to: does.to }, `Somebody moves it to '${does.to}'${having(does.fields)}.`];
    case 'close':
      return [
        { ...does.fields, outcome: does.outcome },
        `Somebody closes it as '${does.outcome}'${having(does.fields)}.`,
      ];
    case 'reopen':
      return [{ ...does.fields }, `Somebody opens it again${having(does.fields)}.`];
    case 'amend':
      return [does.fields, `Somebody changes ${listed(does.fields)}.`];
    case 'event':
      return [{ ...does.fields, event: does.event }, `From outside: '${does.event}'${having(does.fields)}.`];
    case 'skip':
      return [{ ...does.fields, stage: does.stage }, `Somebody skips '${does.stage}'${having(does.fields)}.`];
    case 'time passes':
      return [{ until: does.until }, `Time passes until ${inWords(does.until)}.`];
    default:
      return [{}, does.type === 'resume' ? 'Somebody ends the wait.' : `Somebody asks for '${does.type}'.`];
  }
}

const having = (fields: Fields | undefined): string =>
  Object.keys(fields ?? {}).length > 0 ? `, with ${listed(fields)}` : '';

const listed = (fields: Fields | undefined): string =>
  Object.entries(fields ?? {})
    .map(([key, value]) => (value === null ? `${key} not set` : `${key} = ${shown(value)}`))
    .join(', ');

const shown = (value: FieldValue): string =>
  typeof value === 'object' && value !== null
    ? `${(value.minor / 100).toFixed(2)} ${value.currency}`
    : typeof value === 'string'
      ? `"${value}"`
      : String(value);

/** A deadline's name as a phrase: `call#1:overdue` is "the limit of 'call' has passed". */
function inWords(name: string): string {
  const [subject = '', kind = ''] = name.split(/:(?=[^:]*$)/);
  if (subject === 'wait') return 'the wait is over';
  const whose =
    subject === 'stage'
      ? 'the stage'
      : subject === 'process'
        ? 'the process'
        : `'${subject.replace(/^.* /, '').split('#')[0]}'`;
  if (repeatOf(subject) !== null) return `${whose} opens again`;
  if (kind.startsWith('rung ')) return `step ${kind.slice(5)} of the ladder of ${whose}`;
  return kind === 'overdue' ? `the limit of ${whose} has passed` : `${whose} is ${kind}`;
}
