/** Lets one call run at a time, in the order in which they came: an `await` of an activity would let the next Update in. */
export interface Turns {
  /** The same function, waiting for its turn. A call that fails does not hold up the next. */
  inTurn<A extends unknown[], R>(act: (...args: A) => Promise<R>): (...args: A) => Promise<R>;
  /** Whether a call runs or waits. */
  busy(): boolean;
}

export function createTurns(): Turns {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const done = () => {
    waiting -= 1;
  };
  return {
    inTurn:
      (act) =>
      (...args) => {
        waiting += 1;
        const mine = tail.then(() => act(...args));
        tail = mine.then(done, done);
        return mine;
      },
    busy: () => waiting > 0,
  };
}
