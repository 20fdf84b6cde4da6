import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';

/** What a column may get. An object is written as JSON; instants come as `Date` or ISO text. */
export type Cell = string | number | boolean | Date | object | null | undefined;

/** Writes rows by COPY, PostgreSQL's fastest way in. A row that is there already ends it: leave those out first. */
export async function copyRows(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const into = client.query(from(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(chunks(rows)), into);
}

/** So many characters go to the server at a time. */
const CHUNK = 256 * 1024;

function* chunks(rows: readonly (readonly Cell[])[]): Generator<Buffer> {
  let text = '';
  for (const row of rows) {
    text += `${row.map(cellText).join('\t')}\n`;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text) yield Buffer.from(text);
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '\\N';
  if (typeof cell === 'string') return escaped(cell);
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'object' ? escaped(JSON.stringify(cell)) : String(cell);
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** COPY's text format: a backslash stands before what would end a cell or a row. */
const escaped = (text: string): string => text.replace(/[\\\t\n\r]/g, (one) => ESCAPES[one] ?? one);
