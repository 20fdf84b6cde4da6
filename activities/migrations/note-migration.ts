import type { Pool } from 'pg';
import type { MigrationStatus } from '../../workflows/messages';

/** Keeps how a migration stands, for whoever asks. A run that was ended by hand or by itself has its end. */
export const createNoteMigration = ({ pool }: { pool: Pool }) =>
  async function noteMigration(migrationId: string, status: MigrationStatus): Promise<void> {
    await pool.query(
      `UPDATE deal_migrations SET status = $2,
         started_at = CASE WHEN $2 = 'running' THEN coalesce(started_at, now()) ELSE started_at END,
         finished_at = CASE WHEN $2 IN ('done', 'stopped') THEN now() WHEN $2 = 'running' THEN NULL ELSE finished_at END
       WHERE id = $1`,
      [migrationId, status],
    );
  };

/** Deals that failed are taken again by a run that is started anew. */
export const createRetryFailed = ({ pool }: { pool: Pool }) =>
  async function retryFailed(migrationId: string): Promise<void> {
    await pool.query(
      `UPDATE deal_migration_rows SET result = NULL, reason = NULL, tries = 0 WHERE migration_id = $1 AND result = 'failed'`,
      [migrationId],
    );
  };

/** How a migration is to go on: whether it runs once it is previewed, how fast, and what is left. */
export const createReadPace = ({ pool }: { pool: Pool }) =>
  async function readPace(migrationId: string): Promise<{ runs: boolean; perSecond: number | null; left: number }> {
    const { rows } = await pool.query<{ runs: boolean; perSecond: number | null; left: number }>(
      `SELECT runs, per_second AS "perSecond",
         (SELECT count(*)::int FROM deal_migration_rows r WHERE r.migration_id = m.id AND result IS NULL) AS left
       FROM deal_migrations m WHERE id = $1`,
      [migrationId],
    );
    const [row] = rows;
    if (!row) throw new Error(`There is no migration ${migrationId}.`);
    return row;
  };
