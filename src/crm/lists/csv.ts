import { stringify } from 'csv-stringify/sync';
import type { SheetCell } from './sheet';

/** How a CSV file is written for the program that opens it. */
export interface CsvForm {
  separator: ',' | ';' | '\t';
  decimal: '.' | ',';
}

/** What begins so, a spreadsheet program runs as a formula, full-width forms included; or hides such a beginning behind a blank. */
const RUNS = /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** Text that a spreadsheet program shows and does not run: an apostrophe before it says that it is text. */
export const inert = (text: string): string => (RUNS.test(text) ? `'${text}` : text);

/** Lines of CSV (RFC 4180), one for each row. */
export const csvLines = (rows: readonly (readonly SheetCell[])[], form: CsvForm): string =>
  stringify(
    rows.map((row) => row.map((cell) => cellText(cell, form))),
    { delimiter: form.separator, record_delimiter: '\r\n' },
  );

function cellText(cell: SheetCell, { decimal }: CsvForm): string {
  if (cell === null) return '';
  if (cell.as === 'text') return inert(cell.text);
  if (cell.as === 'decimal') return cell.text.replace('.', decimal);
  return cell.as === 'day' ? cell.day : cell.time.slice(0, 16).replace('T', ' ');
}
