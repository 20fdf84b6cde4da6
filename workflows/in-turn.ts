/**
 * Lets one call run at a time, in the order in which they came: an `await` of an activity would let the next
 * Update in. A call that fails does not hold up the next.
 */
export function inTurn<A extends unknown[], R>(
  act: (...args: A) => Promise<R>,
): { (...args: A): Promise<R>; busy(): boolean } {
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const call = (...args: A): Promise<R> => {
    waiting += 1;
    const mine = tail.then(() => act(...args));
    tail = mine.then(done, done);
    return mine;
  };
  const done = () => {
    waiting -= 1;
  };
  return Object.assign(call, { busy: () => waiting > 0 });
}
