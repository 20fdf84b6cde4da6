import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import { type Ref, ref } from '../../crm';
import type { Instant, LocalDate, Money, Text } from '../../process';
import { inTeams, type Narrow } from '../question';
import { readBase } from '../sources/source-results';
import type { Bucket, Per } from './periods';
import { CATEGORY, expectedSql } from './sets';

/** What a person or a team is to win in a month or a quarter. */
export interface Quota {
  id: string;
  person: Ref | null;
  team: { key: string; name: Text } | null;
  per: Per;
  startsOn: LocalDate;
  amount: Money;
  revision: number;
}

/** Whose quota, and of when: there is one of each. */
export type QuotaOf = Pick<Quota, 'per' | 'startsOn'> & ({ person: string } | { team: string });

const COLUMNS = `q.id, ${ref('p')} AS person, CASE WHEN t.id IS NOT NULL THEN jsonb_build_object('key', t.key, 'name', t.name) END AS team,
  q.per, to_char(q.starts_on, 'YYYY-MM-DD') AS "startsOn", jsonb_build_object('minor', q.amount_minor, 'currency', q.currency) AS amount, q.revision`;
const FROM = 'FROM quotas q LEFT JOIN people p ON p.id = q.person_id LEFT JOIN teams t ON t.id = q.team_id';

/** A team's quota is seen by who sees all that its people have: by less, how far it is met could not be said. */
const seen = (sight: Sight, bind: Bind): string => {
  if (sight.owners === null) return 'true';
  const owners = `${bind(sight.owners)}::uuid[]`;
  return `CASE WHEN q.person_id IS NOT NULL THEN q.person_id = ANY(${owners})
    ELSE NOT EXISTS (SELECT 1 FROM team_members m WHERE m.team_id = q.team_id AND m.person_id <> ALL(${owners})) END`;
};

/** A team is narrowed to by its own quota and by those of its people; the empty text: people who are in none. */
function wanted({ by, narrow: { owner, team } = {} }: OfQuotas, bind: Bind): string[] {
  return [
    ...(by ? [`q.${by === 'owner' ? 'person' : 'team'}_id IS NOT NULL`] : []),
    ...(owner?.length ? [`q.person_id = ANY(${bind(owner)}::uuid[])`] : []),
    ...(team?.length ? [`(t.key = ANY(${bind(team)}::text[]) OR ${inTeams('q.person_id', team, bind)})`] : []),
  ];
}

/** The quotas of months or quarters that begin within a span, by when they begin. */
export async function listQuotas(
  pool: Pool,
  {
    per,
    from,
    until,
    sight,
    of = {},
  }: { per?: Per | undefined; from: LocalDate; until: LocalDate; sight: Sight; of?: OfQuotas },
): Promise<Quota[]> {
  const values: unknown[] = [from, until];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [`q.starts_on >= $1::date AND q.starts_on < $2::date`, seen(sight, bind), ...wanted(of, bind)];
  if (per) where.push(`q.per = ${bind(per)}`);
  const { rows } = await pool.query<Quota>(
    `SELECT ${COLUMNS} ${FROM} WHERE ${where.join(' AND ')} ORDER BY q.starts_on, q.per, t.key NULLS LAST, p.name, q.id`,
    values,
  );
  return rows;
}

/**
 * Sets a quota; `revision` is the one that was looked at, null where there was none. In the base currency.
 * @returns null where another revision is in force by now
 */
