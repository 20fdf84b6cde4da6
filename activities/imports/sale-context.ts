import { type Definition, type Money, resultOf } from '../../src/process';
import type { Calendar } from '../../src/process/time/calendar';
import { idsByName } from './known-names';
import type { SaleContext } from './read-sale';
import type { Batch, WaitingRow } from './row-result';

/** Looks up what the rows of a batch name: owners, accounts, products. */
export async function readContext(
  { client, mapping, importAt }: Batch,
  rows: readonly WaitingRow[],
  { definition, calendar }: { definition: Definition; calendar: Calendar },
): Promise<SaleContext> {
  const { columns, spellings, defaults } = mapping.sales;
  const names = (field: 'owner' | 'account' | 'product') => {
    const said = rows.map(({ raw }) => raw[columns[field] ?? ''] ?? '').filter(Boolean);
    return [...new Set(said.map((name) => spellings[field]?.[name] ?? name))];
  };
  const standIn = defaults.owner === undefined ? [] : [defaults.owner];
  const owners = await idsByName(client, 'people', mapping, [...names('owner'), ...standIn]);
  const accounts = await idsByName(client, 'accounts', mapping, names('account'));
  const products = await client.query<{ id: string; name: string; price: Money | null }>(
    `SELECT id, name, CASE WHEN price_minor IS NOT NULL THEN json_build_object('minor', price_minor, 'currency', currency) END AS price
     FROM products WHERE name = ANY($1)`,
    [names('product')],
  );
  const byName = new Map(products.rows.map((one) => [one.name, one]));
  return {
    mapping,
    calendar,
    importAt,
    isLost: (state) => resultOf(definition, state) === 'lost',
    ownerOf: (name) => owners.get(name) ?? null,
    accountOf: (name) => accounts.get(name) ?? null,
    productOf: (name) => byName.get(name) ?? null,
  };
}
