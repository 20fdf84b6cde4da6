import type { Pool } from 'pg';
import type { Instant, Text } from '../../process';
import { ms } from '../instance-sql';

/** Short lists that cards pick from. `suggested` ones are offered, and other words are taken too. */
export const CATALOGUES = {
  'relationship-stage': 'strict',
  importance: 'strict',
  'account-category': 'strict',
  'decision-role': 'strict',
  competitor: 'strict',
  industry: 'suggested',
  region: 'suggested',
} as const;
export type Catalogue = keyof typeof CATALOGUES;
export const CATALOGUE_NAMES = Object.keys(CATALOGUES) as [Catalogue, ...Catalogue[]];

/** A value of a catalogue: kept on cards by its key, shown by its name. */
export interface CatalogueValue {
  key: string;
  name: Text;
  notes: string | null;
  position: number;
  /** Stays on cards that have it, and is offered no more. */
  retiredAt: Instant | null;
}

/** The values of a catalogue in their order, retired ones included. */
export async function readCatalogue(pool: Pool, catalogue: Catalogue): Promise<CatalogueValue[]> {
  const { rows } = await pool.query<CatalogueValue>(
    `SELECT key, name, notes, position, ${ms('retired_at')} AS "retiredAt" FROM catalogue_values
     WHERE catalogue = $1 ORDER BY position, key`,
    [catalogue],
  );
  return rows;
}

/** What is wrong with a key that is to be picked from a catalogue, or null; what stands there already (`before`) is taken. */
export async function pickProblem(
  pool: Pool,
  catalogue: Catalogue,
  key: string | null | undefined,
  before: string | null = null,
): Promise<string | null> {
  if (key === null || key === undefined || key === before) return null;
  const offered = (await readCatalogue(pool, catalogue)).filter(({ retiredAt }) => retiredAt === null);
  if (offered.some((one) => one.key === key)) return null;
  return `Must be one of: ${offered.map((one) => one.key).join(', ')}`;
}

/** Writes a value under its key, whether it is there already or not. */
export async function putCatalogueValue(
  pool: Pool,
  catalogue: Catalogue,
  { key, name, notes, position, retiredAt }: CatalogueValue,
): Promise<void> {
  await pool.query(
    `INSERT INTO catalogue_values (catalogue, key, name, notes, position, retired_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (catalogue, key) DO UPDATE SET name = excluded.name, notes = excluded.notes, position = excluded.position,
       retired_at = excluded.retired_at`,
    [catalogue, key, JSON.stringify(name), notes, position, retiredAt === null ? null : new Date(retiredAt)],
  );
}

/** A property has a value out of its options (ONEC-22); a category has none, and is only ticked (ONEC-23). */
export interface Mark {
  key: string;
  name: Text;
  position: number;
  retiredAt: Instant | null;
}
export interface Property extends Mark {
  options: Readonly<Record<string, Text>>;
}

/** The properties that cards of a kind may have, retired ones included. */
export async function readProperties(pool: Pool, entity: 'account' | 'contact'): Promise<Property[]> {
  const { rows } = await pool.query<Property>(
    `SELECT key, name, options, position, ${ms('retired_at')} AS "retiredAt" FROM properties
     WHERE entity = $1 ORDER BY position, key`,
    [entity],
  );
  return rows;
}

/** The categories that cards of a kind may be ticked in, retired ones included. */
export async function readCategories(pool: Pool, entity: 'account' | 'contact'): Promise<Mark[]> {
  const { rows } = await pool.query<Mark>(
    `SELECT key, name, position, ${ms('retired_at')} AS "retiredAt" FROM categories
     WHERE entity = $1 ORDER BY position, key`,
    [entity],
  );
  return rows;
}

/**
 * Writes a property under its key. Options may be renamed and added; one that a card has cannot be taken away.
 * Gives the options that cards have and that would go; nothing is written then.
 */
export async function putProperty(pool: Pool, entity: 'account' | 'contact', given: Property): Promise<string[]> {
  const { key, name, options, position, retiredAt } = given;
  const { rows } = await pool.query<{ lost: string[] }>(
    `WITH lost AS (
       SELECT coalesce(array_agg(DISTINCT value ORDER BY value), '{}') AS lost FROM record_properties
       WHERE property = $2 AND ${entity}_id IS NOT NULL AND NOT $4::jsonb ? value),
     put AS (
       INSERT INTO properties (entity, key, name, options, position, retired_at)
       SELECT $1, $2, $3, $4, $5, $6 FROM lost WHERE lost = '{}'
       ON CONFLICT (entity, key) DO UPDATE SET name = excluded.name, options = excluded.options, position = excluded.position,
         retired_at = excluded.retired_at)
     SELECT lost FROM lost`,
    [
      entity,
      key,
      JSON.stringify(name),
      JSON.stringify(options),
      position,
      retiredAt === null ? null : new Date(retiredAt),
    ],
  );
  return rows[0]?.lost ?? [];
}

/** Writes a category under its key. */
export async function putCategory(
  pool: Pool,
  entity: 'account' | 'contact',
  { key, name, position, retiredAt }: Mark,
): Promise<void> {
  await pool.query(
    `INSERT INTO categories (entity, key, name, position, retired_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (entity, key) DO UPDATE SET name = excluded.name, position = excluded.position, retired_at = excluded.retired_at`,
    [entity, key, JSON.stringify(name), position, retiredAt === null ? null : new Date(retiredAt)],
  );
}
