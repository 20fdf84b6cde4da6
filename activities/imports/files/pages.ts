import type { ClientBase, Pool } from 'pg';
import type { SendCommand } from '../../../src/commands';
import { inTransaction } from '../../../src/platform/in-transaction';
import { ReferenceStale } from '../../bulk/write-histories';
import type { ReferenceSource } from '../../reference';
import { type FileBatch, openBatch, type RowPlan, type StagedRow } from './batch';
import { importCards, linkLateHoldings } from './cards';
import { importInteractions } from './interactions';
import { importLeads } from './leads';
import { importPipeline } from './pipeline-rows';
import { createReadImportFile } from './read-file';
import { createRevertImportPage } from './revert';

/** Rows of one transaction. Cards and leads are held against those that they may be doubles of. Lists of people and products are short and refer to themselves: they go at once. */
const ROWS: Readonly<Record<FileBatch['plan']['entity'], number>> = {
  account: 300,
  contact: 300,
  interaction: 1_000,
  lead: 300,
  sale: 500,
  person: 10_000,
  product: 10_000,
};
/** How often a page is made anew because calendars or people change under it. */
const FRESH_TRIES = 5;

interface Hands {
  pool: Pool;
  reference: ReferenceSource;
  send: SendCommand;
}

/** Everything that the workflow of an import asks for. Each may run twice: a row that has its result is not taken again. */
export const createImportActivities = ({ pool, reference, send }: Hands) => ({
  readImportFile: createReadImportFile({ pool }),
  /** Says of the next rows what they would do. Gives how many were taken; 0 when none is left. */
  previewImportPage: (importId: string) => takePage({ pool, reference }, importId, true),
  /** Brings in the next rows, all or none. */
  importFilePage: (importId: string) => takePage({ pool, reference }, importId, false),
  revertImportPage: createRevertImportPage({ pool, send }),
  noteImport: createNoteImport({ pool }),
});

async function takePage({ pool, reference }: Omit<Hands, 'send'>, importId: string, preview: boolean): Promise<number> {
  let known = await reference.current();
  for (let n = 0; n < FRESH_TRIES; n++) {
    try {
      return await inTransaction(pool, async (client) => {
        const batch = await openBatch({ pool, client, importId, reference: known, preview });
        const rows = await readWaiting(batch);
        if (rows.length > 0) await keep(batch, await take(batch, rows));
        return rows.length;
      });
    } catch (error) {
      if (!(error instanceof ReferenceStale)) throw error;
      known = await reference.refresh();
    }
  }
  throw new Error('Calendars or people change faster than rows can be imported.');
}

function take(batch: FileBatch, rows: readonly StagedRow[]): Promise<RowPlan[]> {
  const { entity } = batch.plan;
  switch (entity) {
    case 'account':
    case 'contact':
      return importCards(batch, entity, rows);
    case 'lead':
      return importLeads(batch, rows);
    case 'interaction':
      return importInteractions(batch, rows);
    default:
      return importPipeline(batch, entity, rows);
  }
}

async function readWaiting({ client, importId, preview, plan }: FileBatch): Promise<StagedRow[]> {
  const { rows } = await client.query<StagedRow>(
    `SELECT row, external_key AS key, raw, notes FROM import_rows
     WHERE import_id = $1 AND result = 'waiting' ${preview ? 'AND would IS NULL' : ''} ORDER BY row LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [importId, ROWS[plan.entity]],
  );
  return rows;
}

const RESULT = { create: 'imported', update: 'updated', present: 'present', rejected: 'rejected' } as const;

async function keep({ client, importId, preview }: FileBatch, plans: readonly RowPlan[]): Promise<void> {
  const rows = JSON.stringify(plans.map((one) => ({ ...one, result: RESULT[one.action] })));
  const as =
    'json_to_recordset($2) AS d(row int, action text, result text, "entityId" uuid, changes jsonb, notes jsonb)';
  if (preview) {
    await client.query(
      `UPDATE import_rows r SET would = d.action, changes = d.changes, would_notes = d.notes FROM ${as} WHERE r.import_id = $1 AND r.row = d.row`,
      [importId, rows],
    );
    return;
  }
  // Of what was made, only what was made beside it is of use later: it is taken back with it.
  await client.query(
    `UPDATE import_rows r SET result = d.result, entity_id = d."entityId", notes = d.notes,
       changes = CASE d.result WHEN 'updated' THEN d.changes WHEN 'imported' THEN d.changes - (SELECT array_agg(k) FROM jsonb_object_keys(d.changes) k WHERE k <> 'madeAccount') END
     FROM ${as} WHERE r.import_id = $1 AND r.row = d.row`,
    [importId, rows],
  );
  await client.query('UPDATE imports SET done = done + $2 WHERE id = $1', [importId, plans.length]);
}

/** The states that an import of a file can be in. */
export type FileImportStatus =
  | 'previewing'
  | 'previewed'
  | 'running'
  | 'paused'
  | 'cancelled'
  | 'done'
  | 'reverting'
  | 'reverted';

/** Says in the table how an import stands. What is done is summed up; the file itself is of no use then, and goes. */
const createNoteImport = ({ pool }: { pool: Pool }) =>
  async function noteImport(importId: string, status: FileImportStatus): Promise<void> {
    await inTransaction(pool, async (client) => {
      const ends = status === 'done' || status === 'reverted' || status === 'cancelled';
      await client.query(
        `UPDATE imports SET status = $2, finished_at = CASE WHEN $3 THEN now() ELSE finished_at END,
           started_at = CASE WHEN $2 = 'running' AND done = 0 THEN now() ELSE started_at END WHERE id = $1`,
        [importId, status, ends],
      );
      if (status === 'done') {
        await linkLateHoldings(client, importId);
        await client.query('DELETE FROM import_chunks WHERE import_id = $1', [importId]);
      }
      if (ends) await sumUp(client, importId);
    });
  };

async function sumUp(client: ClientBase, importId: string): Promise<void> {
  await client.query(
    `UPDATE imports SET summary = (
       SELECT jsonb_build_object(
         'imported', count(*) FILTER (WHERE result = 'imported'), 'updated', count(*) FILTER (WHERE result = 'updated'),
         'present', count(*) FILTER (WHERE result = 'present'), 'rejected', count(*) FILTER (WHERE result = 'rejected'),
         'waiting', count(*) FILTER (WHERE result = 'waiting'),
         'back', (SELECT coalesce(jsonb_object_agg(back, n), '{}') FROM (SELECT back, count(*) AS n FROM import_rows WHERE import_id = $1 AND back IS NOT NULL GROUP BY 1) b),
         'notes', (SELECT coalesce(jsonb_object_agg(code, n), '{}') FROM (
            SELECT note ->> 'code' AS code, count(DISTINCT row) AS n FROM import_rows, jsonb_array_elements(notes) AS note WHERE import_id = $1 GROUP BY 1) c))
       FROM import_rows WHERE import_id = $1)
     WHERE id = $1`,
    [importId],
  );
}
