/** Where processes of ours take the time from, so that tests can set it. Workflows have Temporal's own. */
export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is set: for tests, and for making past histories. */
export interface SettableClock extends Clock {
  set(atMs: number): void;
  advance(byMs: number): void;
}

export function createSettableClock(startMs: number): SettableClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    set: (atMs) => {
      nowMs = atMs;
    },
    advance: (byMs) => {
      nowMs += byMs;
    },
  };
}
