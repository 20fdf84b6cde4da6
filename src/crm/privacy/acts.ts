import type { Pool } from 'pg';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms, type Ref, ref } from '../instance-sql';

/** That what is held of a person was given out or erased. */
export interface PrivacyAct {
  id: string;
  kind: 'export' | 'erasure';
  /** The contact's id. */
  subject: string;
  by: Ref | null;
  at: Instant;
  reason: string | null;
  forced: boolean;
  counts: Record<string, number>;
  /** Workflows that have not forgotten yet. */
  stillForgetting: number;
}

/** Exports and erasures, the newest first. */
export async function listPrivacyActs(
  pool: Pool,
  { filter, page }: { filter: { contact?: string; kind?: string }; page: PageRequest },
  now: Instant,
): Promise<Page<PrivacyAct>> {
  const question = { privacyActs: filter };
  const start = startOf(page, question, now);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [`p.at <= ${bind(new Date(start.asOf))}`];
  if (filter.contact) where.push(`p.subject = ${bind(filter.contact)}`);
  if (filter.kind) where.push(`p.kind = ${bind(filter.kind)}`);
  const [at, id] = start.after;
  if (!start.first) where.push(`(p.at, p.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<PrivacyAct>(
    `SELECT p.id, p.kind, p.subject, ${ref('o')} AS by, ${ms('p.at')} AS at, p.reason, p.forced, p.counts,
       (SELECT count(*)::int FROM histories_to_forget h WHERE h.act_id = p.id AND h.done_at IS NULL) AS "stillForgetting"
     FROM privacy_acts p LEFT JOIN people o ON o.id = p.by WHERE ${where.join(' AND ')}
     ORDER BY p.at DESC, p.id DESC LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  return pageOf(rows, page, start.asOf, question, (row) => [row.at, row.id]);
}
