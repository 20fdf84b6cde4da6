import { holds } from '../fields/condition';
import type { FieldDefinitions } from '../fields/condition-environment';
import type { Fields } from '../types';
import { cellsOf, combinations, without } from './cells';
import { anatomyOf } from './fragment';

/** One row of a truth table: values of the fields, and which of the conditions hold with them. */
export interface Row {
  values: Fields;
  holding: readonly boolean[];
}

const NONE: ReadonlySet<string> = new Set();

/** For every combination of cells, which of the conditions hold; null where that cannot be told. `set` are fields that are set there. */
export function truthOf(
  conditions: readonly string[],
  fields: FieldDefinitions,
  set: ReadonlySet<string> = NONE,
): Row[] | null {
  if (conditions.some((one) => anatomyOf(one, fields).outside)) return null;
  const rows = combinations(without(cellsOf(conditions, fields), set));
  return rows?.map((values) => ({ values, holding: conditions.map((one) => holds(one, fields, values)) })) ?? null;
}
