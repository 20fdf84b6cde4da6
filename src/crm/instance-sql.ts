import type { Instant, Kind, Money } from '../process';
import type { CustomValues } from './clients/custom-fields';

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
  campaign: string | null;
  competitor: string | null;
  /** Why it was made although its client had an open sale of the same product. */
  secondReason: string | null;
  /** Line of business. */
  line: string | null;
  account: Ref | null;
  contact: Ref | null;
  product: Ref | null;
  custom: CustomValues;
}

/** What people typed in about a lead. Where they picked a known client, what its card says stands for what they did not type. */
export interface LeadWords {
  number: number;
  topic: string;
  need: string | null;
  plans: string | null;
  personName: string | null;
  post: string | null;
  organisation: string | null;
  email: string | null;
  phone: string | null;
  country: string | null;
  region: string | null;
  line: string | null;
  language: string | null;
  industry: string | null;
  annualRevenue: Money | null;
  source: string | null;
  campaign: string | null;
  product: Ref | null;
  /** What whoever typed it in thinks. It counts in no funnel and no forecast. */
  estimatePct: number | null;
  estimateAmount: Money | null;
  account: Ref | null;
  contact: Ref | null;
  /** Who noted it, who need not be responsible for it; null: it came in by itself. */
  notedBy: Ref | null;
  /** When somebody of ours first reached out, and the interaction by which they did. */
  firstResponseAt: Instant | null;
  firstResponseId: string | null;
  saleId: string | null;
  custom: CustomValues;
}

/** An instant as epoch milliseconds. */
export const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** A row of a table as { id, name }, or null. */
export const ref = (table: string): string =>
  `CASE WHEN ${table}.id IS NULL THEN NULL ELSE jsonb_build_object('id', ${table}.id, 'name', ${table}.name) END`;

/** Whoever is responsible for `i`, joined as `o`; somebody whose row is gone is known by the id alone. */
export const OWNER = `coalesce(${ref('o')}, jsonb_build_object('id', i.owner_id, 'name', ''))`;

/** Two columns of a table as money, or null. */
const money = (minor: string, currency: string): string =>
  `CASE WHEN ${minor} IS NULL THEN NULL ELSE jsonb_build_object('minor', ${minor}, 'currency', ${currency}) END`;

const CLIENTS = `LEFT JOIN accounts a ON a.id = w.account_id LEFT JOIN contacts c ON c.id = w.contact_id
  LEFT JOIN products p ON p.id = w.product_id`;

/** How the words of each kind are read beside `process_instances i`; `w` is the CRM's row. */
export const WORDS: Readonly<Record<Kind, { columns: string; from: string }>> = {
  sale: {
    columns: `w.number, w.title, w.source, w.campaign, w.competitor, w.second_reason AS "secondReason", w.line, w.custom,
      ${ref('a')} AS account, ${ref('c')} AS contact, ${ref('p')} AS product`,
    from: `JOIN sales w ON w.id = i.id ${CLIENTS}`,
  },
  lead: {
    columns: `w.number, w.topic, w.need, w.plans, coalesce(w.person_name, c.name) AS "personName", w.post,
      coalesce(w.organisation, a.name) AS organisation, coalesce(w.email, c.email) AS email, coalesce(w.phone, c.phone) AS phone,
      coalesce(w.country, a.country) AS country, coalesce(w.region, a.region) AS region, w.line,
      coalesce(w.language, c.language) AS language, coalesce(w.industry, a.industry) AS industry,
      ${money('w.annual_revenue_minor', 'w.revenue_currency')} AS "annualRevenue", w.source, w.campaign,
      w.estimate_pct AS "estimatePct", ${money('w.estimate_minor', 'w.estimate_currency')} AS "estimateAmount",
      ${ms('w.first_response_at')} AS "firstResponseAt", w.first_response_id AS "firstResponseId", w.sale_id AS "saleId", w.custom,
      ${ref('a')} AS account, ${ref('c')} AS contact, ${ref('p')} AS product, ${ref('noter')} AS "notedBy"`,
    from: `JOIN leads w ON w.id = i.id ${CLIENTS} LEFT JOIN people noter ON noter.id = w.created_by`,
  },
};

/** The columns of `process_instances i` that a `Standing` is made of. */
export const STANDING = `i.id, i.kind, i.version_id AS "versionId", i.state, i.open, i.result, i.owner_id AS "ownerId",
  i.seq, ${ms('i.started_at')} AS "startedAt", ${ms('i.entered_at')} AS "enteredAt", ${ms('i.closed_at')} AS "closedAt",
  ${ms('i.planned_for')} AS "plannedFor", ${ms('i.wait_until')} AS "waitUntil", ${ms('i.due_soon_at')} AS "dueSoonAt",
  ${ms('i.due_at')} AS "dueAt", ${ms('i.escalate_at')} AS "escalateAt", i.amount_minor::float8 AS "amountMinor",
  i.currency, i.probability_pct AS "probabilityPct", to_char(i.decision_on, 'YYYY-MM-DD') AS "decisionDate", i.rating`;
