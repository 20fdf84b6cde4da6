import type { Pool } from 'pg';
import type { Bind } from '../access';
import type { Instant, Money } from '../process';
import { ms, type Ref, ref } from './instance-sql';
import { interactionsOf, processesOf, type StoryOf } from './story-sql';

/** How things stand with a client, so that nobody need read a long history to know. Source: PB-07. */
export interface StoryHead {
  openLeads: number;
  openSales: number;
  wonSales: number;
  lostSales: number;
  /** Of open sales, a sum for each currency. */
  openAmounts: Money[];
  /** Of won sales. */
  wonAmounts: Money[];
  lastContact: { id: string; kind: string; at: Instant; subject: string; author: Ref | null } | null;
  /** The next thing that one of its open leads or sales is due for. */
  nextDue: { at: Instant; instanceId: string; kind: string } | null;
  /** What it has asked about, bought or looked at: products by how often, the last first among equals. */
  interests: { id: string; name: string; times: number; lastAt: Instant }[];
  interactions: number;
  touches: number;
}

/** Reads it in one round trip. */
export async function storyHead(pool: Pool, of: StoryOf, now: Instant): Promise<StoryHead> {
  const values: unknown[] = [new Date(now)];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const [leads, sales] = [processesOf(of, 'lead', bind), processesOf(of, 'sale', bind)];
  const contacts = interactionsOf(of, bind);
  const sums = (which: string) =>
    `(SELECT coalesce(jsonb_agg(jsonb_build_object('minor', minor, 'currency', currency) ORDER BY minor DESC, currency), '[]')
      FROM (SELECT sum(amount_minor) AS minor, currency FROM s WHERE ${which} AND amount_minor IS NOT NULL GROUP BY currency) m)`;
  const { rows } = await pool.query<StoryHead>(
    `WITH l AS (SELECT i.*, w.product_id ${leads}), s AS (SELECT i.*, w.product_id ${sales}),
       t AS (SELECT product_id, activity_at FROM touches WHERE ${of.entity}_id = ${bind(of.id)}
             AND (lead_id IS NULL OR lead_id IN (SELECT id FROM l))),
       wants AS (SELECT product_id, started_at AS at FROM l UNION ALL SELECT product_id, started_at FROM s UNION ALL SELECT * FROM t)
     SELECT (SELECT count(*)::int FROM l WHERE open) AS "openLeads",
       (SELECT count(*)::int FROM s WHERE open) AS "openSales",
       (SELECT count(*)::int FROM s WHERE result = 'won') AS "wonSales",
       (SELECT count(*)::int FROM s WHERE result = 'lost') AS "lostSales",
       ${sums('open')} AS "openAmounts", ${sums(`result = 'won'`)} AS "wonAmounts",
       (SELECT jsonb_build_object('id', x.id, 'kind', x.kind, 'at', ${ms('x.at')}, 'subject', x.subject, 'author', ${ref('o')})
        FROM interactions x LEFT JOIN people o ON o.id = x.author_id WHERE ${contacts} AND x.status = 'held' AND x.at <= $1
        ORDER BY x.at DESC, x.id DESC LIMIT 1) AS "lastContact",
       (SELECT jsonb_build_object('at', ${ms('d.due_at')}, 'instanceId', d.id, 'kind', d.kind)
        FROM (SELECT id, kind, due_at FROM l WHERE open UNION ALL SELECT id, kind, due_at FROM s WHERE open) d
        WHERE d.due_at IS NOT NULL ORDER BY d.due_at, d.id LIMIT 1) AS "nextDue",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'times', times, 'lastAt', ${ms('last')})
                 ORDER BY times DESC, last DESC, id), '[]')
        FROM (SELECT p.id, p.name, count(*)::int AS times, max(wants.at) AS last FROM wants JOIN products p ON p.id = wants.product_id
              GROUP BY p.id ORDER BY times DESC, last DESC, p.id LIMIT 20) p) AS interests,
       (SELECT count(*)::int FROM interactions x WHERE ${contacts} AND x.status = 'held') AS interactions,
       (SELECT count(*)::int FROM t) AS touches`,
    values,
  );
  if (!rows[0]) throw new Error('The head of a story cannot be read.');
  return rows[0];
}
