import type { Calendar } from '../../../src/process/time/calendar';
import { workingBetween } from '../../../src/process/time/working-time';
import type { Deal, Line } from './event-log';

/** A time at a stage, counted from an exported log alone. */
export interface Visit {
  deal: string;
  process: string;
  stage: string;
  from: number;
  /** Null: it is there still. */
  to: number | null;
  how: string | null;
  parts: { wait: number; client: number; outside: number; queue: number; held: number; idle: number };
  again: boolean;
  handovers: number;
}

/** What a definition says that no log does: whose clock runs where, and which calendar counts. */
export interface Known {
  isClients(version: string, stage: string): boolean;
  calendarOf(version: string, owner: string): Calendar;
}

/** The visits of a deal: a walk over its lines, with what was open in the hand. */
export function visitsOf(deal: Deal, known: Known): Visit[] {
  const visits: Visit[] = [];
  const open = new Map<string, string | null>();
  let waits = false;
  let last = 0;
  for (const line of deal.lines) {
    const visit = visits.at(-1);
    if (visit?.to === null && line.at > last)
      spend(
        visit,
        last,
        line.at,
        { open, waits, version: versionBefore(deal, line), owner: deal.of.owner ?? '' },
        known,
      );
    last = line.at;
    if (line.about === 'wait') waits = line.transition === 'suspend';
    if (line.about === 'task') noteTask(open, line);
    if (line.about === 'stage' && line.transition === 'complete' && visit)
      Object.assign(visit, { to: line.at, how: line.how });
    if (line.about === 'stage' && line.transition === 'start') visits.push(begun(deal, line, visits));
    const here = visits.at(-1);
    if (here && isHandover(line, deal)) here.handovers += 1;
  }
  return visits;
}

/** Time passes on the version that the deal was on until then. */
function versionBefore(deal: Deal, line: Line): string {
  const n = deal.lines.indexOf(line);
  return deal.lines.slice(0, n).findLast(({ version }) => version !== '')?.version ?? line.version;
}

function noteTask(open: Map<string, string | null>, { task, transition, resource }: Line): void {
  if (task === null) return;
  if (transition === 'complete' || transition === 'withdraw') open.delete(task);
  else open.set(task, resource);
}

const isHandover = ({ about, activity, transition, how }: Line, _deal: Deal): boolean =>
  (about === 'command' && activity === 'reassign') ||
  (about === 'task' && how === 'delegate' && (transition === 'reassign' || transition === 'assign'));

const begun = (deal: Deal, line: Line, earlier: readonly Visit[]): Visit => ({
  deal: deal.id,
  process: deal.of.process ?? '',
  stage: line.activity,
  from: line.at,
  to: null,
  how: null,
  parts: { wait: 0, client: 0, outside: 0, queue: 0, held: 0, idle: 0 },
  again: line.how !== 'undo' && earlier.some(({ stage }) => stage === line.activity),
  handovers: 0,
});

interface Held {
  open: ReadonlyMap<string, string | null>;
  waits: boolean;
  version: string;
  owner: string;
}

function spend(
  { stage, parts }: Visit,
  from: number,
  to: number,
  { open, waits, version, owner }: Held,
  known: Known,
): void {
  if (stage.startsWith('closed.')) return;
  const all = to - from;
  if (waits) parts.wait += all;
  else if (known.isClients(version, stage)) parts.client += all;
  else {
    const worked = workingBetween(known.calendarOf(version, owner), from, to);
    parts.outside += all - worked;
    const holders = [...open.values()];
    parts[holders.some((one) => one !== null) ? 'held' : holders.length > 0 ? 'queue' : 'idle'] += worked;
  }
}
