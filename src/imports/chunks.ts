import type { Pool } from 'pg';
import { type Bytes, CHUNK_BYTES } from './files/bytes';
import { FileRefused, LIMITS } from './files/limits';

/**
 * Keeps a file as it comes, a chunk at a time: no more of it is held than one. Gives its size.
 * @throws FileRefused when it is too large; what was kept by then is the caller's to forget
 */
export async function keepChunks(pool: Pool, importId: string, pieces: AsyncIterable<Buffer>): Promise<number> {
  let held: Buffer[] = [];
  let length = 0;
  let size = 0;
  let n = 0;
  const write = async (data: Buffer) => {
    await pool.query('INSERT INTO import_chunks (import_id, n, data) VALUES ($1, $2, $3)', [importId, n, data]);
    n += 1;
  };
  for await (const piece of pieces) {
    size += piece.length;
    if (size > LIMITS.fileBytes)
      throw new FileRefused(`The file is larger than ${LIMITS.fileBytes / 1024 / 1024} MB: split it.`);
    held.push(piece);
    length += piece.length;
    while (length >= CHUNK_BYTES) {
      const all = Buffer.concat(held);
      await write(all.subarray(0, CHUNK_BYTES));
      held = [all.subarray(CHUNK_BYTES)];
      length = held[0]?.length ?? 0;
    }
  }
  if (length > 0) await write(Buffer.concat(held));
  return size;
}

/** A kept file: any part of it, without the rest. The chunk that was read last is held. */
export function keptBytes(pool: Pick<Pool, 'query'>, importId: string, size: number): Bytes {
  let last: { n: number; data: Buffer } | null = null;
  const chunk = async (n: number): Promise<Buffer> => {
    if (last?.n === n) return last.data;
    const { rows } = await pool.query<{ data: Buffer }>(
      'SELECT data FROM import_chunks WHERE import_id = $1 AND n = $2',
      [importId, n],
    );
    const data = rows[0]?.data ?? Buffer.alloc(0);
    last = { n, data };
    return data;
  };
  return {
    size,
    async read(from, length) {
      const parts: Buffer[] = [];
      const to = Math.min(size, from + length);
      for (let at = from; at < to; ) {
        const n = Math.floor(at / CHUNK_BYTES);
        const data = await chunk(n);
        const part = data.subarray(at - n * CHUNK_BYTES, to - n * CHUNK_BYTES);
        if (part.length === 0) break;
        parts.push(part);
        at += part.length;
      }
      return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    },
  };
}
