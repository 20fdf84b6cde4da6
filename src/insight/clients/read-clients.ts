import type { Pool } from 'pg';
import { z } from 'zod';
import { type Sight, seenSql } from '../../access';
import { ms } from '../../crm';
import type { Instant } from '../../process';
import { dealSet, type Question, questionSql, type SetScope } from '../question';
import { readBase } from '../sources/source-results';
import { type Attribute, attributeOf, hasValue } from './attributes';

/** What the organisations with one value of an attribute are worth to us. */
export interface ClientGroup {
  value: string;
  label: string;
  clients: number;
  /** Of them: who bought in the period. */
  buyers: number;
  won: { count: number; minor: number };
  open: { count: number; minor: number };
  lastWonAt: Instant | null;
}

const CELL = z.strictObject({ attribute: z.string().max(120), value: z.string().max(300) });

function ofClients({ bind }: SetScope, { attribute, value }: z.output<typeof CELL>): string {
  const found = attributeOf(attribute);
  if (!found) return 'false';
  return `EXISTS (SELECT 1 FROM sales cs JOIN accounts a ON a.id = cs.account_id WHERE cs.id = i.id AND ${hasValue(found, bind(value))})`;
}

const wonWithin = ({ question: { period }, bind }: SetScope): string =>
  `NOT i.open AND i.result = 'won' AND i.closed_at >= ${bind(new Date(period.from))} AND i.closed_at < ${bind(new Date(period.until))}`;

/** Sales of the organisations with one value of an attribute: won in the period, or open now. */
export const WON_OF_CLIENTS = dealSet({
  name: 'clients.won',
  at: CELL,
  holds: (scope, at) => `${wonWithin(scope)} AND ${ofClients(scope, at)}`,
});
export const OPEN_OF_CLIENTS = dealSet({
  name: 'clients.open',
  at: CELL,
  holds: (scope, at) => `i.open AND ${ofClients(scope, at)}`,
});

/** Organisations by any attribute and by what they are worth: the most valuable first. Source: TB-AN-04, DIR-04. */
export async function readClientGroups(
  pool: Pool,
  { question, sight, attribute, limit }: { question: Question; sight: Sight; attribute: Attribute; limit: number },
): Promise<{ currency: string; items: ClientGroup[]; more: boolean }> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const scope: SetScope = { question, sight, bind };
  const cut = attribute.many
    ? `LEFT JOIN LATERAL (${attribute.value}) c(value) ON true CROSS JOIN LATERAL (SELECT coalesce(c.value, '') AS value) v`
    : `CROSS JOIN LATERAL (SELECT ${attribute.value} AS value) v`;
  const [{ rows }, currency] = await Promise.all([
    pool.query<ClientGroup>(
      `WITH worth AS (
         SELECT s.account_id, count(*) FILTER (WHERE NOT i.open) AS won, coalesce(sum(i.amount_base_minor) FILTER (WHERE NOT i.open), 0) AS won_minor,
           count(*) FILTER (WHERE i.open) AS open, coalesce(sum(i.amount_base_minor) FILTER (WHERE i.open), 0) AS open_minor, max(i.closed_at) AS last_won
         FROM process_instances i JOIN sales s ON s.id = i.id
         WHERE ${questionSql(question, sight, bind)} AND (i.open OR ${wonWithin(scope)}) GROUP BY 1
       ), grouped AS (
         SELECT v.value, count(*)::int AS clients, (count(*) FILTER (WHERE w.won > 0))::int AS buyers,
           coalesce(sum(w.won), 0)::int AS won, coalesce(sum(w.won_minor), 0)::float8 AS won_minor, coalesce(sum(w.open), 0)::int AS open,
           coalesce(sum(w.open_minor), 0)::float8 AS open_minor, max(w.last_won) AS last_won
         FROM accounts a LEFT JOIN worth w ON w.account_id = a.id ${cut}
         WHERE a.merged_into IS NULL AND ${seenSql(sight, 'account', 'a', bind)} GROUP BY 1)
       SELECT value, coalesce(${attribute.label}, '') AS label, clients, buyers, jsonb_build_object('count', won, 'minor', won_minor) AS won,
         jsonb_build_object('count', open, 'minor', open_minor) AS open, ${ms('last_won')} AS "lastWonAt"
       FROM grouped ORDER BY won_minor DESC, open_minor DESC, value LIMIT ${bind(limit + 1)}`,
      values,
    ),
    readBase(pool),
  ]);
  return { currency, items: rows.slice(0, limit), more: rows.length > limit };
}
