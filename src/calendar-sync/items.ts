import type { Pool } from 'pg';
import { ms } from '../crm';
import type { Instant } from '../process';
import type { OwnMeeting } from './entry';

/** What is known of an entry of somebody's calendar. */
export interface Item {
  href: string;
  etag: string;
  interactionId: string | null;
  ours: boolean;
  revision: number | null;
  fingerprint: string | null;
}

export async function itemsOf(pool: Pool, personId: string): Promise<Map<string, Item>> {
  const { rows } = await pool.query<Item>(
    `SELECT href, etag, interaction_id AS "interactionId", ours, revision, fingerprint FROM calendar_items WHERE person_id = $1`,
    [personId],
  );
  return new Map(rows.map((row) => [row.href, row]));
}

/** Writes down what is known of an entry. `note`: why it is no interaction. */
export async function putItem(pool: Pool, personId: string, item: Item, note: string | null = null): Promise<void> {
  const { href, etag, interactionId, ours, revision, fingerprint } = item;
  // An interaction is one entry: where another one stood for it, this one does now.
  if (interactionId !== null)
    await pool.query('DELETE FROM calendar_items WHERE person_id = $1 AND interaction_id = $2 AND href <> $3', [
      personId,
      interactionId,
      href,
    ]);
  await pool.query(
    `INSERT INTO calendar_items (person_id, href, etag, interaction_id, ours, revision, fingerprint, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (person_id, href) DO UPDATE SET etag = excluded.etag, interaction_id = excluded.interaction_id, ours = excluded.ours,
       revision = excluded.revision, fingerprint = excluded.fingerprint, note = excluded.note`,
    [personId, href, etag, interactionId, ours, revision, fingerprint, note],
  );
}

export async function dropItem(pool: Pool, personId: string, href: string): Promise<void> {
  await pool.query('DELETE FROM calendar_items WHERE person_id = $1 AND href = $2', [personId, href]);
}

/** A meeting as it stands here. */
export interface Meeting extends OwnMeeting {
  status: 'planned' | 'held' | 'cancelled' | 'missed';
  /** Whether it is somebody's: they are to hold it, or take part. */
  mine: boolean;
}

/** Which meetings are asked for: those of theirs that are planned within a time, and those that their calendar has already. */
export async function meetingsOf(
  pool: Pool,
  personId: string,
  seen: (bind: (value: unknown) => string) => string,
  [from, to]: readonly [Instant, Instant],
): Promise<Map<string, Meeting>> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const me = bind(personId);
  const mine = `(coalesce(x.responsible_id, x.author_id) = ${me}::uuid
    OR EXISTS (SELECT 1 FROM interaction_participants p WHERE p.interaction_id = x.id AND p.person_id = ${me}::uuid))`;
  const { rows } = await pool.query<Meeting>(
    `SELECT x.id, x.status, x.subject, x.place, ${ms('coalesce(x.planned_for, x.at)')} AS start, ${ms('x.planned_until')} AS end,
       x.status IN ('cancelled', 'missed') AS cancelled, x.revision, ${ms('coalesce(x.updated_at, x.created_at)')} AS "changedAt", ${mine} AS mine,
       concat_ws(E'\\n', c.name, a.name, CASE WHEN ${seen(bind)} THEN coalesce(s.title, l.topic) END) AS about
     FROM interactions x LEFT JOIN process_instances i ON i.id = x.instance_id LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads l ON l.id = i.id
       LEFT JOIN contacts c ON c.id = x.contact_id LEFT JOIN accounts a ON a.id = x.account_id
     WHERE x.id IN (SELECT interaction_id FROM calendar_items WHERE person_id = ${me}::uuid AND interaction_id IS NOT NULL)
       OR (x.status = 'planned' AND x.planned_for BETWEEN ${bind(new Date(from))} AND ${bind(new Date(to))} AND ${mine})
     ORDER BY x.planned_for, x.id LIMIT 5000`,
    values,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** One of them, as it stands after it was changed. */
export async function revisionOf(pool: Pool, id: string): Promise<number | null> {
  const { rows } = await pool.query<{ revision: number }>('SELECT revision FROM interactions WHERE id = $1', [id]);
  return rows[0]?.revision ?? null;
}

/** Whether a contact is named among addresses, whom `seen` lets somebody see. */
export async function knowsOneOf(
  pool: Pool,
  emails: readonly string[],
  seen: (bind: (value: unknown) => string) => string,
): Promise<boolean> {
  if (emails.length === 0) return false;
  const values: unknown[] = [emails];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await pool.query(
    `SELECT 1 FROM contact_points p JOIN contacts c ON c.id = p.contact_id
     WHERE p.kind = 'e-mail' AND p.normal = ANY($1::text[]) AND c.merged_into IS NULL AND c.erased_at IS NULL AND ${seen(bind)} LIMIT 1`,
    values,
  );
  return rows.length > 0;
}
