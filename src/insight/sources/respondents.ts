import type { Pool } from 'pg';
import type { Sight } from '../../access';
import { ms, type Page, type PageRequest, pageOf, type Ref, ref, startOf, touchSeenSql } from '../../crm';
import type { Instant, Kind, Money } from '../../process';

/** Somebody who answered a source, and what came of it. */
export interface Respondent {
  /** Of their first answer in the period. */
  touchId: string;
  respondedAt: Instant;
  contact: Ref | null;
  account: Ref | null;
  lead: Ref | null;
  /** The first lead of theirs that was qualified, or sale that was won, after they answered; null: none yet. */
  converted: { id: string; kind: Kind; name: string; at: Instant; won: Money | null } | null;
}

export interface RespondentsAsked {
  sourceId: string;
  from?: Instant | undefined;
  to?: Instant | undefined;
  /** Those who converted alone, or those who did not. */
  converted?: boolean | undefined;
}

/** Who responded to a source, once each, the latest first; and who of them converted. Source: TB-AN-04. */
export async function listRespondents(
  pool: Pool,
  { asked, sight, page }: { asked: RespondentsAsked; sight: Sight; page: PageRequest },
  now: Instant,
): Promise<Page<Respondent>> {
  const start = startOf(page, asked, now);
  const values: unknown[] = [asked.sourceId, new Date(asked.from ?? 0), new Date(asked.to ?? start.asOf + 1)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const responded = `t.source_id = $1 AND t.response_at >= $2 AND t.response_at < $3 AND ${touchSeenSql(sight, bind)}`;
  const where = ['true'];
  if (asked.converted !== undefined) where.push(`x.id IS ${asked.converted ? 'NOT ' : ''}NULL`);
  const from = `
    FROM (SELECT DISTINCT ON (coalesce(t.contact_id, t.lead_id, t.account_id, t.id)) t.* FROM touches t
          WHERE ${responded} ORDER BY coalesce(t.contact_id, t.lead_id, t.account_id, t.id), t.response_at, t.id) f
    LEFT JOIN contacts c ON c.id = f.contact_id AND c.erased_at IS NULL LEFT JOIN accounts a ON a.id = f.account_id LEFT JOIN leads l ON l.id = f.lead_id
    LEFT JOIN LATERAL (
      SELECT i.id, i.kind, i.closed_at, i.result, i.amount_base_minor, coalesce(s.title, w.topic) AS name
      FROM (SELECT id FROM leads WHERE id = f.lead_id OR contact_id = f.contact_id OR (f.contact_id IS NULL AND f.lead_id IS NULL AND account_id = f.account_id)
            UNION SELECT id FROM sales WHERE contact_id = f.contact_id OR (f.contact_id IS NULL AND account_id = f.account_id)
              OR id = (SELECT sale_id FROM leads WHERE id = f.lead_id)) o
      JOIN process_instances i ON i.id = o.id LEFT JOIN sales s ON s.id = i.id LEFT JOIN leads w ON w.id = i.id
      WHERE NOT i.open AND i.result IN ('won', 'qualified') AND i.closed_at >= f.response_at
      ORDER BY (i.result = 'won') DESC, i.closed_at, i.id LIMIT 1) x ON true`;
  const total = page.count
    ? (await pool.query<{ n: number }>(`SELECT count(*)::int AS n ${from} WHERE ${where.join(' AND ')}`, [...values]))
        .rows[0]?.n
    : undefined;
  const [at, id] = start.after;
  if (!start.first) where.push(`(f.response_at, f.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<Respondent>(
    `SELECT f.id AS "touchId", ${ms('f.response_at')} AS "respondedAt", ${ref('c')} AS contact, ${ref('a')} AS account,
       CASE WHEN l.id IS NOT NULL THEN jsonb_build_object('id', l.id, 'name', l.topic) END AS lead,
       CASE WHEN x.id IS NOT NULL THEN jsonb_build_object('id', x.id, 'kind', x.kind, 'name', x.name, 'at', ${ms('x.closed_at')},
         'won', CASE WHEN x.result = 'won' THEN jsonb_build_object('minor', x.amount_base_minor, 'currency', (SELECT value #>> '{}' FROM settings WHERE key = 'base currency')) END) END AS converted
     ${from} WHERE ${where.join(' AND ')} ORDER BY f.response_at DESC, f.id DESC LIMIT ${Math.trunc(page.limit + 1)}`,
    values,
  );
  const read = pageOf(rows, page, start.asOf, asked, (row) => [row.respondedAt, row.touchId]);
  return total === undefined ? read : { ...read, total };
}
