import { isClosed, type Logged, type Sum, sumOf, worthOf } from './log';

export interface RecountedStage {
  entered: Sum;
  inNow: Sum;
  left: Record<string, Sum>;
  won: Sum;
  visits: number;
  open: number;
  medianMs: number | null;
  p90Ms: number | null;
}

interface Visit {
  state: string;
  from: number;
  until: number | null;
  to: string | null;
}

/** The visits of a deal: a decision that leads from a state to another one ends one and begins the next. */
export function visitsOf(deal: readonly Logged[]): Visit[] {
  const visits: Visit[] = [];
  for (const { at, from, to } of deal) {
    if (visits.length > 0 && from === to) continue;
    const last = visits.at(-1);
    if (last) Object.assign(last, { until: at, to });
    visits.push({ state: to, from: at, until: null, to: null });
  }
  return visits;
}

/** The funnel of the sales of a process that began in a span, counted by hand. */
export function recountFunnel(
  log: ReadonlyMap<string, readonly Logged[]>,
  { process, from, until, asOf }: { process: string; from: number; until: number; asOf: number },
): Record<string, RecountedStage> {
  const deals = [...log.values()].filter(([first]) => {
    const { kind, process: of, at = 0 } = first ?? {};
    return kind === 'sale' && of === process && at >= from && at < until;
  });
  const states = new Set(deals.flatMap((deal) => deal.map(({ to }) => to)).filter((state) => !isClosed(state)));
  return Object.fromEntries([...states].map((state) => [state, stageOf(deals, state, asOf)]));
}

function stageOf(deals: readonly (readonly Logged[])[], state: string, asOf: number): RecountedStage {
  const here = deals.map((deal) => ({ deal, visits: visitsOf(deal).filter((visit) => visit.state === state) }));
  const those = here.filter(({ visits }) => visits.length > 0);
  const worth = (deal: readonly Logged[]) => worthOf(deal.at(-1) as Logged);
  const wentTo = (to: string | null) =>
    sumOf(those.filter(({ visits }) => visits.at(-1)?.to === to).map(({ deal }) => worth(deal)));
  const targets = new Set(those.flatMap(({ visits }) => visits.at(-1)?.to ?? []));
  const all = those.flatMap(({ visits }) => visits);
  return {
    entered: sumOf(those.map(({ deal }) => worth(deal))),
    inNow: wentTo(null),
    left: Object.fromEntries([...targets].map((to) => [to, wentTo(to)])),
    won: sumOf(those.filter(({ deal }) => deal.at(-1)?.to === 'closed.won').map(({ deal }) => worth(deal))),
    visits: all.length,
    open: all.filter(({ until }) => until === null).length,
    medianMs: stays(all, asOf, 0.5),
    p90Ms: stays(all, asOf, 0.1),
  };
}

/** The least time after which no more than a share is still there: the product-limit estimate, step by step. */
function stays(visits: readonly Visit[], asOf: number, share: number): number | null {
  const lengths = visits.map(({ from, until }) => ({ ms: (until ?? asOf) - from, ended: until !== null }));
  lengths.sort((one, other) => one.ms - other.ms);
  let left = 1;
  for (let n = 0; n < lengths.length; ) {
    const { ms } = lengths[n] as (typeof lengths)[0];
    const atRisk = lengths.length - n;
    let ended = 0;
    for (; lengths[n]?.ms === ms; n++) if (lengths[n]?.ended) ended++;
    left *= 1 - ended / atRisk;
    if (left <= share + 1e-9) return ms;
  }
  return null;
}
