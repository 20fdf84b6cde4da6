import { asyncLocalStorage, log } from '@temporalio/activity';
import type { Pool } from 'pg';
import type { DefinitionSource } from '../src/commands';
import { type Mended, mendTables, type RowFault } from './rebuild-tables';

/** How an incident is left. */
export interface Report {
  report(instanceId: string, commandId: string, at: number, detail: string): Promise<string>;
}

interface Tables {
  pool: Pool;
  definitions: DefinitionSource;
}

/** So many a round: at a round a minute a million instances are gone through in two weeks, at a percent of a processor. */
const INSTANCES = 50;
/** How long is kept what was mended. */
const KEPT_DAYS = 180;
/** No rule of the product starts with this, so it is nobody's command. */
const BROKEN = 'rows do not replay';

/**
 * Holds the rows of the next instances, in the order of their ids, against their events, and what follows from versions and one
 * calendar against these. What was wrong is mended, kept in `row_repairs` and logged; a history that does not replay
 * leaves an incident, once.
 */
export async function mendRows(
  { pool, definitions, report }: Tables & Report,
  most = INSTANCES,
): Promise<{ read: number; mended: number; broken: number }> {
  const walk = await readWalk(pool);
  const reference = await mendReference(pool, walk.calendar);
  const found = await mendTables({ pool, definitions }, { after: walk.after, most });
  for (const { instanceId, faults } of found.mended) for (const fault of faults) tell(instanceId, fault);
  for (const fault of reference.faults) tell(null, fault);
  await reportBroken({ pool, report }, found.broken);
  await keepWalk(pool, { after: found.after, calendar: reference.calendar });
  const mended = found.mended.reduce((sum, { faults }) => sum + faults.length, reference.faults.length);
  return { read: found.compared, mended, broken: found.broken.length };
}

/** How far the walk has come. */
interface Walk {
  after: string | null;
  /** The calendar that was looked at last. */
  calendar: string | null;
}

const SETTING = 'rows mended up to';

async function readWalk(pool: Pool): Promise<Walk> {
  const { rows } = await pool.query<{ walk: Walk }>('SELECT value AS walk FROM settings WHERE key = $1', [SETTING]);
  return rows[0]?.walk ?? { after: null, calendar: null };
}

async function keepWalk(pool: Pool, walk: Walk): Promise<void> {
  await pool.query(
    'INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [SETTING, JSON.stringify(walk)],
  );
  await pool.query('DELETE FROM row_repairs WHERE at < now() - make_interval(days => $1)', [KEPT_DAYS]);
}

async function mendReference(
  pool: Pool,
  last: string | null,
): Promise<{ calendar: string | null; faults: RowFault[] }> {
  const { rows } = await pool.query<{ calendar: string | null; faults: RowFault[] }>(
    `SELECT key AS calendar, mend_reference(key) AS faults FROM (
       SELECT coalesce((SELECT min(key) FROM calendars WHERE key > $1), (SELECT min(key) FROM calendars)) AS key) next`,
    [last ?? ''],
  );
  return { calendar: rows[0]?.calendar ?? null, faults: rows[0]?.faults ?? [] };
}

/** A test asks without a worker. */
const inActivity = () => asyncLocalStorage.getStore() !== undefined;

/** A line for whoever reads logs: which row, and which of its columns; never what stood in them. */
function tell(instanceId: string | null, { relation, row_key, fault, columns }: RowFault): void {
  if (!inActivity()) return;
  log.warn('A row was not as its events have it, and was mended', { instanceId, relation, row_key, fault, columns });
}

/** Once for each instance, however often the walk comes by. */
async function reportBroken({ pool, report }: { pool: Pool } & Report, broken: Mended['broken']): Promise<void> {
  for (const { instanceId, why } of broken) {
    const { rows } = await pool.query('SELECT 1 FROM incidents WHERE instance_id = $1 AND command_id = $2', [
      instanceId,
      BROKEN,
    ]);
    if (rows.length === 0) await report(instanceId, BROKEN, Date.now(), why);
    if (inActivity()) log.error('A history does not replay', { instanceId, why });
  }
}
