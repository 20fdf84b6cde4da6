import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms } from '../instance-sql';
import { seenInteraction } from '../interactions/card';

/** What is tied to a client and opens from a list of it. */
export const DOCUMENT_KINDS = ['lead', 'sale', 'interaction'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export interface ClientDocument {
  kind: DocumentKind;
  id: string;
  title: string;
  at: Instant;
  /** The stage or closing of a lead or sale; whether an interaction is planned, held, missed or cancelled. */
  state: string;
}

/** Everything that is tied to an organisation, of one kind or of all, the newest first, as far as somebody sees it. Source: ONEC-10. */
export async function listDocuments(
  pool: Pool,
  { accountId, kind, sight, page }: { accountId: string; kind?: DocumentKind; sight: Sight; page: PageRequest },
  now: Instant,
): Promise<Page<ClientDocument>> {
  const question = { documents: accountId, kind: kind ?? null };
  const start = startOf(page, question, now);
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const kinds = kind === undefined ? DOCUMENT_KINDS : [kind];
  const all = kinds.map((one) => SQL[one](bind(accountId), sight, bind)).join(' UNION ALL ');
  const where = [`d.at <= ${bind(new Date(start.asOf))}`];
  const [at, id] = start.after;
  if (!start.first) where.push(`(d.at, d.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<ClientDocument>(
    `SELECT d.kind, d.id, d.title, ${ms('d.at')} AS at, d.state FROM (${all}) d WHERE ${where.join(' AND ')}
     ORDER BY d.at DESC, d.id DESC LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  return pageOf(rows, page, start.asOf, question, (row) => [row.at, row.id]);
}

const instances = (kind: 'lead' | 'sale', title: string) => (account: string, sight: Sight, bind: Bind) =>
  `SELECT '${kind}' AS kind, i.id, w.${title} AS title, i.started_at AS at, i.state
   FROM ${kind}s w JOIN process_instances i ON i.id = w.id WHERE w.account_id = ${account} AND ${seenSql(sight, kind, 'i', bind)}`;

const SQL: Readonly<Record<DocumentKind, (account: string, sight: Sight, bind: Bind) => string>> = {
  lead: instances('lead', 'topic'),
  sale: instances('sale', 'title'),
  interaction: (account, sight, bind) =>
    `SELECT 'interaction' AS kind, x.id, x.subject AS title, x.at, x.status AS state
     FROM interactions x LEFT JOIN accounts a ON a.id = x.account_id LEFT JOIN contacts c ON c.id = x.contact_id
     WHERE x.account_id = ${account} AND ${seenInteraction(sight, bind)}`,
};
