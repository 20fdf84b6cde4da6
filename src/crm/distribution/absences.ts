import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { ms, type Ref, ref } from '../instance-sql';

/** Somebody is away from an instant up to another. */
export interface Absence {
  id: string;
  person: Ref;
  from: Instant;
  to: Instant;
  deputy: Ref | null;
  note: string | null;
}

const SELECT = `SELECT x.id, ${ref('p')} AS person, ${ms('x."from"')} AS "from", ${ms('x."to"')} AS "to", ${ref('d')} AS deputy, x.note
  FROM absences x JOIN people p ON p.id = x.person_id LEFT JOIN people d ON d.id = x.deputy_id`;

/** Absences that are not over by an instant, the first to begin first; 1,000 at most. */
export async function listAbsences(pool: Pool, after: Instant, personId?: string): Promise<Absence[]> {
  const { rows } = await pool.query<Absence>(
    `${SELECT} WHERE x."to" > $1 AND ($2::uuid IS NULL OR x.person_id = $2) ORDER BY x."from", x.id LIMIT 1000`,
    [new Date(after), personId ?? null],
  );
  return rows;
}

export async function readAbsence(pool: Pool, id: string): Promise<Absence | null> {
  const { rows } = await pool.query<Absence>(`${SELECT} WHERE x.id = $1`, [id]);
  return rows[0] ?? null;
}

export interface NewAbsence {
  id: string;
  personId: string;
  from: Instant;
  to: Instant;
  deputyId?: string;
  note?: string;
  enteredBy: string;
}

/** Writes an absence down; once per id. */
export async function recordAbsence(pool: Pool, given: NewAbsence): Promise<Absence> {
  await pool.query(
    `INSERT INTO absences (id, person_id, "from", "to", deputy_id, note, entered_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (id) DO NOTHING`,
    [
      given.id,
      given.personId,
      new Date(given.from),
      new Date(given.to),
      given.deputyId ?? null,
      given.note ?? null,
      given.enteredBy,
    ],
  );
  const written = await readAbsence(pool, given.id);
  if (!written) throw new Error(`The absence ${given.id} was written and cannot be read.`);
  return written;
}

export async function removeAbsence(pool: Pool, id: string): Promise<void> {
  await pool.query('DELETE FROM absences WHERE id = $1', [id]);
}
