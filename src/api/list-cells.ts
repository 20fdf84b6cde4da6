import { z } from 'zod';
import type { Ref } from '../crm';
import type { Money } from '../process';
import { isoOf, MoneyOut, moneyOut } from './schema';

/** A value of a column: what it is depends on the field's type, which `/fields` of its list tells. */
const CellOut = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  MoneyOut,
  z.object({ id: z.string(), name: z.string() }),
  z.array(z.string()),
]);

/** What rows have beside the usual when columns are asked for. */
export const Columns = z
  .record(z.string(), CellOut)
  .optional()
  .meta({ id: 'Columns', description: 'Values of the columns that were asked for, by key; times as ISO 8601' });

type Cells = z.input<typeof Columns>;

/** Cells of a row as they go over HTTP: nothing where no column was asked for. */
export function columnsOut(
  cells: Readonly<Record<string, unknown>> | undefined,
  times: ReadonlySet<string>,
): { columns?: Cells } {
  const entries = Object.entries(cells ?? {});
  if (entries.length === 0) return {};
  return { columns: Object.fromEntries(entries.map(([key, value]) => [key, cellOut(value, times.has(key))])) };
}

type CellValue = z.input<typeof CellOut>;

function cellOut(value: unknown, time: boolean): CellValue {
  if (time && typeof value === 'number') return isoOf(value);
  if (typeof value === 'object' && value !== null && 'minor' in value) return moneyOut(value as Money);
  return value as string | number | boolean | null | Ref | string[];
}
