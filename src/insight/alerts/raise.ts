import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { type Bind, type Sight, seenSql } from '../../access';
import { type Page, type PageRequest, pageOf, startOf } from '../../crm';
import type { Instant } from '../../process';
import { type Found, lookFor } from './look';
import { ALERT_COLUMNS, type Alert, type AlertRule, listAlertRules } from './rules';

/**
 * Looks by every rule that is on, and raises what it found and was not told of: each thing once, for as long as it holds. Harmless when
 * repeated, and when several do it at once. Gives how many were raised.
 */
export async function raiseAlerts(pool: Pool, now: Instant): Promise<number> {
  let raised = 0;
  for (const rule of (await listAlertRules(pool)).filter(({ active }) => active))
    raised += await raiseOf(pool, rule, await lookFor(pool, rule.settings, now), now);
  return raised;
}

async function raiseOf(pool: Pool, rule: AlertRule, found: readonly Found[], now: Instant): Promise<number> {
  const { rows } = await pool.query<{ raised: number }>(RAISE, [
    ...[rule.id, new Date(now), JSON.stringify(found.map((one) => ({ ...one, id: newId() }))), rule.settings.kind],
    ...[rule.to.owner, rule.to.manager, rule.to.people, rule.to.roles],
  ]);
  return rows[0]?.raised ?? 0;
}

// What no longer holds has ended; what is new is written, and told to whom the rule names, in one statement: who raises it tells of it.
const RAISE = `
  WITH found AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($3::jsonb) AS f(id uuid, thing text, "instanceId" uuid, subject text, detail jsonb)),
  ended AS (
    UPDATE alerts SET ended_at = $2 WHERE rule_id = $1 AND ended_at IS NULL AND thing NOT IN (SELECT thing FROM found)),
  raised AS (
    INSERT INTO alerts (id, rule_id, thing, instance_id, detail, raised_at)
    SELECT f.id, $1, f.thing, f."instanceId", f.detail, $2 FROM found f WHERE EXISTS (SELECT 1 FROM alert_rules r WHERE r.id = $1 AND r.active)
    ON CONFLICT (rule_id, thing) WHERE ended_at IS NULL DO NOTHING RETURNING id, thing, instance_id),
  readers AS (
    SELECT DISTINCT r.id, r.instance_id, f.subject, p.id AS person
    FROM raised r JOIN found f ON f.thing = r.thing LEFT JOIN process_instances i ON i.id = r.instance_id LEFT JOIN people o ON o.id = i.owner_id
    JOIN people p ON p.active AND (p.id = ANY($7::uuid[]) OR p.roles && $8::text[] OR ($5 AND p.id = i.owner_id) OR ($6 AND p.id = o.manager_id))),
  told AS (
    INSERT INTO notifications (id, instance_id, person_id, code, subject, at)
    SELECT gen_random_uuid(), instance_id, person, $4, subject, $2 FROM readers)
  SELECT count(*)::int AS raised FROM raised`;

/** What was raised, the latest first: what is about a deal is seen with it. */
export async function listAlerts(
  pool: Pool,
  {
    open,
    rule,
    sight,
    page,
  }: { open?: boolean | undefined; rule?: string | undefined; sight: Sight; page: PageRequest },
  now: Instant,
): Promise<Page<Alert>> {
  const wording = { open, rule };
  const start = startOf(page, wording, now);
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = [
    `(a.instance_id IS NULL OR EXISTS (SELECT 1 FROM process_instances i WHERE i.id = a.instance_id AND ${seenSql(sight, 'instance', 'i', bind)}))`,
  ];
  if (open !== undefined) where.push(`a.ended_at IS ${open ? '' : 'NOT '}NULL`);
  if (rule !== undefined) where.push(`a.rule_id = ${bind(rule)}`);
  const [at, id] = start.after;
  if (!start.first) where.push(`(a.raised_at, a.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<Alert>(
    `SELECT ${ALERT_COLUMNS} FROM alerts a JOIN alert_rules r ON r.id = a.rule_id WHERE ${where.join(' AND ')}
     ORDER BY a.raised_at DESC, a.id DESC LIMIT ${Math.trunc(page.limit + 1)}`,
    values,
  );
  return pageOf(rows, page, start.asOf, wording, (row) => [row.raisedAt, row.id]);
}
