import type { CommandType } from '../command';
import type { Refusal } from '../refusal';
import type { Instant } from '../types';
import type { Flag } from './flags';
import { live, type PastDeal } from './past';
import { type Relived, relive, type Times } from './relive';

/** What a past deal would have brought under other settings, held against what it brought. */
export interface WhatIf {
  id: string;
  became: 'same' | 'different' | 'diverged';
  /** Of the past, up to where it is known what would have been. */
  real: readonly Flag[];
  would: readonly Flag[];
  differences: readonly Difference[];
  /** Where it stands at the end, or where it diverged; then and now. */
  state: string;
  wouldState: string;
  diverged: { at: Instant; seq: number; type: CommandType; actor: string; refusal: Refusal } | null;
}

/** One flag that would have been raised and was not, or the other way round, or otherwise than it was. */
export interface Difference {
  change: 'new' | 'gone' | 'moved' | 'others told';
  was: Flag | null;
  would: Flag | null;
}

/** Runs a past deal through other settings. The same deal and settings give the same each time. */
export function whatIf(deal: PastDeal, times: Times): WhatIf {
  const lived = live(deal);
  const again = relive(deal, lived, times);
  const end = again.diverged?.at ?? Number.POSITIVE_INFINITY;
  const real = lived.flags.filter(({ at }) => at < end);
  const would = again.flags.filter(({ at }) => at < end);
  const differences = compareFlags(real, would);
  const [state, wouldState] = statesAt(deal, lived.snapshots, again);
  const changed = differences.length > 0 || state !== wouldState;
  const { diverged } = again;
  return {
    id: deal.id,
    became: diverged ? 'diverged' : changed ? 'different' : 'same',
    real,
    would,
    differences,
    state,
    wouldState,
    diverged: diverged && {
      at: diverged.at,
      seq: diverged.seq,
      type: diverged.command.type,
      actor: diverged.command.actor.id,
      refusal: diverged.refusal,
    },
  };
}

/** Where both stood: at the end, or right before what would have been refused. */
function statesAt(
  { events }: PastDeal,
  snapshots: readonly { state: string }[],
  { snapshots: again, diverged }: Relived,
): [string, string] {
  const last = diverged ? events.findIndex(({ seq }) => seq === diverged.seq) - 1 : snapshots.length - 1;
  return [snapshots[last]?.state ?? 'not started', again.at(-1)?.state ?? 'not started'];
}

/** Flags are the same by what they are and of what, the first with the first, the second with the second. */
export function compareFlags(real: readonly Flag[], would: readonly Flag[]): Difference[] {
  const was = numbered(real);
  const be = numbered(would);
  const keys = [...new Set([...was.keys(), ...be.keys()])];
  return keys
    .flatMap((key) => difference(was.get(key) ?? null, be.get(key) ?? null))
    .sort((a, b) => instantOf(a) - instantOf(b));
}

function numbered(flags: readonly Flag[]): Map<string, Flag> {
  const seen = new Map<string, number>();
  return new Map(
    flags.map((flag) => {
      const key = `${flag.what} ${flag.subject}`;
      const n = (seen.get(key) ?? 0) + 1;
      seen.set(key, n);
      return [`${key} ${n}`, flag];
    }),
  );
}

function difference(was: Flag | null, would: Flag | null): Difference[] {
  if (!was) return [{ change: 'new', was, would }];
  if (!would) return [{ change: 'gone', was, would }];
  if (was.at !== would.at || was.dueAt !== would.dueAt || was.to !== would.to) return [{ change: 'moved', was, would }];
  const same = was.told.join() === would.told.join() && was.made.join() === would.made.join();
  return same ? [] : [{ change: 'others told', was, would }];
}

const instantOf = ({ was, would }: Difference): Instant => was?.at ?? would?.at ?? 0;
