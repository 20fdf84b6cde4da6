import { v7 as newId } from 'uuid';
import { parseMoney } from '../../src/process/fields/money';
import { copyRows } from '../bulk/copy-rows';
import { cellsOf } from './cells';
import type { Batch, RowResult, WaitingRow } from './row-result';

/** Makes products of rows. One that has the key of a product which is there already is that product. */
export async function importProducts({ client, mapping }: Batch, rows: readonly WaitingRow[]): Promise<RowResult[]> {
  const section = mapping.products;
  if (!section) throw new Error('The mapping has no products.');
  const found = await client.query<{ id: string; key: string }>('SELECT id, key FROM products WHERE key = ANY($1)', [
    rows.map((row) => productKey(row.key)),
  ]);
  const there = new Map(found.rows.map((one) => [one.key, one.id]));
  const made: (string | number | null)[][] = [];
  const results = rows.map((row): RowResult => {
    const key = productKey(row.key);
    const present = there.get(key);
    if (present) return { row: row.row, result: 'present', entityId: present, notes: row.notes };
    const { text, notes } = cellsOf<keyof typeof section.columns>(row.raw, section);
    const price = text('price') === '' ? null : parseMoney(text('price'), mapping.currency);
    if (text('price') !== '' && !price)
      notes.push({ code: 'ValueUnreadable', field: 'price', value: text('price'), done: 'left empty' });
    const id = newId();
    there.set(key, id);
    made.push([id, key, text('name'), text('series') || null, price?.minor ?? null, price?.currency ?? null]);
    return { row: row.row, result: 'imported', entityId: id, notes: [...row.notes, ...notes] };
  });
  await copyRows(client, 'products', ['id', 'key', 'name', 'series', 'price_minor', 'currency'], made);
  return results;
}

/** Small letters and digits of any script, by dashes. */
const productKey = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
