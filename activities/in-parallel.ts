/**
 * Does something with each item, `atOnce` of them under way at a time. The first failure ends it, once what runs is done;
 * so does `signal`, and what was not begun by then is left.
 */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); !next.done && !signal?.aborted; next = queue.next()) await act(next.value);
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  for (const { reason } of lanes.filter((one): one is PromiseRejectedResult => one.status === 'rejected')) throw reason;
}