export async function putQuota(
  pool: Pool,
  of: QuotaOf,
  { id, minor, revision, by }: { id: string; minor: number; revision: number | null; by: string },
  now: Instant,
): Promise<Quota | null> {
  const person = 'person' in of ? of.person : null;
  const team = 'team' in of ? of.team : null;
  const key = person === null ? 'team_id' : 'person_id';
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO quotas (id, person_id, team_id, per, starts_on, amount_minor, currency, set_by, set_at)
     SELECT $1, $2::uuid, (SELECT t.id FROM teams t WHERE t.key = $3), $4, $5::date, $6, $7, $8, $9
     WHERE $10::int IS NULL OR EXISTS (SELECT 1 FROM quotas o LEFT JOIN teams t ON t.id = o.team_id
       WHERE (o.person_id = $2::uuid OR t.key = $3) AND o.per = $4 AND o.starts_on = $5::date)
     ON CONFLICT (${key}, per, starts_on) WHERE ${key} IS NOT NULL DO UPDATE
       SET amount_minor = excluded.amount_minor, currency = excluded.currency, set_by = excluded.set_by, set_at = excluded.set_at,
         revision = quotas.revision + 1
       WHERE quotas.revision = $10
     RETURNING id`,
    [id, person, team, of.per, of.startsOn, minor, await readBase(pool), by, new Date(now), revision],
  );
  const written = rows[0]?.id;
  if (written === undefined) return null;
  return (await pool.query<Quota>(`SELECT ${COLUMNS} ${FROM} WHERE q.id = $1`, [written])).rows[0] ?? null;
}

/** Takes a quota back. Gives whether there was one. */
export async function removeQuota(pool: Pool, id: string): Promise<boolean> {
  return (await pool.query('DELETE FROM quotas WHERE id = $1', [id])).rowCount === 1;
}

/** How far a quota is met. Minor units of its currency. */
export interface Attainment {
  quota: Quota;
  won: { count: number; minor: number };
  /** Won of the quota; null: it is 0. */
  attained: number | null;
  /** What is missing, 0 where nothing is. */
  missingMinor: number;
  /** Open ones that are expected to close within it: those that are committed, and all by their probability. */
  commitMinor: number;
  weightedMinor: number;
}

/** Which quotas are asked for: all, those of people, or those of teams; of some people or teams alone. */
export interface OfQuotas {
  by?: 'owner' | 'team' | null;
  narrow?: Pick<Narrow, 'owner' | 'team'>;
}

/** How far the quotas of these months or quarters are met, by what was won in them by their people of today. */
export async function readAttainment(
  pool: Pool,
  { buckets, per, sight, ...of }: { buckets: readonly Bucket[]; per: Per; sight: Sight } & OfQuotas,
): Promise<Attainment[]> {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last) return [];
  const [quotas, rows] = await Promise.all([
    listQuotas(pool, { per, from: first.startsOn, until: last.endsBefore, sight, of }),
    readByOwner(pool, { per, sight, first, last }),
  ]);
  const members = await membersOf(pool);
  return quotas.map((quota) => {
    const owners = quota.person ? [quota.person.id] : (members.get(quota.team?.key ?? '') ?? []);
    const mine = rows.filter((row) => row.startsOn === quota.startsOn && owners.includes(row.owner));
    const sum = (what: 'won' | 'wonMinor' | 'commitMinor' | 'weightedMinor') =>
      mine.reduce((all, row) => all + row[what], 0);
    const { minor } = quota.amount;
    const won = { count: sum('won'), minor: sum('wonMinor') };
    return {
      ...{ quota, won, attained: minor === 0 ? null : won.minor / minor, missingMinor: Math.max(0, minor - won.minor) },
      ...{ commitMinor: sum('commitMinor'), weightedMinor: sum('weightedMinor') },
    };
  });
}

interface OwnerRow {
  owner: string;
  startsOn: LocalDate;
  won: number;
  wonMinor: number;
  commitMinor: number;
  weightedMinor: number;
}

async function readByOwner(
  pool: Pool,
  { per, sight, first, last }: { per: Per; sight: Sight; first: Bucket; last: Bucket },
): Promise<OwnerRow[]> {
  const values: unknown[] = [
    first.zone,
    per,
    new Date(first.from),
    new Date(last.until),
    first.startsOn,
    last.endsBefore,
  ];
  const where = `i.kind = 'sale' AND ${seenSql(sight, 'sale', 'i', (value) => `$${values.push(value)}`)}`;
  const { rows } = await pool.query<OwnerRow>(
    `SELECT owner, to_char(date_trunc($2::text, day::timestamp), 'YYYY-MM-DD') AS "startsOn", count(*) FILTER (WHERE won)::int AS won,
       coalesce(sum(minor) FILTER (WHERE won), 0)::float8 AS "wonMinor",
       coalesce(sum(minor) FILTER (WHERE NOT won AND category = 'commit'), 0)::float8 AS "commitMinor",
       coalesce(sum(round(minor * coalesce(pct, 0) / 100.0)) FILTER (WHERE NOT won), 0)::float8 AS "weightedMinor"
     FROM (
       SELECT i.owner_id AS owner, (i.closed_at AT TIME ZONE $1::text)::date AS day, true AS won, i.amount_base_minor AS minor, NULL AS category, NULL::int AS pct
       FROM process_instances i WHERE ${where} AND NOT i.open AND i.result = 'won' AND i.closed_at >= $3 AND i.closed_at < $4
       UNION ALL
       SELECT owner_id, day, false, minor, category, pct FROM (
         SELECT i.owner_id, ${expectedSql('$1::text')} AS day, i.amount_base_minor AS minor, ${CATEGORY} AS category, i.probability_pct AS pct
         FROM process_instances i WHERE ${where} AND i.open) o WHERE day >= $5::date AND day < $6::date
     ) r GROUP BY 1, 2`,
    values,
  );
  return rows;
}

async function membersOf(pool: Pool): Promise<Map<string, string[]>> {
  const { rows } = await pool.query<{ key: string; people: string[] }>(
    'SELECT t.key, array_agg(m.person_id::text) AS people FROM teams t JOIN team_members m ON m.team_id = t.id GROUP BY t.key',
  );
  return new Map(rows.map(({ key, people }) => [key, people]));
}
