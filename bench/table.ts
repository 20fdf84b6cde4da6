/** Cells of one line of a table. */
export type Row = readonly (string | number)[];

/** Rows in columns, the first one being the head. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => row.map(String));
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return cells.map(line).join('\n');
}
