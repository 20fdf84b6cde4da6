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

/** The definition of a version, by its id. */
export type DefinitionOf = (versionId: string) => Definition;

const NO_OTHER_VERSION: DefinitionOf = (versionId) => {
  throw new ReplayError(`The history goes on in version ${versionId}, which the replay was not given.`);
};

/**
 * Runs events through the machine and gives the snapshot after each. With the whole history it starts from
 * nothing; with `from` it goes on from there.
 *
 * @param definition of the version that the instance is on before the first of the events: for a whole history, `firstVersion`.
 * @param definitionOf for histories in which the instance was migrated to other versions.
 * @throws ReplayError when an event is refused or out of order.
 */
export function replay(
  definition: Definition,
  events: readonly ProcessEvent[],
  from: Snapshot | null = null,
  definitionOf = NO_OTHER_VERSION,
): Snapshot[] {
  let snapshot = from;
  let current = definition;
  return events.map((event) => {
    if (event.command.type === 'migrate') current = definitionOf(event.command.versionId);
    snapshot = next(current, snapshot, event);
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

/** The version that an instance was on before these events, where it is on `now` after them. */
export function firstVersion(events: readonly ProcessEvent[], now: string): string {
  for (const { command } of events) if (command.type === 'migrate') return command.fromVersionId;
  return now;
}

/** Every version that these events run in, where the instance is on `now` after them. */
export function versionsIn(events: readonly ProcessEvent[], now: string): string[] {
  const later = events.flatMap(({ command }) => (command.type === 'migrate' ? [command.versionId] : []));
  return [...new Set([firstVersion(events, now), ...later])];
}
