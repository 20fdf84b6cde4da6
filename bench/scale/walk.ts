import { type PastInstance, PastRefused } from '../../activities/bulk/past-instance';
import type { Dice } from '../../activities/sample/dice';
import type { Act, Actor, Definition, Fields, Instant, Snapshot } from '../../src/process';
import { type Calendar, DAY_MS, localDateOf } from '../../src/process/time/calendar';
import { addWorking } from '../../src/process/time/working-time';

const HOUR_MS = 3_600_000;

/** Who takes part in a deal, and the time that it has. */
export interface Cast {
  dice: Dice;
  calendar: Calendar;
  owner: string;
  manager: string;
  colleague: string;
  currency: string;
  from: Instant;
  /** Nothing happens after it. */
  now: Instant;
}

/** What a walk of one deal knows while it goes. */
interface Walk extends Cast {
  past: PastInstance;
  definition: Definition;
  at: Instant;
}

/** Ways to go on with a deal, by how often they are taken, in a hundred. */
const WAYS: readonly (readonly [share: number, way: (walk: Walk, snapshot: Snapshot) => Act | null])[] = [
  [60, answer],
  [9, goBack],
  [9, ({ dice, at }) => ({ type: 'wait', until: at + dice.between(3, 20) * DAY_MS, reason: dice.pick(WAITS) })],
  [4, ({ colleague }) => ({ type: 'reassign', owner: colleague })],
  [12, (walk) => ({ type: 'amend', fields: asked(walk, ['amount']) })],
  [6, ({ dice, owner, at }) => ({ type: 'add task', assignee: owner, dueAt: at + dice.between(2, 9) * DAY_MS })],
];
const WAITS = ['budget-later', 'contact-away', 'asked-to-wait'];
/** Of a hundred deals so many are let lie at some step, and of closed ones so many are opened again. */
const LEFT_LYING = 4;
const REOPENED = 3;
const STEPS = 40;

/**
 * Lives a deal as people do: at working hours, at a pace of its own (most are quick, some take ten times as long), going on by what
 * its process offers, sometimes back, to a colleague, or into a wait; some are forgotten, some opened again.
 */
export function walk(past: PastInstance, definition: Definition, cast: Cast): void {
  const { dice, from, now, calendar } = cast;
  const w: Walk = { ...cast, past, definition, at: from };
  past.ask(from, person(w, cast.owner), { type: 'start', owner: cast.owner, fields: fieldsAtStart(w) });
  const pace = Math.exp(normal(dice) * 0.8) * 7;
  for (let step = 0; step < STEPS; step++) {
    if (dice.chance(LEFT_LYING)) break;
    const at = addWorking(
      calendar,
      w.at,
      Math.ceil(pace * Math.exp(normal(dice) * 0.7) * HOUR_MS) + dice.between(1, HOUR_MS),
    );
    if (at > now) break;
    w.at = at;
    if (!goOn(w, past.passUntil(at))) break;
  }
  past.passUntil(now);
}

/** Whether there was anything to go on with. */
function goOn(w: Walk, snapshot: Snapshot): boolean {
  if (snapshot.closedAt !== null) {
    return w.dice.chance(REOPENED) && tried(w, { type: 'reopen' }, w.manager);
  }
  for (let n = 0; n < 3; n++) {
    const act = wayOn(w)(w, w.past.snapshot());
    if (act && tried(w, act, byWhom(w, act, w.past.snapshot()))) break;
  }
  return true;
}

function wayOn({ dice }: Walk) {
  let left = dice.between(1, 100);
  for (const [share, way] of WAYS) {
    if (left <= share) return way;
    left -= share;
  }
  return answer;
}

function byWhom({ manager }: Walk, act: Act, snapshot: Snapshot): string {
  if (act.type === 'reassign') return manager;
  const asked = 'task' in act ? act.task : null;
  const task = snapshot.tasks.find((one) => one.id === asked || one.key === asked);
  return task?.assignee ?? snapshot.owner;
}

function tried(w: Walk, act: Act, by: string): boolean {
  try {
    w.past.ask(w.at, person(w, by), act);
    return true;
  } catch (error) {
    if (error instanceof PastRefused) return false;
    throw error;
  }
}

const person = ({ manager }: Walk, id: string): Actor => ({
  id,
  roles: [id === manager ? 'manager' : 'rep'],
  teams: [],
  manages: id === manager,
});

/** An open task is answered: what leads on is likelier than what closes. */
function answer(w: Walk, snapshot: Snapshot): Act | null {
  const open = snapshot.tasks.filter((one) => one.status === 'open');
  if (open.length === 0) return moveOn(w, snapshot);
  const task = w.dice.pick(open);
  const outcomes = Object.entries(w.definition.stages[task.stage]?.tasks[task.task ?? '']?.outcomes ?? {});
  if (outcomes.length === 0) return { type: 'complete', task: task.id, outcome: 'done' };
  const [outcome, { ask, wait }] = w.dice.chance(60) ? (outcomes[0] ?? w.dice.pick(outcomes)) : w.dice.pick(outcomes);
  return {
    ...{ type: 'complete', task: task.id, outcome, fields: asked(w, ask) },
    ...(wait && { until: w.at + w.dice.between(1, 6) * DAY_MS }),
  };
}

function moveOn(w: Walk, { state }: Snapshot): Act | null {
  const moves = w.definition.moves.filter(({ from }) => from.includes(state));
  if (moves.length > 0 && w.dice.chance(70)) return moved(w, w.dice.pick(moves));
  const outcome = w.definition.kind === 'lead' ? 'disqualified' : 'lost';
  return { type: 'close', outcome, fields: asked(w, ['reason']) };
}

function goBack(w: Walk, { state }: Snapshot): Act | null {
  const moves = w.definition.moves.filter(({ from }) => from.includes(state));
  return moves.length > 0 ? moved(w, w.dice.pick(moves)) : answer(w, w.past.snapshot());
}

const moved = (w: Walk, { to, ask }: Definition['moves'][number]): Act => ({ type: 'move', to, fields: asked(w, ask) });

function fieldsAtStart(w: Walk): Fields {
  return w.dice.chance(60) ? asked(w, ['amount']) : {};
}

/** Values of the fields that are asked for, those that the process has. */
function asked(w: Walk, keys: readonly string[]): Fields {
  const values = keys.flatMap((key): [string, Fields[string]][] => {
    const field = w.definition.fields[key];
    if (!field) return [];
    const options = Object.keys(field.options);
    switch (field.type) {
      case 'money':
        return [[key, { minor: 100 * w.dice.between(1_000, 9_999), currency: w.currency }]];
      case 'date':
        return [[key, localDateOf(w.calendar, addWorking(w.calendar, w.at, w.dice.between(8, 120) * HOUR_MS))]];
      case 'choice':
        return options.length > 0 ? [[key, w.dice.pick(options)]] : [];
      case 'percent':
        return [[key, w.dice.between(0, 25)]];
      case 'number':
        return [[key, w.dice.between(1, 9)]];
      case 'boolean':
        return [[key, w.dice.chance(50)]];
      default:
        return [[key, 'As told on the phone']];
    }
  });
  return Object.fromEntries(values);
}

/** By Irwin and Hall: near enough to a normal distribution, of mean 0 and deviation 1. */
export const normal = (dice: Dice): number =>
  Array.from({ length: 12 }, () => dice.between(0, 1_000) / 1_000).reduce((sum, one) => sum + one, -6);
