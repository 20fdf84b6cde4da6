import type { Pool } from 'pg';
import type { Instant, Text } from '../../process';
import { binder } from './erase';
import { SECTIONS } from './sections';
import { findSubject } from './subject';

/** Everything held about a person, for them to read. */
export interface PersonExport {
  sections: { key: string; name: Text; rows: Record<string, unknown>[] }[];
  counts: Record<string, number>;
}

/** Who asks for an export, and why. */
export interface ExportAsked {
  id: string;
  contactId: string;
  by: string;
  at: Instant;
  reason: string | null;
}

/** Reads everything held about a person, and keeps who asked for it. A repeated id is one act. */
export async function exportPerson(pool: Pool, { id, contactId, by, at, reason }: ExportAsked): Promise<PersonExport> {
  const subject = await findSubject(pool, contactId);
  const sections: PersonExport['sections'] = [];
  for (const { key, name, sql } of SECTIONS) {
    const { bound, values } = binder(subject);
    const { rows } = await pool.query<{ row: Record<string, unknown> }>(bound(sql), values);
    sections.push({ key, name, rows: rows.map(({ row }) => row) });
  }
  const counts = Object.fromEntries(sections.map(({ key, rows }) => [key, rows.length]));
  await pool.query(
    `INSERT INTO privacy_acts (id, kind, subject, by, at, reason, counts) VALUES ($1, 'export', $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
    [id, contactId, by, new Date(at), reason, JSON.stringify(counts)],
  );
  return { sections, counts };
}
