import { createHash } from 'node:crypto';

/** A query that PostgreSQL plans once a connection: worth it where planning costs as much as running. */
export interface Prepared {
  name: string;
  text: string;
  values: unknown[];
}

/** Names a statement after its text, so that texts that differ by a filter are different statements. */
export const prepared = (text: string, values: unknown[]): Prepared => ({
  name: createHash('sha1').update(text).digest('base64url'),
  text,
  values,
});
