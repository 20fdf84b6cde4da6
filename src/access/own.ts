import type { Pool } from 'pg';

/** What somebody says of themselves. */
export interface OwnGiven {
  language: string;
  /** An IANA zone; null: their office's. */
  zone: string | null;
}

/** Keeps it; the next mail and the next screen go by it. */
export async function setOwn(pool: Pool, id: string, { language, zone }: OwnGiven): Promise<void> {
  await pool.query('UPDATE people SET language = $2, zone = $3, updated_at = now() WHERE id = $1', [
    id,
    language,
    zone,
  ]);
}
