import type { Pool } from 'pg';
import type { Sight } from '../access';
import { type DuplicateEntity, livesOn, type Ref, seenAmong } from '../crm';
import type { LikeNote } from './note';

/** The record that a row is very like, as somebody may see it. Outside of their sight: only that there is one, and whom to ask. */
export interface RowLike extends Pick<LikeNote, 'kind' | 'score' | 'reasons'> {
  hidden: boolean;
  id: string | null;
  name: string | null;
  owner: Ref | null;
}

const NAMED: Readonly<Record<DuplicateEntity, string>> = {
  account: 'SELECT r.id, r.name, r.owner_id FROM accounts r',
  contact: 'SELECT r.id, r.name, r.owner_id FROM contacts r',
  lead: 'SELECT r.id, r.topic AS name, i.owner_id FROM leads r JOIN process_instances i ON i.id = r.id',
};

/** What notes say of records, as one with this sight may see it. Merged ones are told as what they live on in; what is gone is left out. */
export async function likesSeen(
  pool: Pool,
  sight: Sight,
  notes: readonly LikeNote[],
): Promise<(note: LikeNote) => RowLike | null> {
  const known = new Map<string, { id: string; name: string; owner: Ref | null }>();
  for (const kind of new Set(notes.map((one) => one.kind))) {
    const ids = [...new Set(notes.filter((one) => one.kind === kind).map(({ id }) => id))];
    const pairs = await Promise.all(
      ids.map(async (id) => ({ was: id, id: kind === 'lead' ? id : await livesOn(pool, kind, id) })),
    );
    const { rows } = await pool.query<{ was: string; id: string; name: string; owner: Ref | null }>(
      `SELECT p.was, n.id, n.name, CASE WHEN o.id IS NULL THEN NULL ELSE jsonb_build_object('id', o.id, 'name', o.name) END AS owner
       FROM jsonb_to_recordset($1) AS p(was uuid, id uuid) JOIN (${NAMED[kind]}) n ON n.id = p.id LEFT JOIN people o ON o.id = n.owner_id`,
      [JSON.stringify(pairs)],
    );
    for (const { was, ...one } of rows) known.set(was, one);
  }
  const records = notes.flatMap(({ id, kind }) => {
    const now = known.get(id);
    return now ? [{ id: now.id, kind }] : [];
  });
  const seen = await seenAmong(pool, records, sight);
  return ({ id, kind, score, reasons }) => {
    const now = known.get(id);
    if (!now) return null;
    if (seen.has(now.id)) return { kind, hidden: false, ...now, score, reasons };
    return { kind, hidden: true, id: null, name: null, owner: now.owner, score, reasons: [] };
  };
}
