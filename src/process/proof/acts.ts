import { type Candidate, candidates } from '../allowed';
import type { Definition } from '../definition';
import type { Snapshot } from '../snapshot';
import type { Fields, Instant } from '../types';
import { type Cells, combinations, eachOnce } from './cells';
import { inertOf } from './inert';
import type { Relevant } from './relevant';
import type { Done } from './trace';
import { stepsIn } from './ways';

/**
 * What can be asked of an instance by people who may everything, and from outside. While it waits, only what ends the wait:
 * the rest is there again afterwards.
 */
export function offersAt(definition: Definition, snapshot: Snapshot): Candidate[] {
  const inert = inertOf(definition);
  const isInert = (key: string) => snapshot.tasks.some((one) => one.key === key && inert(one.stage, one.task ?? ''));
  const offers = candidates(definition, snapshot).filter(
    ({ act }) => act.type !== 'claim' && act.type !== 'undo' && !(act.type === 'complete' && isInert(act.task)),
  );
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
): Done[] {
  const needed = missing.filter((field) => (snapshot.fields[field] ?? null) === null);
  const asked = [...new Set([...offer.asks.filter((field) => field !== 'until'), ...needed])];
  const near = offer.to === null ? [snapshot.state] : [snapshot.state, offer.to];
  const cells = Object.fromEntries(asked.map((field) => [field, relevant.toBring(field, near) ?? []]));
  const until = offer.asks.includes('until') ? { until: now + DAY_MS } : {};
  return variants(cells).map((fields) => ({ ...offer.act, ...until, ...(asked.length > 0 && { fields }) }) as Done);
}

const MOST_VARIANTS = 32;

const variants = (cells: Cells): Fields[] => combinations(cells, MOST_VARIANTS) ?? eachOnce(cells);

/** Every change by hand of one field that makes a difference here. */
export const amendsAt = (definition: Definition, snapshot: Snapshot, relevant: Relevant): Done[] =>
  Object.entries(relevant.at(snapshot.state)).flatMap(([key, values]) =>
    values
      .map((value) => ({ [key]: value }))
      .filter((fields) => mayAmend(definition, snapshot, fields))
      .map((fields): Done => ({ type: 'amend', fields })),
  );

/** Whether somebody may change these fields by hand, and would change any. What a stage requires stays set. */
export function mayAmend(definition: Definition, { state, fields, closedAt }: Snapshot, change: Fields): boolean {
  if (closedAt !== null || definition.who?.amend?.length === 0) return false;
  const kept = new Set(stepsIn(definition, state).flatMap((step) => definition.stages[step]?.enter.fields ?? []));
  const now = (key: string) => JSON.stringify(fields[key] ?? definition.fields[key]?.default ?? null);
  const keys = Object.keys(change).filter((key) => JSON.stringify(change[key]) !== now(key));
  return (
    keys.length > 0 &&
    keys.every((key) => definition.fields[key]?.edit?.length !== 0 && (change[key] !== null || !kept.has(key)))
  );
}
