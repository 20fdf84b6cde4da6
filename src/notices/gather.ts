import type { Pool, PoolClient } from 'pg';
import { v7 as newId } from 'uuid';
import { inTransaction } from '../platform/in-transaction';
import type { Instant } from '../process';
import { kindOfNotice, type NoticeKind } from './kinds';
import { overSql } from './over';
import { readWanted, WANTED, WANTED_JOINS, type Wanted, type WantedRow, wantedOf } from './settings';
import { freeFrom } from './when';

/** A way by which notices reach people beside the product itself. Their rows say of each how far they are on it. */
export interface Way {
  /** The column of a notice that says so; `_at` and `_id` go with it. */
  name: 'mail' | 'push';
  /** When a notice goes that is shown at an instant; null: not by this way. */
  dueAt(wanted: Wanted, kind: NoticeKind, shownAt: Instant): Instant | null;
  /** Whether somebody of people `p` can be reached by it at all, as SQL. */
  reaches: string;
  /** Begins what all that is due to one person goes in. */
  begin(client: PoolClient, gathered: { id: string; personId: string; now: Instant }): Promise<unknown>;
}

const PAGE = 500;
/** What nobody could be reached with for a day stands in the product, and is left there. */
const NEWS_MS = 24 * 60 * 60 * 1000;

/** Says of each new notice when it is to go by a way, or that it does not. Any number of workers may do so at once. */
export async function planNotices(pool: Pool, way: Way, now: Instant): Promise<void> {
  while ((await planPage(pool, way, now)) === PAGE);
}

type NewNotice = WantedRow & { id: string; code: string; shownAt: Instant; reaches: boolean };

async function planPage(pool: Pool, way: Way, now: Instant): Promise<number> {
  const { rows } = await pool.query<NewNotice>(NEW(way), [PAGE]);
  const due = rows.map(({ code, shownAt, reaches, ...row }) =>
    reaches && shownAt > now - NEWS_MS ? way.dueAt(wantedOf(row), kindOfNotice(code), shownAt) : null,
  );
  await pool.query(PLAN(way), [rows.map(({ id }) => id), due.map((at) => (at === null ? null : new Date(at)))]);
  return rows.length;
}

const NEW = ({ name, reaches }: Way): string => `
  SELECT n.id, n.code, (extract(epoch FROM n.shown_at) * 1000)::float8 AS "shownAt", ${WANTED},
    coalesce(p.active, false) AND n.read_at IS NULL AND ${reaches} AS reaches
  FROM notifications n LEFT JOIN people p ON p.id = n.person_id ${WANTED_JOINS}
  WHERE n.${name} = 'new' ORDER BY n.id LIMIT $1`;

const PLAN = ({ name }: Way): string => `
  UPDATE notifications n SET ${name} = CASE WHEN u.due IS NULL THEN 'none' ELSE 'waiting' END, ${name}_at = u.due
  FROM unnest($1::uuid[], $2::timestamptz[]) AS u (id, due) WHERE n.id = u.id AND n.${name} = 'new'`;

/**
 * Puts everything that is due to one person into one: whatever waited for the end of quiet hours or of a mute comes together.
 * A notice goes once, whoever gathers at the same time. Gives how many there are more.
 */
export async function gatherNotices(pool: Pool, way: Way, now: Instant): Promise<number> {
  const { rows } = await pool.query<{ personId: string }>(
    `SELECT DISTINCT person_id AS "personId" FROM notifications WHERE ${way.name} = 'waiting' AND ${way.name}_at <= $1`,
    [new Date(now)],
  );
  let made = 0;
  for (const { personId } of rows)
    if (await inTransaction(pool, (client) => gatherOne(client, way, personId, now))) made += 1;
  return made;
}

async function gatherOne(client: PoolClient, way: Way, personId: string, now: Instant): Promise<boolean> {
  const { name } = way;
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('notices ' || $1, 0))`, [personId]);
  // Settings may have changed since it was said when.
  const free = freeFrom(await readWanted(client, personId), now);
  if (free > now) {
    const sql = `UPDATE notifications SET ${name}_at = $3 WHERE ${DUE(way)}`;
    await client.query(sql, [personId, new Date(now), new Date(free)]);
    return false;
  }
  await dropOver(client, way, personId, now);
  const id = newId();
  const { rowCount } = await client.query(
    `UPDATE notifications SET ${name} = 'taken', ${name}_id = $3, ${name}_at = NULL WHERE ${DUE(way)}`,
    [personId, new Date(now), id],
  );
  if (rowCount === 0) return false;
  await way.begin(client, { id, personId, now });
  return true;
}

const DUE = ({ name }: Way): string => `person_id = $1 AND ${name} = 'waiting' AND ${name}_at <= $2`;

async function dropOver(client: PoolClient, way: Way, personId: string, now: Instant): Promise<void> {
  const values: unknown[] = [personId, new Date(now), new Date(now - NEWS_MS)];
  const over = overSql(now, (value) => `$${values.push(value)}`);
  const inactive = 'EXISTS (SELECT 1 FROM people p WHERE p.id = n.person_id AND NOT p.active)';
  await client.query(
    `UPDATE notifications n SET ${way.name} = 'none', ${way.name}_at = NULL
     WHERE ${DUE(way)} AND (${over} OR ${way.name}_at <= $3 OR ${inactive})`,
    values,
  );
}
