import { Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { type Bytes, bytesBetween } from './bytes';
import { decoded, type Encoding } from './encoding';
import { FileRefused, LIMITS } from './limits';
import type { FileRow } from './row';

export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** How a file of separated values is written. */
export interface Dialect {
  encoding: Encoding;
  delimiter: string;
}

const OPTIONS: Options = {
  bom: true,
  relax_column_count: true,
  // A quote inside an unquoted cell, as in `5" pipe`, is only a quote.
  relax_quotes: true,
  skip_empty_lines: false,
  max_record_size: LIMITS.recordCharacters,
};

/** What spreadsheet programs write and read as the first line to say which character separates cells. */
const SAID = /^\uFEFF?"?sep=(.)"?\r?\n/i;

/** The character between cells: the one that the file names, else the one that makes the most regular table. */
export function detectDelimiter(sample: string): string {
  const said = SAID.exec(sample)?.[1];
  if (said !== undefined) return said;
  const scored = DELIMITERS.map((delimiter) => ({ delimiter, score: regularity(sample, delimiter) }));
  const [best] = scored.sort((a, b) => b.score - a.score);
  return best && best.score > 0 ? best.delimiter : ',';
}

/** The share of rows that have the most frequent width, times that width; a table of one column scores nothing. */
function regularity(sample: string, delimiter: string): number {
  const widths = new Map<number, number>();
  for (const { length } of rowsNow(sample, delimiter)) widths.set(length, (widths.get(length) ?? 0) + 1);
  const rows = [...widths.values()].reduce((sum, n) => sum + n, 0);
  const [width = 1, times = 0] = [...widths].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  return width === 1 ? 0 : (times / rows) * Math.log2(width + 1);
}

function rowsNow(sample: string, delimiter: string): string[][] {
  try {
    return parseNow(sample, { ...OPTIONS, delimiter, to: 60 });
  } catch {
    return [];
  }
}

/** The rows of a file, as they come. @throws FileRefused where it cannot be read on */
export async function* csvRows(bytes: Bytes, { encoding, delimiter }: Dialect): AsyncGenerator<FileRow> {
  const parser = parse({ ...OPTIONS, delimiter });
  const source = Readable.from(withoutSaid(decoded(bytesBetween(bytes), encoding)));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1;
      yield { row, cells };
    }
  } catch (error) {
    throw error instanceof CsvError ? refusal(error, row + 1) : error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function refusal({ code, message }: CsvError, next: number): FileRefused {
  // Rows that were read with the same piece have not come yet.
  const row = Number(/at line (\d+)/.exec(message)?.[1] ?? next);
  const quote = 'a quote that is opened and never closed makes the rest of the file one cell';
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new FileRefused(
      `Row ${row} holds more than ${LIMITS.recordCharacters} characters: ${quote}, or a cell is too long.`,
    );
  if (code === 'CSV_QUOTE_NOT_CLOSED') return new FileRefused(`Row ${row}: ${quote}.`);
  return new FileRefused(`Row ${row} cannot be read: ${message}`);
}

async function* withoutSaid(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let first = '';
  let begun = false;
  for await (const piece of pieces) {
    if (begun) {
      yield piece;
      continue;
    }
    first += piece;
    if (first.length < 16) continue;
    begun = true;
    yield first.replace(SAID, '');
  }
  if (!begun) yield first.replace(SAID, '');
}
