import type { ClientBase } from 'pg';
import { LEAD_COLUMNS, SALE_COLUMNS } from '../../src/crm';
import { type Cell, copyRows } from './copy-rows';
import type { MadeHistory } from './write-histories';

/** The columns of each kind, by the names that the command inbox keeps them under. */
const COLUMNS = {
  lead: { ...LEAD_COLUMNS, saleId: 'sale_id', externalKey: 'external_key' },
  sale: { ...SALE_COLUMNS, secondReason: 'second_reason', externalKey: 'external_key' },
} as const;

/** Writes the rows of leads and sales that stand beside their instances. */
export async function writeWords(client: ClientBase, made: readonly MadeHistory[]): Promise<void> {
  for (const kind of ['lead', 'sale'] as const) {
    const keys = Object.keys(COLUMNS[kind]);
    const rows = made.filter(({ past }) => past.instance.kind === kind).map((one) => rowOf(one, keys));
    await copyRows(client, `${kind}s`, ['id', 'created_by', 'created_at', ...Object.values(COLUMNS[kind])], rows);
  }
}

const rowOf = ({ past, words, createdBy }: MadeHistory, keys: readonly string[]): Cell[] => [
  past.instance.instanceId,
  createdBy,
  new Date(past.snapshot().startedAt),
  // A column that may not be empty is given what its table would give it.
  ...keys.map((key) => words[key] ?? (key === 'custom' ? {} : null)),
];
