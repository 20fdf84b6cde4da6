/** A row of a file as it stands there, before anybody says what its columns are. */
export interface FileRow {
  /** As a spreadsheet numbers it: the first is 1. */
  row: number;
  cells: readonly string[];
  /** Columns (from 0) whose cell is a formula: its kept value is taken, it is never worked out. */
  formulas?: readonly number[];
  /** Columns (from 0) whose cell holds an error, such as a division by zero: it counts as empty. */
  errors?: readonly number[];
}

/** Letters of a column as spreadsheets name it, from 0: A, B, ... Z, AA. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}

/** The column that letters of a cell's address name, from 0; -1 where there are none. */
export function columnIndex(address: string): number {
  let index = 0;
  for (const letter of /^[A-Z]+/.exec(address)?.[0] ?? '') index = index * 26 + (letter.charCodeAt(0) - 64);
  return index - 1;
}
