import type { LocalDate } from '../../src/process';
import { readLocalDate } from '../../src/process/time/local-date';
import type { Mapping } from './mapping';
import type { Note } from './note';

/** The cells of a row by what the mapping says they are, with its spellings put right. */
export interface Cells<K extends string> {
  /** Empty where there is no such column, or nothing in it. */
  text(field: K): string;
  /** What was put right. */
  notes: Note[];
}

/** Reads cells through a mapping. */
export function cellsOf<K extends string>(
  raw: Readonly<Record<string, string>>,
  { columns, spellings }: { columns: Readonly<Partial<Record<K, string>>>; spellings: Mapping['sales']['spellings'] },
): Cells<K> {
  const notes: Note[] = [];
  const noted = new Set<K>();
  return {
    notes,
    text(field) {
      const column = columns[field];
      const said = column === undefined ? '' : (raw[column] ?? '');
      const used = spellings[field]?.[said];
      if (used === undefined) return said;
      if (!noted.has(field)) notes.push({ code: 'Spelling', field, value: said, done: 'mapped', used });
      noted.add(field);
      return used;
    },
  };
}

const SHAPES: Readonly<Record<Mapping['dates'], RegExp>> = {
  'YYYY-MM-DD': /^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})$/,
  'DD.MM.YYYY': /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})$/,
  'DD/MM/YYYY': /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})$/,
  'MM/DD/YYYY': /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
};

/** A date in the file's own shape; null for anything that is no day. */
export function readDate(text: string, shape: Mapping['dates']): LocalDate | null {
  const { y = '', m = '', d = '' } = SHAPES[shape].exec(text)?.groups ?? {};
  const date = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
  return readLocalDate(date) === null ? null : date;
}
