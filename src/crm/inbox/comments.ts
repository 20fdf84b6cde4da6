import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms, type Ref, ref } from '../instance-sql';
import type { ReachedTask } from './reach';

/** What somebody said about a task: by itself, or with a command such as `complete`. */
export interface TaskComment {
  id: string;
  at: Instant;
  author: Ref | null;
  body: string;
  /** The command that it came with; null: it stands for itself. */
  with: string | null;
}

/** Adds a comment; the same id is kept once. */
export async function addTaskComment(
  pool: Pool,
  { id, task, authorId, body }: { id: string; task: ReachedTask; authorId: string; body: string },
  now: Instant,
): Promise<void> {
  await pool.query(
    `INSERT INTO task_comments (id, task_id, instance_id, author_id, at, body) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO NOTHING`,
    [id, task.id, task.instance.id, authorId, new Date(now), body],
  );
}

/** The comments of a task, the oldest first. */
export async function listTaskComments(
  pool: Pool,
  { task, page }: { task: ReachedTask; page: PageRequest },
  now: Instant,
): Promise<Page<TaskComment>> {
  const question = { task: task.id };
  const start = startOf(page, question, now);
  const [at = '-infinity', id = '00000000-0000-0000-0000-000000000000'] = start.after;
  const values = [task.id, task.instance.id, task.key, new Date(start.asOf), at, id, page.limit + 1];
  const { rows } = await pool.query<TaskComment & { sortKey: string }>(LIST, values);
  const read = pageOf(rows, page, start.asOf, question, (row) => [row.sortKey, row.id]);
  return { ...read, items: read.items.map(({ sortKey: _, ...comment }) => comment) };
}

const LIST = `
  SELECT k.id, ${ms('k.at')} AS at, ${ref('o')} AS author, k.body, k.act AS with, k.at::text AS "sortKey" FROM (
    SELECT id, at, author_id::text AS author, body, NULL AS act FROM task_comments WHERE task_id = $1
    UNION ALL
    SELECT id, received_at, caller_id, record ->> 'comment', type FROM commands
    WHERE instance_id = $2 AND command ->> 'task' IN ($1::text, $3) AND status = 'applied' AND record ? 'comment') k
  LEFT JOIN people o ON o.id::text = k.author
  WHERE k.at <= $4 AND (k.at, k.id) > ($5::timestamptz, $6::uuid) ORDER BY k.at, k.id LIMIT $7`;
