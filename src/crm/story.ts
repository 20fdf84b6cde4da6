import type { Pool } from 'pg';
import type { Bind } from '../access';
import type { Instant, Kind } from '../process';
import { type Page, type PageRequest, pageOf, startOf } from './cursor';
import { OWNER, STANDING, WORDS } from './instance-sql';
import { type InteractionCard, interactionSelect } from './interactions';
import { type InstanceRow, type ListRow, rowOf } from './list-instances';
import { type StoryHead, storyHead } from './story-head';
import { interactionsOf, processesOf, type StoryOf } from './story-sql';
import type { Versions } from './versions';

export type { StoryHead } from './story-head';

/** Everything that was launched for a client and what came of it, and the contacts with it, as far as somebody sees them. */
export interface Story {
  now: StoryHead;
  /** How many processes of each type (a definition's key) there are, closed ones included. */
  types: { process: string; total: number; open: number }[];
  leads: InstanceRow[];
  sales: InstanceRow[];
  interactions: Page<InteractionCard>;
}

const SHOWN = 100;

/**
 * The story of an account, or of a contact over all organisations they belong to. Of leads and sales the newest 100 of each, of
 * interactions a page.
 * Source: ONEC-09, ONEC-12 to ONEC-15.
 */
export async function clientStory(
  { pool, versions }: { pool: Pool; versions: Versions },
  of: StoryOf,
  page: PageRequest,
  now: Instant,
): Promise<Story> {
  const source = { pool, versions };
  const [head, types, leads, sales, interactions] = await Promise.all([
    storyHead(pool, of, now),
    countTypes(pool, of),
    processes(source, of, 'lead'),
    processes(source, of, 'sale'),
    interactionPage(pool, of, page, now),
  ]);
  return { now: head, types, leads, sales, interactions };
}

async function countTypes(pool: Pool, of: StoryOf): Promise<Story['types']> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { rows } = await pool.query<Story['types'][number]>(
    `SELECT v.key AS process, count(*)::int AS total, (count(*) FILTER (WHERE x.open))::int AS open
     FROM (SELECT i.version_id, i.open ${processesOf(of, 'lead', bind)}
           UNION ALL SELECT i.version_id, i.open ${processesOf(of, 'sale', bind)}) x
     JOIN process_versions v ON v.id = x.version_id GROUP BY v.key ORDER BY v.key`,
    values,
  );
  return rows;
}

async function processes(
  { pool, versions }: { pool: Pool; versions: Versions },
  of: StoryOf,
  kind: Kind,
): Promise<InstanceRow[]> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { columns, from } = WORDS[kind];
  const { rows } = await pool.query<ListRow>(
    `SELECT ${STANDING}, ${columns}, ${OWNER} AS owner, i.started_at::text AS "sortKey"
     FROM process_instances i ${from} LEFT JOIN people o ON o.id = i.owner_id
     WHERE i.id IN (SELECT i.id ${processesOf(of, kind, bind)}) ORDER BY i.started_at DESC, i.id DESC LIMIT ${bind(SHOWN)}`,
    values,
  );
  const known = await versions.all(rows.map((row) => row.versionId));
  return rows.flatMap((row) => rowOf(row, known));
}

async function interactionPage(
  pool: Pool,
  of: StoryOf,
  page: PageRequest,
  now: Instant,
): Promise<Page<InteractionCard>> {
  const question = { story: of.entity, id: of.id, by: of.sight.owners === null ? null : of.sight.personId };
  const start = startOf(page, question, now);
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = [interactionsOf(of, bind), `x.created_at <= ${bind(new Date(start.asOf))}`];
  const [at, id] = start.after;
  if (!start.first) where.push(`(x.at, x.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<InteractionCard>(
    `${interactionSelect(of.sight, bind)} WHERE ${where.join(' AND ')} ORDER BY x.at DESC, x.id DESC LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  return pageOf(rows, page, start.asOf, question, (row) => [row.at, row.id]);
}
