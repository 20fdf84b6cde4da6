import type { Pool } from 'pg';
import { holdsAsShipped, type Reach, RIGHTS, type Right } from '../../src/access';

/** Lets the reps see all, their teams' or their own records only; with a login that may change roles. */
export const repsSee = async (pool: Pick<Pool, 'query'>, reach: Reach): Promise<void> => {
  const rights = Object.keys(RIGHTS).filter((right) => holdsAsShipped('rep', right as Right));
  await pool.query(
    `INSERT INTO roles (key, name, rights, sight) VALUES ('rep', '{"en":"Rep","ru":"Rep"}', $1, $2)
     ON CONFLICT (key) DO UPDATE SET sight = excluded.sight`,
    [rights, reach],
  );
};
