import { writeFileSync } from 'node:fs';
import { NOTE_WORDS, type NoteCode } from '../../activities/imports/note';
import type { Progress, ReportRow } from '../../activities/imports/summary';

/** What came of an import, file by file. */
export interface ImportResult {
  files: readonly Progress[];
  seconds: number;
}

const rowsOf = ({ files }: ImportResult): number => files.reduce((sum, { total }) => sum + total, 0);
const perSecond = (result: ImportResult): number => Math.round(rowsOf(result) / Math.max(result.seconds, 0.001));

/** The result as a program reads it. */
export const jsonOf = (result: ImportResult) => ({
  imports: result.files.map(({ id, kind, fileName, total, summary }) => ({ id, kind, fileName, total, ...summary })),
  rows: rowsOf(result),
  seconds: Number(result.seconds.toFixed(3)),
  rowsPerSecond: perSecond(result),
});

/** The result as a person reads it: a line a file, and under it what did not fit. */
export function linesOf(result: ImportResult): string[] {
  const files = result.files.flatMap(({ fileName, total, summary }) => [
    `${fileName}: ${total} rows, ${summary?.imported ?? 0} imported, ${summary?.present ?? 0} there before, ${summary?.rejected ?? 0} rejected`,
    ...Object.entries(summary?.notes ?? {}).map(
      ([code, n]) => `  ${String(n).padStart(6)}  ${wordsOf(code)} (${code})`,
    ),
  ]);
  const sales = result.files.find(({ kind }) => kind === 'sales');
  return [
    ...files,
    `${rowsOf(result)} rows in ${result.seconds.toFixed(1)} s, ${perSecond(result)} a second. Workflows of open sales start behind them.`,
    `What became of each row: --report FILE, or GET /api/v1/imports/${sales?.id ?? ''}`,
  ];
}

const wordsOf = (code: string): string => NOTE_WORDS[code as NoteCode] ?? code;

const HEADING = ['file', 'row', 'key', 'result', 'code', 'field', 'value', 'done', 'used', 'default'];

/** Writes a line for each note of each row, and one for each row without any, as CSV. */
export function writeReport(file: string, rows: readonly ReportRow[]): void {
  const lines = rows.flatMap(({ fileName, row, key, result, notes }) => {
    const about = [fileName, String(row), key ?? '', result];
    if (notes.length === 0) return [[...about, '', '', '', '', '', '']];
    return notes.map((n) => [...about, n.code, n.field, n.value, n.done, n.used ?? '', n.default ? 'yes' : '']);
  });
  writeFileSync(file, [HEADING, ...lines].map((cells) => `${cells.map(quoted).join(',')}\n`).join(''));
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
