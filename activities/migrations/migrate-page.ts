import { asyncLocalStorage } from '@temporalio/activity';
import type { Pool } from 'pg';
import type { DealMove, MoveResult, SendMigration } from '../../src/commands';
import { inParallel } from '../in-parallel';
import { moveOf, type PlannedDeal, readMigration, wayBackOf } from './plan-of';

/** So many deals are on their way at once: people's commands go between them. */
const AT_ONCE = 4;
/** A deal for which the engine has not answered so often is given up. */
const TRIES = 5;

/** What one page came to. */
export interface MigratedPage {
  taken: number;
  left: number;
}

export interface Mover {
  pool: Pool;
  send: SendMigration;
}

/**
 * Migrates the next deals of a migration, each with its result. Deals that have their result are not asked for again, so it may
 * be cut short and repeated at will.
 * @throws while the engine does not answer: it is tried again.
 */
export const createMigratePage = (mover: Mover) =>
  async function migratePage(migrationId: string, limit: number): Promise<MigratedPage> {
    const migration = await readMigration(mover.pool, migrationId);
    const { rows } = await mover.pool.query<PlannedDeal>(
      `SELECT instance_id AS "instanceId", kind, from_version_id AS "fromVersionId", seq FROM deal_migration_rows
       WHERE migration_id = $1 AND result IS NULL ORDER BY tries, batch, instance_id LIMIT $2`,
      [migrationId, limit],
    );
    const told = { migrationId, column: COLUMNS.there };
    await moveAll(
      mover,
      told,
      rows.map((deal) => moveOf(migration, deal)),
    );
    return { taken: rows.length, left: await leftOf(mover.pool, migrationId, 'result IS NULL') };
  };

/**
 * Takes the next deals of a batch (of all, without one) back to how they were before their migration. Those that went on
 * since are left as they are, and say so.
 * @throws while the engine does not answer: it is tried again.
 */
export const createRevertPage = (mover: Mover) =>
  async function revertPage(migrationId: string, batch: number | null, limit: number): Promise<MigratedPage> {
    const migration = await readMigration(mover.pool, migrationId);
    const { rows } = await mover.pool.query<Parameters<typeof wayBackOf>[1]>(
      `SELECT r.instance_id AS "instanceId", r.kind, r.from_version_id AS "fromVersionId", r.seq, r.migrated_seq AS "migratedSeq",
         (SELECT snapshot FROM process_events e WHERE e.instance_id = r.instance_id AND e.seq = r.seq) AS before
       FROM deal_migration_rows r
       WHERE migration_id = $1 AND ${BACK_LEFT} ORDER BY tries, instance_id LIMIT $3`,
      [migrationId, batch, limit],
    );
    const told = { migrationId, column: COLUMNS.back };
    await moveAll(
      mover,
      told,
      rows.map((deal) => wayBackOf(migration, deal)),
    );
    return { taken: rows.length, left: await leftOf(mover.pool, migrationId, BACK_LEFT, batch) };
  };

const BACK_LEFT = `result = 'migrated' AND back IS NULL AND ($2::int IS NULL OR batch = $2)`;

async function leftOf(
  pool: Pool,
  ...[migrationId, condition, batch]: [string, string, (number | null)?]
): Promise<number> {
  const values = batch === undefined ? [migrationId] : [migrationId, batch];
  const { rows } = await pool.query<{ left: number }>(
    `SELECT count(*)::int AS left FROM deal_migration_rows WHERE migration_id = $1 AND ${condition}`,
    values,
  );
  return rows[0]?.left ?? 0;
}

/** Where the result of a move and of a way back is written. */
const COLUMNS = {
  there: { result: 'result', reason: 'reason', at: 'at', migrated: 'migrated' },
  back: { result: 'back', reason: 'back_reason', at: 'back_at', migrated: 'taken back' },
} as const;

interface Told {
  migrationId: string;
  column: (typeof COLUMNS)[keyof typeof COLUMNS];
}

async function moveAll(mover: Mover, told: Told, moves: readonly DealMove[]): Promise<void> {
  const activity = asyncLocalStorage.getStore();
  await inParallel(
    moves,
    AT_ONCE,
    async (move) => {
      const said = await mover.send(move);
      await write(mover.pool, told, move.instanceId, said);
      activity?.heartbeat();
      if (said.became === 'away') throw new Error('The engine does not answer: the migration goes on once it does.');
    },
    activity?.cancellationSignal,
  );
}

/** A result is written once. While the engine is away there is none, but somebody counts. */
async function write(pool: Pool, { migrationId, column }: Told, instanceId: string, said: MoveResult): Promise<void> {
  if (said.became === 'away') {
    await pool.query(
      `UPDATE deal_migration_rows SET tries = tries + 1,
         ${column.result} = CASE WHEN tries + 1 >= $3 THEN 'failed' END, ${column.reason} = CASE WHEN tries + 1 >= $3 THEN $4::jsonb END
       WHERE migration_id = $1 AND instance_id = $2 AND ${column.result} IS NULL`,
      [
        migrationId,
        instanceId,
        TRIES,
        JSON.stringify({ code: 'EngineAway', detail: 'The engine did not answer for this deal.' }),
      ],
    );
    return;
  }
  const { result, reason, seq } = resultOf(said, column.migrated);
  const seqToo = column.result === 'result' ? ', migrated_seq = $5' : '';
  await pool.query(
    `UPDATE deal_migration_rows SET ${column.result} = $3, ${column.reason} = $4, ${column.at} = now(), tries = 0${seqToo}
     WHERE migration_id = $1 AND instance_id = $2 AND ${column.result} IS NULL`,
    [migrationId, instanceId, result, reason && JSON.stringify(reason), ...(seqToo ? [seq] : [])],
  );
}

function resultOf(said: Exclude<MoveResult, { became: 'away' }>, migrated: string) {
  switch (said.became) {
    case 'migrated':
      return { result: migrated, reason: null, seq: said.seq };
    case 'moved since':
      return { result: 'moved since', reason: { seq: said.seq }, seq: null };
    case 'refused': {
      const { code, detail, until } = said.refusal;
      const result = code === 'Stale' || code === 'Closed' ? 'moved since' : 'needs a decision';
      return { result, reason: { code, detail, until }, seq: null };
    }
    case 'failed':
      return { result: 'failed', reason: { code: 'EngineFault', incident: said.incident }, seq: null };
  }
}
