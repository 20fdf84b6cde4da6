import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';

/** What a token starts with, so that scanners for leaked secrets know one. */
const PREFIX = 'dw_';
const SHAPE = /^dw_[A-Za-z0-9_-]{43}$/;

/** Whether a text has the shape of our tokens: what has not needs no look into the table. */
export const isToken = (text: string): boolean => SHAPE.test(text);

/** What the table keeps of a token. It holds 256 random bits, so no slow hash is needed. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Whose token it is to be, and what for. */
export interface TokenOptions {
  personId: string;
  label: string;
  expiresAt?: Date;
}

/** Makes a bearer token. The text is given this once; the table keeps its hash only. */
export async function createToken(pool: Pick<Pool, 'query'>, options: TokenOptions): Promise<string> {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  await pool.query('INSERT INTO access_tokens (id, person_id, hash, label, expires_at) VALUES ($1, $2, $3, $4, $5)', [
    uuidv7(),
    options.personId,
    tokenHash(token),
    options.label,
    options.expiresAt ?? null,
  ]);
  return token;
}
