import type { Bytes } from './bytes';
import { csvRows, detectDelimiter } from './csv';
import { decode, detectEncoding, ENCODINGS, type Encoding } from './encoding';
import { findHeading, repeatedColumns } from './heading';
import { FileRefused } from './limits';
import type { FileRow } from './row';
import { type Format, sniff } from './sniff';
import { CARD_COLUMNS, cardRows } from './vcard';
import { mergesOf, sheetRows } from './xlsx/sheet';
import { openWorkbook } from './xlsx/workbook';

/** How a file is read, and what it was found to hold. */
export interface Shape {
  format: Format;
  encoding: Encoding | null;
  delimiter: string | null;
  sheets: readonly { name: string; hidden: boolean }[];
  sheet: string | null;
  /** The last row of the heading; 0: there is none. */
  headerRow: number;
  columns: readonly { name: string; samples: readonly string[] }[];
  /** What whoever sent it may want to know: titles skipped, merged cells, formulas, hidden sheets. */
  notes: readonly { code: ShapeNote; value: string }[];
}

/** The English of each, for people who read the API. */
export const SHAPE_NOTES = {
  TitleRows: 'Rows above the heading are skipped',
  MergedHeading: 'A heading of two rows is read as one',
  NoHeading: 'No heading was found: columns go by their letters',
  Formulas: 'Some cells are formulas: the value that the program kept is taken, nothing is worked out',
  HiddenSheets: 'There are hidden sheets',
  MoreSheets: 'There are more sheets; one is read',
} as const;
export type ShapeNote = keyof typeof SHAPE_NOTES;

/** What somebody knows better about a file than what is found. */
export interface Looking {
  encoding?: Encoding;
  delimiter?: string;
  sheet?: string;
  /** Which row the heading is; 0: there is none. */
  headerRow?: number;
}

/** So many rows are looked at, and so many bytes of a text. */
const LOOKED_AT = 60;
const SAMPLE_BYTES = 256 * 1024;
const SAMPLES = 5;
const SAMPLE_CHARACTERS = 80;

/** Finds out what a file is and what columns it has, from its beginning. @throws FileRefused, in words for whoever sent it */
export async function lookAt(bytes: Bytes, told: Looking = {}): Promise<Shape> {
  const start = await bytes.read(0, SAMPLE_BYTES);
  const format = sniff(start, bytes.size);
  if (format === 'xlsx') return lookAtWorkbook(bytes, told);
  const encoding = told.encoding ?? detectEncoding(start, bytes.size <= SAMPLE_BYTES);
  if (format === 'vcard') {
    const rows = await firstRows(cardRows(bytes, encoding));
    if (rows.length < 2) throw new FileRefused('The file holds no card.');
    return shapeOf({ format, encoding, rows, headerRow: 1 });
  }
  const delimiter = told.delimiter ?? detectDelimiter(decode(start, encoding));
  const rows = await firstRows(csvRows(bytes, { encoding, delimiter }));
  return shapeOf({ format, encoding, delimiter, rows, headerRow: told.headerRow });
}

async function lookAtWorkbook(bytes: Bytes, told: Looking): Promise<Shape> {
  const workbook = await openWorkbook(bytes);
  try {
    const { sheets } = workbook;
    const asked = told.sheet === undefined ? undefined : sheets.find(({ name }) => name === told.sheet);
    if (told.sheet !== undefined && !asked)
      throw new FileRefused(
        `The workbook has no sheet "${told.sheet}": it has ${sheets.map(({ name }) => name).join(', ')}.`,
      );
    const shown = [...sheets.filter(({ hidden }) => !hidden), ...sheets.filter(({ hidden }) => hidden)];
    for (const sheet of asked ? [asked] : shown) {
      const rows = await firstRows(sheetRows(workbook, sheet));
      if (!rows.some(({ cells }) => cells.some(Boolean)) && !asked) continue;
      const merges = await mergesOf(workbook, sheet);
      return shapeOf({ format: 'xlsx', sheets, sheet: sheet.name, rows, merges, headerRow: told.headerRow });
    }
    throw new FileRefused('All sheets of the workbook are empty.');
  } finally {
    workbook.zip.close();
  }
}

async function firstRows(all: AsyncIterable<FileRow>): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for await (const row of all) if (rows.push(row) >= LOOKED_AT) break;
  return rows;
}

