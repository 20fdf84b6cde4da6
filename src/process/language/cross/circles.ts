/**
 * What leads back to itself, by steps that are followed once each: the strongly connected parts of a graph, as
 * Tarjan finds them, without recursion.
 */
export function inCircles(graph: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();

  for (const root of graph.keys()) {
    const walk = order.has(root) ? [] : [enter(root)];
    for (let here = walk.at(-1); here; here = walk.at(-1)) {
      const next = here.rest.next();
      if (next.done) {
        walk.pop();
        leave(here.key, walk.at(-1)?.key);
      } else if (next.value === here.key) found.add(here.key);
      else if (!order.has(next.value) && graph.has(next.value)) walk.push(enter(next.value));
      else if (isOpen.has(next.value)) lower(here.key, order.get(next.value) ?? 0);
    }
  }
  return found;

  function enter(key: string) {
    order.set(key, order.size);
    low.set(key, order.size - 1);
    open.push(key);
    isOpen.add(key);
    return { key, rest: (graph.get(key) ?? []).values() };
  }

  function lower(key: string, to: number): void {
    low.set(key, Math.min(low.get(key) ?? to, to));
  }

  /** Everything behind a key is seen: it is the first of its part, or hands on how far back the part goes. */
  function leave(key: string, parent: string | undefined): void {
    if (parent !== undefined) lower(parent, low.get(key) ?? 0);
    if (low.get(key) !== order.get(key)) return;
    const part = open.splice(open.lastIndexOf(key));
    for (const one of part) isOpen.delete(one);
    if (part.length > 1) for (const one of part) found.add(one);
  }
}
