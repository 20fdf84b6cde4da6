import type { Definition, Duration, StageDefinition } from '../definition';
import { CLOSED, END } from '../definition';
import { problem } from '../language/finding';
import type { Suspect } from './suspect';
import { waysFrom } from './ways';

/** A process that is to be done sooner than its stages may take, even on the shortest way to success. */
export function limitFindings(definition: Definition): Suspect[] {
  const due = definition.limit?.due;
  if (due?.by !== 'span') return [];
  const { working } = due.span;
  const whole = inMinutes(due.span);
  const shortest = shortestWay(definition, working);
  if (!shortest || shortest.minutes <= whole) return [];
  const way = shortest.stages.map((key) => `'${key}'`).join(', ');
  const message = `The stages of the shortest way to success (${way}) may take ${inDays(shortest.minutes, working)} together, more than the ${inDays(whole, working)} of the whole process.`;
  return [problem('LimitsExceedProcess', ['limit'], message, 'warning')];
}

/** A full working day as most calendars have it: only spans of one kind are held against each other. */
const WORKING_DAY = 8 * 60;

function inMinutes({ amount, unit, working }: Duration): number {
  const day = working ? WORKING_DAY : 24 * 60;
  return amount * { minute: 1, hour: 60, day, week: working ? 5 * day : 7 * day }[unit];
}

const inDays = (minutes: number, working: boolean): string =>
  `${Math.round((10 * minutes) / (working ? WORKING_DAY : 24 * 60)) / 10}${working ? ' working' : ''} days`;

interface Way {
  minutes: number;
  stages: readonly string[];
}

/** The way to a won or qualified closing whose limits add up to the least. A stage that may be passed over or skipped costs nothing. */
function shortestWay(definition: Definition, working: boolean): Way | null {
  const from = waysFrom(definition);
  const [first = ''] = Object.keys(definition.stages);
  const best = new Map<string, Way>([[first, { minutes: 0, stages: [] }]]);
  const done = new Set<string>();
  for (;;) {
    const next = nearest(best, done);
    if (!next) return null;
    const [key, { minutes, stages }] = next;
    if (isSuccess(definition, key)) return next[1];
    done.add(key);
    for (const { to, by } of from.get(key) ?? []) {
      if (by === 'beginning' || by === 'reopening') continue;
      const free = by === 'passing over' || by === 'skip';
      const cost = free ? 0 : costOf(definition, key, working);
      const known = best.get(to);
      if (!known || minutes + cost < known.minutes)
        best.set(to, { minutes: minutes + cost, stages: free ? stages : [...stages, key] });
    }
    const stage = definition.stages[key];
    if (stage?.branches && stage.next !== undefined && stage.next !== END && !best.has(stage.next))
      best.set(stage.next, { minutes: minutes + costOf(definition, key, working), stages: [...stages, key] });
  }
}

const nearest = (best: ReadonlyMap<string, Way>, done: ReadonlySet<string>): [string, Way] | undefined =>
  [...best].filter(([key]) => !done.has(key)).sort(([, a], [, b]) => a.minutes - b.minutes)[0];

const isSuccess = ({ closed }: Definition, key: string): boolean =>
  key.startsWith(CLOSED) && ['won', 'qualified'].includes(closed[key.slice(CLOSED.length)]?.result ?? '');

function costOf({ stages }: Definition, key: string, working: boolean): number {
  const due = (stages[key] as StageDefinition | undefined)?.limit?.due;
  return due?.by === 'span' && due.span.working === working ? inMinutes(due.span) : 0;
}
