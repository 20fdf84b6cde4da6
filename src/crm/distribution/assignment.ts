import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { ms, type Ref } from '../instance-sql';
import type { Looked } from './give';
import type { DistributionRule, Several } from './rule';

/** How a lead was given away. */
export interface Assignment {
  instanceId: string;
  /** Which version of the rules; its rules as they were then. */
  distribution: number;
  rules: readonly DistributionRule[];
  rule: number | null;
  /** Whoever got it then; of a queue, who keeps it. */
  owner: Ref;
  queue: Several | null;
  claimedBy: Ref | null;
  claimedAt: Instant | null;
  assignedAt: Instant;
  looked: readonly Looked[];
  /** Of everybody whom it names. */
  names: Readonly<Record<string, string>>;
}

const person = (id: string): string =>
  `(SELECT jsonb_build_object('id', p.id, 'name', p.name) FROM people p WHERE p.id = ${id})`;

/** How a lead was given away; null where nobody asked the rules. */
export async function readAssignment(pool: Pool, instanceId: string): Promise<Assignment | null> {
  const { rows } = await pool.query<Omit<Assignment, 'names'>>(
    `SELECT a.instance_id AS "instanceId", a.distribution, d.rules, a.rule, a.queue, a.why AS looked,
       coalesce(${person('a.owner_id')}, jsonb_build_object('id', a.owner_id, 'name', '')) AS owner,
       ${person('a.claimed_by')} AS "claimedBy", ${ms('a.claimed_at')} AS "claimedAt", ${ms('a.assigned_at')} AS "assignedAt"
     FROM lead_assignments a JOIN distributions d ON d.n = a.distribution WHERE a.instance_id = $1`,
    [instanceId],
  );
  const [found] = rows;
  return found ? { ...found, names: await namesOf(pool, found) } : null;
}

/** The names of everybody whom rules and candidates are about, by id. */
export async function namesOf(
  pool: Pool,
  { rules, looked, owner }: Pick<Assignment, 'rules' | 'looked'> & { owner?: Ref },
): Promise<Record<string, string>> {
  const inRules = rules.flatMap(({ to, keeper }) => ['person' in to ? to.person : [], keeper ?? []].flat());
  const ids = [
    ...inRules,
    ...looked.flatMap(({ candidates }) => candidates.map(({ id }) => id)),
    ...(owner ? [owner.id] : []),
  ];
  const { rows } = await pool.query<Ref>('SELECT id, name FROM people WHERE id = ANY($1::uuid[])', [[...new Set(ids)]]);
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
