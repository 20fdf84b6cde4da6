import type { Pool } from 'pg';
import type { Comparable } from './judge';

/** Kinds of records that may be the same as another. */
export const DUPLICATE_ENTITIES = ['account', 'contact', 'lead'] as const;
export type DuplicateEntity = (typeof DUPLICATE_ENTITIES)[number];

/** What a record, or what somebody types, is told by. */
export interface RecordWords {
  kind: DuplicateEntity;
  /** Of an account its names; of a lead the organisation that was typed. */
  names: readonly string[];
  /** Of a contact or a lead. */
  person: string | null;
  /** Organisations that a contact belongs to, or a lead is from. */
  organisations: readonly string[];
  emails: readonly string[];
  phones: readonly string[];
  sites: readonly string[];
  taxNumber: string | null;
  country: string | null;
  region: string | null;
}

/** A record in the tables. */
export interface KnownRecord extends RecordWords {
  id: string;
  /** What it is shown by. */
  title: string;
  ownerId: string | null;
  open: boolean | null;
}

const NONE = `'{}'::text[]`;
const POINTS = (kind: string, of: string) =>
  `ARRAY(SELECT value FROM contact_points p WHERE p.${of}_id = r.id AND p.kind = '${kind}' ORDER BY position)`;
const some = (...columns: string[]) => `array_remove(ARRAY[${columns.join(', ')}], NULL)`;

const READ: Readonly<Record<DuplicateEntity, string>> = {
  account: `
    SELECT r.id, 'account' AS kind, r.name AS title, ${some('r.name', 'r.legal_name')} AS names, NULL AS person, ${NONE} AS organisations,
      ${POINTS('e-mail', 'account')} AS emails, ${POINTS('phone', 'account')} AS phones,
      ${some('r.website')} || ${POINTS('site', 'account')} AS sites, r.tax_number AS "taxNumber", r.country, r.region,
      r.owner_id AS "ownerId", NULL::boolean AS open
    FROM accounts r WHERE r.id = ANY($1) AND r.merged_into IS NULL`,
  contact: `
    SELECT r.id, 'contact' AS kind, r.name AS title, ${NONE} AS names, r.name AS person,
      ARRAY(SELECT a.name FROM account_contacts m JOIN accounts a ON a.id = m.account_id WHERE m.contact_id = r.id) AS organisations,
      ${some('r.email')} || ${POINTS('e-mail', 'contact')} AS emails, ${some('r.phone')} || ${POINTS('phone', 'contact')} AS phones,
      ${NONE} AS sites, NULL AS "taxNumber", NULL AS country, NULL AS region, r.owner_id AS "ownerId", NULL::boolean AS open
    FROM contacts r WHERE r.id = ANY($1) AND r.merged_into IS NULL AND r.erased_at IS NULL`,
  lead: `
    SELECT r.id, 'lead' AS kind, r.topic AS title, ${some('r.organisation')} AS names, r.person_name AS person,
      ${some('r.organisation')} AS organisations, ${some('r.email')} AS emails, ${some('r.phone')} AS phones, ${NONE} AS sites,
      NULL AS "taxNumber", r.country, r.region, i.owner_id AS "ownerId", i.open
    FROM leads r JOIN process_instances i ON i.id = r.id WHERE r.id = ANY($1)`,
};

/** Reads records of a kind by their ids; what is merged, erased or gone is left out. */
export async function readRecords(
  pool: Pick<Pool, 'query'>,
  kind: DuplicateEntity,
  ids: readonly string[],
): Promise<Map<string, KnownRecord>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<KnownRecord>(READ[kind], [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Two records as they are compared: as people, or as organisations where one is none. Null: they have nothing to compare. */
export function comparables(left: RecordWords, right: RecordWords): [Comparable, Comparable] | null {
  const asPeople = left.person !== null && right.person !== null;
  const kind = asPeople ? 'person' : 'organisation';
  const mixed = left.kind === 'contact' || right.kind === 'contact';
  if (!asPeople && (mixed || left.names.length === 0 || right.names.length === 0)) return null;
  return [comparable(left, kind), comparable(right, kind)];
}

const comparable = (words: RecordWords, kind: Comparable['kind']): Comparable => ({
  ...words,
  kind,
  names: kind === 'person' ? [words.person ?? ''] : words.names,
});
