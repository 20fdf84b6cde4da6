import { asyncLocalStorage } from '@temporalio/activity';
import type { ClientBase, Pool } from 'pg';
import {
  CARD_COLUMNS,
  dataRows,
  FileRefused,
  type FileRow,
  ImportPlan,
  keptBytes,
  LIMITS,
  rowKey,
  type Shape,
  saidIn,
} from '../../../src/imports';
import { inTransaction } from '../../../src/platform/in-transaction';
import { type Cell, copyRows } from '../../bulk/copy-rows';
import { type Note, rejection } from '../note';

const AT_ONCE = 1_000;

/**
 * Reads the rows of a kept file into the table, all or none; what was read under another mapping goes. Read already, it is left
 * as it is. Gives whether the import can go on: a file that cannot be read to its end is marked so, with the reason.
 */
export const createReadImportFile = ({ pool }: { pool: Pool }) =>
  async function readImportFile(importId: string): Promise<boolean> {
    const { rows } = await pool.query<{ plan: unknown; shape: Shape; size: string; isRead: boolean }>(
      `SELECT plan, shape, size_bytes AS size, read_at IS NOT NULL AS "isRead" FROM imports WHERE id = $1`,
      [importId],
    );
    const [found] = rows;
    if (!found) throw new Error(`Import ${importId} is in no table.`);
    if (found.isRead) return true;
    try {
      await inTransaction(pool, (client) =>
        stage({ client, pool }, importId, { ...found, plan: ImportPlan.parse(found.plan), size: Number(found.size) }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      await pool.query(`UPDATE imports SET status = 'failed', trouble = $2, finished_at = now() WHERE id = $1`, [
        importId,
        error.message,
      ]);
      return false;
    }
  };

interface Source {
  plan: ImportPlan;
  shape: Shape;
  size: number;
}

async function stage(
  { client, pool }: { client: ClientBase; pool: Pool },
  importId: string,
  { plan, shape, size }: Source,
): Promise<void> {
  await client.query('DELETE FROM import_rows WHERE import_id = $1', [importId]);
  const activity = asyncLocalStorage.getStore();
  const names = shape.format === 'vcard' ? [...CARD_COLUMNS] : shape.columns.map(({ name }) => name);
  let page: Cell[][] = [];
  let count = 0;
  const flush = async () => {
    await copyRows(client, 'import_rows', ['import_id', 'row', 'external_key', 'raw', 'result', 'notes'], page);
    page = [];
    activity?.heartbeat();
    activity?.cancellationSignal.throwIfAborted();
  };
  for await (const row of dataRows(keptBytes(pool, importId, size), shape)) {
    count += 1;
    if (count > LIMITS.rows) throw new FileRefused(`The file has more than ${LIMITS.rows} rows: split it.`);
    page.push([importId, ...stagedRow(row, names, plan, shape.format === 'csv')]);
    if (page.length >= AT_ONCE) await flush();
  }
  await flush();
  await rejectRepeated(client, importId);
  await client.query(
    `UPDATE imports SET read_at = now(), total = $2, done = (SELECT count(*) FROM import_rows WHERE import_id = $1 AND result = 'rejected') WHERE id = $1`,
    [importId, count],
  );
}

/** What is wrong with a row whatever its cells mean is said at once. */
function stagedRow(row: FileRow, names: readonly string[], plan: ImportPlan, isText: boolean): Cell[] {
  const notes: Note[] = [];
  const cells = row.cells.map((cell) => {
    if (cell.length <= LIMITS.cellCharacters) return cell;
    notes.push(rejection('CellTooLong', '', `${cell.slice(0, 100)}...`));
    return `${cell.slice(0, 200)}...`;
  });
  const raw: Record<string, string> = {};
  names.forEach((name, i) => {
    const said = (cells[i] ?? '').trim();
    const kept = keepable(said);
    if (kept !== said)
      notes.push({ code: 'CharactersDropped', field: plan.columns[name] ?? '', value: '', done: 'ignored' });
    raw[name] = kept;
  });
  const wider = cells.slice(names.length).some((cell) => cell.trim() !== '');
  // Programs write every cell of a row; one with fewer is torn.
  const named = names.findLastIndex((name) => !/^Column [A-Z]+$/.test(name)) + 1;
  if (wider || (isText && cells.length < named))
    notes.push(rejection('CellsDiffer', '', String(cells.length), String(names.length)));
  for (const i of row.formulas ?? [])
    if (plan.columns[names[i] ?? ''])
      notes.push({
        code: 'FormulaValue',
        field: plan.columns[names[i] ?? ''] ?? '',
        value: raw[names[i] ?? ''] ?? '',
        done: 'ignored',
      });
  for (const i of row.errors ?? [])
    if (plan.columns[names[i] ?? ''])
      notes.push({ code: 'CellError', field: plan.columns[names[i] ?? ''] ?? '', value: '', done: 'left empty' });
  const { key, ofAll } = rowKey(saidIn(raw, plan), plan);
  if (ofAll && plan.key.length > 0)
    notes.push(
      plan.mode === 'update'
        ? rejection('KeyMissing', 'key', '')
        : { code: 'KeyFromAll', field: 'key', value: '', done: 'made' },
    );
  return [row.row, key, raw, notes.some(({ done }) => done === 'rejected') ? 'rejected' : 'waiting', notes];
}

/** NUL and lone surrogates are valid in files, but no PostgreSQL column can keep them. */
const keepable = (text: string): string =>
  text
    .replaceAll('\u0000', '')
    .replace(/\p{Surrogate}/gu, '')
    .replaceAll('\ufffd', '');

/** Of rows that are known by the same key the first counts. */
async function rejectRepeated(client: ClientBase, importId: string): Promise<void> {
  await client.query(
    `UPDATE import_rows r SET result = 'rejected',
       notes = r.notes || jsonb_build_array(jsonb_build_object('code', 'KeyRepeated', 'field', 'key', 'value', r.external_key, 'done', 'rejected', 'used', 'row ' || d.first))
     FROM (SELECT row, first_value(row) OVER (PARTITION BY external_key ORDER BY row) AS first FROM import_rows WHERE import_id = $1 AND result = 'waiting') d
     WHERE r.import_id = $1 AND r.row = d.row AND d.row > d.first`,
    [importId],
  );
}
