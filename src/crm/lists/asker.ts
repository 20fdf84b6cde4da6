import type { Pool } from 'pg';
import type { Person } from '../../access';
import type { Instant } from '../../process';
import type { Asker, Rates } from './filter';

interface Row {
  zone: string | null;
  team: string[];
  rates: Rates | null;
  base: string | null;
}

/** The newest rate of each currency at a day, exact as text. The base currency is worth itself. */
const SQL = `
  SELECT (SELECT o.zone FROM people p JOIN offices o ON o.id = p.office_id WHERE p.id = $1) AS zone,
    seen_owners($1, 'team') AS team,
    (SELECT jsonb_object_agg(currency, rate::text) FROM (
       SELECT DISTINCT ON (currency) currency, rate FROM exchange_rates WHERE "from" <= $2::date ORDER BY currency, "from" DESC) r) AS rates,
    (SELECT value #>> '{}' FROM settings WHERE key = 'base currency') AS base`;

/**
 * Who asks, as filters need to know them: their zone (the one they say, else their office's, else UTC), whom "my team" means, and
 * the rates of the day.
 */
export async function askerFor(pool: Pool, { id }: Pick<Person, 'id'>, now: Instant, zone?: string): Promise<Asker> {
  const { rows } = await pool.query<Row>(SQL, [id, new Date(now)]);
  const { rates, base, team = [id], zone: office = null } = rows[0] ?? {};
  return {
    personId: id,
    teamIds: team,
    now,
    zone: zone ?? office ?? 'UTC',
    rates: { ...rates, ...(base && { [base]: '1' }) },
  };
}
