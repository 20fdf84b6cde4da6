import type { Pool } from 'pg';
import type { DefinitionSource } from '../../src/commands';
import type { Kind, Snapshot } from '../../src/process';
import { type DealPreview, preview } from '../../src/process/migration/preview';
import { type Instance, layOut } from '../decision-record';
import type { Reference, ReferenceSource } from '../reference';
import { type Migration, moveOf, type PlannedDeal, readMigration } from './plan-of';

/** Deals that are previewed at a time: about a second. */
const PAGE = 200;

export interface Previewer {
  pool: Pool;
  definitions: DefinitionSource;
  reference: ReferenceSource;
}

/**
 * Previews the next deals of a migration, and pins each to the decision after which that was. What cannot be moved as it is
 * stands there as needing a decision, and is in no batch. Gives how many were previewed; 0 when none is left.
 */
export const createPreviewPage = (previewer: Previewer) =>
  async function previewPage(migrationId: string): Promise<number> {
    const { pool } = previewer;
    const migration = await readMigration(pool, migrationId);
    const deals = await nextDeals(pool, migration);
    const reference = await previewer.reference.refresh();
    const rows = await Promise.all(
      deals.map(async (deal) => ({ ...deal, preview: await previewOf(previewer, migration, deal, reference) })),
    );
    await write(pool, migration, rows);
    return rows.length;
  };

type Found = PlannedDeal & { snapshot: Snapshot };

async function nextDeals(pool: Pool, { id, plans }: Migration): Promise<Found[]> {
  const { rows } = await pool.query<Found>(
    `SELECT id AS "instanceId", kind, version_id AS "fromVersionId", seq, snapshot FROM process_instances
     WHERE open AND version_id = ANY($2) AND id > coalesce(
       (SELECT instance_id FROM deal_migration_rows WHERE migration_id = $1 ORDER BY instance_id DESC LIMIT 1),
       '00000000-0000-0000-0000-000000000000')
     ORDER BY id LIMIT $3`,
    [id, Object.keys(plans), PAGE],
  );
  return rows;
}

/** Decided and resolved as it will be, at the clock of this machine. */
async function previewOf(
  { definitions }: Previewer,
  migration: Migration,
  deal: Found,
  reference: Reference,
): Promise<DealPreview> {
  const { command } = moveOf(migration, deal);
  const to = await definitions.read(migration.toVersionId);
  const { instanceId, kind, snapshot } = deal;
  const instance: Instance = { instanceId, kind, versionId: migration.toVersionId, definition: to };
  return preview({ to, command, snapshot }, Date.now(), (decision) => layOut(instance, decision, reference).facts);
}

interface Row {
  instanceId: string;
  kind: Kind;
  fromVersionId: string;
  seq: number;
  preview: DealPreview;
}

/** Batches are filled in the order of the deals; those that need a decision are in none. */
async function write(pool: Pool, { id, batchSize }: Migration, rows: readonly Row[]): Promise<void> {
  await pool.query(
    `WITH placed AS (SELECT count(*)::int AS n FROM deal_migration_rows WHERE migration_id = $1 AND batch IS NOT NULL),
     given AS (
       SELECT r.*, r.preview ->> 'becomes' = 'needs a decision' AS stuck,
         count(*) FILTER (WHERE r.preview ->> 'becomes' <> 'needs a decision') OVER (ORDER BY r."instanceId") AS nth
       FROM jsonb_to_recordset($2) AS r("instanceId" uuid, kind text, "fromVersionId" uuid, seq int, preview jsonb))
     INSERT INTO deal_migration_rows (migration_id, instance_id, kind, from_version_id, seq, batch, preview, result, reason)
     SELECT $1, "instanceId", kind, "fromVersionId", seq, CASE WHEN NOT stuck THEN (placed.n + nth - 1) / $3 + 1 END, preview,
       CASE WHEN stuck THEN 'needs a decision' END, CASE WHEN stuck THEN preview -> 'why' END
     FROM given, placed
     ON CONFLICT DO NOTHING`,
    [
      id,
      JSON.stringify(
        rows.map(({ instanceId, kind, fromVersionId, seq, preview }) => ({
          instanceId,
          kind,
          fromVersionId,
          seq,
          preview,
        })),
      ),
      batchSize,
    ],
  );
}
