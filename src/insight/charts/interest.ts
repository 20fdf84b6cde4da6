import type { Pool } from 'pg';
import { z } from 'zod';
import type { Bind, Sight } from '../../access';
import { type Ref, touchSeenSql } from '../../crm';
import { dealSet, type Narrow, type Question, questionSql, type SetScope, touchesOfLeads } from '../question';
import type { Width } from './lead-chart';

/** What was asked of one product within one bar. */
export interface InterestBar {
  /** Wall time of the zone at which the bar begins. */
  startsAt: string;
  touches: number;
  /** Of them: answered by somebody. */
  responses: number;
  leads: number;
  sales: number;
}

/** The interest in one product over time; null: in none that was named. */
export interface Interest {
  product: Ref | null;
  total: Omit<InterestBar, 'startsAt'>;
  bars: InterestBar[];
}

/** Leads or sales about a product that began in the period. */
export const INTERESTED = dealSet({
  name: 'interest.began',
  at: z.strictObject({ product: z.union([z.uuid(), z.literal('')]) }),
  holds: ({ question: { kind, period }, bind }: SetScope, { product }) =>
    `i.started_at >= ${bind(new Date(period.from))} AND i.started_at < ${bind(new Date(period.until))}
     AND EXISTS (SELECT 1 FROM ${kind}s n WHERE n.id = i.id AND coalesce(n.product_id::text, '') = ${bind(product)})`,
});

interface Row {
  productId: string | null;
  name: string | null;
  startsAt: string;
  touches: number;
  responses: number;
  leads: number;
  sales: number;
}

/**
 * How many prospects showed an interest in each product, bar by bar: touches about it, answers, leads and sales that began.
 * Source: PB-18, DIR-33.
 */
export async function readInterest(pool: Pool, question: Question, sight: Sight, width: Width): Promise<Interest[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { period, narrow } = question;
  const [zone, from, until] = [bind(period.zone), bind(new Date(period.from)), bind(new Date(period.until))];
  const bar = (column: string) =>
    `to_char(date_trunc('${width}', ${column} AT TIME ZONE ${zone}::text), 'YYYY-MM-DD"T"HH24:MI')`;
  const within = (column: string) => `${column} >= ${from} AND ${column} < ${until}`;
  const touched = [within('t.activity_at'), ...touchNarrowSql(narrow, bind)];
  const deals = (kind: 'lead' | 'sale') => questionSql({ kind, narrow }, sight, bind);
  const { rows } = await pool.query<Row>(
    `SELECT r.product_id AS "productId", p.name, r.bar AS "startsAt", sum(touches)::int AS touches, sum(responses)::int AS responses, sum(leads)::int AS leads, sum(sales)::int AS sales
     FROM (
       SELECT t.product_id, ${bar('t.activity_at')} AS bar, count(*) AS touches, count(t.response_at) AS responses, 0 AS leads, 0 AS sales
       FROM touches t WHERE ${touched.join(' AND ')} AND ${touchSeenSql(sight, bind)} GROUP BY 1, 2
       UNION ALL
       SELECT n.product_id, ${bar('i.started_at')}, 0, 0, count(*), 0 FROM process_instances i JOIN leads n ON n.id = i.id
       WHERE ${within('i.started_at')} AND ${deals('lead')} GROUP BY 1, 2
       UNION ALL
       SELECT n.product_id, ${bar('i.started_at')}, 0, 0, 0, count(*) FROM process_instances i JOIN sales n ON n.id = i.id
       WHERE ${within('i.started_at')} AND ${deals('sale')} GROUP BY 1, 2
     ) r LEFT JOIN products p ON p.id = r.product_id GROUP BY 1, 2, 3 ORDER BY 3`,
    values,
  );
  return interestsOf(rows);
}

/** Touches `t` narrowed: a source and a product are their own; whose they are, and where, is said by the lead that they are of. */
export function touchNarrowSql({ source, product, ...ofLead }: Narrow, bind: Bind): string[] {
  return [
    ...(product?.length ? [`coalesce(t.product_id::text, '') = ANY(${bind(product)}::text[])`] : []),
    ...(source?.length
      ? [`t.source_id IN (SELECT w.id FROM source_words w WHERE w.word = ANY(${bind(source)}::text[]))`]
      : []),
    ...touchesOfLeads(ofLead, bind),
  ];
}

function interestsOf(rows: readonly Row[]): Interest[] {
  const found = new Map<string, Interest>();
  for (const { productId, name, ...bar } of rows) {
    const product = productId === null ? null : { id: productId, name: name ?? '' };
    const one = found.get(productId ?? '') ?? {
      product,
      total: { touches: 0, responses: 0, leads: 0, sales: 0 },
      bars: [],
    };
    found.set(productId ?? '', one);
    one.bars.push(bar);
    for (const key of ['touches', 'responses', 'leads', 'sales'] as const) one.total[key] += bar[key];
  }
  const weight = ({ total }: Interest) => total.touches + total.leads + total.sales;
  return [...found.values()].sort(
    (a, b) => weight(b) - weight(a) || ((a.product?.name ?? '') < (b.product?.name ?? '') ? -1 : 1),
  );
}
