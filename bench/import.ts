import { startBare } from './bare';
import { UnexpectedAnswer } from './http';
import { percentiles } from './load';
import { writeBulk } from './made';
import type { Rig } from './rig';
import { startWorkflows } from './start-workflows';

/** What it costs to take in many open leads at once. */
export interface ImportFigures {
  leads: number;
  /** From the first row made until all of them could be listed and commanded. */
  listedMs: number;
  rowsPerSecond: number;
  /** A command to a lead whose workflow had not started yet, p50. */
  firstCommandMs: number;
  /** From then until every workflow ran. */
  runningMs: number;
  runningPerSecond: number;
  /** Bare workflows on the same server, before. */
  barePerSecond: number;
  /** Rate of ours against the bare ones. */
  ratio: number;
}

const COMMANDS = 20;

/** W5: `count` open leads by the bulk writer, then their workflows, against the rate at which bare workflows start. */
export async function measureImport(rig: Rig, count: number): Promise<ImportFigures> {
  const bareCount = Math.ceil(count / 5);
  const bare = await startBare(rig.client, bareCount);
  const began = performance.now();
  const ids = await writeBulk(rig.pool, { process: 'standard-lead', count, reps: [rig.people.rep], beganAt: Date.now });
  await mustBeListed(rig, count);
  const listedMs = performance.now() - began;
  const firstCommandMs = await commandSome(rig, ids);
  const { tookMs: runningMs } = await startWorkflows(rig);
  const runningPerSecond = count / (runningMs / 1000);
  const barePerSecond = bareCount / (bare.tookMs / 1000);
  return {
    leads: count,
    listedMs,
    rowsPerSecond: count / (listedMs / 1000),
    firstCommandMs,
    runningMs,
    runningPerSecond,
    barePerSecond,
    ratio: runningPerSecond / barePerSecond,
  };
}

async function mustBeListed({ http }: Rig, count: number): Promise<void> {
  const answer = await http.get('/leads?count=true&limit=1&open=true');
  if ((answer.body as { total: number }).total !== count) throw new UnexpectedAnswer('The list of leads', answer);
}

async function commandSome({ http }: Rig, ids: readonly string[]): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < COMMANDS; n++) {
    const id = ids[Math.floor((n / COMMANDS) * ids.length)] ?? '';
    const from = performance.now();
    const answer = await http.post(`/leads/${id}/commands`, { type: 'amend', fields: { need: 'A word' } });
    if (answer.status !== 200) throw new UnexpectedAnswer('A command to a lead that has just come in', answer);
    took.push(performance.now() - from);
  }
  return percentiles(took).p50Ms;
}
