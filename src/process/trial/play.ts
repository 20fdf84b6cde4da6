import type { Act } from '../command';
import type { Definition, Duration } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import type { Refusal } from '../refusal';
import type { Task } from '../snapshot';
import { type Calendar, durationMs } from '../time/calendar';
import { addWorking } from '../time/working-time';
import type { Instant } from '../types';
import { type Cast, castOf } from './cast';
import type { Ask, Given, Moment, Passing, Step } from './example';
import { begin, pass, type Run, StartRefused, standing, take } from './run';
import { instantOf } from './wall-time';

/** A trial that is under way: the instance, and the people whom its script names. */
export interface Played {
  run: Run;
  cast: Cast;
}

/** What became of one step. */
export interface Taken {
  /** Why what was asked may not happen; null where it did, or nothing was asked. */
  refused: Refusal | null;
  /** The events that it led to, by their place in the run: from the first, up to but without the last. */
  from: number;
  to: number;
}

/** Begins what a script is given. The refusal of a start comes back in its place. */
export function start(definition: Definition, given: Given, calendar: Calendar): Played | Refusal {
  const cast = castOf(given, calendar);
  const at = instantOf(calendar, given.at);
  const { owner, fields } = given;
  try {
    return { run: begin(definition, cast.world, { at, owner, fields, by: cast.actor(owner, owner) }), cast };
  } catch (error) {
    if (error instanceof StartRefused) return error.refusal;
    throw error;
  }
}

/** Takes a step: something is asked, or time passes; a `then` changes nothing. @throws RunTooLong */
export function takeStep({ run, cast }: Played, step: Step): Taken {
  const from = run.events.length;
  const refused = step.step === 'ask' ? ask(run, cast, step.who, step.ask) : null;
  if (step.step === 'pass') pass(run, { until: endOf(run, step.time) });
  return { refused, from, to: run.events.length };
}

function ask(run: Run, cast: Cast, who: string, asked: Ask): Refusal | null {
  const { owner } = standing(run);
  const act = actOf(asked, run, (name) => cast.idOf(name, owner));
  return take(run, act, cast.actor(who, owner)).refused ?? null;
}

/** The act that an ask stands for here and now: tasks by the keys they have, moments as instants. */
export function actOf(asked: Ask, run: Run, idOf: (name: string) => string): Act {
  const fields = 'fields' in asked && Object.keys(asked.fields).length > 0 ? { fields: asked.fields } : {};
  const at = (moment: Moment) => momentOf(run, moment);
  switch (asked.type) {
    case 'complete': {
      const { task, outcome, until } = asked;
      return { type: 'complete', task: taskNamed(run, task), outcome, ...fields, ...(until && { until: at(until) }) };
    }
    case 'wait':
      return { type: 'wait', until: asked.until && at(asked.until), ...eventOf(asked), reason: 'trial' };
    case 'reassign':
      return { type: 'reassign', owner: idOf(asked.to) };
    case 'claim':
    case 'cancel task':
      return { type: asked.type, task: taskNamed(run, asked.task) };
    case 'delegate':
      return { type: 'delegate', task: taskNamed(run, asked.task), to: idOf(asked.to) };
    case 'add task':
      return { type: 'add task', assignee: idOf(asked.assignee), ...(asked.until && { dueAt: at(asked.until) }) };
    case 'move':
      return { type: 'move', to: asked.to, ...fields };
    case 'close':
      return { type: 'close', outcome: asked.outcome, ...fields };
    case 'skip':
      return { type: 'skip', stage: asked.stage, ...fields };
    case 'event':
      return { type: 'event', event: asked.event, ...fields };
    case 'reopen':
      return { type: 'reopen', ...fields };
    default:
      return asked;
  }
}

const eventOf = ({ event }: { event: string | null }) => (event === null ? {} : { event });

/** The task of a name: the open one, or else the last of them; the name itself where there is none, which is refused. */
function taskNamed(run: Run, name: string): string {
  if (name.includes('#')) return name;
  const isIt = (task: Task) => (task.task ?? 'by-hand') === name;
  const here = standing(run).tasks.filter(isIt);
  return (here.findLast(({ status }) => status === 'open') ?? here.at(-1))?.key ?? name;
}

const momentOf = (run: Run, moment: Moment): Instant =>
  moment.by === 'clock' ? instantOf(run.world.calendar, moment.until) : after(run, moment.span);

function after({ now, world: { calendar } }: Run, span: Duration): Instant {
  const ms = durationMs(calendar, span);
  return span.working ? addWorking(calendar, now, ms) : now + ms;
}

function endOf(run: Run, time: Passing): Instant {
  if (time.by !== 'deadline') return momentOf(run, time);
  return deadlinesOf(standing(run))[0]?.at ?? run.now;
}
