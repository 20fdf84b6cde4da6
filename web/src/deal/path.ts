import type { Definition, HistoryEvent, Offer, TargetDefinition } from './queries';

/** A place on the drawing: a stage, or a way in which it ends. */
export interface Place {
  key: string;
  name: { en: string; ru: string };
  ending: boolean;
}

/** A stay in a place. */
export interface Visit {
  at: string;
  /** Null while it lasts. */
  until: string | null;
}

/** The places of a process in its own order; what goes on inside branches of a stage is part of that stage. */
export function placesOf(definition: Definition): Place[] {
  const inside = insideBranches(definition);
  const stages = Object.entries(definition.stages).filter(([key]) => !inside.has(key));
  return [
    ...stages.map(([key, { name }]) => ({ key, name, ending: false })),
    ...Object.entries(definition.closed).map(([key, { name }]) => ({ key: `closed.${key}`, name, ending: true })),
  ];
}

function insideBranches({ stages }: Definition): ReadonlySet<string> {
  const inside = new Set<string>();
  const add = (key: string) => {
    const stage = stages[key];
    if (!stage || inside.has(key)) return;
    inside.add(key);
    for (const { outcomes } of Object.values(stage.tasks))
      for (const { to } of Object.values(outcomes)) targets(to).forEach(add);
  };
  for (const stage of Object.values(stages)) {
    const { branches = {} } = stage as { branches?: Record<string, { first: string }> };
    for (const { first } of Object.values(branches)) add(first);
  }
  return inside;
}

function targets(to: TargetDefinition): string[] {
  if (to === null) return [];
  return typeof to === 'string' ? [to] : to.map((one) => one.to);
}

/** When it was where, and how often it went from one place to another. */
export function pathOf(history: readonly HistoryEvent[]) {
  const visits = new Map<string, Visit[]>();
  const steps = new Map<string, { from: string; to: string; times: number }>();
  let last: Visit | undefined;
  for (const { from, to, at } of history) {
    if (from === to) continue;
    if (last) last.until = at;
    last = { at, until: null };
    visits.set(to, [...(visits.get(to) ?? []), last]);
    if (from === null) continue;
    const step = `${from} ${to}`;
    steps.set(step, { from, to, times: (steps.get(step)?.times ?? 0) + 1 });
  }
  return { visits, steps: [...steps.values()] };
}

/** The offers that lead to a place: those that are possible first. */
export function offersTo(offers: readonly Offer[], place: string): Offer[] {
  const rank = { now: 0, 'with input': 1, no: 2 };
  return offers.filter(({ to }) => to === place).sort((a, b) => rank[a.can] - rank[b.can]);
}
