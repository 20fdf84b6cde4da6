import type { Pool } from 'pg';
import { z } from 'zod';
import { ms } from '../../crm';
import type { Instant, Text } from '../../process';
import { PERS } from '../forecast/periods';

const key = z.string().min(1).max(200);
const pct = z.number().min(1).max(1000);

/** What each kind of rule looks at. */
export const RuleSettings = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('deal stalls'),
      fromMinor: z
        .int()
        .min(0)
        .meta({ description: 'Sales worth so much and more, in minor units of the base currency' }),
      days: z.int().min(0).max(365).default(0).meta({ description: 'Over its limit for so many days of 24 hours' }),
      process: key.optional(),
      team: key.optional().meta({ description: 'That its owner is in' }),
    })
    .meta({ description: 'A sale that is over its limit, or waits past its date' }),
  z
    .strictObject({
      kind: z.literal('queue grows'),
      process: key,
      stage: key,
      atLeast: z.int().min(1).meta({ description: 'So many stand there' }),
      growthPct: pct.optional().meta({ description: 'And so much more than a week ago' }),
      team: key.optional(),
    })
    .meta({ description: 'Many leads or sales stand at one stage' }),
  z
    .strictObject({
      kind: z.literal('forecast slips'),
      per: z.enum(PERS),
      fallPct: pct.max(100).meta({ description: 'So much less than the forecast that was kept a week ago' }),
      team: key.optional(),
    })
    .meta({ description: 'What is won and weighted in this month or quarter falls' }),
]);
export type RuleSettings = z.output<typeof RuleSettings>;
export type RuleKind = RuleSettings['kind'];

/** A rule, and who is told. */
export interface AlertRule {
  id: string;
  name: Text;
  settings: RuleSettings;
  to: { owner: boolean; manager: boolean; people: string[]; roles: string[] };
  active: boolean;
  revision: number;
}

const COLUMNS = `id, name, settings, jsonb_build_object('owner', to_owner, 'manager', to_manager, 'people', to_jsonb(to_people), 'roles', to_jsonb(to_roles)) AS to, active, revision`;

/** The rules, or one of them; those that are off too. */
export async function listAlertRules(pool: Pool, id: string | null = null): Promise<AlertRule[]> {
  const { rows } = await pool.query<AlertRule>(
    `SELECT ${COLUMNS} FROM alert_rules WHERE $1::uuid IS NULL OR id = $1 ORDER BY changed_at, id`,
    [id],
  );
  return rows;
}

/** Writes a rule; with a revision over the one that was looked at. @returns null where another is in force by now */
export async function putAlertRule(
  pool: Pool,
  rule: Omit<AlertRule, 'revision'> & { revision: number | null },
  by: string,
  now: Instant,
): Promise<AlertRule | null> {
  const { id, name, settings, to, active, revision } = rule;
  const values = [
    ...[id, JSON.stringify(name), settings.kind, JSON.stringify(settings), to.owner, to.manager, to.people, to.roles],
    ...[active, by, new Date(now), revision],
  ];
  const { rows } = await pool.query<AlertRule>(
    revision === null
      ? `INSERT INTO alert_rules (id, name, kind, settings, to_owner, to_manager, to_people, to_roles, active, changed_by, changed_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 WHERE $12::int IS NULL
         ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING ${COLUMNS}`
      : `UPDATE alert_rules SET name = $2, kind = $3, settings = $4, to_owner = $5, to_manager = $6, to_people = $7, to_roles = $8, active = $9,
           changed_by = $10, changed_at = $11, revision = revision + 1 WHERE id = $1 AND revision = $12 RETURNING ${COLUMNS}`,
    values,
  );
  return rows[0] ?? null;
}

/** Takes a rule back, with what it found. Gives whether there was one. */
export async function removeAlertRule(pool: Pool, id: string): Promise<boolean> {
  return (await pool.query('DELETE FROM alert_rules WHERE id = $1', [id])).rowCount === 1;
}

/** Something that a rule found. */
export interface Alert {
  id: string;
  rule: { id: string; name: Text; kind: RuleKind };
  thing: string;
  instanceId: string | null;
  detail: Record<string, string | number>;
  raisedAt: Instant;
  endedAt: Instant | null;
}

/** What alerts are read by. */
export const ALERT_COLUMNS = `a.id, jsonb_build_object('id', r.id, 'name', r.name, 'kind', r.kind) AS rule, a.thing, a.instance_id AS "instanceId", a.detail,
  ${ms('a.raised_at')} AS "raisedAt", ${ms('a.ended_at')} AS "endedAt"`;
