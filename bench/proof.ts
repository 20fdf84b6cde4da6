import { type Command, type Definition, decide, type Snapshot, SYSTEM, settle } from '../src/process';
import { proof } from '../src/process/proof/prove';
import { VIRTUAL_START, VIRTUAL_WORLD } from '../src/process/proof/virtual';
import { resolveFacts } from '../src/process/time/resolve';
import { stagesOf } from './made-definition';

/** What proving a definition of so many stages costs. */
export interface CheckFigures {
  stages: number;
  ms: number;
  decisions: number;
  /** Situations that are told apart. */
  places: number;
  /** Whether the budget was enough for all of them. */
  complete: boolean;
}

/** How fast the engine decides, without anything around it. */
export interface DecideFigures {
  decisions: number;
  perSecond: number;
}

const SIZES = [10, 50, 200];
const WARM_UP = 3;
const RUNS = 7;

/** `check`: the median of some runs, each on a definition that nothing was kept of. */
export function measureCheck(): CheckFigures[] {
  return SIZES.map((stages) => {
    for (let i = 0; i < WARM_UP; i += 1) proof(stagesOf(stages));
    const runs = Array.from({ length: RUNS }, () => timed(() => proof(stagesOf(stages))));
    const [median] = runs.sort((a, b) => a.ms - b.ms).slice(Math.floor(RUNS / 2));
    if (!median) throw new Error('Nothing was run.');
    const { decisions, places, found } = median.result;
    return { stages, ms: median.ms, decisions, places, complete: !found.some(({ code }) => code === 'CannotTell') };
  });
}

function timed<T>(run: () => T): { ms: number; result: T } {
  const began = performance.now();
  const result = run();
  return { ms: performance.now() - began, result };
}

const DECISIONS = 50_000;

/** `decide`: one instance goes through its stages over and over, each decision settled as a worker settles it. */
export function measureDecide(scale: number): DecideFigures {
  const definition = stagesOf(SIZES[0] ?? 10);
  const decisions = Math.round(DECISIONS * scale);
  live(definition, Math.min(decisions, 5000));
  const { ms } = timed(() => live(definition, decisions));
  return { decisions, perSecond: (1000 * decisions) / ms };
}

function live(definition: Definition, decisions: number): void {
  let at: Snapshot | null = null;
  for (let n = 0; n < decisions; n += 1) at = next(definition, at);
}

/** The answer that leads on; from the last stage on, a new instance. */
function next(definition: Definition, at: Snapshot | null): Snapshot {
  const task =
    at?.closedAt === null ? at.tasks.find(({ status, task: of }) => status === 'open' && of === 'go') : undefined;
  const from = task ? at : null;
  const act = task
    ? { type: 'complete' as const, task: task.key, outcome: 'on' }
    : { type: 'start' as const, owner: 'owner', fields: {} };
  const command: Command = { id: '', actor: SYSTEM, ...act };
  const { decision, refused } = decide(definition, from, command, VIRTUAL_START);
  if (!decision) throw new Error(refused.detail);
  return settle(decision.snapshot, resolveFacts(decision, { ...VIRTUAL_WORLD, newId: () => '' }));
}
