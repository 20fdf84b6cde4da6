import { type Act, SYSTEM } from '../command';
import { decide } from '../decide';
import { type Definition, isClosedState } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import { settle } from '../settle';
import type { Deadline, Snapshot } from '../snapshot';
import { resolveFacts } from '../time/resolve';
import type { Fields, Instant } from '../types';
import { climbsTo, effectiveDeadlines, keyOf } from './abstraction';
import { amendsAt, filledIn, mayAmend, offerName, offersAt } from './acts';
import { combinations, eachOnce } from './cells';
import { type Relevant, relevantOf } from './relevant';
import { type Doing, deadlineName } from './trace';
import { OWNER_ID, VIRTUAL_START, VIRTUAL_WORLD } from './virtual';

/** Where instances come to, as far as it makes a difference, with the first way that led there. */
export interface Place {
  snapshot: Snapshot;
  now: Instant;
  /** The place that it was first come to from; null for a start. */
  from: number | null;
  by: readonly Doing[];
  ways: Passage[];
  /** Whether everything that can be done here was tried. */
  tried: boolean;
}

/** What leads from one place to another: one thing, or a change of fields by hand and then another. */
export interface Passage {
  to: number;
  by: readonly Doing[];
}

/** What the engine does with a definition, within a budget of decisions. */
export interface Explored {
  places: readonly Place[];
  decisions: number;
  /** Whether there is nothing beyond. */
  complete: boolean;
  /** What the engine could not carry out: stages are passed over in a circle. */
  broken: readonly { from: number | null; by: readonly Doing[] }[];
  relevant: Relevant;
}

/**
 * Tries everything that people, events from outside and time can do, from every place that is reached so, breadth first.
 * The engine itself decides; snapshots that no rule could tell apart are one place.
 */
export function explore(definition: Definition, budget: number): Explored {
  const search: Search = {
    definition,
    relevant: relevantOf(definition),
    places: [],
    known: new Map(),
    needed: new Map(),
    entered: new Set(),
    waited: new Set(),
    broken: [],
    left: budget,
  };
  const [first = ''] = Object.keys(definition.stages);
  for (const fields of [{}, ...differences(search, first)])
    attempt(search, null, { act: { type: 'start', owner: OWNER_ID, fields }, now: VIRTUAL_START });
  for (let at = 0; at < search.places.length && search.left > 0; at += 1) goOnFrom(search, at);
  const { places, broken, relevant, left } = search;
  return { places, broken, relevant, decisions: budget - left, complete: places.every(({ tried }) => tried) };
}

interface Search {
  readonly definition: Definition;
  readonly relevant: Relevant;
  readonly places: Place[];
  readonly known: Map<string, number>;
  /** Fields that offers turned out to need, by the offer's name. */
  readonly needed: Map<string, readonly string[]>;
  /** The combinations with which stages were entered, and the offers that were tried for that. */
  readonly entered: Set<string>;
  /** Answers that wait, and were followed. */
  readonly waited: Set<string>;
  readonly broken: { from: number | null; by: readonly Doing[] }[];
  /** Decisions that may still be made. */
  left: number;
}

/** What is tried: an act at an instant, as it is told, and as what it is known. */
interface Attempt {
  act: Act;
  now: Instant;
  told?: Doing;
  name?: string;
}

/** The combinations of fields that can make a difference at a stage: where there are many, each value of each field once. */
const differences = ({ relevant }: Search, stage: string): Fields[] =>
  combinations(relevant.at(stage), MOST_DIFFERENCES) ?? eachOnce(relevant.at(stage));

const MOST_DIFFERENCES = 64;

function goOnFrom(search: Search, at: number): void {
  const { definition, relevant, places, needed } = search;
  const place = places[at] as Place;
  const { snapshot, now } = place;
  for (const offer of offersAt(definition, snapshot)) {
    const name = offerName(snapshot, offer);
    const tryAll = () =>
      filledIn(offer, needed.get(name) ?? [], place, relevant).flatMap((act) =>
        attempt(search, at, { act, now, name }),
      );
    const missing = tryAll();
    if (missing.length === 0) continue;
    needed.set(name, [...new Set([...(needed.get(name) ?? []), ...missing])]);
    tryAll();
  }
  for (const due of effectiveDeadlines(definition, snapshot)) passUntil(search, at, due);
  for (const act of amendsAt(definition, snapshot, relevant)) attempt(search, at, { act, now });
  place.tried = search.left > 0;
}

