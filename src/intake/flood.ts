import type { Instant } from '../process';

const WINDOW_MS = 60_000;
/** So many senders are remembered at once; beyond that the one that was seen first is forgotten. */
const MOST = 10_000;

/** Counts requests by sender. */
export interface Flood {
  /** Seconds to wait when the sender has used up its minute; null while it has not. */
  wait(sender: string, perMinute: number, now: Instant): number | null;
  /** The same, of what was counted already. */
  over(sender: string, perMinute: number, now: Instant): number | null;
  /** How many senders are remembered. */
  readonly size: number;
}

/**
 * A first dam, of one process alone and in bounded memory, against whoever knocks without end: what it holds back costs no
 * look into a table. What is kept is limited by the tables, whatever number of processes there are.
 */
export function createFlood(most = MOST): Flood {
  const seen = new Map<string, { since: Instant; count: number }>();
  const left = ({ since }: { since: Instant }, now: Instant) =>
    Math.max(1, Math.ceil((since + WINDOW_MS - now) / 1000));
  return {
    over(sender, perMinute, now) {
      const known = seen.get(sender);
      return known && now - known.since < WINDOW_MS && known.count >= perMinute ? left(known, now) : null;
    },
    wait(sender, perMinute, now) {
      const known = seen.get(sender);
      const entry = known && now - known.since < WINDOW_MS ? known : { since: now, count: 0 };
      entry.count += 1;
      if (entry !== known) {
        seen.delete(sender); // to the end of the order
        seen.set(sender, entry);
        if (seen.size > most) seen.delete(seen.keys().next().value ?? '');
      }
      return entry.count > perMinute ? left(entry, now) : null;
    },
    get size() {
      return seen.size;
    },
  };
}
