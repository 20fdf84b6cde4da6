import type { Pool } from 'pg';
import { type Sight, seenSql } from '../../access';

/** A record that may be the one a lead is about, and may not. */
export interface Likely {
  id: string;
  name: string;
  /** 0 to 100: how much of the names is the same. */
  score: number;
}

const SHOWN = 5;
/** Below that, names have little more than a word in common. */
const LEAST = 0.45;

/**
 * Accounts or contacts whose names are like a given one, in either alphabet, the likest first; without the one that would be
 * linked, and without what somebody does not see.
 */
export async function likelyRecords(
  pool: Pool,
  kind: 'account' | 'contact',
  { name, except, sight }: { name: string | null; except: string | null; sight: Sight },
): Promise<Likely[]> {
  if (name === null) return [];
  const values: unknown[] = [name, except, SHOWN, LEAST];
  const seen = seenSql(sight, kind, 'r', (value) => `$${values.push(value)}`);
  const fold = kind === 'account' ? 'fold_company' : 'fold';
  const { rows } = await pool.query<Likely>(
    `SELECT id, name, round(100 * alike)::int AS score FROM (
       SELECT r.id, r.name, similarity(${fold}(r.name), ${fold}($1)) AS alike
       FROM entries_sharing(${kind === 'account' ? 'company_keys' : 'person_keys'}($1)) e JOIN ${kind}s r ON r.id = e.id
       WHERE e.kind = '${kind}'
         AND r.merged_into IS NULL AND r.id IS DISTINCT FROM $2::uuid AND ${seen}) l
     WHERE alike >= $4 ORDER BY alike DESC, name, id LIMIT $3`,
    values,
  );
  return rows;
}
