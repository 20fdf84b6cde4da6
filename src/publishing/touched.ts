import type { Pool } from 'pg';
import type { Difference, Spot, Touches } from '../process/compare/difference';

/** A difference, and how many running deals of the older version it is about. */
export type Touched = Difference & { deals: number };

/** Counts the running deals of a version that differences touch: each by itself, and all of them together. */
export async function withDeals(
  pool: Pool,
  versionId: string,
  differences: readonly Difference[],
): Promise<{ differences: Touched[]; deals: number }> {
  const asked = [...differences.map(({ touches }) => touches), together(differences)];
  const counts = await countTouched(pool, versionId, asked);
  return {
    differences: differences.map((one, i) => ({ ...one, deals: counts[i] ?? 0 })),
    deals: counts.at(-1) ?? 0,
  };
}

/** Everybody whom any of them touches. */
function together(differences: readonly Difference[]): Touches {
  if (differences.some(({ touches }) => touches === 'all')) return 'all';
  return differences.flatMap(({ touches }) => (typeof touches === 'string' ? [] : touches));
}

/** Where a running deal is, once for each place: its stage, the steps of its branches, its open tasks. */
const PLACES = `
  SELECT i.id, i.state AS stage, NULL AS task FROM running i
  UNION ALL
  SELECT i.id, b.value ->> 'at', NULL FROM running i, jsonb_each(coalesce(i.snapshot -> 'branches', '{}')) b
  UNION ALL
  SELECT i.id, t.stage, t.task FROM running i JOIN tasks t ON t.instance_id = i.id AND t.status = 'open' AND t.task IS NOT NULL`;

async function countTouched(pool: Pool, versionId: string, asked: readonly Touches[]): Promise<number[]> {
  const spots = asked.flatMap((touches, n) => spotsOf(touches).map((spot) => ({ n, ...spot })));
  const { rows } = await pool.query<{ total: number; counts: Record<string, number> }>(
    `WITH running AS (SELECT id, state, snapshot FROM process_instances WHERE version_id = $1 AND open),
       places AS (${PLACES}),
       spots AS (SELECT * FROM jsonb_to_recordset($2) AS s (n int, stage text, task text)),
       found AS (SELECT s.n, count(DISTINCT p.id)::int AS deals
         FROM spots s JOIN places p ON p.stage = s.stage AND p.task IS NOT DISTINCT FROM s.task GROUP BY s.n)
     SELECT (SELECT count(*)::int FROM running) AS total,
       (SELECT coalesce(jsonb_object_agg(n, deals), '{}') FROM found) AS counts`,
    [versionId, JSON.stringify(spots)],
  );
  const { total = 0, counts = {} } = rows[0] ?? {};
  return asked.map((touches, n) => (touches === 'all' ? total : (counts[n] ?? 0)));
}

const spotsOf = (touches: Touches): readonly Spot[] => (typeof touches === 'string' ? [] : touches);
