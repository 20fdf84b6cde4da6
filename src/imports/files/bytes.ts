/** The bytes of a file, wherever they are kept: in the tables' chunks, or in memory. */
export interface Bytes {
  size: number;
  /** So many bytes from a place on; fewer at the end. */
  read(from: number, length: number): Promise<Buffer>;
}

/** How much is read at a time: one chunk of the tables. */
export const CHUNK_BYTES = 256 * 1024;

/** The bytes from a place up to another (the end unless told), a chunk at a time. */
export async function* bytesBetween(bytes: Bytes, from = 0, to = bytes.size): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    // Up to the next chunk's beginning, so that none is read twice.
    const length = Math.min(CHUNK_BYTES - (at % CHUNK_BYTES), to - at);
    const part = await bytes.read(at, length);
    if (part.length === 0) return;
    at += part.length;
    yield part;
  }
}

/** Bytes that are in memory: small files, tests. */
export const bytesOf = (buffer: Buffer): Bytes => ({
  size: buffer.length,
  read: (from, length) => Promise.resolve(buffer.subarray(from, from + length)),
});
