import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { ms } from '../instance-sql';
import type { ScoreRules } from './rules';
import type { ScoreFacts } from './score';

/** What an account is scored by, as far as somebody sees its sales. null when there is no such account. */
export async function readScoreFacts(
  pool: Pool,
  { id, sight, rules, now }: { id: string; sight: Sight; rules: ScoreRules; now: Instant },
): Promise<ScoreFacts | null> {
  const values: unknown[] = [id, new Date(now - rules.won.withinDays * 24 * 60 * 60 * 1000), new Date(now)];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const sales = `FROM sales w JOIN process_instances i ON i.id = w.id WHERE w.account_id = $1 AND ${seenSql(sight, 'sale', 'i', bind)}`;
  const sum = (condition: string) =>
    `SELECT count(*)::int AS n, coalesce(sum(i.amount_base_minor), 0)::float8 AS minor ${sales} AND ${condition}`;
  const { rows } = await pool.query<ScoreFacts>(
    `SELECT CASE WHEN v.key IS NULL THEN NULL ELSE jsonb_build_object('key', v.key, 'name', v.name) END AS importance,
       CASE WHEN a.annual_revenue_minor IS NULL OR a.currency IS NULL THEN NULL
            ELSE to_base(a.annual_revenue_minor, a.currency)::float8 END AS "revenueMinor",
       o.n AS "openSales", o.minor AS "pipelineMinor", won.n AS "wonSales", won.minor AS "wonMinor",
       (SELECT ${ms('max(x.at)')} FROM interactions x WHERE x.account_id = a.id AND x.status = 'held' AND x.at <= $3) AS "lastContactAt",
       (SELECT value #>> '{}' FROM settings WHERE key = 'base currency') AS currency
     FROM accounts a LEFT JOIN catalogue_values v ON v.catalogue = 'importance' AND v.key = a.importance,
       LATERAL (${sum('i.open')}) o, LATERAL (${sum(`i.result = 'won' AND i.closed_at >= $2`)}) won
     WHERE a.id = $1`,
    values,
  );
  return rows[0] ?? null;
}
