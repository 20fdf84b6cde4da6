import type { Pool } from 'pg';
import { type Bind, type Sight, seenSql } from '../../access';
import type { Instant } from '../../process';
import { type Page, type PageRequest, pageOf, startOf } from '../cursor';
import type { ChangedEntity } from './record-changes';
import { readRules } from './rules';
import { CARD_TABLES } from './seen';

/** How many cards there are, and how many of them lack each field that counts. Source: ONEC-25. */
export interface MissingCounts {
  total: number;
  /** Cards that lack something. */
  lacking: number;
  fields: { field: string; missing: number }[];
}

/** A card and what it lacks. */
export interface LackingCard {
  id: string;
  name: string;
  ownerId: string | null;
  missing: string[];
}

const some = (table: string, key: string, more = '') =>
  `EXISTS (SELECT 1 FROM ${table} p WHERE p.${key} = x.id${more})`;
const point = (key: string, kind: string) => some('contact_points', key, ` AND p.kind = '${kind}'`);
const said = (column: string) => `x.${column} IS NOT NULL`;

/** When a card of the alias `x` has a field. */
const PRESENT: Readonly<Record<ChangedEntity, Readonly<Record<string, string>>>> = {
  account: {
    legalName: said('legal_name'),
    taxNumber: said('tax_number'),
    website: said('website'),
    industry: said('industry'),
    activities: `x.activities <> '{}'`,
    region: said('region'),
    country: said('country'),
    foundedYear: said('founded_year'),
    employees: said('employees'),
    annualRevenue: said('annual_revenue_minor'),
    relationshipStage: said('relationship_stage'),
    importance: said('importance'),
    category: said('category'),
    ownerId: said('owner_id'),
    phone: point('account_id', 'phone'),
    email: point('account_id', 'e-mail'),
    addresses: some('addresses', 'account_id'),
    requisites: some('requisites', 'account_id'),
    contacts: `x.id IN (SELECT p.account_id FROM account_contacts p JOIN contacts c ON c.id = p.contact_id
      WHERE c.merged_into IS NULL AND c.erased_at IS NULL)`,
  },
  contact: {
    email: said('email'),
    phone: said('phone'),
    language: said('language'),
    birthDate: said('birth_date'),
    ownerId: said('owner_id'),
    addresses: some('addresses', 'contact_id'),
    accounts: some('account_contacts', 'contact_id'),
    decisionRole: some('account_contacts', 'contact_id', ' AND p.decision_role IS NOT NULL'),
  },
};

const ADDED = 'custom.';

function lacks(entity: ChangedEntity, field: string, bind: Bind): string {
  const present = field.startsWith(ADDED)
    ? `x.custom ? ${bind(field.slice(ADDED.length))}`
    : (PRESENT[entity][field] ?? 'true');
  return `NOT (${present})`;
}

interface Asked {
  entity: ChangedEntity;
  sight: Sight;
}

/** The cards that count: those in sight that live on. */
const living = ({ entity, sight }: Asked, bind: Bind): string =>
  `x.merged_into IS NULL${entity === 'contact' ? ' AND x.erased_at IS NULL' : ''} AND ${seenSql(sight, entity, 'x', bind)}`;

/** Counts what cards lack, of the fields that the rules of cards name as wanted. */
export async function countMissing(pool: Pool, asked: Asked): Promise<MissingCounts> {
  const { entity } = asked;
  const wanted = [...new Set((await readRules(pool, 'cards'))[entity].wanted)];
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const conditions = wanted.map((field) => lacks(entity, field, bind));
  const counts = conditions.map((_, n) => `count(*) FILTER (WHERE l[${n + 1}])::int`);
  const { rows } = await pool.query<{ total: number; lacking: number; counts: number[] }>(
    // Materialized, so that what a card lacks is looked up once and not for each count.
    `WITH y AS MATERIALIZED (SELECT ARRAY[${conditions.join(', ')}]::boolean[] AS l
       FROM ${CARD_TABLES[entity].table} x WHERE ${living(asked, bind)})
     SELECT count(*)::int AS total, count(*) FILTER (WHERE true = ANY(l))::int AS lacking,
       ARRAY[${counts.join(', ')}]::int[] AS counts FROM y`,
    values,
  );
  const { total = 0, lacking = 0, counts: missing = [] } = rows[0] ?? {};
  return { total, lacking, fields: wanted.map((field, n) => ({ field, missing: missing[n] ?? 0 })) };
}

/** The cards that lack a wanted field (or `field` alone), by name. Each says all that it lacks. */
export async function listLacking(
  pool: Pool,
  asked: Asked & { field?: string; page: PageRequest },
  now: Instant,
): Promise<Page<LackingCard>> {
  const { entity, field, page, sight } = asked;
  const wanted = [...new Set((await readRules(pool, 'cards'))[entity].wanted)];
  const question = { lacking: entity, field, wanted, of: sight.owners === null ? null : sight.personId };
  const start = startOf(page, question, now);
  const values: unknown[] = [new Date(start.asOf)];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const all = wanted.map((one) => `CASE WHEN ${lacks(entity, one, bind)} THEN ${bind(one)}::text END`);
  const some = (field === undefined ? wanted : [field]).map((one) => lacks(entity, one, bind));
  const where = [`x.created_at <= $1`, living(asked, bind), `(${some.length > 0 ? some.join(' OR ') : 'false'})`];
  const [name, id] = start.after;
  if (!start.first) where.push(`(x.name, x.id) > (${bind(name)}, ${bind(id)}::uuid)`);
  const { rows } = await pool.query<LackingCard>(
    `SELECT x.id, x.name, x.owner_id AS "ownerId", array_remove(ARRAY[${all.join(', ')}]::text[], NULL) AS missing
     FROM ${CARD_TABLES[entity].table} x WHERE ${where.join(' AND ')} ORDER BY x.name, x.id LIMIT ${bind(page.limit + 1)}`,
    values,
  );
  return pageOf(rows, page, start.asOf, question, (row) => [row.name, row.id]);
}
