import { type Candidate, candidates } from '../allowed';
import type { Act } from '../command';
import type { Definition } from '../definition';
import type { Snapshot } from '../snapshot';
import type { Fields, Instant } from '../types';
import { type Cells, combinations } from './cells';
import type { Relevant } from './relevant';
import type { Doing } from './trace';
import { stepsIn } from './ways';

/**
 * What can be asked of an instance by people who may everything, and from outside. While it waits, only what ends the wait:
 * the rest is there again afterwards.
 */
export function offersAt(definition: Definition, snapshot: Snapshot): Candidate[] {
  const offers = candidates(definition, snapshot).filter(({ act }) => act.type !== 'claim' && act.type !== 'undo');
  const { wait } = snapshot;
  if (!wait) return offers;
  const event = wait.event === undefined ? [] : [outside(wait.event)];
  return [...offers.filter(({ act }) => act.type === 'resume'), ...event];
}

const outside = (event: string): Candidate => ({
  act: { type: 'event', event },
  name: { en: event, ru: event },
  asks: [],
  to: null,
});

/** Names an offer the same wherever it is made, whatever the number of its task. */
export function offerName({ state }: Snapshot, { act }: Candidate): string {
  return JSON.stringify([state, act], (key, value: unknown) => (key === 'task' ? String(value).split('#')[0] : value));
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Every way to fill what an offer asks for, as far as the difference matters. `missing` it turned out to need beside. */
export function filledIn(
  offer: Candidate,
  missing: readonly string[],
  { snapshot, now }: { snapshot: Snapshot; now: Instant },
  relevant: Relevant,
): Doing[] {
  const needed = missing.filter((field) => (snapshot.fields[field] ?? null) === null);
  const asked = [...new Set([...offer.asks.filter((field) => field !== 'until'), ...needed])];
  const near = offer.to === null ? [snapshot.state] : [snapshot.state, offer.to];
  const cells = Object.fromEntries(asked.map((field) => [field, relevant.toBring(field, near) ?? []]));
  const until = offer.asks.includes('until') ? { until: now + DAY_MS } : {};
  return variants(cells).map(
    (fields) => ({ ...offer.act, ...until, ...(asked.length > 0 && { fields }) }) as Exclude<Act, { type: 'deadline' }>,
  );
}

const MOST_VARIANTS = 32;

/** Every combination; where there are too many, each value of each field once. */
function variants(cells: Cells): Fields[] {
  const first = Object.fromEntries(Object.entries(cells).map(([key, [value = null]]) => [key, value]));
  return (
    combinations(cells, MOST_VARIANTS) ?? [
      first,
      ...Object.entries(cells).flatMap(([key, values]) => values.slice(1).map((value) => ({ ...first, [key]: value }))),
    ]
  );
}

/** Every change by hand of one field that makes a difference here. */
export function amendsAt(definition: Definition, { state, fields, closedAt }: Snapshot, relevant: Relevant): Doing[] {
  if (closedAt !== null || definition.who?.amend?.length === 0) return [];
  const kept = new Set(stepsIn(definition, state).flatMap((step) => definition.stages[step]?.enter.fields ?? []));
  return Object.entries(relevant.at(state)).flatMap(([key, values]) => {
    const field = definition.fields[key];
    if (field?.edit?.length === 0) return [];
    const now = JSON.stringify(fields[key] ?? field?.default ?? null);
    return values
      .filter((value) => JSON.stringify(value) !== now && (value !== null || !kept.has(key)))
      .map((value): Doing => ({ type: 'amend', fields: { [key]: value } }));
  });
}
