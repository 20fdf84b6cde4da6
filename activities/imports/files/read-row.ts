import { readCell, type Said, saidIn, TARGETS, targetsOf, type Value } from '../../../src/imports';
import { type Note, rejection } from '../note';
import type { FileBatch, StagedRow } from './batch';

/** A row as values, with every gap filled or noted. */
export interface RowValues {
  row: StagedRow;
  said: Said;
  /** What is known, by field. */
  values: Map<string, Value>;
  /** Fields that have a column which is empty in this row. */
  emptied: ReadonlySet<string>;
  notes: Note[];
  rejected: boolean;
}

/** Reads the cells of a row by what its columns are. What cannot be read is left empty and noted. */
export function readRow(
  row: StagedRow,
  { plan, custom }: Pick<FileBatch, 'plan' | 'custom'>,
  process: Readonly<Record<string, string>> = {},
): RowValues {
  const said = saidIn(row.raw, plan);
  const notes: Note[] = [...row.notes, ...spellingNotes(row, said, plan)];
  const targets = targetsOf(plan.entity, { custom, process });
  const values = new Map<string, Value>();
  const emptied = new Set<string>();
  for (const target of new Set([...Object.keys(said), ...Object.keys(plan.defaults)])) {
    const own = said[target] ?? '';
    const text = own || filled(plan.defaults[target] ?? '', said);
    if (own === '' && text !== '')
      notes.push({ code: 'DefaultUsed', field: target, value: '', done: 'default', used: text, default: true });
    if (text === '') {
      emptied.add(target);
      continue;
    }
    const read = readCell(targets[target]?.type ?? 'text', text, plan);
    if ('value' in read) values.set(target, read.value);
    else if (read.problem === 'TextTooLong') notes.push(rejection('TextTooLong', target, text.slice(0, 200)));
    else notes.push({ code: read.problem, field: target, value: text.slice(0, 200), done: 'left empty' });
  }
  return { row, said, values, emptied, notes, rejected: notes.some(({ done }) => done === 'rejected') };
}

/** A default may name other fields: `Question about {product}`. */
const filled = (text: string, said: Said): string =>
  text.replace(/\{([\w.-]+)\}/g, (_, field: string) => said[field] ?? '').trim();

function spellingNotes({ raw }: StagedRow, said: Said, { columns, spellings }: FileBatch['plan']): Note[] {
  return Object.entries(columns).flatMap(([column, target]): Note[] => {
    const value = (raw[column] ?? '').trim();
    const used = said[target] ?? '';
    return spellings[target]?.[value] === undefined || used === value
      ? []
      : [{ code: 'Spelling', field: target, value, done: 'mapped', used }];
  });
}

/** Rejects a new record that lacks what every record of its kind has. */
export function requireAll({ values, notes }: RowValues, { plan }: Pick<FileBatch, 'plan'>): boolean {
  const missing = Object.entries(TARGETS[plan.entity]).filter(
    ([target, { required }]) => required && !values.has(target),
  );
  for (const [target] of missing) notes.push(rejection('RequiredMissing', target, ''));
  return missing.length === 0;
}

/** A person's name of its parts, where it does not stand in one cell. */
export function composeName({ values }: RowValues, target: string): void {
  if (values.has(target)) return;
  const parts = ['lastName', 'firstName', 'middleName']
    .map((part) => values.get(part))
    .filter((part) => typeof part === 'string');
  if (parts.length > 0) values.set(target, parts.join(' '));
}

export const textOf = ({ values }: RowValues, target: string): string => {
  const value = values.get(target);
  return typeof value === 'string' ? value : Array.isArray(value) ? String(value[0] ?? '') : '';
};

export const listOf = ({ values }: RowValues, ...targets: string[]): string[] =>
  targets.flatMap((target) => {
    const value = values.get(target);
    return Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
  });
