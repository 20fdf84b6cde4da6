import { isClosed, type Logged, type Sum, sumOf, worthOf } from './log';

/** What became of the pipeline, counted by hand: how each deal stood right before two instants, held against each other. */
export function recountChange(
  log: ReadonlyMap<string, readonly Logged[]>,
  span: { from: number; until: number; closing?: { from: string; until: string }; zone: string },
): Record<string, Sum> {
  const found: Record<string, number[]> = {};
  const add = (change: string, minor: number) => {
    const minors = found[change] ?? [];
    found[change] = minors;
    minors.push(minor);
  };
  for (const deal of log.values()) {
    if (deal[0]?.kind !== 'sale') continue;
    const before = deal.findLast(({ at }) => at < span.from) ?? null;
    const after = deal.findLast(({ at }) => at < span.until) ?? null;
    if (after) tell(deal, { before, after }, span, add);
  }
  return Object.fromEntries(Object.entries(found).map(([change, minors]) => [change, sumOf(minors)]));
}

function tell(
  deal: readonly Logged[],
  { before, after }: { before: Logged | null; after: Logged },
  span: Parameters<typeof recountChange>[1],
  add: (change: string, minor: number) => void,
): void {
  const inIt = (at: Logged | null) =>
    at !== null && !isClosed(at.to) && within(expectedOn(at, span.zone), span.closing);
  const [began, ends] = [inIt(before), inIt(after)];
  const closing = isClosed(after.to) ? closedAt(deal, after) : null;
  const closed = closing !== null && closing >= span.from && (began || within(dayOf(closing, span.zone), span.closing));
  const worth = worthOf(after);
  if (began && before) {
    add('begin', worthOf(before));
    const more = worth - worthOf(before);
    if (more > 0) add('grew', more);
    if (more < 0) add('shrank', -more);
  } else if (ends || closed) add(before && !isClosed(before.to) ? 'moved in' : 'came in', worth);
  if (began && ends && before && stood(deal, before, after)) add('idle', worth);
  if (ends) add('end', worth);
  else if (began || closed) add(after.to === 'closed.won' ? 'won' : isClosed(after.to) ? 'lost' : 'moved out', worth);
}

/** Whether nothing that counts was decided in between: of stage, owner, money, days or version. */
const stood = (deal: readonly Logged[], before: Logged, after: Logged): boolean => {
  const said = (one: Logged) =>
    JSON.stringify([one.to, one.then.owner, worthOf(one), one.then.fields?.decisionDate ?? null, one.then.plannedFor]);
  const between = deal.filter(({ seq }) => seq > before.seq && seq <= after.seq);
  return between.every((one) => said(one) === said(before) && !putOff(deal, one));
};

/** A step's due time that a person put off counts as well. */
function putOff(deal: readonly Logged[], { seq, type, then }: Logged): boolean {
  const before = deal.find((one) => one.seq === seq - 1)?.then;
  if (!before || !['amend', 'complete', 'event'].includes(type)) return false;
  return then.tasks.some((task: { key: string; status: string; clock: { dueAt: number | null } | null }) => {
    const was = before.tasks.find(({ key }: { key: string }) => key === task.key)?.clock?.dueAt;
    return task.status === 'open' && typeof was === 'number' && (task.clock?.dueAt ?? 0) > was;
  });
}

/** When it came to be closed as it is: nothing that counts is decided of a closed deal but that it is closed. */
const closedAt = (deal: readonly Logged[], { seq }: Logged): number =>
  deal.findLast((one) => one.seq <= seq && one.from !== one.to)?.at ?? 0;

const dayOf = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(at));

function expectedOn({ then }: Logged, zone: string): string | null {
  if (then.fields?.decisionDate) return then.fields.decisionDate;
  return then.plannedFor === null ? null : dayOf(then.plannedFor, zone);
}

const within = (day: string | null, closing?: { from: string; until: string }): boolean =>
  !closing || (day !== null && day >= closing.from && day < closing.until);
