import type { Pool } from 'pg';

/** A draft as lists show it: without its text. */
export interface DraftCard {
  id: string;
  name: string;
  /** Who saved it last. */
  author: { id: string; name: string };
  /** Grows by one with each save; whoever saves says which one they had before them. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A text that is being worked on. It may be faulty. */
export type Draft = DraftCard & { text: string };

const CARD = `d.id, d.name, d.revision, d.created_at AS "createdAt", d.updated_at AS "updatedAt",
  jsonb_build_object('id', d.author_id, 'name', coalesce(p.name, '')) AS author`;
const FROM = 'LEFT JOIN people p ON p.id = d.author_id';

/** Far above what anybody works on at once. */
const MOST = 500;

/** The drafts, the one that was saved last first. */
export async function listDrafts(pool: Pool): Promise<DraftCard[]> {
  const sql = `SELECT ${CARD} FROM process_drafts d ${FROM} ORDER BY d.updated_at DESC, d.id DESC LIMIT ${MOST}`;
  return (await pool.query<DraftCard>(sql)).rows;
}

export async function readDraft(pool: Pool, id: string): Promise<Draft | null> {
  const { rows } = await pool.query<Draft>(`SELECT ${CARD}, d.text FROM process_drafts d ${FROM} WHERE d.id = $1`, [
    id,
  ]);
  return rows[0] ?? null;
}

/** What somebody saves. */
export interface DraftWords {
  name: string;
  text: string;
  authorId: string;
}

/** Makes a draft. The same id again gives the draft that is there. */
export async function makeDraft(pool: Pool, id: string, { name, text, authorId }: DraftWords): Promise<Draft | null> {
  const sql =
    'INSERT INTO process_drafts (id, name, text, author_id) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING';
  await pool.query(sql, [id, name, text, authorId]);
  return readDraft(pool, id);
}

/** Saves over the revision that its author had before them; null when that is not the last one (any more). */
export async function saveDraft(
  pool: Pool,
  { id, revision, name, text, authorId }: DraftWords & { id: string; revision: number },
): Promise<Draft | null> {
  const { rowCount } = await pool.query(
    `UPDATE process_drafts SET name = $3, text = $4, author_id = $5, revision = revision + 1, updated_at = now()
     WHERE id = $1 AND revision = $2`,
    [id, revision, name, text, authorId],
  );
  return rowCount ? readDraft(pool, id) : null;
}

/** Gives whether there was one. */
export async function removeDraft(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM process_drafts WHERE id = $1', [id]);
  return Boolean(rowCount);
}
