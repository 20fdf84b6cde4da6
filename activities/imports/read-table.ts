import { parse } from 'csv-parse/sync';
import { type Note, rejection } from './note';

/** The rows of one file, as it says them. */
export interface Table {
  fileName: string;
  columns: readonly string[];
  rows: readonly TableRow[];
}

export interface TableRow {
  /** As a spreadsheet numbers it: the heading is row 1. */
  row: number;
  raw: Readonly<Record<string, string>>;
  /** What was wrong with the row as such. */
  notes: readonly Note[];
}

/** A file that cannot be read at all. */
export class TableRefused extends Error {}

/** Reads comma-separated text. Cells are trimmed; characters that no table can keep are dropped, with a note. @throws TableRefused */
export function readTable(fileName: string, text: string, delimiter = ','): Table {
  const [columns = [], ...lines] = linesOf(fileName, text, delimiter);
  const rows = lines.map((cells, i) => rowOf(columns, cells, i + 2)).filter((one) => !isBlank(one));
  if (rows.length === 0) throw new TableRefused(`${fileName} has no rows under its heading.`);
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw new TableRefused(`${fileName} has two columns called "${twice}".`);
  return { fileName, columns, rows };
}

function linesOf(fileName: string, text: string, delimiter: string): string[][] {
  try {
    return parse(text, { bom: true, delimiter, relax_column_count: true, trim: true });
  } catch (error) {
    throw new TableRefused(`${fileName} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const isBlank = ({ raw }: TableRow): boolean => Object.values(raw).every((cell) => cell === '');

function rowOf(columns: readonly string[], cells: readonly string[], row: number): TableRow {
  const kept = cells.map(keepable);
  const names = kept.map((_, i) => columns[i] ?? `column ${i + 1}`);
  const raw = Object.fromEntries(names.map((name, i) => [name, kept[i] ?? '']));
  const notes: Note[] = [];
  if (kept.some((cell, i) => cell !== cells[i]))
    notes.push({ code: 'CharactersDropped', field: '', value: '', done: 'ignored' });
  if (kept.length !== columns.length)
    notes.push(rejection('CellsDiffer', '', String(kept.length), String(columns.length)));
  return { row, raw, notes };
}

/** NUL and lone surrogates are valid in files, but no PostgreSQL column can keep them. */
const keepable = (text: string): string => text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '');
