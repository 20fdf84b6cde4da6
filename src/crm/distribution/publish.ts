import type { Pool } from 'pg';
import { ROLES } from '../../access';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant } from '../../process';
import type { Finding } from '../../process/language/finding';
import { ms } from '../instance-sql';
import { type KnownPeople, readDistribution } from './read-rules';
import type { DistributionRule } from './rule';

/** Rules with their text, by whom they were put in force, and why. `n` rises. */
export interface Distribution {
  n: number;
  source: string;
  rules: DistributionRule[];
  at: Instant;
  author: { id: string; name: string };
  note: string;
}

const SELECT = `SELECT d.n, d.source, d.rules, ${ms('d.at')} AS at, d.note,
  jsonb_build_object('id', d.author, 'name', coalesce(p.name, '')) AS author
  FROM distributions d LEFT JOIN people p ON p.id = d.author`;

/** The rules in force; null where none were ever published. */
export async function readDistributionInForce(pool: Pick<Pool, 'query'>): Promise<Distribution | null> {
  const { rows } = await pool.query<Distribution>(`${SELECT} ORDER BY d.n DESC LIMIT 1`);
  return rows[0] ?? null;
}

/** What was in force, the newest first: 200 at most. */
export async function distributionVersions(pool: Pool): Promise<Distribution[]> {
  return (await pool.query<Distribution>(`${SELECT} ORDER BY d.n DESC LIMIT 200`)).rows;
}

/** Who puts rules in force, and why. */
export interface Publishing {
  id: string;
  author: string;
  note: string;
  /** The `n` that the text was made from, 0 for none; undefined: whichever is in force. */
  after?: number;
}

export type Published =
  | { became: 'in force' }
  | { became: 'faulty'; findings: readonly Finding[] }
  | { became: 'moved on'; n: number };

/** Puts rules in force, unless they are faulty or others came in between. Repeated with the same id it does nothing more. */
export async function publishDistribution(pool: Pool, text: string, publishing: Publishing): Promise<Published> {
  const read = readDistribution(text, await readKnownPeople(pool));
  if (!read.rules) return { became: 'faulty', findings: read.findings };
  const { id, author, note, after } = publishing;
  return inTransaction(pool, async (client) => {
    // One publisher at a time: who comes second sees what the first has put in force.
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('publish distribution', 0))`);
    const { rows } = await client.query<{ n: number; mine: boolean }>(
      `SELECT coalesce(max(n), 0) AS n, coalesce(bool_or(id = $1), false) AS mine FROM distributions`,
      [id],
    );
    const { n = 0, mine = false } = rows[0] ?? {};
    if (mine) return { became: 'in force' as const };
    if (after !== undefined && after !== n) return { became: 'moved on' as const, n };
    await client.query('INSERT INTO distributions (id, author, note, source, rules) VALUES ($1, $2, $3, $4, $5)', [
      id,
      author,
      note,
      text,
      JSON.stringify(read.rules),
    ]);
    return { became: 'in force' as const };
  });
}

/** The names that rules may use here. */
export async function readKnownPeople(pool: Pool): Promise<KnownPeople> {
  const { rows } = await pool.query<{
    people: Record<string, string>;
    roles: string[];
    teams: string[];
    skills: string[];
    lines: string[];
  }>(`
    SELECT (SELECT coalesce(jsonb_object_agg(lower(email), id), '{}') FROM people WHERE active) AS people,
      ARRAY(SELECT DISTINCT unnest(roles) FROM people) AS roles, ARRAY(SELECT key FROM teams) AS teams,
      ARRAY(SELECT DISTINCT unnest(skills) FROM people) AS skills, ARRAY(SELECT DISTINCT unnest(lines) FROM people) AS lines`);
  const [found] = rows;
  return {
    people: new Map(Object.entries(found?.people ?? {})),
    roles: new Set([...ROLES, ...(found?.roles ?? [])]),
    teams: new Set(found?.teams),
    skills: new Set(found?.skills),
    lines: new Set(found?.lines),
  };
}
