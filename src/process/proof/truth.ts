import type { FieldDefinitions } from '../fields/condition-environment';
import type { Fields } from '../types';
import { cellsOf, combinations, holds } from './cells';
import { anatomyOf } from './fragment';

/** One row of a truth table: values of the fields, and which of the conditions hold with them. */
export interface Row {
  values: Fields;
  holding: readonly boolean[];
}

/** For every combination of cells, which of the conditions hold; null where that cannot be told. */
export function truthOf(conditions: readonly string[], fields: FieldDefinitions): Row[] | null {
  if (conditions.some((one) => anatomyOf(one, fields).outside)) return null;
  const rows = combinations(cellsOf(conditions, fields));
  return rows && rows.map((values) => ({ values, holding: conditions.map((one) => holds(one, fields, values)) }));
}
