import type { Pool } from 'pg';
import type { Instant } from '../../process';
import type { Seller } from './give';

interface SellerRow extends Omit<Seller, 'turns'> {
  turns: Record<string, number> | null;
}

/**
 * Leads that were given to somebody and are still on their way into the tables: their command waits, or came in a
 * moment ago. One that came to nothing is none.
 */
const ON_ITS_WAY = `NOT EXISTS (SELECT 1 FROM process_instances i WHERE i.id = a.instance_id)
  AND (a.assigned_at > clock_timestamp() - interval '1 minute'
    OR EXISTS (SELECT 1 FROM commands c WHERE c.instance_id = a.instance_id AND c.status = 'received'))`;

/** Open leads are counted by an index alone, and the few of them that wait in a queue are taken off. */
const IN_QUEUE = `SELECT count(*) FROM lead_assignments q JOIN process_instances i ON i.id = q.instance_id
  WHERE q.owner_id = p.id AND q.queue IS NOT NULL AND q.claimed_by IS NULL AND i.open AND i.owner_id = p.id`;

const SQL = `
  SELECT p.id, p.active, p.roles, p.skills, p.lines,
    ARRAY(SELECT t.key FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id) AS teams,
    CASE WHEN cardinality(s.languages) > 0 THEN s.languages ELSE ARRAY[p.language] END AS languages,
    s.max_open_leads AS "maxOpenLeads",
    ((SELECT count(*) FROM process_instances i WHERE i.owner_id = p.id AND i.kind = 'lead' AND i.open) - (${IN_QUEUE})
      + (SELECT count(*) FROM lead_assignments a WHERE a.owner_id = p.id AND a.queue IS NULL
           AND a.assigned_at > clock_timestamp() - interval '2 days' AND ${ON_ITS_WAY}))::int AS "openLeads",
    (SELECT jsonb_build_object('deputyId', x.deputy_id) FROM absences x
       WHERE x.person_id = p.id AND x."from" <= $2 AND x."to" > $2 ORDER BY x."to" DESC, x.id LIMIT 1) AS away,
    (SELECT jsonb_object_agg(k.pool, k.turn) FROM (
       SELECT pool, (SELECT a.turn FROM lead_assignments a WHERE a.owner_id = p.id AND a.pool = pools.pool
           AND (EXISTS (SELECT 1 FROM process_instances i WHERE i.id = a.instance_id) OR ${ON_ITS_WAY})
         ORDER BY a.turn DESC LIMIT 1) AS turn
       FROM unnest($1::text[]) AS pools (pool)) k WHERE k.turn IS NOT NULL) AS turns
  FROM people p LEFT JOIN seller_settings s ON s.person_id = p.id
  WHERE ($3::uuid IS NULL OR p.id = $3) ORDER BY p.id`;

/** Everybody as they stand at an instant, with when they last got a lead of each pool; or one of them. */
export async function readSellers(
  db: Pick<Pool, 'query'>,
  { pools, now, only }: { pools: readonly string[]; now: Instant; only?: string },
): Promise<Map<string, Seller>> {
  const { rows } = await db.query<SellerRow>({
    name: 'sellers',
    text: SQL,
    values: [pools, new Date(now), only ?? null],
  });
  return new Map(rows.map((row) => [row.id, { ...row, turns: row.turns ?? {} }]));
}
