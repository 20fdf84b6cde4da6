import type { ClientBase, Pool } from 'pg';
import { v5 as derivedId } from 'uuid';
import type { SendCommand } from '../../../src/commands';
import { createVersions } from '../../../src/crm';
import { ImportPlan } from '../../../src/imports';
import { inTransaction } from '../../../src/platform/in-transaction';
import { type Definition, resultOf } from '../../../src/process';
import type { Changes } from './batch';
import { isSame } from './card-fields';
import { setLeadWords } from './leads';
import { takeBackCards } from './revert-cards';

/** What became of a row that was to be taken back. */
export interface BackResult {
  row: number;
  /** `in use`: something hangs on it. `changed since`: some of it is somebody else's now, and stays. `stays`: this cannot be taken back. */
  back: 'taken back' | 'changed since' | 'in use' | 'stays';
  /** Which fields stay, or why. */
  why: readonly string[];
}

export interface DoneRow {
  row: number;
  result: 'imported' | 'updated';
  entityId: string;
  changes: Changes | null;
}

const PAGE = 200;

/**
 * Takes the next rows of an import back, the last first: what was updated gets its earlier values, unless somebody has changed
 * them since; what was made goes, unless something hangs on it. Gives how many were taken; 0 when none is left.
 *
 * Leads and sales do not go: their histories are append-only, and their numbers are given. They are closed by the system instead.
 */
export const createRevertImportPage = ({ pool, send }: { pool: Pool; send: SendCommand }) =>
  async function revertImportPage(importId: string): Promise<number> {
    const { plan, by } = await readImport(pool, importId);
    const { entity } = plan;
    if (entity === 'lead' || entity === 'sale') return revertInstances({ pool, send, importId, entity });
    return inTransaction(pool, async (client) => {
      const rows = await readDone(client, importId);
      if (rows.length === 0) return 0;
      const results =
        entity === 'account' || entity === 'contact'
          ? await takeBackCards({ client, by }, entity, rows)
          : await removeUnused(client, entity, rows);
      await keepBack(client, importId, results);
      return rows.length;
    });
  };

async function readImport(pool: Pool, importId: string): Promise<{ plan: ImportPlan; by: string }> {
  const { rows } = await pool.query<{ plan: unknown; by: string }>(
    'SELECT plan, created_by AS by FROM imports WHERE id = $1',
    [importId],
  );
  const [found] = rows;
  if (!found) throw new Error(`Import ${importId} is in no table.`);
  return { plan: ImportPlan.parse(found.plan), by: found.by };
}

async function readDone(client: Pick<ClientBase, 'query'>, importId: string): Promise<DoneRow[]> {
  const { rows } = await client.query<DoneRow>(
    `SELECT row, result, entity_id AS "entityId", changes FROM import_rows
     WHERE import_id = $1 AND result IN ('imported', 'updated') AND back IS NULL ORDER BY row DESC LIMIT $2 FOR UPDATE`,
    [importId, PAGE],
  );
  return rows;
}

async function keepBack(
  client: Pick<ClientBase, 'query'>,
  importId: string,
  results: readonly BackResult[],
): Promise<void> {
  await client.query(
    `UPDATE import_rows r SET back = d.back, back_notes = d.why FROM json_to_recordset($2) AS d(row int, back text, why jsonb)
     WHERE r.import_id = $1 AND r.row = d.row`,
    [importId, JSON.stringify(results)],
  );
}

const UNUSED: Readonly<Record<'interaction' | 'product', string>> = {
  // One that was a lead's first response is part of its story.
  interaction: `DELETE FROM interactions t WHERE t.id = ANY($1) AND NOT EXISTS (SELECT 1 FROM leads l WHERE l.first_response_id = t.id) RETURNING id`,
  product: `DELETE FROM products t WHERE t.id = ANY($1) AND NOT EXISTS (SELECT 1 FROM sales s WHERE s.product_id = t.id)
    AND NOT EXISTS (SELECT 1 FROM leads l WHERE l.product_id = t.id) AND NOT EXISTS (SELECT 1 FROM touches x WHERE x.product_id = t.id) RETURNING id`,
};

