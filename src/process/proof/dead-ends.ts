import { type Definition, isClosedState } from '../definition';
import { problem } from '../language/finding';
import { keyOf } from './abstraction';
import type { Explored, Place } from './explore';
import { stagePath } from './place';
import type { Suspect } from './suspect';
import type { Doing } from './trace';

/**
 * Places from which nothing that the process offers leads to a closing. Changing a field by hand is no way on that a
 * process offers: where it would help, that is said, and is a warning. Stages that cannot be closed at all are found before.
 */
export function deadEnds(definition: Definition, explored: Explored, stuckStages: ReadonlySet<string>): Suspect[] {
  const dead = deadPlaces(explored.places);
  const found = new Map<string, Suspect>();
  for (const at of dead) {
    const place = explored.places[at] as Place;
    const { state } = place.snapshot;
    const around = closure(explored.places, at);
    const states = new Set(around.map((one) => stateOf(explored.places, one)));
    const known = [...states].some((one) => found.has(one) || stuckStages.has(one));
    // What only leads to another dead end is told there.
    const leadsElsewhere = [...states].some((one) => one !== state && hasOwnEnd(explored.places, dead, one));
    if (known || leadsElsewhere || !explored.relevant.isDecided(state)) continue;
    found.set(state, finding(definition, explored, place, around, new Set(dead)));
  }
  return [...found.values()];
}

const stateOf = (places: readonly Place[], at: number): string => places[at]?.snapshot.state ?? '';

const offered = ({ ways }: Place): number[] => ways.flatMap(({ to, by }) => (by.some(isAmend) ? [] : [to]));

const isAmend = ({ type }: Doing): boolean => type === 'amend';

/** Where nothing leads to a closing, nearest first. What was not tried to its end may lead anywhere. */
function deadPlaces(places: readonly Place[]): number[] {
  const before = new Map<number, number[]>();
  places.forEach((place, at) => {
    for (const to of offered(place)) before.set(to, [...(before.get(to) ?? []), at]);
  });
  const ends = places.flatMap(({ snapshot, tried }, at) => (isClosedState(snapshot.state) || !tried ? [at] : []));
  const alive = new Set(ends);
  for (let at = ends.pop(); at !== undefined; at = ends.pop())
    for (const from of before.get(at) ?? [])
      if (!alive.has(from)) {
        alive.add(from);
        ends.push(from);
      }
  return places.flatMap((_, at) => (alive.has(at) ? [] : [at]));
}

/** Everything that a place leads to without changes by hand, itself included. */
function closure(places: readonly Place[], at: number): number[] {
  const seen = new Set([at]);
  for (const one of seen) for (const to of offered(places[one] as Place)) seen.add(to);
  return [...seen];
}

/** Whether a dead place of this stage never leaves it. */
const hasOwnEnd = (places: readonly Place[], dead: readonly number[], state: string): boolean =>
  dead.some(
    (at) => stateOf(places, at) === state && closure(places, at).every((one) => stateOf(places, one) === state),
  );

function finding(
  definition: Definition,
  { places, relevant }: Explored,
  { snapshot }: Place,
  around: readonly number[],
  dead: ReadonlySet<number>,
): Suspect {
  const { state } = snapshot;
  const amended = around
    .flatMap((one) => places[one]?.ways ?? [])
    .find(({ by, to }) => by.some(isAmend) && !dead.has(to))?.by[0];
  const helps = amended?.type === 'amend' ? Object.keys(amended.fields).join(', ') : null;
  const message = helps
    ? `At '${state}' nothing that is offered leads on, until somebody changes '${helps}' by hand.`
    : `At '${state}' there is nothing that anybody can do, or time does, that leads to a closing.`;
  const cells = relevant.at(state);
  const key = keyOf(definition, snapshot, cells);
  return {
    ...problem('DeadEnd', stagePath(definition, state), message, helps ? 'warning' : 'error'),
    goal: (at) => at.state === state && keyOf(definition, at, cells) === key,
  };
}
