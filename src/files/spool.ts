import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FileRefused, LARGEST, LIMITS, StoreAway } from './limits';

/** What came, whole, in a file of ours. */
export interface Spooled {
  path: string;
  bytes: number;
  sha256: Buffer;
}

/** A file that is still being written to is younger. */
const LEFT_MS = 24 * 60 * 60 * 1000;

/**
 * Writes what comes into a file of its own, a piece at a time, and hands it to `act`; afterwards nothing of it is left.
 * @throws FileRefused for nothing, and for too much; what the sender's connection throws when it breaks
 */
export async function spooled<T>(
  dir: string,
  pieces: AsyncIterable<Uint8Array>,
  act: (whole: Spooled) => Promise<T>,
): Promise<T> {
  const path = join(dir, randomUUID());
  const hash = createHash('sha256');
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > LIMITS.fileBytes) throw tooLarge();
      hash.update(piece);
      yield piece;
    }
  }
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await pipeline(counted(), createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
    if (bytes === 0) throw new FileRefused('The file is empty.');
    return await act({ path, bytes, sha256: hash.digest() });
  } catch (error) {
    const { code } = error as { code?: unknown };
    throw code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS' || code === 'EACCES'
      ? new StoreAway(`The folder of files: ${code}`)
      : error;
  } finally {
    await rm(path, { force: true });
  }
}

export const tooLarge = (): FileRefused => new FileRefused(`The file is larger than ${LARGEST}.`);

/** Removes what a process that was killed left behind. */
export async function tidy(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  for (const name of names) {
    const path = join(dir, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < Date.now() - LEFT_MS) await rm(path, { force: true });
  }
}
