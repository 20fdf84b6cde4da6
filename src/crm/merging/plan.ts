import { isDeepStrictEqual } from 'node:util';
import { type CardField, customOf, fieldsOf, type RecordRow, valueIn } from './fields';

/** What becomes of one field: which record's value stays, and what is no longer on the card. */
export interface FieldChoice {
  field: string;
  /** The record whose value stays; of a list, the survivor, whose list takes in the others'. */
  from: string;
  value: unknown;
  lost: { id: string; value: unknown }[];
}

/** What a merge makes of the survivor's card. */
export interface CardPlan {
  fields: FieldChoice[];
  /** The columns of the survivor that change, as JSON. */
  set: Record<string, unknown>;
}

/** What is wrong with what was asked for, by the field. */
export interface PlanFault {
  field: string;
  message: string;
}

/** Faults of `values`: fields that these records do not have, and records that are not merged here. */
export function faultsOf(rows: readonly RecordRow[], values: Readonly<Record<string, string>>): PlanFault[] {
  const names = new Set(fieldsOf(rows).map(({ name }) => name));
  const ids = new Set(rows.map(({ id }) => id));
  return Object.entries(values).flatMap(([field, id]) => {
    if (!names.has(field)) return [{ field, message: 'There is no such field to choose' }];
    return ids.has(id) ? [] : [{ field, message: 'Must be one of the merged records' }];
  });
}

/**
 * What the survivor (the first row) is after a merge. A field keeps the value of the record that was chosen for it; else the
 * survivor's own; else, where that is empty, the first double's that has one. Lists are put together unless one was chosen. A
 * holding that would make it belong to itself counts as none.
 */
export function planCard(
  rows: readonly RecordRow[],
  values: Readonly<Record<string, string>>,
  circles: ReadonlySet<unknown> = new Set(),
): CardPlan {
  const [survivor] = rows;
  if (!survivor) return { fields: [], set: {} };
  const set: Record<string, unknown> = {};
  const custom: Record<string, unknown> = { ...customOf(survivor) };
  const choices: FieldChoice[] = [];
  for (const field of fieldsOf(rows)) {
    const choice = choose(rows, field, values[field.name], circles);
    if (!choice) continue;
    choices.push(choice);
    if (isDeepStrictEqual(choice.value, valueIn(survivor, field))) continue;
    if (field.custom === undefined) Object.assign(set, columnsOf(field, choice.value));
    else if (choice.value === null) delete custom[field.custom];
    else custom[field.custom] = choice.value;
  }
  if (!isDeepStrictEqual(custom, customOf(survivor))) set.custom = custom;
  return { fields: choices, set };
}

/** null where no record has a value. */
function choose(
  rows: readonly RecordRow[],
  field: CardField,
  chosen: string | undefined,
  circles: ReadonlySet<unknown>,
): FieldChoice | null {
  const own = rows.map((row) => ({ id: row.id, value: valueIn(row, field) }));
  const isCircle = (value: unknown) => field.name === 'holdingId' && circles.has(value);
  const all = own.map(({ id, value }) => ({ id, value: isCircle(value) ? null : value }));
  const said = all.filter(({ value }) => value !== null);
  const [first] = said;
  const [survivor] = own;
  if (!first && survivor && isCircle(survivor.value))
    return { field: field.name, from: survivor.id, value: null, lost: [survivor] };
  if (!first) return null;
  const isList = field.columns.length === 1 && said.every(({ value }) => Array.isArray(value));
  if (isList && chosen === undefined) {
    const value = [...new Set(said.flatMap((one) => one.value as unknown[]))];
    return { field: field.name, from: all[0]?.id ?? first.id, value, lost: [] };
  }
  const kept = all.find(({ id }) => id === chosen) ?? first;
  const lost = said.filter(({ id, value }) => id !== kept.id && !isDeepStrictEqual(value, kept.value));
  return { field: field.name, from: kept.id, value: kept.value, lost };
}

function columnsOf({ columns }: CardField, value: unknown): Record<string, unknown> {
  const parts = columns.length === 1 ? [value] : Array.isArray(value) ? value : [];
  return Object.fromEntries(columns.map((column, n) => [column, parts[n] ?? null]));
}
