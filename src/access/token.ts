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
  /** The rights that it is for; none: all of its person's. */
  scopes?: readonly string[];
  /** The id of its row, where that follows from something. */
  id?: string;
}

/** Makes a bearer token. The text is given this once; the table keeps its hash only. */
export async function createToken(pool: Pick<Pool, 'query'>, options: TokenOptions): Promise<string> {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  await pool.query(
    'INSERT INTO access_tokens (id, person_id, hash, label, expires_at, scopes) VALUES ($1, $2, $3, $4, $5, $6)',
    [
      options.id ?? uuidv7(),
      options.personId,
      tokenHash(token),
      options.label,
      options.expiresAt ?? null,
      options.scopes ?? [],
    ],
  );
  return token;
}

/** A token, without its text. */
export interface TokenCard {
  id: string;
  label: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
}

/** Somebody's tokens that still open, the newest first. */
export async function listTokens(pool: Pool, personId: string, now: number): Promise<TokenCard[]> {
  const { rows } = await pool.query<TokenCard>(
    `SELECT id, label, scopes, created_at AS "createdAt", expires_at AS "expiresAt" FROM access_tokens
     WHERE person_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) ORDER BY created_at DESC, id DESC`,
    [personId, new Date(now)],
  );
  return rows;
}

/** Whether there was such a token of theirs that still opened. */
export async function revokeToken(pool: Pool, personId: string, id: string, now: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    'UPDATE access_tokens SET revoked_at = $3 WHERE id = $2 AND person_id = $1 AND revoked_at IS NULL',
    [personId, id, new Date(now)],
  );
  return rowCount === 1;
}
