import type { Pool } from 'pg';
import type { Catalogue } from './catalogues';
import type { CustomField } from './custom-fields';
import type { ChangedEntity } from './record-changes';
import { CARD_RULES, CardRules } from './rules';

/** What an installation has set up for one kind of card: all that a write is held against. Retired values are not in it. */
export interface CardSetup {
  catalogues: Readonly<Partial<Record<Catalogue, readonly string[]>>>;
  /** Keys of options by keys of properties. */
  properties: Readonly<Record<string, readonly string[]>>;
  categories: readonly string[];
  custom: readonly CustomField[];
  required: readonly string[];
}

/** Reads it, in one round trip. */
export async function readCardSetup(pool: Pick<Pool, 'query'>, entity: ChangedEntity): Promise<CardSetup> {
  const { rows } = await pool.query<Omit<CardSetup, 'required'> & { rules: unknown }>(SQL, [entity]);
  const [row] = rows;
  if (!row) throw new Error('The set-up of cards cannot be read.');
  const { rules, ...setup } = row;
  const { required } = (rules === null ? CARD_RULES : CardRules.parse(rules))[entity];
  return { ...setup, required };
}

const SQL = `SELECT
  (SELECT coalesce(jsonb_object_agg(catalogue, keys), '{}') FROM
     (SELECT catalogue, jsonb_agg(key ORDER BY position, key) AS keys FROM catalogue_values
      WHERE retired_at IS NULL GROUP BY catalogue) c) AS catalogues,
  (SELECT coalesce(jsonb_object_agg(key, (SELECT coalesce(jsonb_agg(o), '[]') FROM jsonb_object_keys(options) o)), '{}')
     FROM properties WHERE entity = $1 AND retired_at IS NULL) AS properties,
  (SELECT coalesce(jsonb_agg(key), '[]') FROM categories WHERE entity = $1 AND retired_at IS NULL) AS categories,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('entity', entity, 'key', key, 'type', type, 'name', name, 'options', options,
      'required', required, 'searchable', searchable, 'position', position, 'retiredAt', extract(epoch FROM retired_at) * 1000)
      ORDER BY position, key), '[]') FROM custom_fields WHERE entity = $1) AS custom,
  (SELECT value FROM client_rules WHERE key = 'cards') AS rules`;
