import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant, Text } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import { ms, type Ref, ref } from '../instance-sql';
import type { SourceKind } from './sources';

/** What somebody did, or what we did to them. */
export const TOUCH_KINDS = [
  'sent',
  'opened',
  'clicked',
  'registered',
  'attended',
  'downloaded',
  'visited',
  'asked',
  'called',
  'met',
  'came',
] as const;
export type TouchKind = (typeof TOUCH_KINDS)[number];

/** One contact between somebody and a source. */
export interface Touch {
  id: string;
  source: { id: string; key: string; name: Text; kind: SourceKind };
  lead: { id: string; number: number; topic: string } | null;
  account: Ref | null;
  contact: Ref | null;
  kind: TouchKind;
  status: string | null;
  activityAt: Instant;
  responseAt: Instant | null;
  enteredAt: Instant;
  /** null: it came in by itself. */
  enteredBy: Ref | null;
  product: Ref | null;
  note: string | null;
  externalKey: string | null;
}

const SELECT = `SELECT t.id, jsonb_build_object('id', s.id, 'key', s.key, 'name', s.name, 'kind', s.kind) AS source,
  CASE WHEN l.id IS NULL THEN NULL ELSE jsonb_build_object('id', l.id, 'number', l.number, 'topic', l.topic) END AS lead,
  ${ref('a')} AS account, ${ref('c')} AS contact, t.kind, t.status, ${ms('t.activity_at')} AS "activityAt",
  ${ms('t.response_at')} AS "responseAt", ${ms('t.entered_at')} AS "enteredAt", ${ref('e')} AS "enteredBy", ${ref('p')} AS product,
  t.note, t.external_key AS "externalKey"
  FROM touches t JOIN sources s ON s.id = t.source_id LEFT JOIN leads l ON l.id = t.lead_id LEFT JOIN accounts a ON a.id = t.account_id
    LEFT JOIN contacts c ON c.id = t.contact_id LEFT JOIN people e ON e.id = t.entered_by LEFT JOIN products p ON p.id = t.product_id`;

/** A touch is seen by whoever sees its lead, or, where it has none, its client. */
export function touchSeenSql(sight: Sight, bind: Bind): string {
  if (sight.owners === null) return 'true';
  const client = (kind: 'account' | 'contact') =>
    `(t.${kind}_id IS NULL OR EXISTS (SELECT 1 FROM ${kind}s x WHERE x.id = t.${kind}_id AND ${seenSql(sight, kind, 'x', bind)}))`;
  return `CASE WHEN t.lead_id IS NULL THEN ${client('account')} AND ${client('contact')}
    ELSE EXISTS (SELECT 1 FROM process_instances si JOIN leads w ON w.id = si.id
      WHERE si.id = t.lead_id AND ${seenSql(sight, 'lead', 'si', bind)}) END`;
}

/**
 * Whose touches are asked for. A contact's are those of its leads too; an account's those of its leads and of its people; a
 * sale's those of the lead that it was, of its contact and of its account.
 */
export type TouchesOf = { of: 'lead' | 'sale' | 'contact' | 'account'; id: string };

export interface TouchFilter {
  whose?: TouchesOf;
  /** The product that it was about; the empty text: about none. */
  product?: string;
  source?: string;
  kind?: string;
  from?: Instant;
  to?: Instant;
  /** What else is asked, in words: a page goes on with the same. `also` of `listTouches` is what it means. */
  narrow?: unknown;
}

/** The ids of a sale's touches; `sale` is its id in SQL. */
export const touchesOfSale = (sale: string): string => `
  SELECT x.id FROM leads l JOIN touches x ON x.lead_id = l.id WHERE l.sale_id = ${sale}
  UNION SELECT x.id FROM sales z JOIN touches x ON x.contact_id = z.contact_id WHERE z.id = ${sale}
  UNION SELECT x.id FROM sales z JOIN touches x ON x.account_id = z.account_id WHERE z.id = ${sale}`;

/** The condition that a touch is one of somebody's. */
export function touchesOfSql({ of, id }: TouchesOf, bind: Bind): string {
  const one = `${bind(id)}::uuid`;
  if (of === 'lead') return `t.lead_id = ${one}`;
  if (of === 'sale') return `t.id IN (${touchesOfSale(one)})`;
  const own = `t.${of}_id = ${one} OR t.lead_id IN (SELECT id FROM leads WHERE ${of}_id = ${one})`;
  if (of === 'contact') return `(${own})`;
  const people = `SELECT contact_id FROM account_contacts WHERE account_id = ${one}`;
  return `(${own} OR (t.account_id IS NULL AND t.contact_id IN (${people})))`;
}

