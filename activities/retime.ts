import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { v5 as derivedId } from 'uuid';
import type { DefinitionSource, SendCommand } from '../src/commands';
import { type Dependent, dependents, type Retiming, readRetiming, retimingRoute } from '../src/crm';
import type { Clock } from '../src/platform/clock';
import { type Definition, type Instant, SYSTEM } from '../src/process';
import { whatMoves } from '../src/process/time/retime';
import { inParallel } from './in-parallel';
import { calendarFor, type Reference, type ReferenceSource } from './reference';

/** So many instances are looked at at a time, and so many asked at once. */
const PAGE = 200;
const AT_ONCE = 4;

/** What retiming needs of a worker. */
export interface Retimer {
  pool: Pool;
  clock: Clock;
  reference: ReferenceSource;
  definitions: DefinitionSource;
  send: SendCommand;
}

/** Where the next page begins; null: there is none, and the work is done. `asked` instances had something to move. */
export interface Retimed {
  after: string | null;
  asked: number;
}

/**
 * Looks at a page of the instances that hang on a changed calendar, and asks those to resolve anew of whose deadlines any
 * would move. Harmless when repeated: whoever was asked has nothing left to move.
 * @throws when the engine could not be asked; those it could are done.
 */
export const createRetimePage = (retimer: Retimer) =>
  async function retimePage(retimingId: string, after: string | null): Promise<Retimed> {
    const { pool, clock, definitions } = retimer;
    const retiming = await readRetiming(pool, retimingId);
    if (!retiming) throw new Error(`There is no retiming ${retimingId}.`);
    if (after === null) await decisionsRecorded(pool);
    const reference = await retimer.reference.refresh();
    const rows = await dependents(pool, retiming, { after, limit: PAGE });
    const moving: Dependent[] = [];
    for (const row of rows) {
      const definition = await definitions.read(row.versionId);
      if (wouldMove(reference, definition, row, clock.now())) moving.push(row);
    }
    await inParallel(moving, AT_ONCE, (row) => ask(retimer, retiming, row));
    const next = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
    if (next === null) await pool.query('UPDATE retimings SET finished_at = now() WHERE id = $1', [retimingId]);
    return { after: next, asked: moving.length };
  };

/** Also when that cannot be computed: the engine meets the same fault then, and leaves an incident. */
function wouldMove(reference: Reference, definition: Definition, { snapshot }: Dependent, now: Instant): boolean {
  try {
    const calendar = calendarFor(reference, definition, snapshot.owner);
    return whatMoves(definition, snapshot, calendar, now).length > 0;
  } catch {
    return true;
  }
}

/** One that was closed meanwhile refuses, and a fault of its own leaves an incident: neither holds the others up. */
async function ask({ send }: Retimer, { id }: Retiming, { id: instanceId, kind }: Dependent): Promise<void> {
  const route = retimingRoute(id);
  const sent = await send({
    key: derivedId(instanceId, id),
    route,
    body: null,
    kind,
    instanceId,
    actor: SYSTEM,
    act: { type: 'retime' },
  });
  if (sent.became === 'received') throw new Error(`The ${kind} ${instanceId} could not be asked: the engine is away.`);
}

/** How long to wait at most for decisions that are being recorded. */
const PATIENCE_MS = 15_000;

/**
 * Waits until whatever was being written when this began has been: a decision that still read the old calendar is seen by
 * the first page then. Those that begin later read the new one.
 */
async function decisionsRecorded(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ seen: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS seen');
  const isOver = async () => {
    const sql = 'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS over';
    return (await pool.query<{ over: boolean }>(sql, [rows[0]?.seen])).rows[0]?.over ?? true;
  };
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end && !(await isOver()); ) await pause(50);
}
