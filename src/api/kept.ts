import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { type Claim, claimKey, type KeyUse, keepAnswer } from '../access';
import type { Context } from './context';
import { idOf } from './new-instance';
import { Problem } from './problem';
import { type Asked, Reply } from './route';

/** How long a repeated request waits for the answer of the first, which is under way or was cut short. */
const PATIENCE_MS = 2_000;
const GLANCE_MS = 50;

async function settled(pool: Context['pool'], use: KeyUse): Promise<Claim> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const claim = await claimKey(pool, use);
    if (claim.was !== 'begun' || Date.now() >= until) return claim;
    await pause(GLANCE_MS);
  }
}

/** What a write is kept by: who sent what where, and its key. */
export type AskedOnce = Pick<Asked, 'sent' | 'address' | 'actor'> & { headers: { 'idempotency-key'?: string } };

/**
 * Makes something that is no command: once per Idempotency-Key, where there is one. The id that `make` gets
 * follows from the key, so a write that was cut short before its answer was kept makes nothing twice.
 */
export async function once<T>(
  { pool }: Context,
  { headers, sent, address, actor }: AskedOnce,
  make: (id: string) => Promise<T>,
  status: 200 | 201 = 201,
): Promise<Reply<T>> {
  const key = headers['idempotency-key'];
  if (key === undefined) return new Reply(status, await make(uuidv7()));
  const claim = await settled(pool, { key, callerId: actor.id, route: address, body: sent ?? null });
  if (claim.was === 'other') throw new Problem('IdempotencyKeyReused');
  if (claim.was === 'answered') return new Reply(claim.status, claim.answer as T);
  const answer = await make(idOf(key, address));
  await keepAnswer(pool, key, status, answer);
  return new Reply(status, answer);
}