async function removeUnused(
  client: ClientBase,
  entity: 'interaction' | 'product' | 'person',
  rows: readonly DoneRow[],
): Promise<BackResult[]> {
  if (entity === 'person')
    return rows.map(({ row }) => ({ row, back: 'stays', why: ['people are not removed: make them inactive'] }));
  const { rows: gone } = await client.query<{ id: string }>(UNUSED[entity], [rows.map(({ entityId }) => entityId)]);
  const ids = new Set(gone.map(({ id }) => id));
  return rows.map(({ row, entityId }) =>
    ids.has(entityId) ? { row, back: 'taken back', why: [] } : { row, back: 'in use', why: [] },
  );
}

interface Instances {
  pool: Pool;
  send: SendCommand;
  importId: string;
  entity: 'lead' | 'sale';
}

async function revertInstances({ pool, send, importId, entity }: Instances): Promise<number> {
  const rows = await inTransaction(pool, (client) => readDone(client, importId));
  const versions = createVersions(pool);
  for (const row of rows) {
    const result = row.result === 'updated' ? await restoreWords(pool, row) : await close(row);
    await keepBack(pool as unknown as ClientBase, importId, [{ row: row.row, ...result }]);
  }
  return rows.length;

  async function close({ row, entityId }: DoneRow): Promise<Omit<BackResult, 'row'>> {
    const standing = await readStanding(pool, entityId);
    if (!standing) return { back: 'stays', why: ['it is not there'] };
    if (standing.touched) return { back: 'in use', why: ['somebody has worked on it since'] };
    if (!standing.open) return { back: 'stays', why: ['it is closed, and its history is kept'] };
    const act = closing((await versions.get(standing.versionId)).definition);
    if (!act) return { back: 'stays', why: ['its process has no outcome for that'] };
    const sent = await send({
      key: derivedId(`take back ${importId} ${row}`, entityId),
      route: 'import taken back',
      body: { importId, row },
      kind: entity,
      instanceId: entityId,
      actor: { id: 'system', roles: [], teams: [] },
      act,
    });
    if (sent.became === 'applied') return { back: 'taken back', why: [] };
    if (sent.became === 'received')
      throw new Error('The engine does not answer: the import is taken back once it does.');
    return { back: 'stays', why: [sent.became === 'refused' ? sent.refusal.detail : sent.became] };
  }
}

interface Standing {
  versionId: string;
  open: boolean;
  /** Whether anybody but the system has done something, or something is known of it that the import did not bring. */
  touched: boolean;
}

async function readStanding(pool: Pool, id: string): Promise<Standing | null> {
  const { rows } = await pool.query<Standing>(
    `SELECT i.version_id AS "versionId", i.open,
       EXISTS (SELECT 1 FROM process_events e WHERE e.instance_id = i.id AND e.actor_id <> 'system')
       OR EXISTS (SELECT 1 FROM interactions x WHERE x.instance_id = i.id)
       OR EXISTS (SELECT 1 FROM touches t WHERE t.lead_id = i.id AND t.external_key IS DISTINCT FROM 'lead ' || i.id) AS touched
     FROM process_instances i WHERE i.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** The outcome in which nothing came of it, with the last of its reasons where the process asks for one. */
function closing(definition: Definition) {
  const outcome = Object.keys(definition.closed).find((one) =>
    ['disqualified', 'lost'].includes(resultOf(definition, `closed.${one}`) ?? ''),
  );
  if (outcome === undefined) return null;
  const field = ['disqualifyReason', 'lossReason', 'reason'].find(
    (one) => definition.fields[one]?.type === 'choice' || definition.fields[one]?.type === 'text',
  );
  const options = Object.keys((field && definition.fields[field]?.options) || {});
  const value = options.includes('other') ? 'other' : (options.at(-1) ?? 'import taken back');
  return { type: 'close' as const, outcome, ...(field && { fields: { [field]: value } }) };
}

async function restoreWords(pool: Pool, { entityId, changes }: DoneRow): Promise<Omit<BackResult, 'row'>> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ row: Record<string, unknown> }>(
      'SELECT to_jsonb(t) AS row FROM leads t WHERE id = $1 FOR UPDATE',
      [entityId],
    );
    const current = rows[0]?.row ?? {};
    const all = Object.entries(changes ?? {});
    const kept = all.filter(([column, { to }]) => !isSame(current[column] ?? null, to)).map(([column]) => column);
    await setLeadWords(
      client,
      [
        {
          id: entityId,
          columns: Object.fromEntries(
            all.filter(([column]) => !kept.includes(column)).map(([column, { from }]) => [column, from]),
          ),
        },
      ].filter(({ columns }) => Object.keys(columns).length > 0),
    );
    return { back: kept.length > 0 ? 'changed since' : 'taken back', why: kept };
  });
}
