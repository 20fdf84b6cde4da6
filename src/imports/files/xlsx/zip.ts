import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from 'yauzl';
import { type Bytes, bytesBetween } from '../bytes';
import { FileRefused, LIMITS } from '../limits';

class Reader extends RandomAccessReader {
  constructor(private readonly bytes: Bytes) {
    super();
  }
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(bytesBetween(this.bytes, start, end), { objectMode: false });
  }
}

/** The parts of a workbook by their names; each is read as a stream. */
export interface Zip {
  has(name: string): boolean;
  open(name: string): Promise<Readable>;
  close(): void;
}

/** Opens a zip that is nowhere unpacked. @throws FileRefused for what is no zip, or unpacks to too much */
export async function openZip(bytes: Bytes): Promise<Zip> {
  const zip = await opened(bytes);
  const entries = await entriesOf(zip).catch((error: unknown) => {
    zip.close();
    throw error instanceof FileRefused ? error : new FileRefused(`The workbook is broken: ${wordsOf(error)}`);
  });
  return {
    has: (name) => entries.has(name),
    open: (name) =>
      new Promise((resolve, reject) => {
        const entry = entries.get(name);
        if (!entry) return reject(new FileRefused(`The workbook has no part ${name}.`));
        zip.openReadStream(entry, (error, stream) =>
          error ? reject(new FileRefused(wordsOf(error))) : resolve(stream),
        );
      }),
    close: () => zip.close(),
  };
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function opened(bytes: Bytes): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(new Reader(bytes), bytes.size, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) reject(new FileRefused(`The file begins like a workbook and is none: ${error.message}`));
      else resolve(zip);
    });
  });
}

/** What is inside, by what the zip says; while it is read, its sizes are held against that. */
function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const found = new Map<string, Entry>();
    let unpacked = 0;
    zip.on('error', reject);
    zip.on('end', () => resolve(found));
    zip.on('entry', (entry: Entry) => {
      unpacked += entry.uncompressedSize;
      const problem = problemOf(entry, found.size, unpacked);
      if (problem) return reject(new FileRefused(problem));
      found.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function problemOf(entry: Entry, count: number, unpacked: number): string | null {
  const megabytes = Math.round(LIMITS.unpackedBytes / 1024 / 1024);
  if (entry.isEncrypted()) return 'The workbook is protected by a password: save it without one.';
  if (count >= LIMITS.zipEntries) return `The workbook has more than ${LIMITS.zipEntries} parts.`;
  if (unpacked > LIMITS.unpackedBytes) return `The workbook unpacks to more than ${megabytes} MB.`;
  const tight =
    entry.uncompressedSize > 1024 * 1024 && entry.uncompressedSize > entry.compressedSize * LIMITS.packedRatio;
  return tight
    ? `A part of the workbook unpacks to more than ${LIMITS.packedRatio} times its size: this is no table.`
    : null;
}
