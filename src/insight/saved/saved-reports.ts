import type { Pool } from 'pg';
import type { Person } from '../../access';
import { ms, type Ref, SHARED_WITH, type Share } from '../../crm';
import type { Instant } from '../../process';

/** A report's question as it stands in an address: texts, or lists of them, by parameter. */
export type RawQuestion = Readonly<Record<string, string | readonly string[]>>;

/** What whoever saves a report says of it. */
export interface ReportWords {
  name: string;
  question: RawQuestion;
  shared: Share;
  /** Keys of the teams it is shared with. */
  teams: readonly string[];
}

/** A saved report, as somebody sees it. */
export interface SavedReport extends ReportWords {
  id: string;
  /** Which report. */
  report: string;
  owner: Ref;
  revision: number;
  updatedAt: Instant;
}

type Reader = Pick<Person, 'id' | 'teams'>;

const SELECT = `SELECT s.id, s.report, s.name, s.question, s.shared, s.teams, s.revision, ${ms('s.updated_at')} AS "updatedAt",
    jsonb_build_object('id', s.owner_id, 'name', coalesce(o.name, '')) AS owner
  FROM saved_reports s LEFT JOIN people o ON o.id = s.owner_id WHERE ${SHARED_WITH('s', '$1', '$2')}`;

/** Somebody's own reports and those that are shared with them, by name. */
export async function listReports(pool: Pool, reader: Reader): Promise<SavedReport[]> {
  const { rows } = await pool.query<SavedReport>(`${SELECT} ORDER BY lower(s.name), s.id`, [reader.id, reader.teams]);
  return rows;
}

/** null when there is none that the reader may see. */
export async function readReport(pool: Pool, reader: Reader, id: string): Promise<SavedReport | null> {
  const { rows } = await pool.query<SavedReport>(`${SELECT} AND s.id = $3`, [reader.id, reader.teams, id]);
  return rows[0] ?? null;
}

/** Saves a report under a given id; made once before, it is left as it is. */
export async function createReport(
  pool: Pool,
  owner: Reader,
  { id, report, name, question, shared, teams }: ReportWords & { id: string; report: string },
  now: Instant,
): Promise<SavedReport> {
  await pool.query(
    `INSERT INTO saved_reports (id, report, name, question, shared, teams, owner_id, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (id) DO NOTHING`,
    [id, report, name, JSON.stringify(question), shared, teams, owner.id, new Date(now)],
  );
  const made = await readReport(pool, owner, id);
  if (!made) throw new Error(`The report ${id} was saved and is not there.`);
  return made;
}

/** Changes a report of one's own; null where somebody has changed it since `revision`. */
export async function changeReport(
  pool: Pool,
  owner: Reader,
  id: string,
  { name, question, shared, teams, revision }: ReportWords & { revision: number },
  now: Instant,
): Promise<SavedReport | null> {
  const { rowCount } = await pool.query(
    `UPDATE saved_reports SET name = $4, question = $5, shared = $6, teams = $7, revision = revision + 1, updated_at = $8
     WHERE id = $1 AND owner_id = $2 AND revision = $3`,
    [id, owner.id, revision, name, JSON.stringify(question), shared, teams, new Date(now)],
  );
  return rowCount === 1 ? readReport(pool, owner, id) : null;
}

/** Deletes a report of one's own. */
export async function deleteReport(pool: Pool, owner: Reader, id: string): Promise<void> {
  await pool.query('DELETE FROM saved_reports WHERE id = $1 AND owner_id = $2', [id, owner.id]);
}