/** Lets a deadline fire. Steps of a ladder that only tell somebody are climbed on the way to one that does something. */
function passUntil(search: Search, at: number, first: Deadline): void {
  let { snapshot, now } = search.places[at] as Place;
  for (let due: Deadline | undefined = first; due; due = nextRung(snapshot, due)) {
    now = Math.max(now, due.at);
    const until = deadlineName(due.key);
    const act: Act = { type: 'deadline', deadline: due.key };
    const tried: Attempt = { act, now, told: { type: 'time passes', until }, name: until };
    if (due.kind !== 'rung' || climbsTo(search.definition, snapshot, due)) {
      attempt(search, at, tried, snapshot);
      return;
    }
    const { decision } = decided(search, at, snapshot, tried, []);
    if (!decision) return;
    snapshot = settled(decision);
  }
}

const nextRung = (snapshot: Snapshot, { subject }: Deadline): Deadline | undefined =>
  deadlinesOf(snapshot).find((one) => one.subject === subject && one.kind === 'rung');

/** Lets the engine decide, and notes where that leads. Gives the fields that it is refused for. */
function attempt(
  search: Search,
  from: number | null,
  tried: Attempt,
  before: Snapshot | null = from === null ? null : (search.places[from] as Place).snapshot,
): readonly string[] {
  const { decision, missing = [] } = decided(search, from, before, tried, []);
  if (!decision) return missing;
  arrive(search, from, decision, tried, []);
  const { state } = decision.snapshot;
  if (before && tried.name !== undefined && state !== before.state && !isClosedState(state))
    enterOtherwise(search, from as number, before, tried, state);
  return [];
}

/**
 * What is read on coming into a stage makes a difference there, and none before: so it is enough to come in once with each
 * combination, by a change of fields just before.
 */
function enterOtherwise(search: Search, from: number, before: Snapshot, tried: Attempt, state: string): void {
  for (const fields of differences(search, state)) {
    const combination = JSON.stringify([state, fields]);
    const name = JSON.stringify([tried.name, combination]);
    if (search.entered.has(combination) || search.entered.has(name)) continue;
    search.entered.add(name);
    const amend: Act = { type: 'amend', fields };
    if (before.closedAt !== null || !mayAmend(search.definition, before, fields)) continue;
    const amended = decided(search, from, before, { act: amend, now: tried.now }, []).decision;
    if (!amended || amended.snapshot.state !== before.state) continue;
    const { decision } = decided(search, from, settled(amended), tried, [amend]);
    if (!decision) continue;
    arrive(search, from, decision, tried, [amend]);
    if (decision.snapshot.state === state) search.entered.add(combination);
  }
}

type Decision = NonNullable<ReturnType<typeof decide>['decision']>;

/** The decision; or the fields that it is refused for, where bringing them would do. */
function decided(
  search: Search,
  from: number | null,
  snapshot: Snapshot | null,
  { act, now, told }: Attempt,
  first: readonly Doing[],
): { decision?: Decision; missing?: string[] } {
  if (search.left <= 0) return {};
  search.left -= 1;
  try {
    const { decision, refused } = decide(search.definition, snapshot, { id: 'proof', actor: SYSTEM, ...act }, now);
    const codes = refused?.until ?? [];
    if (codes.some(({ code }) => code !== 'FieldMissing')) return {};
    return { decision, missing: codes.map(({ params }) => String(params.field)) };
  } catch {
    search.broken.push({ from, by: [...first, told ?? (act as Doing)] });
    return {};
  }
}

const settled = (decision: Decision): Snapshot =>
  settle(decision.snapshot, resolveFacts(decision, { ...VIRTUAL_WORLD, newId: () => '' }));

/** Notes the place that a decision leads to, and that something leads there. */
function arrive(
  search: Search,
  from: number | null,
  decision: Decision,
  { act, now, told, name }: Attempt,
  first: readonly Doing[],
): void {
  const { places, known } = search;
  const by = [...first, told ?? (act as Doing)];
  const key = keyFor(search, decision.snapshot, name);
  const to = known.get(key) ?? places.length;
  if (to === places.length) {
    known.set(key, to);
    places.push({ snapshot: settled(decision), now, from, by, ways: [], tried: false });
  }
  if (from !== null) (places[from] as Place).ways.push({ to, by });
}

/** The key of a place. An answer that waits is followed once: afterwards everything is as it was before it. */
function keyFor({ definition, relevant, known, waited }: Search, snapshot: Snapshot, name = ''): string {
  const cells = relevant.at(snapshot.state);
  const key = keyOf(definition, snapshot, cells);
  if (!snapshot.wait || !waited.has(name)) {
    if (snapshot.wait) waited.add(name);
    return key;
  }
  const without = keyOf(definition, { ...snapshot, wait: null }, cells);
  return known.has(without) ? without : key;
}

/** What leads to a place from the start. */
export function doingsTo({ places }: Pick<Explored, 'places'>, at: number | null): Doing[] {
  const found: Doing[] = [];
  for (
    let place = at === null ? undefined : places[at];
    place;
    place = place.from === null ? undefined : places[place.from]
  )
    found.unshift(...place.by);
  return found;
}
