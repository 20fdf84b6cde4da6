import { offersTo } from '../deal/path';
import type { Definition, Offer, TargetDefinition } from '../deal/queries';

/** Whether a card may go to a column, by the word of the API; `offers` lead there, whether or not they may be taken now. */
export type Verdict =
  | { is: 'here' | 'asking' | 'unknown' }
  | { is: 'open'; offers: readonly Offer[] }
  | { is: 'closed'; offers: readonly Offer[] };

/** What the API's offers say of a column. `offers` is undefined while they are asked for, and null where they could not be read. */
export function verdictOf(here: string, stage: string, offers: readonly Offer[] | null | undefined): Verdict {
  if (stage === here) return { is: 'here' };
  if (offers === undefined) return { is: 'asking' };
  if (offers === null) return { is: 'unknown' };
  const there = offersTo(offers, stage);
  const open = there.filter(({ can }) => can !== 'no');
  return open.length > 0 ? { is: 'open', offers: open } : { is: 'closed', offers: there };
}

/** An offer that wants nothing more: pressing it is all. A closing asks for its reasons again, even where some are known. */
export const isAtOnce = ({ can, asks, to }: Offer): boolean =>
  can === 'now' && (asks.length === 0 || !(to ?? '').startsWith('closed.'));

/** The stages on the shortest way from one to another, both left out; null where the process knows none. For words only. */
export function wayBetween({ stages, moves }: Definition, from: string, to: string): string[] | null {
  const before = new Map<string, string>([[from, '']]);
  for (const at of before.keys()) {
    if (at === to) return trail(before, from, to);
    for (const next of nextOf(stages, moves, at)) if (!before.has(next)) before.set(next, at);
  }
  return null;
}

function trail(before: ReadonlyMap<string, string>, from: string, to: string): string[] {
  const way: string[] = [];
  for (let at = before.get(to) ?? ''; at !== from && at !== ''; at = before.get(at) ?? '') way.unshift(at);
  return way;
}

function nextOf(stages: Definition['stages'], moves: Definition['moves'], at: string): string[] {
  const stage = stages[at] as (Definition['stages'][string] & { next?: string }) | undefined;
  const outcomes = Object.values(stage?.tasks ?? {}).flatMap(({ outcomes }) => Object.values(outcomes));
  return [
    ...outcomes.flatMap(({ to, routes }: { to: TargetDefinition; routes?: readonly { to: string }[] }) => [
      ...targets(to),
      ...(routes ?? []).map((one) => one.to),
    ]),
    ...(stage?.next ? [stage.next] : []),
    ...moves.filter(({ from }) => from === at || from.includes(at)).map((one) => one.to),
  ];
}

const targets = (to: TargetDefinition): string[] =>
  to === null ? [] : typeof to === 'string' ? [to] : to.map((one) => one.to);
