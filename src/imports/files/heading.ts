import { knownWords } from '../targets';
import { FileRefused, LIMITS } from './limits';
import { columnIndex, columnLetters, type FileRow } from './row';

/** The heading of a table: which rows it is, and what its columns are called. */
export interface Heading {
  /** The last row of the heading; 0 where the file has none. The data stand below it. */
  row: number;
  /** How many rows it takes: two where cells of the first are merged over those of the second. */
  rows: 0 | 1 | 2;
  columns: readonly string[];
}

/** Finds the heading in the first rows of a table: titles above it are skipped, merged cells are read with what is below them. */
export function findHeading(first: readonly FileRow[], merges: readonly string[], asked?: number): Heading {
  const width = widthOf(first);
  const at = asked === undefined ? headingIndex(first, width) : first.findIndex(({ row }) => row === asked);
  const top = first[at];
  if (asked === 0 || (asked === undefined && !top))
    return { row: 0, rows: 0, columns: named(Array.from({ length: width }, () => '')) };
  if (!top) throw new FileRefused(`The file has no row ${asked} among its first ${first.length}.`);
  const below = first[at + 1];
  const flat = below && isTwofold(top, below, merges) ? flattened(top, below, merges) : null;
  const cells = flat ?? top.cells;
  // Wider than its heading: a column without a name is still a column.
  const columns = named(Array.from({ length: Math.max(width, cells.length) }, (_, i) => clean(cells[i] ?? '')));
  return { row: flat && below ? below.row : top.row, rows: flat ? 2 : 1, columns };
}

/** The names that stand above more than one column. */
export function repeatedColumns(columns: readonly string[]): { name: string; letters: string[] }[] {
  const places = new Map<string, string[]>();
  for (const [i, name] of columns.entries()) places.set(name, [...(places.get(name) ?? []), columnLetters(i)]);
  return [...places].filter(([, letters]) => letters.length > 1).map(([name, letters]) => ({ name, letters }));
}

const clean = (name: string): string => name.replaceAll('\u0000', '').replace(/\s+/g, ' ').trim().slice(0, 200);

const isFilled = (cell: string | undefined): boolean => (cell ?? '').trim() !== '';
const filled = ({ cells }: FileRow): number => cells.filter(isFilled).length;

function widthOf(rows: readonly FileRow[]): number {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.findLastIndex(isFilled) + 1));
  if (width > LIMITS.columns) throw new FileRefused(`The file has ${width} columns; ${LIMITS.columns} is the most.`);
  return width;
}

/** What stands in cells below a heading, and never in one. */
const isData = (cell: string): boolean =>
  /^[-+]?[\d\s.,:/%()-]*\d[\d\s.,:/%()-]*$/.test(cell.trim()) || /\S@\S+\.\S/.test(cell);

/** The first row that names most columns, holds no data, and is not alone in its words. -1 where there is none. */
function headingIndex(rows: readonly FileRow[], width: number): number {
  const usual = Math.max(1, ...rows.map(filled));
  for (const [i, row] of rows.entries()) {
    if (filled(row) === 0) continue;
    const cells = row.cells.filter(isFilled);
    const words = cells.filter((cell) => knownWords(cell)).length;
    const wide = cells.length >= Math.max(Math.min(2, width), usual * 0.6) || words >= 2;
    if (cells.some(isData)) return wide && words < 2 ? -1 : wide ? i : nextHeading(rows, i, width);
    if (wide) return i;
  }
  return rows.findIndex((row) => filled(row) > 0 && !row.cells.some(isData));
}

function nextHeading(rows: readonly FileRow[], i: number, width: number): number {
  const rest = headingIndex(rows.slice(i + 1), width);
  return rest < 0 ? -1 : rest + i + 1;
}

/** Whether a heading goes on in the row below: cells are merged over it, or it is empty where that one has words that headings have. */
function isTwofold(top: FileRow, below: FileRow, merges: readonly string[]): boolean {
  if (below.row !== top.row + 1 || below.cells.some((cell) => isFilled(cell) && isData(cell))) return false;
  if (merges.some((one) => isAcross(one, top.row))) return true;
  const empty = below.cells.filter((cell, i) => isFilled(cell) && !isFilled(top.cells[i]));
  return empty.length >= 2 && empty.some((cell) => knownWords(cell));
}

function isAcross(merge: string, row: number): boolean {
  const { from, to, first, last } = placeOf(merge);
  return first === row && last === row && to > from;
}

function placeOf(merge: string) {
  const [start = '', end = start] = merge.split(':');
  const row = (address: string) => Number(/\d+$/.exec(address)?.[0] ?? 0);
  return { from: columnIndex(start), to: columnIndex(end), first: row(start), last: row(end) };
}

/** A merged cell's words stand before those below it: `Phone`, over `mobile` and `office`, makes `Phone mobile` and `Phone office`. */
function flattened(top: FileRow, below: FileRow, merges: readonly string[]): string[] {
  const spans = merges.map(placeOf).filter(({ first, last }) => first === top.row && last === top.row);
  const width = Math.max(top.cells.length, below.cells.length);
  let said = '';
  return Array.from({ length: width }, (_, i) => {
    const own = clean(top.cells[i] ?? '');
    const span = spans.find(({ from, to }) => i >= from && i <= to);
    if (spans.length > 0) said = span ? clean(top.cells[span.from] ?? '') : own;
    else if (own !== '') said = own;
    const under = clean(below.cells[i] ?? '');
    return under === '' || under === said ? own || under : [said, under].filter(Boolean).join(' ');
  });
}

/** A column without a name goes by its letters. */
const named = (names: readonly string[]): string[] => names.map((name, i) => name || `Column ${columnLetters(i)}`);
