import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { Trouble } from './trouble';

/*
 * A backup is gzipped text. Its first line is a header, then each table follows as a line that names it and its
 * columns, its rows as PostgreSQL's COPY writes them, and the line "\.". The last line is the manifest, by which a
 * reader knows that nothing is missing: `zcat FILE | head -1` and `zcat FILE | tail -1` show both.
 */

export const Header = z.object({
  dealwright: z.literal('backup'),
  format: z.literal(1),
  madeAt: z.iso.datetime(),
  /** The migrations that had made the tables. */
  migrations: z.array(z.string()),
});

export const TableLine = z.object({ table: z.string(), columns: z.array(z.string()) });

export const Manifest = z.object({
  tables: z.record(z.string(), z.object({ rows: z.number(), sha256: z.string() })),
  /** Next values of the sequences behind the short numbers. */
  sequences: z.record(z.string(), z.string()),
});

export type Header = z.infer<typeof Header>;
export type TableLine = z.infer<typeof TableLine>;
export type Manifest = z.infer<typeof Manifest>;

/** Ends a table's rows; COPY escapes a backslash in data, so that no row can look like it. */
export const END = '\\.';

/** Counts rows and hashes them on their way; COPY ends each row with a newline and escapes those in data. */
export class Tally {
  private readonly hash: Hash = createHash('sha256');
  private rows = 0;

  add(chunk: Buffer): Buffer {
    this.hash.update(chunk);
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.rows++;
    return chunk;
  }

  result(): { rows: number; sha256: string } {
    return { rows: this.rows, sha256: this.hash.digest('hex') };
  }
}

/** The file stops before its manifest, or says something else than a backup does. */
export class BackupDamagedError extends Trouble {
  override readonly name = 'BackupDamagedError';
  constructor(why: string) {
    super(`The file is no whole backup: ${why}. Nothing was changed.`, 1);
  }
}

const ENDING = Buffer.from(`${END}\n`);
const NEXT_ENDING = Buffer.from(`\n${END}\n`);

/** Reads a backup front to back: lines where lines stand, rows as they come. */
export class BackupReader {
  private pending: Buffer = Buffer.alloc(0);
  private readonly source: AsyncIterator<Buffer>;

  constructor(bytes: AsyncIterable<Buffer>) {
    this.source = bytes[Symbol.asyncIterator]();
  }

  /** The next line, held against what should stand there. */
  async line<T>(shape: z.ZodType<T>): Promise<T> {
    while (!this.pending.includes(10)) await this.fill();
    const end = this.pending.indexOf(10);
    const text = this.pending.toString('utf8', 0, end);
    this.pending = this.pending.subarray(end + 1);
    const parsed = shape.safeParse(asJson(text));
    if (!parsed.success) throw new BackupDamagedError(`an unexpected line, ${text.slice(0, 80)}`);
    return parsed.data;
  }

  /** The rows up to the next end mark, in pieces of whole lines. */
  async *rows(): AsyncGenerator<Buffer> {
    for (;;) {
      if (this.pending.subarray(0, ENDING.length).equals(ENDING)) return this.skip(ENDING.length);
      const last = this.pending.indexOf(NEXT_ENDING);
      const end = last >= 0 ? last + 1 : this.pending.lastIndexOf(10) + 1;
      if (end > 0) yield this.skip(end);
      else await this.fill();
    }
  }

  private skip(bytes: number): Buffer {
    const skipped = this.pending.subarray(0, bytes);
    this.pending = this.pending.subarray(bytes);
    return skipped;
  }

  private async fill(): Promise<void> {
    const next = await this.source.next().catch((error: Error) => {
      throw new BackupDamagedError(error.message);
    });
    if (next.done) throw new BackupDamagedError('it ends in the middle');
    this.pending = this.pending.length ? Buffer.concat([this.pending, next.value]) : next.value;
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
