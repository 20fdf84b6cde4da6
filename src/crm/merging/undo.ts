import type { Pool } from 'pg';
import { inTransaction } from '../../platform/in-transaction';
import type { Instant } from '../../process';

/** What an undo left as it is, since it was changed after the merge: which row of which table, and which of its columns. */
export interface LeftAsItIs {
  table: string;
  key: Record<string, string>;
  column: string;
}

/** What became of an undo. */
export type Undone =
  | { was: 'undone'; changed: LeftAsItIs[] }
  /** It is undone already, or somebody in it was erased since. */
  | { was: 'refused'; why: 'undone' | 'erased' };

/**
 * Parts what a merge put together: the doubles live again, each row that had gone over to the survivor goes back, and the
 * survivor's card is as it was. What somebody changed since then stays as it is now, and is told; what is new since then stays
 * with the survivor. With `dryRun` it is done and rolled back: what is told is what would be.
 */
export async function undoMerge(
  pool: Pool,
  { id, by, at, dryRun }: { id: string; by: string; at: Instant; dryRun: boolean },
): Promise<Undone> {
  try {
    return await inTransaction(pool, async (client) => {
      const sql = 'SELECT undo_merge($1, $2, $3) AS said';
      const { rows } = await client.query<{ said: Said }>(sql, [id, by, new Date(at)]);
      const said = rows[0]?.said ?? { refused: 'undone' };
      if ('refused' in said) return { was: 'refused', why: said.refused };
      const undone: Undone = { was: 'undone', changed: said.changed };
      if (dryRun) throw new OnlyTried(undone);
      return undone;
    });
  } catch (error) {
    if (error instanceof OnlyTried) return error.undone;
    throw error;
  }
}

type Said = { refused: 'undone' | 'erased' } | { undone: true; changed: LeftAsItIs[] };

/** Leaves the transaction, so that nothing of it stays. */
class OnlyTried extends Error {
  constructor(readonly undone: Undone) {
    super('This was only tried.');
  }
}
