import type { Instant } from '../../process';
import { quantile } from '../statistics';

/** Something that a case came to: a stage that was entered, or an activity of any log. */
export interface Step {
  activity: string;
  at: Instant;
}

/** What one deal did, oldest first. */
export interface Case {
  id: string;
  steps: readonly Step[];
}

/** How long something took, over all the times that it was done. Milliseconds; null: it was never done. */
export interface Spent {
  times: number;
  totalMs: number;
  meanMs: number | null;
  medianMs: number | null;
  /** Nine of ten took no longer. */
  p90Ms: number | null;
}

/** A way from beginning to end, and the cases that took it. */
export interface Variant {
  path: readonly string[];
  cases: number;
  /** From the first step to the last. */
  spent: Spent;
}

/** The different paths of cases, the most trodden first. */
export function variantsOf(cases: readonly Case[]): Variant[] {
  const byPath = new Map<string, { path: string[]; spans: number[] }>();
  for (const { steps } of cases) {
    const path = steps.map(({ activity }) => activity);
    const key = JSON.stringify(path);
    const known = byPath.get(key) ?? { path, spans: [] };
    known.spans.push((steps.at(-1)?.at ?? 0) - (steps[0]?.at ?? 0));
    byPath.set(key, known);
  }
  const variants = [...byPath.values()].map(({ path, spans }) => ({
    path,
    cases: spans.length,
    spent: spentOf(spans),
  }));
  return variants.sort((a, b) => b.cases - a.cases || (JSON.stringify(a.path) < JSON.stringify(b.path) ? -1 : 1));
}

/** What happens between one activity and the next. */
export interface Passing {
  from: string;
  to: string;
  spent: Spent;
}

export interface ActivityFlow {
  activity: string;
  /** How often it was come to, by how many cases, and by how many of them more than once. */
  times: number;
  cases: number;
  reworked: number;
  /** Until the next step, whatever that was; the last step of a case took no time. */
  spent: Spent;
}

/** The map of a log: what follows what, how often and after how long. */
export interface Flow {
  activities: ActivityFlow[];
  passings: Passing[];
  /** How many cases begin and end with an activity. */
  begins: Readonly<Record<string, number>>;
  ends: Readonly<Record<string, number>>;
}

/** The map of cases: what directly follows what. What SQL counts of visits has to be the same. */
export function flowOf(cases: readonly Case[]): Flow {
  const passings = new Map<string, { from: string; to: string; spans: number[] }>();
  const activities = new Map<string, { times: number; cases: number; reworked: number; spans: number[] }>();
  const [begins, ends]: Record<string, number>[] = [{}, {}];
  for (const { steps } of cases) {
    count(begins, steps[0]?.activity);
    count(ends, steps.at(-1)?.activity);
    const seen: Record<string, number> = {};
    for (const [n, { activity, at }] of steps.entries()) {
      const known = activities.get(activity) ?? { times: 0, cases: 0, reworked: 0, spans: [] };
      activities.set(activity, known);
      count(seen, activity);
      known.times += 1;
      if (seen[activity] === 1) known.cases += 1;
      if (seen[activity] === 2) known.reworked += 1;
      const next = steps[n + 1];
      if (!next) continue;
      known.spans.push(next.at - at);
      const key = JSON.stringify([activity, next.activity]);
      const passing = passings.get(key) ?? { from: activity, to: next.activity, spans: [] };
      passing.spans.push(next.at - at);
      passings.set(key, passing);
    }
  }
  return {
    activities: [...activities].map(([activity, { spans, ...rest }]) => ({ activity, ...rest, spent: spentOf(spans) })),
    passings: [...passings.values()].map(({ from, to, spans }) => ({ from, to, spent: spentOf(spans) })),
    begins: begins ?? {},
    ends: ends ?? {},
  };
}

function count(into: Record<string, number> | undefined, what: string | undefined): void {
  if (into && what !== undefined) into[what] = (into[what] ?? 0) + 1;
}

/** A summary of spans, by the quantiles that PostgreSQL calls `percentile_cont`. */
export function spentOf(spans: readonly number[]): Spent {
  const ordered = Float64Array.from(spans).sort();
  const totalMs = spans.reduce((sum, span) => sum + span, 0);
  return {
    times: spans.length,
    totalMs,
    meanMs: spans.length === 0 ? null : totalMs / spans.length,
    medianMs: quantile(ordered, 0.5),
    p90Ms: quantile(ordered, 0.9),
  };
}
