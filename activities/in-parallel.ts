/** Does something with each item, `atOnce` of them under way at a time. The first failure ends it, once what runs is done. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await act(next.value);
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  for (const { reason } of lanes.filter((one): one is PromiseRejectedResult => one.status === 'rejected')) throw reason;
}
