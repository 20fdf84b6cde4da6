import type { Request, RequestHandler } from 'express';
import type { Context } from './context';
import { utf8 } from './inbound-body';
import { Problem } from './problem';
import { readBytes } from './read-bytes';

const LIMITS = { bytes: 256 * 1024, tooLarge: () => new Problem('BodyTooLarge') };

/** Reads the body of a request as JSON, in UTF-8 and unpacked. No body at all is none: the route says whether it takes that. */
export const jsonBody =
  ({ bodyMs: patienceMs }: Pick<Context, 'bodyMs'>): RequestHandler =>
  async (request, _response, next) => {
    if (hasBody(request)) {
      if (!isJson(request)) throw new Problem('NotJson');
      const text = utf8(await readBytes(request, { ...LIMITS, patienceMs }));
      if (text.trim() !== '') request.body = objectIn(text);
    }
    next();
  };

function hasBody(request: Request): boolean {
  const length = request.get('content-length');
  return length === undefined ? request.get('transfer-encoding') !== undefined : length !== '0';
}

const isJson = (request: Request): boolean =>
  Boolean(request.is('application/json')) &&
  request.get('content-encoding') === undefined &&
  /^[^;]*(;\s*charset="?utf-?8"?\s*)?$/i.test(request.get('content-type') ?? '');

function objectIn(text: string): unknown {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null) return read;
  } catch {
    // Told below, without the words of the parser.
  }
  throw new Problem('MalformedBody');
}
