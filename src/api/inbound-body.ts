import type { Request } from 'express';
import { Problem } from './problem';
import { readBytes } from './read-bytes';

/**
 * The body as it was sent, byte by byte, since that is what was signed; never more of it in memory than the limit.
 * @throws Problem for one that is larger, packed, too slow, or cut short
 */
export async function readBody(request: Request, mostBytes: number, patienceMs?: number): Promise<Buffer> {
  if (request.get('content-encoding') !== undefined) throw new Problem('NotTaken', { detail: 'Send it unpacked.' });
  return readBytes(request, {
    ...{ bytes: mostBytes, patienceMs },
    tooLarge: () => new Problem('TooLarge', { detail: `It may have ${Math.floor(mostBytes / 1024)} KiB.` }),
  });
}

/** The fields of a form, from JSON or as a page sends them. @throws Problem for what is neither */
export function fieldsIn(request: Request, body: Buffer): Record<string, unknown> {
  const text = utf8(body);
  if (request.is('application/json')) {
    const read = json(text);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
    throw new Problem('MalformedBody');
  }
  if (request.is('application/x-www-form-urlencoded')) {
    const given = new URLSearchParams(text);
    return Object.fromEntries([...new Set(given.keys())].map((key) => [key, given.getAll(key).join(', ')]));
  }
  throw new Problem('NotTaken', { detail: 'Send application/json or application/x-www-form-urlencoded.' });
}

/** @throws Problem */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('MalformedBody');
  }
}

/** @throws Problem for bytes that are no UTF-8 */
export function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Problem('BadInput', { detail: 'The body is not UTF-8.' });
  }
}
