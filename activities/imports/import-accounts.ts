import { v7 as newId } from 'uuid';
import { parseMoney } from '../../src/process/fields/money';
import { copyRows } from '../bulk/copy-rows';
import { type Cells, cellsOf } from './cells';
import { idsByName } from './known-names';
import type { Mapping } from './mapping';
import type { Note } from './note';
import { type Batch, externalKey, idsByKey, type RowResult, type WaitingRow } from './row-result';

type Accounts = NonNullable<Mapping['accounts']>;
type Field = keyof Accounts['columns'];

interface Account {
  row: WaitingRow;
  id: string;
  cells: Cells<Field>;
}

/** Makes accounts of rows, and links them to their holdings, which may stand further down in the file. */
export async function importAccounts(batch: Batch, rows: readonly WaitingRow[]): Promise<RowResult[]> {
  const { client, mapping } = batch;
  const section = mapping.accounts;
  if (!section) throw new Error('The mapping has no accounts.');
  const there = await idsByKey(
    client,
    'accounts',
    rows.map((row) => externalKey(mapping, row.key)),
  );
  const fresh = rows
    .filter((row) => !there.has(externalKey(mapping, row.key)))
    .map((row): Account => ({ row, id: newId(), cells: cellsOf(row.raw, section) }));
  await write(batch, section, fresh);
  await linkHoldings(batch, fresh);
  const made = new Map(fresh.map((one) => [one.row.row, one]));
  return rows.map((row) => {
    const one = made.get(row.row);
    if (one) return { row: row.row, result: 'imported', entityId: one.id, notes: [...row.notes, ...one.cells.notes] };
    return {
      row: row.row,
      result: 'present',
      entityId: there.get(externalKey(mapping, row.key)) ?? null,
      notes: row.notes,
    };
  });
}

const COLUMNS = [
  'id',
  'name',
  'industry',
  'country',
  'founded_year',
  'employees',
  'annual_revenue_minor',
  'currency',
  'external_key',
  'created_at',
];

async function write(
  { client, mapping, importAt }: Batch,
  section: Accounts,
  fresh: readonly Account[],
): Promise<void> {
  const rows = fresh.map(({ row, id, cells }) => {
    const revenue = readRevenue(cells, section, mapping.currency);
    return [
      id,
      cells.text('name'),
      cells.text('industry') || null,
      cells.text('country') || null,
      readCount(cells, 'foundedYear'),
      readCount(cells, 'employees'),
      revenue,
      revenue === null ? null : mapping.currency,
      externalKey(mapping, row.key),
      new Date(importAt),
    ];
  });
  await copyRows(client, 'accounts', COLUMNS, rows);
}

const unreadable = (field: string, value: string): Note => ({
  code: 'NumberUnreadable',
  field,
  value,
  done: 'left empty',
});

function readCount({ text, notes }: Cells<Field>, field: 'foundedYear' | 'employees'): number | null {
  const said = text(field);
  if (said === '') return null;
  if (/^\d{1,9}$/.test(said)) return Number(said);
  notes.push(unreadable(field, said));
  return null;
}

const TIMES = { units: 1, thousands: 1_000, millions: 1_000_000 } as const;

/** Exactly: digits are moved, no float stands between. */
function readRevenue({ text, notes }: Cells<Field>, section: Accounts, currency: string): number | null {
  const said = text('annualRevenue');
  if (said === '') return null;
  const read = parseMoney(said, currency);
  const minor = (read?.minor ?? Number.NaN) * TIMES[section.annualRevenueIn];
  if (Number.isSafeInteger(minor)) return minor;
  notes.push(unreadable('annualRevenue', said));
  return null;
}

async function linkHoldings({ client, mapping }: Batch, fresh: readonly Account[]): Promise<void> {
  const names = [...new Set(fresh.map(({ cells }) => cells.text('holding')).filter(Boolean))];
  const ids = await idsByName(client, 'accounts', mapping, names);
  const links = fresh.flatMap(({ id, cells }) => {
    const name = cells.text('holding');
    if (name === '') return [];
    const holdingId = ids.get(name);
    if (holdingId !== undefined && holdingId !== id) return [{ id, holdingId }];
    cells.notes.push({ code: 'HoldingUnknown', field: 'holding', value: name, done: 'left empty' });
    return [];
  });
  await client.query(
    `UPDATE accounts a SET holding_id = l."holdingId" FROM json_to_recordset($1) AS l(id uuid, "holdingId" uuid) WHERE a.id = l.id`,
    [JSON.stringify(links)],
  );
}
