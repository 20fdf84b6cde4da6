import { v7 as newId } from 'uuid';
import type { Pool } from '../src/platform/database';

/** Who the sales belong to. `rep` is one of `reps`, and the one who asks. */
export interface People {
  rep: string;
  reps: readonly string[];
}

const REPS = 50;

/** Writes a manager and their reps. */
export async function insertPeople(pool: Pool): Promise<People> {
  const manager = newId();
  const reps = Array.from({ length: REPS }, () => newId());
  await pool.query(
    `INSERT INTO people (id, name, email, roles, manager_id)
     VALUES ($1, 'Mara Manager', 'manager@example.com', '{manager}', NULL)`,
    [manager],
  );
  await pool.query(
    `INSERT INTO people (id, name, email, roles, manager_id)
     SELECT id, 'Rep ' || n, 'rep' || n || '@example.com', '{rep}', $2::uuid
     FROM unnest($1::uuid[]) WITH ORDINALITY AS r (id, n)`,
    [reps, manager],
  );
  return { rep: reps[0] ?? manager, reps };
}
