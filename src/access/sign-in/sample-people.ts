import type { Pool } from 'pg';

/** Somebody of the sample company. */
export interface SamplePerson {
  id: string;
  name: string;
  roles: string[];
}

/** The people of the sample company, managers last; none where it is not. */
export async function listSamplePeople(pool: Pool): Promise<SamplePerson[]> {
  const { rows } = await pool.query<SamplePerson>(
    `SELECT id, name, roles FROM people WHERE external_key LIKE 'sample:%' AND active AND NOT roles && '{integration}'
     ORDER BY array_position('{rep,manager}', roles[1]), roles[1], name`,
  );
  return rows;
}
