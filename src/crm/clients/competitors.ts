import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Money, Text } from '../../process';

/** How sales went against a competitor, of those that somebody sees. */
export interface CompetitorCard {
  key: string;
  name: Text;
  notes: string | null;
  open: number;
  won: number;
  lost: number;
  /** Of lost sales, a sum for each currency. */
  lostAmounts: Money[];
}

/** The competitors in their order, those retired only while a sale names them. */
export async function listCompetitors(pool: Pool, sight: Sight): Promise<CompetitorCard[]> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { rows } = await pool.query<CompetitorCard>(
    `WITH s AS (SELECT w.competitor, i.open, i.result, i.amount_minor, i.currency FROM sales w JOIN process_instances i ON i.id = w.id
                WHERE w.competitor IS NOT NULL AND ${seenSql(sight, 'sale', 'i', bind)}),
       n AS (SELECT competitor, (count(*) FILTER (WHERE open))::int AS open, (count(*) FILTER (WHERE result = 'won'))::int AS won,
               (count(*) FILTER (WHERE result = 'lost'))::int AS lost FROM s GROUP BY competitor)
     SELECT v.key, v.name, v.notes, coalesce(n.open, 0) AS open, coalesce(n.won, 0) AS won, coalesce(n.lost, 0) AS lost,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('minor', minor, 'currency', currency) ORDER BY minor DESC, currency), '[]')
        FROM (SELECT sum(amount_minor) AS minor, currency FROM s
              WHERE competitor = v.key AND result = 'lost' AND amount_minor IS NOT NULL GROUP BY currency) m) AS "lostAmounts"
     FROM catalogue_values v LEFT JOIN n ON n.competitor = v.key
     WHERE v.catalogue = 'competitor' AND (v.retired_at IS NULL OR n.competitor IS NOT NULL) ORDER BY v.position, v.key`,
    values,
  );
  return rows;
}
