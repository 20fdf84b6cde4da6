import type { Pool } from 'pg';
import type { CustomValues } from '../clients';
import { type ColumnValue, LEAD_COLUMNS, type LeadColumn, SALE_COLUMNS, type SaleColumn } from './columns';

const TABLES = { lead: 'leads', sale: 'sales' } as const;
const COLUMNS: Readonly<Record<'lead' | 'sale', Readonly<Record<string, string>>>> = {
  lead: LEAD_COLUMNS,
  sale: SALE_COLUMNS,
};

/** What of a lead's or a sale's words is to be changed: what is not named stays as it is. */
export type WordChanges = { readonly [K in LeadColumn | SaleColumn]?: ColumnValue };

/** Values of added fields: those that are set, and the keys of those that are emptied. */
export interface CustomChanges {
  set: CustomValues;
  empty: readonly string[];
}

/**
 * Changes what people typed about a lead or a sale; fields of its process are changed by commands. Each word is for itself: two
 * people who change different ones both keep theirs, and of two who change the same one the last has it.
 */
export async function changeWords(
  pool: Pool,
  kind: 'lead' | 'sale',
  id: string,
  changes: WordChanges,
  custom: CustomChanges = { set: {}, empty: [] },
): Promise<void> {
  const values: unknown[] = [id];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const sets = Object.entries(changes).flatMap(([key, value]) => {
    const column = Object.hasOwn(COLUMNS[kind], key) && COLUMNS[kind][key];
    return column ? [`${column} = ${bind(value)}`] : [];
  });
  if (Object.keys(custom.set).length + custom.empty.length > 0)
    sets.push(`custom = (custom || ${bind(JSON.stringify(custom.set))}::jsonb) - ${bind(custom.empty)}::text[]`);
  if (sets.length === 0) return;
  await pool.query(`UPDATE ${TABLES[kind]} SET ${sets.join(', ')} WHERE id = $1`, values);
}
