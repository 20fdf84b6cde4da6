import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { idFrom, standsIn } from './stands-in';

const PAGE = 500;

/**
 * Tells whoever is responsible for a planned contact that its time has come, or who stands in for them while they are away. One
 * statement marks the contact and writes the notification, whose id follows from the contact and its time: whatever crashes,
 * and however many do this at once, each time of a contact has one. Gives how many were told.
 * Source: DIR-18.
 */
export async function remindOfContacts(pool: Pool, now: Instant): Promise<number> {
  let told = 0;
  for (;;) {
    const { rowCount } = await pool.query(SQL, [new Date(now), PAGE]);
    told += rowCount ?? 0;
    if ((rowCount ?? 0) < PAGE) return told;
  }
}

// Where whoever was responsible does not work here any more, it is the deal's owner.
const SQL = `
  WITH due AS MATERIALIZED (
    SELECT x.id, x.instance_id, x.remind_at, coalesce(x.responsible_id, x.author_id) AS person
    FROM interactions x WHERE x.status = 'planned' AND x.reminded_at IS NULL AND x.remind_at <= $1
    ORDER BY x.remind_at LIMIT $2 FOR UPDATE SKIP LOCKED),
  marked AS (UPDATE interactions SET reminded_at = $1 FROM due WHERE interactions.id = due.id RETURNING interactions.id),
  told AS (
    SELECT due.*, CASE WHEN p.active THEN due.person ELSE coalesce(i.owner_id, due.person) END AS whose
    FROM due JOIN marked ON marked.id = due.id LEFT JOIN people p ON p.id = due.person LEFT JOIN process_instances i ON i.id = due.instance_id)
  INSERT INTO notifications (id, instance_id, interaction_id, person_id, code, subject, at)
  SELECT ${idFrom(`'contact due ' || told.id || ' ' || extract(epoch FROM told.remind_at)`)}, told.instance_id, told.id,
    ${standsIn('told.whose', '$1')}, 'contact due', told.id::text, $1
  FROM told WHERE told.whose IS NOT NULL
  ON CONFLICT (id) DO NOTHING`;
