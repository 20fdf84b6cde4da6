import { setTimeout as pause } from 'node:timers/promises';
import { publishProcess } from '../activities/publish';
import { type Figures, figuresOf, lap, watch } from './load';
import { writeBulk } from './made';
import type { Rig } from './rig';
import { completeTask, salesFor } from './sales';
import { startWorkflows } from './start-workflows';

/** What happens when the limits of many sales fall due within a minute. */
export interface StormFigures {
  sales: number;
  /** How long before the first of them fell due all workflows ran; negative: some did not run yet. */
  spareMs: number;
  /** From the last due instant until the list over HTTP showed all of them as overdue. */
  listedAfterMs: number;
  /** From the last due instant until every owner had their notice; null: not within the time given. */
  toldAfterMs: number | null;
  told: number;
  /** Of the notices, how long after its due instant each was written. */
  late: { p50S: number; maxS: number };
  /** Deadlines fired per second while they fired. */
  firedPerSecond: number;
  /** Commands of one person before and meanwhile. */
  before: Figures;
  meanwhile: Figures;
}

/** A limit of a day: the sales began so long ago that it passes within the minute of the storm. */
const PROCESS = `
process: bench-storm
kind: sale
name: { en: Storm, ru: Буря }
calendar: office
fields:
  reason: { type: text, name: { en: Reason, ru: Причина } }
stages:
  first:
    name: { en: First, ru: Первая }
    probability: 20
    limit: { due: 1 day, due soon: never, escalate: never }
    tasks:
      call:
        name: { en: Call, ru: Позвонить }
        outcomes:
          done: { name: { en: Done, ru: Готово }, to: closed.lost }
closed:
  lost: { name: { en: Lost, ru: Не продано } }
`;
const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;
/** So many are started first, to learn when all will run; the storm is set for then and a third more. */
const TRIAL = 0.05;
const MIN_TRIAL = 200;
const SPARE = 1.33;
const SPARE_MS = 15_000;
const WITHIN_MS = 420_000;
const COMMANDS = 150;

/** W3: `count` open sales with running workflows whose limits pass within one minute. */
export async function measureStorm(rig: Rig, count: number): Promise<StormFigures> {
  await publishProcess(rig.pool, 'bench-storm', PROCESS);
  const sales = await salesFor(rig, 2 * COMMANDS);
  const beginsAt = await writeSales(rig, count);
  await startWorkflows(rig);
  const before = figuresOf([await lap(rig.cpu, sales.slice(0, COMMANDS), 1, (one) => completeTask(rig, one))], 1);
  const spareMs = beginsAt - Date.now();
  await pause(Math.max(0, spareMs));
  const endsAt = beginsAt + MINUTE_MS;
  const meanwhile = lap(rig.cpu, sales.slice(COMMANDS), 1, (one) => completeTask(rig, one), MINUTE_MS / COMMANDS / 2);
  await pause(endsAt - Date.now());
  const listed = await watch(
    () => overdueInList(rig),
    (total) => total >= count,
    { everyMs: 50 },
  );
  const told = await watch(
    () => toldIn(rig),
    (told) => told >= count,
    { everyMs: 500, withinMs: WITHIN_MS },
  );
  return {
    sales: count,
    spareMs,
    listedAfterMs: listed.tookMs,
    toldAfterMs: told.held ? Date.now() - endsAt : null,
    told: told.seen,
    ...(await lateness(rig)),
    before,
    meanwhile: figuresOf([await meanwhile], 1),
  };
}

/** Writes the sales, due within a minute from the instant that it gives: about when their workflows should all run. */
async function writeSales(rig: Rig, count: number): Promise<number> {
  const bulk = { process: 'bench-storm', reps: rig.people.reps };
  const trial = Math.max(MIN_TRIAL, Math.ceil(count * TRIAL));
  await writeBulk(rig.pool, { ...bulk, count: trial, beganAt: Date.now });
  const { tookMs } = await startWorkflows(rig);
  const beginsAt = Date.now() + SPARE_MS + (count / trial) * tookMs * SPARE;
  const beganAt = (n: number) => beginsAt - DAY_MS + Math.floor((n / count) * MINUTE_MS);
  await writeBulk(rig.pool, { ...bulk, count, beganAt });
  return beginsAt;
}

async function overdueInList({ http }: Rig): Promise<number> {
  const { body } = await http.get('/sales?light=overdue&process=bench-storm&count=true&limit=1');
  return (body as { total: number }).total;
}

async function toldIn({ pool }: Rig): Promise<number> {
  const { rows } = await pool.query<{ told: number }>(
    `SELECT count(DISTINCT instance_id)::int AS told FROM notifications WHERE code = 'overdue'`,
  );
  return rows[0]?.told ?? 0;
}

async function lateness({ pool }: Rig): Promise<Pick<StormFigures, 'late' | 'firedPerSecond'>> {
  const { rows } = await pool.query<{ p50: number; max: number; rate: number }>(
    `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY late)::float8 AS p50, max(late)::float8 AS max,
       (count(*) / greatest(1, extract(epoch FROM max(recorded_at) - min(recorded_at))))::float8 AS rate
     FROM (SELECT e.recorded_at, extract(epoch FROM e.recorded_at - i.due_at) AS late
           FROM process_events e JOIN process_instances i ON i.id = e.instance_id WHERE e.type = 'deadline') f`,
  );
  const { p50 = 0, max = 0, rate = 0 } = rows[0] ?? {};
  return { late: { p50S: p50, maxS: max }, firedPerSecond: rate };
}
