import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Who reads nothing for so long has gone. */
const IDLE_MS = 60_000;

/**
 * Sends an answer piece by piece, no faster than it is read, so that one of any length costs no memory. Whoever goes away, or reads
 * nothing for a minute, ends it; whatever fails on the way cuts it off, so that nobody takes a part for the whole.
 */
export async function sendLines(response: Response, lines: AsyncIterable<string>): Promise<void> {
  response.setTimeout(IDLE_MS, () => response.destroy());
  await pipeline(Readable.from(lines), response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
