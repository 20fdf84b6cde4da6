import { isClosed, type Logged } from './log';

/** The deals in each pile at an instant, by what the last decision of each left armed and open. */
export function recountPiles(
  log: ReadonlyMap<string, readonly Logged[]>,
  kind: 'lead' | 'sale',
  now: number,
  waitsForClient: (deal: Logged) => boolean,
): Record<string, Set<string>> {
  const piles: Record<string, Set<string>> = {
    'over its limit': new Set(),
    'no next step': new Set(),
    'next step overdue': new Set(),
    'waiting past its date': new Set(),
  };
  for (const [id, deal] of log) {
    const last = deal.at(-1);
    if (!last || last.kind !== kind || isClosed(last.to)) continue;
    const { wait, tasks, clock, branches } = last.then;
    const waitEnds = wait ? (wait.until ?? Number.POSITIVE_INFINITY) : null;
    if (waitEnds !== null && waitEnds > now) continue;
    const clocks = [clock, ...Object.values(branches ?? {}).map((branch) => (branch as { clock: unknown }).clock)];
    const dues = clocks.map((one) => one?.dueAt).filter((at) => typeof at === 'number');
    const due = dues.length > 0 ? Math.min(...dues) : null;
    const open = tasks.filter((task: { status: string }) => task.status === 'open');
    const steps = open.map((task: { clock: { dueAt: number | null } | null }) => task.clock?.dueAt ?? null);
    const nextDue = steps.filter((at: number | null) => at !== null);
    if (due !== null && due <= now) piles['over its limit']?.add(id);
    if (nextDue.length > 0 && Math.min(...nextDue) <= now) piles['next step overdue']?.add(id);
    if (waitEnds !== null) piles['waiting past its date']?.add(id);
    if (open.length === 0 && waitEnds === null && !(waitsForClient(last) && due !== null && due > now))
      piles['no next step']?.add(id);
  }
  return piles;
}
