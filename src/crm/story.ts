import type { Pool } from 'pg';
import type { Instant } from '../process';
import type { InteractionCard } from './interactions';
import { listInteractions } from './interactions';
import { type InstanceRow, listInstances } from './list-instances';
import type { Versions } from './versions';

/** Everything that was launched for a client and what came of it, and the newest contacts with it. */
export interface Story {
  /** How many processes of each type (a definition's key) there are, closed ones included. */
  types: { process: string; total: number; open: number }[];
  leads: InstanceRow[];
  sales: InstanceRow[];
  interactions: InteractionCard[];
}

const SHOWN = 100;

/** The story of one account. Source: ONEC-12 to ONEC-15. */
export async function accountStory(
  { pool, versions }: { pool: Pool; versions: Versions },
  accountId: string,
  now: Instant,
): Promise<Story> {
  const page = { limit: SHOWN };
  const asked = { filter: { account: accountId }, sort: '-startedAt' as const, page };
  const [types, leads, sales, interactions] = await Promise.all([
    countTypes(pool, accountId),
    listInstances({ pool, versions }, 'lead', asked, now),
    listInstances({ pool, versions }, 'sale', asked, now),
    listInteractions(pool, { filter: { account: accountId }, page }, now),
  ]);
  return { types, leads: leads.items, sales: sales.items, interactions: interactions.items };
}

async function countTypes(pool: Pool, accountId: string): Promise<Story['types']> {
  const { rows } = await pool.query<Story['types'][number]>(
    `SELECT v.key AS process, count(*)::int AS total, (count(*) FILTER (WHERE i.open))::int AS open
     FROM process_instances i JOIN process_versions v ON v.id = i.version_id
     WHERE i.id IN (SELECT id FROM sales WHERE account_id = $1 UNION ALL SELECT id FROM leads WHERE account_id = $1)
     GROUP BY v.key ORDER BY v.key`,
    [accountId],
  );
  return rows;
}
