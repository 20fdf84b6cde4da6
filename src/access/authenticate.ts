import type { Pool } from 'pg';
import type { Person } from './person';
import { PERSON } from './read-person';
import { isToken, tokenHash } from './token';

const SQL = `
  SELECT ${PERSON}, nullif(a.scopes, '{}') AS scopes
  FROM access_tokens a JOIN people p ON p.id = a.person_id
  WHERE a.hash = $1 AND a.revoked_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > $2) AND p.active`;

/** Who stands behind a bearer token; null when nobody does (any more). */
export async function authenticate(pool: Pool, token: string, now: number): Promise<Person | null> {
  if (!isToken(token)) return null;
  const values = [tokenHash(token), new Date(now)];
  const { rows } = await pool.query<Person>({ name: 'authenticate', text: SQL, values });
  return rows[0] ?? null;
}
