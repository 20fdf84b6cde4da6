import type { Pool } from 'pg';

/** With whom something of one's own is shared: its owner alone, some teams, or everybody. */
export const SHARES = ['nobody', 'teams', 'everybody'] as const;
export type Share = (typeof SHARES)[number];

/** Whether a reader may see a row that has an owner and is shared: `me` and `teams` are places of their id and team keys. */
export const SHARED_WITH = (alias: string, me: string, teams: string): string =>
  `(${alias}.owner_id = ${me}::uuid OR ${alias}.shared = 'everybody' OR (${alias}.shared = 'teams' AND ${alias}.teams && ${teams}::text[]))`;

/** Which of these keys no team has. */
export async function unknownTeams(pool: Pool, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const { rows } = await pool.query<{ key: string }>(
    'SELECT key FROM unnest($1::text[]) key EXCEPT SELECT key FROM teams',
    [keys],
  );
  return rows.map(({ key }) => key);
}
