import type { Command } from '../command';
import { decide } from '../decide';
import type { Decision, Facts } from '../decision';
import type { Definition } from '../definition';
import type { Refusal, Requirement } from '../refusal';
import { settle } from '../settle';
import type { Snapshot } from '../snapshot';
import type { Instant } from '../types';
import { type Difference, difference } from './difference';

/**
 * What a migration does to one deal. `moves`: to another stage. `stays`: at its stage, by the new version. `needs a decision`:
 * the new version does not take it as it is, and `why` says what would let it; it stays on its version until then.
 */
export type DealPreview =
  | ({ becomes: 'moves' | 'stays'; at: Instant } & Difference)
  | { becomes: 'needs a decision'; at: Instant; why: Obstacle };

/** Why a deal is not migrated as it is: the machine's refusal, or a fault of the definition (`EngineFault`). */
export interface Obstacle {
  code: Refusal['code'] | 'EngineFault';
  detail: string;
  until: readonly Requirement[];
}

/** One deal that is to be migrated. */
export interface Migrated {
  to: Definition;
  command: Command & { type: 'migrate' };
  /** As the old version left it. */
  snapshot: Snapshot;
}

/**
 * Decides the migration as the engine will, and tells what it changes. So what is previewed is what will be, as long as the deal
 * takes nothing else before; instants that count from the migration itself are those of a migration at `now`.
 *
 * @param resolve answers the decision's questions, as whoever records it would.
 */
export function preview(deal: Migrated, now: Instant, resolve: (decision: Decision) => Facts): DealPreview {
  try {
    return decided(deal, now, resolve);
  } catch (error) {
    // A definition that breaks on one deal must not keep the others from being previewed.
    const detail = error instanceof Error ? error.message : String(error);
    return { becomes: 'needs a decision', at: now, why: { code: 'EngineFault', detail, until: [] } };
  }
}

function decided(
  { to, command, snapshot }: Migrated,
  now: Instant,
  resolve: (decision: Decision) => Facts,
): DealPreview {
  const { decision, refused } = decide(to, snapshot, command, now);
  if (refused) {
    const { code, detail, until } = refused;
    return { becomes: 'needs a decision', at: now, why: { code, detail, until } };
  }
  const { timers } = command.plan;
  const changes = difference(snapshot, settle(decision.snapshot, resolve(decision)), { now, timers });
  return { becomes: changes.moved ? 'moves' : 'stays', at: now, ...changes };
}