/** Touches by their true date, the newest first. */
export async function listTouches(
  pool: Pool,
  {
    filter,
    sight,
    page,
    also,
  }: { filter: TouchFilter; sight: Sight; page: PageRequest; also?: ((bind: Bind) => string[]) | undefined },
  now: Instant,
): Promise<Page<Touch>> {
  const start = startOf(page, filter, now);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [touchSeenSql(sight, bind), `t.entered_at <= ${bind(new Date(start.asOf))}`];
  if (filter.whose) where.push(touchesOfSql(filter.whose, bind));
  if (filter.source) where.push(`t.source_id = ${bind(filter.source)}`);
  if (filter.kind) where.push(`t.kind = ${bind(filter.kind)}`);
  if (filter.product === '') where.push('t.product_id IS NULL');
  else if (filter.product) where.push(`t.product_id = ${bind(filter.product)}`);
  if (filter.from !== undefined) where.push(`t.activity_at >= ${bind(new Date(filter.from))}`);
  if (filter.to !== undefined) where.push(`t.activity_at < ${bind(new Date(filter.to))}`);
  if (also) where.push(...also(bind));
  const total = page.count ? await countTouches(pool, where, [...values]) : undefined;
  const [at, id] = start.after;
  if (!start.first) where.push(`(t.activity_at, t.id) < (${bind(new Date(Number(at)))}, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<Touch>(
    `${SELECT} WHERE ${where.join(' AND ')} ORDER BY t.activity_at DESC, t.id DESC LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  const read = pageOf(rows, page, start.asOf, filter, (row) => [row.activityAt, row.id]);
  return total === undefined ? read : { ...read, total };
}

async function countTouches(pool: Pool, where: readonly string[], values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM touches t WHERE ${where.join(' AND ')}`,
    values,
  );
  return rows[0]?.total ?? 0;
}

/** A touch that is to be written. */
export interface NewTouch {
  id: string;
  sourceId: string;
  leadId?: string | null;
  accountId?: string | null;
  contactId?: string | null;
  kind: TouchKind;
  status?: string | null;
  activityAt: Instant;
  responseAt?: Instant | null;
  productId?: string | null;
  note?: string | null;
  externalKey?: string | null;
}

/** Its client is that of its lead where none is named. */
const INSERT = `
  INSERT INTO touches (id, source_id, lead_id, account_id, contact_id, kind, status, activity_at, response_at, entered_at, entered_by,
    product_id, note, external_key)
  SELECT r.id, r."sourceId", r."leadId", coalesce(r."accountId", l.account_id), coalesce(r."contactId", l.contact_id), r.kind, r.status,
    to_timestamp(r."activityAt" / 1000.0), to_timestamp(r."responseAt" / 1000.0), $2, $3, r."productId", r.note, r."externalKey"
  FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "sourceId" uuid, "leadId" uuid, "accountId" uuid, "contactId" uuid, kind text, status text,
    "activityAt" float8, "responseAt" float8, "productId" uuid, note text, "externalKey" text)
  LEFT JOIN leads l ON l.id = r."leadId"
  ON CONFLICT DO NOTHING RETURNING id`;

/** Writes touches; one whose id or external key is there already is left as it is. Gives the ids of what was written. */
export async function writeTouches(
  pool: Pool,
  touches: readonly NewTouch[],
  { by, now }: { by: string | null; now: Instant },
): Promise<ReadonlySet<string>> {
  if (touches.length === 0) return new Set();
  const { rows } = await pool.query<{ id: string }>(INSERT, [JSON.stringify(touches), new Date(now), by]);
  return new Set(rows.map(({ id }) => id));
}

/** One touch by its id, or by the key that it has elsewhere. */
export async function readTouch(pool: Pool, by: { id: string } | { externalKey: string }): Promise<Touch | null> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['external_key', by.externalKey];
  const { rows } = await pool.query<Touch>(`${SELECT} WHERE t.${column} = $1`, [value]);
  return rows[0] ?? null;
}
