import { changeCard } from '../clients';
import type { Mover, Outcome, Work } from './perform';

/** Makes somebody else responsible for a client as a whole; the card's history says who asked for it. */
export async function moveClient(mover: Mover, work: Work, entity: 'account' | 'contact'): Promise<Outcome> {
  const { rows } = await mover.pool.query<{ id: string | null }>('SELECT lives_on($1, $2) AS id', [entity, work.id]);
  const id = rows[0]?.id ?? work.id;
  let became: 'moved' | 'others have it' = 'moved';
  const who = { id, by: work.asked.id, at: mover.clock.now(), revision: null, how: 'handover' };
  const changed = await changeCard(mover.pool, entity, who, ({ row }) => {
    if (row.owner_id === work.from) return { columns: { owner_id: work.to } };
    // It was theirs when it was planned: what is where it should be was moved, by us before we were cut short or by somebody.
    if (row.owner_id !== work.to) became = 'others have it';
    return { columns: {} };
  });
  return { result: changed.became === 'gone' ? 'closed' : became };
}

/** Makes somebody else responsible for a planned contact: its reminder goes to them. Who planned it stays its author. */
export async function moveContact({ pool, clock }: Mover, { id, from, to, asked }: Work): Promise<Outcome> {
  const { rows } = await pool.query<{ moved: boolean; planned: boolean; holder: string | null }>(
    `WITH moved AS (
       UPDATE interactions SET responsible_id = $3, revision = revision + 1, updated_at = $4, updated_by = $5
       WHERE id = $1 AND status = 'planned' AND coalesce(responsible_id, author_id) = $2 RETURNING id)
     SELECT EXISTS (SELECT 1 FROM moved) AS moved, status = 'planned' AS planned, coalesce(responsible_id, author_id) AS holder
     FROM interactions WHERE id = $1`,
    [id, from, to, new Date(clock.now()), asked.id],
  );
  const [found] = rows;
  if (!found?.planned) return { result: 'closed' };
  return { result: found.moved || found.holder === to ? 'moved' : 'others have it' };
}
