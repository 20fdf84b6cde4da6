import { useState } from 'react';

/** The ids of a list, as they are shown. */
export interface Order {
  /** What the order is of: another list begins anew. */
  of: string;
  ids: readonly string[];
}

/**
 * Keeps a list still under the cursor: what was there keeps its place, what has gone leaves, what comes behind all that is known
 * is added there, and what would push in between is held back until somebody asks for it.
 */
export function useStableOrder<T extends { id: string }>(of: string, items: readonly T[] | undefined) {
  const [order, setOrder] = useState<Order>({ of: '', ids: [] });
  const byId = new Map((items ?? []).map((item) => [item.id, item]));
  const next = items === undefined ? order : ordered(order, of, [...byId.keys()]);
  if (next !== order) setOrder(next);
  const shown = next.of === of ? next.ids.flatMap((id) => byId.get(id) ?? []) : [];
  return {
    shown,
    held: items === undefined ? 0 : byId.size - shown.length,
    showAll: () => setOrder({ of, ids: [...byId.keys()] }),
  };
}

/** What is shown next of a list that is read anew: what is held back is in `ids` and not in the order. */
export function ordered(order: Order, of: string, ids: readonly string[]): Order {
  if (order.of !== of) return { of, ids };
  const there = new Set(ids);
  const kept = order.ids.filter((id) => there.has(id));
  const known = new Set(kept);
  const lastKnown = ids.findLastIndex((id) => known.has(id));
  const behind = ids.slice(lastKnown + 1);
  if (behind.length === 0 && kept.length === order.ids.length) return order;
  return { of, ids: [...kept, ...behind] };
}
