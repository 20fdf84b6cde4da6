import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { claimKey, keepAnswer } from '../access';
import type { Context } from './context';
import { idOf } from './new-instance';
import { Problem } from './problem';
import { OptionalKey } from './schema';
import { checked } from './to-problem';

/** What a file that is sent was answered with. */
export interface SentFile {
  status: number;
  answer: unknown;
}

/** How files of a kind are taken, and told from each other. */
export interface Taking {
  /** Bytes of the largest. */
  most: number;
  take: (id: string) => Promise<unknown>;
  /** Whether what was answered, under this id, was to a file of this SHA-256. */
  same: (id: string, hash: string, answer: unknown) => boolean | Promise<boolean>;
  /** Leaves nothing of one that was cut short before it was answered. */
  forget?: (id: string) => Promise<unknown>;
}

/**
 * Takes a file once for an Idempotency-Key, where there is one: sent again it gives the answer of the first time. As the file is
 * read only while it is taken, the key is held against its bytes afterwards.
 * @throws Problem where the key was used for something else, or for another file
 */
export async function fileOnce(
  { pool }: Context,
  request: Request,
  actor: { id: string },
  { most, take, same, forget }: Taking,
): Promise<SentFile> {
  const { 'idempotency-key': key } = checked(OptionalKey, request.headers, 'headers');
  if (key === undefined) return { status: 201, answer: await take(uuidv7()) };
  const route = `POST ${request.baseUrl}${request.path}`;
  const id = idOf(key, route);
  const claim = await claimKey(pool, { key, callerId: actor.id, route, body: request.query });
  if (claim.was === 'other') throw reused(request);
  if (claim.was === 'answered') {
    if (!(await same(id, await hashOf(request, most), claim.answer))) throw reused(request);
    return { status: claim.status, answer: claim.answer };
  }
  // One that was cut short before it was answered begins anew.
  if (claim.was === 'begun') await forget?.(id);
  const answer = await take(id);
  await keepAnswer(pool, key, 201, answer);
  return { status: 201, answer };
}

/** Whoever sends hears the answer once they have sent the rest, which goes nowhere. */
function reused(request: Request): Problem {
  request.resume();
  return new Problem('IdempotencyKeyReused');
}

async function hashOf(pieces: AsyncIterable<Buffer>, most: number): Promise<string> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size <= most) hash.update(piece);
  }
  return hash.digest('hex');
}
