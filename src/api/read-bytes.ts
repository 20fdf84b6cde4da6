import type { Request, RequestHandler } from 'express';
import { Problem } from './problem';

/** What a body may be. */
export interface BodyLimits {
  bytes: number;
  /** Thrown for a body with more bytes. */
  tooLarge: () => Problem;
  /** By when it has to have come, in milliseconds. */
  patienceMs?: number;
}

/** Unless told. */
const PATIENCE_MS = 30_000;
/** How long a sender who was answered may go on sending: whoever is cut off at once never reads the answer. */
const LINGER_MS = 1_000;

/**
 * The body as it was sent, byte by byte. What is larger is refused as soon as that is known, and no more than the limit is ever
 * held; what still comes after it goes nowhere (see `closeAfterAnswer`).
 * @throws Problem for one that is larger, too slow, or cut short
 */
export async function readBytes(request: Request, limits: BodyLimits): Promise<Buffer> {
  const { bytes: most, tooLarge, patienceMs = PATIENCE_MS } = limits;
  if (Number(request.get('content-length') ?? 0) > most) throw tooLarge();
  if (request.destroyed) throw cutShort();
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const settle = (result: Buffer | Problem) => {
      clearTimeout(timer);
      request.off('data', take).off('end', end).off('error', cut).off('close', cut);
      // Without an ear for it a connection that breaks later would end the process.
      request.on('error', () => undefined).resume();
      if (result instanceof Problem) reject(result);
      else resolve(result);
    };
    const take = (part: Buffer) => {
      bytes += part.length;
      if (bytes > most) settle(tooLarge());
      else parts.push(part);
    };
    const end = () => settle(Buffer.concat(parts));
    const cut = () => settle(cutShort());
    const timer = setTimeout(() => settle(new Problem('BodyTooSlow')), patienceMs).unref();
    request.on('data', take).on('end', end).on('error', cut).on('close', cut);
  });
}

const cutShort = () => new Problem('BadInput', { detail: 'The body ends before its end.' });

/** Closes the connection of whoever goes on sending after they were answered: a body without end would hold it for ever. */
export const closeAfterAnswer: RequestHandler = (request, response, next) => {
  response.on('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.complete || request.socket.destroy(), LINGER_MS).unref();
    request
      .on('error', () => undefined)
      .once('end', () => clearTimeout(timer))
      .resume();
  });
  next();
};
