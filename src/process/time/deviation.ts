import type { Instant } from '../types';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Whole days by which a process is off its plan: positive is late, negative is early, 0 is on the day.
 *
 * An open process is measured up to `now`, so the figure grows while it waits. Days are spans of
 * 24 hours, and a begun day does not count: one hour late is still 0.
 * Source: ONEC-16; docs/reference/api.md, "Deviation from the plan".
 */
export function daysOffPlan(plan: { plannedFor: Instant; closedAt?: Instant | null }, now: Instant): number {
  const days = Math.trunc(((plan.closedAt ?? now) - plan.plannedFor) / DAY_MS);
  return days === 0 ? 0 : days; // never -0, which JSON and people read as another number
}
