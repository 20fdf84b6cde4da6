import type { Pool } from 'pg';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant } from '../../process';
import type { Seller } from './give';
import { readSellers } from './sellers';

/** What leads are given to somebody by. */
export interface SellerCard extends Omit<Seller, 'turns' | 'away'> {
  name: string;
  away: boolean;
}

/** Everybody who works here, by name, or one of them. */
export async function listSellers(pool: Pool, now: Instant, only?: string): Promise<SellerCard[]> {
  const [sellers, names] = await Promise.all([
    readSellers(pool, { pools: [], now, only }),
    pool.query<{ id: string; name: string }>('SELECT id, name FROM people ORDER BY name, id'),
  ]);
  return names.rows.flatMap(({ id, name }) => {
    const seller = sellers.get(id);
    if (!seller || (!seller.active && only === undefined)) return [];
    const { turns: _, away, ...rest } = seller;
    return [{ ...rest, name, away: away !== null }];
  });
}

export interface SellerChange {
  /** null: as many as come. */
  maxOpenLeads?: number | null;
  /** Empty: the one that they use the product in. */
  languages?: readonly string[];
  skills?: readonly string[];
  lines?: readonly string[];
}

/** Changes what is named, and leaves the rest. */
export async function changeSeller(pool: Pool, personId: string, change: SellerChange): Promise<void> {
  const { maxOpenLeads, languages, skills, lines } = change;
  await inTransaction(pool, async (client) => {
    await client.query(
      `INSERT INTO seller_settings (person_id, max_open_leads, languages) VALUES ($1, $2::int, coalesce($3::text[], '{}'))
       ON CONFLICT (person_id) DO UPDATE SET languages = coalesce($3::text[], seller_settings.languages),
         max_open_leads = CASE WHEN $4::boolean THEN $2::int ELSE seller_settings.max_open_leads END`,
      [personId, maxOpenLeads ?? null, languages ?? null, maxOpenLeads !== undefined],
    );
    // A change of a person makes every worker read people anew: not done for nothing.
    if (skills ?? lines)
      await client.query(
        'UPDATE people SET skills = coalesce($2::text[], skills), lines = coalesce($3::text[], lines) WHERE id = $1',
        [personId, skills ?? null, lines ?? null],
      );
  });
}
