import { type Act, SYSTEM } from '../command';
import { decide } from '../decide';
import type { Definition } from '../definition';
import { settle } from '../settle';
import type { Snapshot } from '../snapshot';
import { resolveFacts } from '../time/resolve';
import type { Instant } from '../types';
import { effectiveDeadline, keyOf } from './abstraction';
import { amendsAt, filledIn, offerName, offersAt } from './acts';
import { combinations } from './cells';
import { type Relevant, relevantOf } from './relevant';
import { type Doing, deadlineName } from './trace';
import { OWNER_ID, VIRTUAL_START, VIRTUAL_WORLD } from './virtual';

/** Where instances come to, as far as it makes a difference, with the first way that led there. */
export interface Place {
  snapshot: Snapshot;
  now: Instant;
  /** The place that it was first come to from; null for a start. */
  from: number | null;
  by: Doing;
  ways: Passage[];
  /** Whether everything that can be done here was tried. */
  tried: boolean;
}

/** What leads from one place to another. */
export interface Passage {
  to: number;
  by: Doing;
}

/** What the engine does with a definition, within a budget of decisions. */
export interface Explored {
  places: readonly Place[];
  decisions: number;
  /** Whether there is nothing beyond. */
  complete: boolean;
  /** What the engine could not carry out: stages are passed over in a circle. */
  broken: readonly Broken[];
  relevant: Relevant;
}

export interface Broken {
  from: number | null;
  by: Doing;
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
    broken: [],
    left: budget,
  };
  for (const fields of starts(search))
    attempt(search, null, { type: 'start', owner: OWNER_ID, fields }, VIRTUAL_START);
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
  readonly broken: Broken[];
  /** Decisions that may still be made. */
  left: number;
}

/** Starts that differ in more ways than this are not all tried: amending gives the rest. */
const MOST_STARTS = 64;

function starts({ definition, relevant }: Search) {
  const [first = ''] = Object.keys(definition.stages);
  return [{}, ...(combinations(relevant.at(first), MOST_STARTS) ?? [])];
}

function goOnFrom(search: Search, at: number): void {
  const { definition, relevant, places, needed } = search;
  const place = places[at];
  if (!place) return;
  const { snapshot, now } = place;
  for (const offer of offersAt(definition, snapshot)) {
    const name = offerName(snapshot, offer);
    const tryAll = () =>
      filledIn(offer, needed.get(name) ?? [], place, relevant).flatMap((act) => attempt(search, at, act, now));
    const missing = tryAll();
    if (missing.length === 0) continue;
    needed.set(name, [...new Set([...(needed.get(name) ?? []), ...missing])]);
    tryAll();
  }
  const due = effectiveDeadline(definition, snapshot);
  if (due)
    attempt(search, at, { type: 'time passes', until: deadlineName(due.key) }, Math.max(now, due.at), due.key);
  for (const act of amendsAt(definition, snapshot, relevant)) attempt(search, at, act, now);
  place.tried = search.left > 0;
}

/** Lets the engine decide, and notes where that leads. Gives the fields that it is refused for. */
function attempt(search: Search, from: number | null, by: Doing, now: Instant, deadline = ''): readonly string[] {
  if (search.left <= 0) return [];
  search.left -= 1;
  const { definition, places } = search;
  const place = from === null ? undefined : places[from];
  const act: Act = by.type === 'time passes' ? { type: 'deadline', deadline } : by;
  const answer = decided(definition, place?.snapshot ?? null, act, now);
  if (answer === 'broken') {
    search.broken.push({ from, by });
    return [];
  }
  const { decision, refused } = answer;
  if (refused) {
    const missing = refused.until.map(({ code, params }) => (code === 'FieldMissing' ? String(params.field) : null));
    return missing.every((field) => field !== null) ? missing : [];
  }
  const to = placeOf(search, decision, { now, from, by });
  place?.ways.push({ to, by });
  return [];
}

type Decided = Extract<ReturnType<typeof decide>, { refused?: undefined }>['decision'];

function decided(definition: Definition, snapshot: Snapshot | null, act: Act, now: Instant) {
  try {
    return decide(definition, snapshot, { id: 'proof', actor: SYSTEM, ...act }, now);
  } catch {
    return 'broken';
  }
}

function placeOf(search: Search, decision: Decided, { now, from, by }: Pick<Place, 'now' | 'from' | 'by'>): number {
  const { definition, relevant, places, known } = search;
  const key = keyOf(definition, decision.snapshot, relevant.at(decision.snapshot.state));
  const before = known.get(key);
  if (before !== undefined) return before;
  const facts = resolveFacts(decision, { ...VIRTUAL_WORLD, newId: () => '' });
  const snapshot = settle(decision.snapshot, facts);
  known.set(key, places.length);
  places.push({ snapshot, now, from, by, ways: [], tried: false });
  return places.length - 1;
}

/** What leads to a place from the start. */
export function doingsTo({ places }: Pick<Explored, 'places'>, at: number | null): Doing[] {
  const found: Doing[] = [];
  for (let place = at === null ? undefined : places[at]; place; place = place.from === null ? undefined : places[place.from])
    found.unshift(place.by);
  return found;
}
