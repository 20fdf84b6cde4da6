import type { Entity, Mapping, Proposals } from './queries';

export type Kept = Proposals['kept'][number];

/** A mapping of which nothing is said yet. */
export const blank = (entity: Entity): Mapping => ({
  ...{ entity, columns: {}, key: [], mode: 'create or update', doubles: 'create', source: 'file' },
  ...{ dates: 'day first', decimal: '.', currency: 'RUB', amountsIn: 'units', defaults: {}, empty: [] },
  ...{ emptyClears: false, spellings: {}, owner: 'me', missingAccounts: 'make', listPrices: false },
});

/** What the API proposes, as a mapping. */
export const proposed = ({ entity, columns, key, dates, decimal }: Proposals['proposals'][number]): Mapping => ({
  ...blank(entity as Entity),
  ...{ columns, key, dates: dates as Mapping['dates'], decimal: decimal as Mapping['decimal'] },
});

/** What is said of fields that this kind does not have is left out, and so is what was typed and taken away again. */
export function fitting(mapping: Mapping, fields: Proposals['fields'][string]): Mapping {
  const known = new Set(fields.map(({ key }) => key));
  const defaults = Object.fromEntries(
    Object.entries(mapping.defaults)
      .map(([key, said]) => [key, said.trim()] as const)
      .filter(([key, said]) => said !== '' && (known.has(key) || key.startsWith('field.'))),
  );
  return { ...mapping, defaults };
}
