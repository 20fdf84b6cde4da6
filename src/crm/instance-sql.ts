import type { Kind } from '../process';

/** Something that is shown by its name and found by its id. */
export interface Ref {
  id: string;
  name: string;
}

/** What people typed in about a sale. */
export interface SaleWords {
  number: number;
  title: string;
  source: string | null;
  account: Ref | null;
  contact: Ref | null;
  product: Ref | null;
}

/** What people typed in about a lead. */
export interface LeadWords {
  number: number;
  topic: string;
  personName: string | null;
  organisation: string | null;
  email: string | null;
  phone: string | null;
  industry: string | null;
  source: string | null;
  account: Ref | null;
  contact: Ref | null;
  saleId: string | null;
}

/** An instant as epoch milliseconds. */
export const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** A row of a table as { id, name }, or null. */
export const ref = (table: string): string =>
  `CASE WHEN ${table}.id IS NULL THEN NULL ELSE jsonb_build_object('id', ${table}.id, 'name', ${table}.name) END`;

const CLIENTS = 'LEFT JOIN accounts a ON a.id = w.account_id LEFT JOIN contacts c ON c.id = w.contact_id';

/** How the words of each kind are read beside `process_instances i`; `w` is the CRM's row. */
export const WORDS: Readonly<Record<Kind, { columns: string; from: string }>> = {
  sale: {
    columns: `w.number, w.title, w.source, ${ref('a')} AS account, ${ref('c')} AS contact, ${ref('p')} AS product`,
    from: `JOIN sales w ON w.id = i.id ${CLIENTS} LEFT JOIN products p ON p.id = w.product_id`,
  },
  lead: {
    columns: `w.number, w.topic, w.person_name AS "personName", w.organisation, w.email, w.phone, w.industry,
      w.source, w.sale_id AS "saleId", ${ref('a')} AS account, ${ref('c')} AS contact`,
    from: `JOIN leads w ON w.id = i.id ${CLIENTS}`,
  },
};

/** The columns of `process_instances i` that a `Standing` is made of. */
export const STANDING = `i.id, i.kind, i.version_id AS "versionId", i.state, i.open, i.result, i.owner_id AS "ownerId",
  i.seq, ${ms('i.started_at')} AS "startedAt", ${ms('i.entered_at')} AS "enteredAt", ${ms('i.closed_at')} AS "closedAt",
  ${ms('i.planned_for')} AS "plannedFor", ${ms('i.wait_until')} AS "waitUntil", ${ms('i.due_soon_at')} AS "dueSoonAt",
  ${ms('i.due_at')} AS "dueAt", ${ms('i.escalate_at')} AS "escalateAt", i.amount_minor::float8 AS "amountMinor",
  i.currency, i.probability_pct AS "probabilityPct", to_char(i.decision_on, 'YYYY-MM-DD') AS "decisionDate", i.rating`;
