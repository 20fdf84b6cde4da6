import type { Definition } from '../definition';
import type { Calendar } from '../time/calendar';
import type { Example, Given, Step } from './example';
import { asLooks } from './look';
import { USUAL_START } from './read-examples';
import { Searching, type Uncovered, type Way } from './search';
import { type Target, targetsOf } from './targets';
import type { WallTime } from './wall-time';

/** Examples that show what a definition can do, and what they could not show. */
export interface Generated {
  examples: readonly Example[];
  targets: readonly Target[];
  /** In the order of the text. */
  uncovered: readonly Uncovered[];
  /** How many things were tried. */
  tries: number;
}

/** How far the search goes, and when its examples begin. */
export interface Search {
  /** Commands and deadlines that are tried at most. */
  tries?: number;
  at?: WallTime;
}

const MOST_TRIES = 6_000;

/**
 * Searches, on the machine alone, for short examples that together cover every stage, outcome, route, move, skip,
 * reaction, deadline and rung. The same definition gives the same examples.
 */
export function generate(definition: Definition, calendar: Calendar, { tries, at }: Search = {}): Generated {
  const search = new Searching(definition, calendar, at ?? USUAL_START, tries ?? MOST_TRIES);
  search.run();
  const targets = targetsOf(definition);
  const ways = fewest(
    targets.flatMap(({ key }) => search.found.get(key) ?? []),
    new Set(targets.map(({ key }) => key)),
  );
  return {
    examples: ways.map((way, i) => exampleOf(way, search.given, targets, i)),
    targets,
    uncovered: targets.filter(({ key }) => !search.found.has(key)).map((target) => search.why(target)),
    tries: search.tries,
  };
}

/** Of these ways, few that together show all that was found: each time the one that shows the most of what is left. */
function fewest(ways: readonly Way[], wanted: ReadonlySet<string>): Way[] {
  const left = new Set(ways.flatMap(({ shown }) => [...shown]).filter((key) => wanted.has(key)));
  const chosen: Way[] = [];
  const rest = new Set(ways);
  while (left.size > 0) {
    const gain = (way: Way) => [...way.shown].filter((key) => left.has(key)).length;
    const best = [...rest].reduce((a, b) => (gain(b) > gain(a) ? b : a));
    chosen.push(best);
    rest.delete(best);
    for (const key of best.shown) left.delete(key);
  }
  return chosen;
}

/** The way as an example: at its end stands how it came out. */
function exampleOf({ played, steps, shown }: Way, given: Given, targets: readonly Target[], i: number): Example {
  const says = targets.filter(({ key, kind }) => shown.has(key) && kind !== 'stage').map((target) => target.says.en);
  const name = `${i + 1}: ${says.at(-1) ?? 'the start'}${says.length > 1 ? ` (and ${says.length - 1} more)` : ''}`;
  const end: Step = { step: 'then', text: 'then', expects: asLooks(played) };
  return { name: name.slice(0, 200), given, steps: [...steps, end] };
}
