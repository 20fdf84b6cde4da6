import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../access';
import type { Instant, Kind } from '../process';
import type { DeadlineKind } from '../process/snapshot';
import { type Page, type PageRequest, pageOf, startOf } from './cursor';
import { type Prospect, prospectsOf } from './foreseen';
import { ms, type Ref, ref } from './instance-sql';
import type { Versions } from './versions';

/** What will happen by itself, and to whom. */
export interface ComingDeadline extends Prospect {
  key: string;
  subject: string;
  kind: DeadlineKind;
  at: Instant;
  instance: { id: string; kind: Kind; number: number; name: string };
  owner: Ref | null;
  /** The nearest one above the owner who still works here: whom it escalates to. */
  manager: Ref | null;
}

/** Which of the coming deadlines are asked for. */
export interface ComingFilter {
  sight: Sight;
  /** How far ahead, in milliseconds. */
  within: number;
  owner?: string;
  /** The key of a team that the owner is in. */
  team?: string;
}

/** How many deadlines one owner has coming, by kind. */
export interface OwnersDeadlines {
  owner: Ref;
  total: number;
  kinds: Partial<Record<DeadlineKind, number>>;
}

/**
 * The deadlines that fall due up to an instant, the earliest first; those that are late already come first of all. Each
 * with what will come of it if nobody does anything until then.
 */
export async function comingDeadlines(
  { pool, versions }: { pool: Pool; versions: Versions },
  asked: ComingFilter & { page: PageRequest },
  now: Instant,
): Promise<Page<ComingDeadline>> {
  const { within, owner, team, page, sight } = asked;
  const question = { within, owner: owner ?? null, team: team ?? null, owners: sight.owners };
  const start = startOf(page, question, now);
  const [at = 0, instance = '00000000-0000-0000-0000-000000000000', key = ''] = start.after;
  const until = start.asOf + within;
  const values: unknown[] = [new Date(until), owner ?? null, team ?? null];
  values.push(new Date(Number(at)), instance, key, page.limit + 1);
  const { rows } = await pool.query<Read>(pageSql(seen(sight, values)), values);
  const read = pageOf(rows, page, start.asOf, question, (row) => [row.at, row.instanceId, row.key]);
  const ids = [...new Set(read.items.map((row) => row.instanceId))];
  const prospects = await prospectsOf({ pool, versions }, ids, { from: start.asOf, until });
  return { ...read, items: read.items.flatMap((row) => comingOf(row, prospects.get(row.instanceId)?.get(row.key))) };
}

type Read = Pick<ComingDeadline, 'key' | 'subject' | 'kind' | 'at' | 'owner' | 'manager'> & {
  instanceId: string;
  instanceKind: Kind;
  number: number;
  name: string;
};

/** What was disarmed between the two readings is left out. */
function comingOf(
  { instanceId, instanceKind, number, name, ...row }: Read,
  prospect: Prospect | undefined,
): ComingDeadline[] {
  if (!prospect) return [];
  return [{ ...row, ...prospect, instance: { id: instanceId, kind: instanceKind, number, name } }];
}

/** How many deadlines each owner has coming, whoever has the most first. */
export async function deadlinesByOwner(
  pool: Pool,
  { within, owner, team, sight }: ComingFilter,
  now: Instant,
): Promise<OwnersDeadlines[]> {
  const values: unknown[] = [new Date(now + within), owner ?? null, team ?? null];
  const { rows } = await pool.query<OwnersDeadlines>(byOwnerSql(seen(sight, values)), values);
  return rows;
}

const seen = (sight: Sight, values: unknown[]): string => {
  const bind: Bind = (value) => `$${values.push(value)}`;
  return seenSql(sight, 'instance', 'i', bind);
};

const FROM =
  'FROM deadlines d JOIN process_instances i ON i.id = d.instance_id LEFT JOIN people o ON o.id = i.owner_id';

const WHERE = `WHERE i.open AND d.at <= $1 AND ($2::uuid IS NULL OR i.owner_id = $2) AND ($3::text IS NULL OR EXISTS (
    SELECT 1 FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = i.owner_id AND t.key = $3))`;

/** Up the chain of managers, past those who have left; bounded, so that a loop in the data ends. */
const MANAGER = `LEFT JOIN LATERAL (
    WITH RECURSIVE chain AS (
      SELECT p.id, p.name, p.manager_id, p.active, 1 AS depth FROM people p WHERE p.id = o.manager_id
      UNION ALL
      SELECT p.id, p.name, p.manager_id, p.active, depth + 1 FROM chain JOIN people p ON p.id = chain.manager_id
      WHERE NOT chain.active AND depth < 20)
    SELECT id, name FROM chain WHERE active LIMIT 1) b ON true`;

const pageSql = (seen: string) => `
  SELECT d.key, d.subject, d.kind, ${ms('d.at')} AS at, ${ref('o')} AS owner, ${ref('b')} AS manager,
    i.id AS "instanceId", i.kind AS "instanceKind", coalesce(s.number, l.number) AS number, coalesce(s.title, l.topic) AS name
  ${FROM} ${MANAGER}
  LEFT JOIN sales s ON i.kind = 'sale' AND s.id = i.id
  LEFT JOIN leads l ON i.kind = 'lead' AND l.id = i.id
  ${WHERE} AND ${seen} AND (d.at, d.instance_id, d.key) > ($4, $5::uuid, $6)
  ORDER BY d.at, d.instance_id, d.key LIMIT $7`;

const byOwnerSql = (seen: string) => `
  SELECT ${ref('o')} AS owner, sum(n)::int AS total, jsonb_object_agg(kind, n) AS kinds
  FROM (SELECT i.owner_id, d.kind, count(*)::int AS n ${FROM} ${WHERE} AND ${seen} GROUP BY i.owner_id, d.kind) c
  JOIN people o ON o.id = c.owner_id
  GROUP BY o.id, o.name ORDER BY total DESC, o.name, o.id`;
