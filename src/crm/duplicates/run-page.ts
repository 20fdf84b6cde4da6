import type { Pool } from 'pg';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant } from '../../process';
import type { Reason } from './judge';
import { compare } from './likely';
import { type DuplicateEntity, readRecords } from './records';
import { DuplicateRules } from './rules';

/** Notes which records of the kind share a key: all that the pages need to know of each other. Repeated, it changes nothing. */
export async function gatherBlocks(pool: Pool, runId: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ entity: DuplicateEntity; status: string; rules: unknown }>(
      'SELECT entity, status, rules FROM duplicate_runs WHERE id = $1 FOR UPDATE',
      [runId],
    );
    const [run] = rows;
    if (run?.status !== 'waiting') return;
    const { mostAlike } = DuplicateRules.parse(run.rules);
    await client.query(
      `INSERT INTO duplicate_blocks (run_id, key, ids)
       SELECT $1, key, array_agg(id) FROM search_entries CROSS JOIN LATERAL unnest(keys) key
       WHERE kind = $2 GROUP BY key HAVING count(*) BETWEEN 2 AND $3`,
      [runId, run.entity, mostAlike],
    );
    await client.query(`UPDATE duplicate_runs SET status = 'running' WHERE id = $1`, [runId]);
  });
}

/** So many records are compared with their likes at a time. */
const PAGE = 500;

interface PageRun {
  entity: DuplicateEntity;
  after: string | null;
  rules: unknown;
}

/**
 * Compares the next records of a run with whoever shares a key with them, and keeps the pairs that look alike; in one transaction
 * with how far it has come, so a page that is done twice is counted once. False: it is over, or was stopped.
 */
export async function duplicatePage(pool: Pool, runId: string, now: Instant): Promise<boolean> {
  const { rows } = await pool.query<PageRun>(
    `SELECT entity, after, rules FROM duplicate_runs WHERE id = $1 AND status = 'running'`,
    [runId],
  );
  const [run] = rows;
  if (!run) {
    await pool.query('DELETE FROM duplicate_blocks WHERE run_id = $1', [runId]);
    return false;
  }
  const ids = await pageIds(pool, run);
  if (ids.length === 0) {
    await finish(pool, runId, run.entity, now);
    return false;
  }
  const pairs = await pairsOf(pool, runId, run.entity, ids);
  const found = await comparePairs(pool, run, pairs);
  await keepPairs(pool, { runId, run, ids, compared: pairs.length, found, now });
  return true;
}

async function pageIds(pool: Pool, { entity, after }: PageRun): Promise<string[]> {
  const sql = 'SELECT id FROM search_entries WHERE kind = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3';
  return (await pool.query<{ id: string }>(sql, [entity, after, PAGE])).rows.map(({ id }) => id);
}

interface PairIds {
  left: string;
  right: string;
}

async function pairsOf(pool: Pool, runId: string, entity: DuplicateEntity, ids: readonly string[]): Promise<PairIds[]> {
  const { rows } = await pool.query<PairIds>(
    `SELECT DISTINCT e.id AS left, other AS right
     FROM search_entries e CROSS JOIN LATERAL unnest(e.keys) mine JOIN duplicate_blocks b ON b.run_id = $1 AND b.key = mine
     CROSS JOIN LATERAL unnest(b.ids) other WHERE e.kind = $2 AND e.id = ANY($3) AND other > e.id`,
    [runId, entity, ids],
  );
  return rows;
}

interface FoundPair extends PairIds {
  score: number;
  reasons: Reason[];
}

async function comparePairs(pool: Pool, { entity, rules }: PageRun, pairs: readonly PairIds[]): Promise<FoundPair[]> {
  const judgeBy = DuplicateRules.parse(rules);
  const records = await readRecords(pool, entity, [...new Set(pairs.flatMap(({ left, right }) => [left, right]))]);
  return pairs.flatMap(({ left, right }) => {
    const [a, b] = [records.get(left), records.get(right)];
    // Two leads of one person are two interests, unless both are still being worked.
    if (!a || !b || a.open === false || b.open === false) return [];
    const judged = compare(a, b, judgeBy);
    return judged.score >= judgeBy.listFrom ? [{ left, right, ...judged }] : [];
  });
}

async function keepPairs(
  pool: Pool,
  page: {
    runId: string;
    run: PageRun;
    ids: readonly string[];
    compared: number;
    found: readonly FoundPair[];
    now: Instant;
  },
): Promise<void> {
  const { runId, run, ids, compared, found, now } = page;
  await inTransaction(pool, async (client) => {
    const moved = await client.query(
      `UPDATE duplicate_runs SET after = $2, looked_at = looked_at + $3, compared = compared + $4, found = found + $5
       WHERE id = $1 AND after IS NOT DISTINCT FROM $6 AND status = 'running'`,
      [runId, ids.at(-1), ids.length, compared, found.length, run.after],
    );
    if (moved.rowCount === 0) return;
    await client.query(
      `INSERT INTO duplicate_pairs (entity, left_id, right_id, score, reasons, run_id, found_at)
       SELECT $1, "left", "right", score, reasons, $2, $3
       FROM jsonb_to_recordset($4::jsonb) AS p("left" uuid, "right" uuid, score float8, reasons jsonb)
       ON CONFLICT (entity, left_id, right_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons, run_id = excluded.run_id
         WHERE duplicate_pairs.status <> 'merged'`,
      [run.entity, runId, new Date(now), JSON.stringify(found)],
    );
  });
}

/** Open pairs that a whole run has not found again look alike no more. */
async function finish(pool: Pool, runId: string, entity: DuplicateEntity, now: Instant): Promise<void> {
  await inTransaction(pool, async (client) => {
    const over = `UPDATE duplicate_runs SET status = 'done', finished_at = $2 WHERE id = $1 AND status = 'running'`;
    const { rowCount } = await client.query(over, [runId, new Date(now)]);
    if (rowCount === 0) return;
    const gone = `DELETE FROM duplicate_pairs WHERE entity = $1 AND status = 'open' AND run_id IS DISTINCT FROM $2`;
    await client.query(gone, [entity, runId]);
    await client.query('DELETE FROM duplicate_blocks WHERE run_id = $1', [runId]);
  });
}
