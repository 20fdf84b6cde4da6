import writeWorkbook, { type Row } from 'write-excel-file/node';
import type { SheetCell } from './sheet';

/** A workbook is made in memory: more rows go out as CSV. */
export const MOST_WORKBOOK_ROWS = 50_000;

/** As much as a cell of a workbook holds. */
const MOST_TEXT = 32_767;
// XML has no way to write these.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** An XLSX file. Text stays text in it, whatever it begins with: nothing is run. */
export async function workbook(titles: readonly string[], rows: readonly (readonly SheetCell[])[]): Promise<Buffer> {
  const head: Row = titles.map((title) => ({ value: writable(title), type: String, fontWeight: 'bold' }));
  const body: Row[] = rows.map((row) => row.map(cellOf));
  return writeWorkbook([head, ...body], { stickyRowsCount: 1 }).toBuffer();
}

type Cell = Row[number];

function cellOf(cell: SheetCell): Cell {
  if (cell === null) return null;
  switch (cell.as) {
    case 'text':
      return { value: writable(cell.text), type: String };
    case 'decimal':
      // More digits than a spreadsheet's number keeps stay as they are, as text.
      return cell.text.replace(/\D/g, '').length > 15
        ? { value: cell.text, type: String }
        : { value: Number(cell.text), type: Number };
    case 'day':
      return wall(`${cell.day}T00:00:00`, 'yyyy-mm-dd');
    case 'wall':
      return wall(cell.time, 'yyyy-mm-dd hh:mm');
  }
}

/** Spreadsheets know no zone: the hands of the clock are what is kept. Before 1900 they know no days either. */
function wall(time: string, format: string): Cell {
  const value = new Date(`${time}Z`);
  return value.getUTCFullYear() < 1900 ? { value: time.slice(0, 10), type: String } : { value, type: Date, format };
}

const writable = (text: string): string => text.replace(UNWRITABLE, '').slice(0, MOST_TEXT);
