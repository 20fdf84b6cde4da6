import { deadlineCommand } from '../command';
import { decide } from '../decide';
import type { Definition } from '../definition';
import { deadlinesOf } from '../machine/deadlines';
import { type Outlook, outlookOf } from '../outlook';
import type { Titles } from '../outlook-names';
import { settle } from '../settle';
import type { Deadline, Snapshot } from '../snapshot';
import type { Instant } from '../types';
import { resolveFacts, type Sources } from './resolve';

/** A deadline that will fire, with what it will do. */
export interface Foreseen {
  deadline: Deadline;
  /** When it fires: as it is due, or at once where it is late. */
  at: Instant;
  outlook: Outlook;
  /** The deadline, armed now, that it follows from; null: it is armed now itself. */
  from: string | null;
}

/** So many are foreseen at most: stages that lead round by their limits would go on for ever. */
const MOST = 50;

/**
 * What will fire by itself until an instant, in order, if nobody does anything: the machine takes one deadline after the
 * other. What an earlier one disarms is not among them; what an earlier one arms is.
 */
export function foresee(
  definition: Definition,
  snapshot: Snapshot,
  { from, until, titles }: { from: Instant; until: Instant; titles?: Titles },
  sources: Omit<Sources, 'newId'>,
): Foreseen[] {
  const found: Foreseen[] = [];
  const dropped = new Set<string>();
  const roots = new Map<string, string | null>(deadlinesOf(snapshot).map(({ key }) => [key, null]));
  let standing = snapshot;
  let at = from;
  const next = () => deadlinesOf(standing).find((one) => one.at <= until && !dropped.has(one.key));
  for (let due = next(); due && found.length < MOST; due = next()) {
    at = Math.max(at, due.at);
    const { decision } = decide(definition, standing, deadlineCommand(due.key, standing.seq), at);
    if (!decision) {
      dropped.add(due.key);
      continue;
    }
    const root = roots.get(due.key) ?? null;
    found.push({
      deadline: due,
      at,
      outlook: outlookOf(definition, standing, { deadline: due, decision, titles }),
      from: root,
    });
    standing = settle(decision.snapshot, resolveFacts(decision, { ...sources, newId }));
    for (const { key } of deadlinesOf(standing)) if (!roots.has(key)) roots.set(key, root ?? due.key);
  }
  return found;
}

/** Nobody sees the ids of what is only foreseen. */
const newId = () => '';