interface Found {
  format: Format;
  encoding?: Encoding;
  delimiter?: string;
  sheets?: readonly { name: string; hidden: boolean }[];
  sheet?: string;
  rows: readonly FileRow[];
  merges?: readonly string[];
  headerRow?: number;
}

function shapeOf({ format, rows, merges = [], headerRow, ...found }: Found): Shape {
  if (!rows.some(({ cells }) => cells.some((cell) => cell.trim() !== '')))
    throw new FileRefused('The file holds nothing.');
  const heading = findHeading(rows, merges, headerRow);
  const [twice] = repeatedColumns(heading.columns);
  if (twice)
    throw new FileRefused(
      `Two columns are called "${twice.name}" (${twice.letters.join(', ')}): give each a name of its own.`,
    );
  const data = rows.filter(({ row }) => row > heading.row);
  const columns = heading.columns.map((name, i) => ({ name, samples: samplesOf(data, i) }));
  if (!data.some(({ cells }) => cells.some((cell) => cell.trim() !== '')))
    throw new FileRefused('The file has no rows under its heading.');
  // Columns of a card that no card fills are no columns.
  const kept =
    format === 'vcard'
      ? columns.filter(({ samples, name }) => samples.length > 0 || name === CARD_COLUMNS[0])
      : columns;
  return {
    format,
    encoding: found.encoding ?? null,
    delimiter: found.delimiter ?? null,
    sheets: (found.sheets ?? []).map(({ name, hidden }) => ({ name, hidden })),
    sheet: found.sheet ?? null,
    headerRow: heading.row,
    columns: kept,
    notes: notesOf({ heading, rows, sheets: found.sheets ?? [], sheet: found.sheet }),
  };
}

function samplesOf(data: readonly FileRow[], column: number): string[] {
  const said = data.map(({ cells }) => (cells[column] ?? '').replaceAll('\u0000', '').trim()).filter(Boolean);
  return [...new Set(said)].slice(0, SAMPLES).map((cell) => cell.slice(0, SAMPLE_CHARACTERS));
}

function notesOf({
  heading,
  rows,
  sheets,
  sheet,
}: {
  heading: { row: number; rows: number };
  rows: readonly FileRow[];
  sheets: readonly { name: string; hidden: boolean }[];
  sheet?: string;
}): Shape['notes'] {
  const notes: { code: ShapeNote; value: string }[] = [];
  const above = rows.filter(
    ({ row, cells }) => row <= heading.row - heading.rows && cells.some((cell) => cell.trim() !== ''),
  );
  const formulas = new Set(rows.flatMap((row) => row.formulas ?? []));
  const others = sheets.filter(({ name, hidden }) => name !== sheet && !hidden).map(({ name }) => name);
  const hidden = sheets.filter((one) => one.hidden).map(({ name }) => name);
  if (above.length > 0) notes.push({ code: 'TitleRows', value: String(heading.row - heading.rows) });
  if (heading.rows === 2) notes.push({ code: 'MergedHeading', value: '' });
  if (heading.rows === 0) notes.push({ code: 'NoHeading', value: '' });
  if (formulas.size > 0) notes.push({ code: 'Formulas', value: '' });
  if (hidden.length > 0) notes.push({ code: 'HiddenSheets', value: hidden.join(', ') });
  if (others.length > 0) notes.push({ code: 'MoreSheets', value: others.join(', ') });
  return notes;
}

export const isEncoding = (name: string): name is Encoding => (ENCODINGS as readonly string[]).includes(name);

/** All rows below the heading of a file that was looked at; rows without anything in them are left out. @throws FileRefused */
export async function* dataRows(bytes: Bytes, shape: Shape): AsyncGenerator<FileRow> {
  for await (const row of allRows(bytes, shape))
    if (row.row > shape.headerRow && row.cells.some((cell) => cell.trim() !== '')) yield row;
}

async function* allRows(bytes: Bytes, { format, encoding, delimiter, sheet }: Shape): AsyncGenerator<FileRow> {
  if (format === 'vcard') return yield* cardRows(bytes, encoding ?? 'utf-8');
  if (format === 'csv') return yield* csvRows(bytes, { encoding: encoding ?? 'utf-8', delimiter: delimiter ?? ',' });
  const workbook = await openWorkbook(bytes);
  try {
    const found = workbook.sheets.find(({ name }) => name === sheet);
    if (!found) throw new FileRefused(`The workbook has no sheet "${sheet}".`);
    yield* sheetRows(workbook, found);
  } finally {
    workbook.zip.close();
  }
}
