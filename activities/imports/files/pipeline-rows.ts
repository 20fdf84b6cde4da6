import { readCell, saidIn, TARGETS } from '../../../src/imports';
import type { Money } from '../../../src/process';
import { formatMoney } from '../../../src/process/fields/money';
import { writeHistories } from '../../bulk/write-histories';
import { importPeople } from '../import-people';
import { importProducts } from '../import-products';
import { planSalesRows } from '../import-sales-rows';
import type { Mapping } from '../mapping';
import type { Note } from '../note';
import type { Batch, RowResult, WaitingRow } from '../row-result';
import type { FileBatch, RowPlan, StagedRow } from './batch';

type Entity = 'sale' | 'product' | 'person';

/** Sales with their past, products and people: by the same importers as the command line's, from a file that was sent. */
export async function importPipeline(file: FileBatch, entity: Entity, rows: readonly StagedRow[]): Promise<RowPlan[]> {
  const batch: Batch = { client: file.client, mapping: await mappingOf(file), importAt: file.importAt };
  const waiting = rows.map((row) => waitingOf(row, file));
  return (await take(batch, entity, waiting, file)).map(planOf);
}

async function take(
  batch: Batch,
  entity: Entity,
  rows: WaitingRow[],
  { reference, preview, client }: FileBatch,
): Promise<RowResult[]> {
  if (entity === 'sale') {
    const { results, made } = await planSalesRows(batch, rows, reference);
    if (!preview) await writeHistories(client, made, { reference, notices: 'none' });
    return results;
  }
  const importAll = entity === 'product' ? importProducts : importPeople;
  if (!preview) return importAll(batch, rows);
  // Lists are short: they are written, and that is taken back.
  await client.query('SAVEPOINT before_preview');
  const results = await importAll(batch, rows);
  await client.query('ROLLBACK TO SAVEPOINT before_preview');
  return results;
}

const ACTION = { imported: 'create', present: 'present', rejected: 'rejected' } as const;

const planOf = ({ row, result, entityId, notes }: RowResult): RowPlan => ({
  row,
  action: ACTION[result],
  entityId,
  changes: {},
  notes,
});

/** The row under the names of its fields, days and amounts as the importers read them; what cannot be read stays as it is said. */
function waitingOf({ row, raw, notes }: StagedRow, { plan }: FileBatch): WaitingRow {
  const said = saidIn(raw, plan);
  const mapped = Object.entries(plan.columns).flatMap(([column, field]): Note[] => {
    const value = (raw[column] ?? '').trim();
    const used = said[field] ?? '';
    return plan.spellings[field]?.[value] === undefined || used === value
      ? []
      : [{ code: 'Spelling', field, value, done: 'mapped', used }];
  });
  const read = Object.fromEntries(
    Object.entries(said).map(([field, text]) => [field, plain(field, text || plan.defaults[field] || '', plan)]),
  );
  return { row, key: read.key ?? read.name ?? '', raw: read, notes: [...notes, ...mapped] };
}

function plain(field: string, text: string, plan: FileBatch['plan']): string {
  const type = TARGETS[plan.entity][field]?.type;
  if (text === '' || (type !== 'money' && type !== 'date')) return text;
  const read = readCell(type, text, plan);
  if (!('value' in read)) return text;
  if (type === 'date') return read.value as string;
  const money = read.value as Money;
  return money.currency === plan.currency ? formatMoney(money) : text;
}

/** The mapping that the importers know: each field is a column of its own name. */
async function mappingOf({ plan, client, by }: FileBatch): Promise<Mapping> {
  const own = Object.fromEntries(Object.values(plan.columns).map((field) => [field, field]));
  const standIn = plan.owner === 'me' ? by : typeof plan.owner === 'object' ? plan.owner.personId : null;
  const { rows } = await client.query<{ email: string }>('SELECT email FROM people WHERE id = $1', [standIn]);
  const owner = rows[0]?.email;
  const defaults = {
    amount: plan.listPrices ? ('list price' as const) : ('none' as const),
    ...(owner !== undefined && { owner }),
  };
  return {
    source: plan.source,
    currency: plan.currency,
    dates: 'YYYY-MM-DD',
    delimiter: ',',
    products: { file: '-', columns: { name: 'name', ...own }, spellings: {} },
    people: {
      file: '-',
      columns: { name: 'name', ...own },
      mailDomain: plan.mailDomain ?? 'invalid',
      offices: plan.offices ?? {},
      spellings: {},
    },
    sales: {
      file: '-',
      process: plan.process ?? '',
      columns: { key: 'key', owner: 'owner', stage: 'stage', ...own },
      spellings: {},
      stages: plan.stages ?? {},
      fields: (plan.fields ?? {}) as Mapping['sales']['fields'],
      defaults,
    },
  };
}
