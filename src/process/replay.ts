import type { Command } from './command';
import { decide } from './decide';
import type { Facts } from './decision';
import type { Definition } from './definition';
import { settle } from './settle';
import type { Snapshot } from './snapshot';
import type { Instant } from './types';

/** One entry of an instance's history: what was asked, when, and the facts that were resolved then. */
export interface ProcessEvent {
  seq: number;
  command: Command;
  at: Instant;
  facts: Facts;
}

/** A history that the machine does not follow: it was not written by this definition, or was altered. */
export class ReplayError extends Error {}

/**
 * Runs events through the machine and gives the snapshot after each. With the whole history it starts from
 * nothing; with `from` it goes on from there.
 * @throws ReplayError when an event is refused or out of order.
 */
export function replay(
  definition: Definition,
  events: readonly ProcessEvent[],
  from: Snapshot | null = null,
): Snapshot[] {
  let snapshot = from;
  return events.map((event) => {
    snapshot = next(definition, snapshot, event);
    return snapshot;
  });
}

function next(definition: Definition, snapshot: Snapshot | null, event: ProcessEvent): Snapshot {
  const { decision, refused } = decide(definition, snapshot, event.command, event.at);
  if (refused) throw new ReplayError(`Event ${event.seq} is refused: ${refused.detail}`);
  const settled = settle(decision.snapshot, event.facts);
  if (settled.seq !== event.seq) throw new ReplayError(`Event ${event.seq} comes where ${settled.seq} is due.`);
  return settled;
}
