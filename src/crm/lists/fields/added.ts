import type { Pool } from 'pg';
import type { Text } from '../../../process';
import { type CustomField, readCustomFields } from '../../clients';
import type { Entity, FieldType } from '../filter';
import type { SqlContext, SqlField } from '../sql-field';

/** The row whose `custom` column holds the values of added fields. */
const ROW: Readonly<Record<Entity, string>> = { lead: 'w', sale: 'w', account: 'r', contact: 'r' };

/** Fields that an installation adds, as `custom.<key>`; retired ones too, so that a filter over one can be told so. */
export async function customFields(pool: Pool, entity: Entity): Promise<SqlField[]> {
  return (await readCustomFields(pool, entity)).map((field) => customField(ROW[entity], field));
}

/** The value counts only while it is of the field's type: what an earlier type left there is empty. */
function customField(row: string, { key, type, name, options, retiredAt }: CustomField): SqlField {
  const held = ({ bind }: SqlContext) => `${row}.custom -> ${bind(key)}::text`;
  const as = (json: string) => (context: SqlContext) => {
    const value = held(context);
    return `(CASE WHEN jsonb_typeof(${value}) = '${json}' THEN (${value}) #>> '{}' END)`;
  };
  const text = as('string');
  const known = { key: `custom.${key}`, name, sortable: true, ...(retiredAt !== null && { retired: true }) };
  switch (type) {
    case 'text':
      return { ...known, type, sql: { of: 'value', value: text } };
    case 'choice':
      return { ...known, type, options, sql: { of: 'value', value: text } };
    case 'date':
      return { ...known, type, sql: { of: 'value', value: (context) => `(${text(context)} COLLATE "C")` } };
    case 'number':
      return { ...known, type, sql: { of: 'value', value: (context) => `${as('number')(context)}::numeric` } };
    case 'flag':
      return { ...known, type, sql: { of: 'value', value: (context) => `${as('boolean')(context)}::boolean` } };
    case 'money':
      return { ...known, type, sql: customMoney(held) };
  }
}

function customMoney(held: (context: SqlContext) => string): SqlField['sql'] {
  const whole = (context: SqlContext) => {
    const value = held(context);
    return { value, is: `jsonb_typeof(${value}) = 'object' AND jsonb_typeof(${value} -> 'amount') = 'number'` };
  };
  const part = (key: string) => (context: SqlContext) => {
    const { value, is } = whole(context);
    return `(CASE WHEN ${is} THEN ${value} ->> '${key}' END)`;
  };
  return { of: 'money', minor: (context) => `${part('amount')(context)}::numeric`, currency: part('currency') };
}

interface Picked {
  catalogues: Record<string, Record<string, Text>> | null;
  properties: { key: string; name: Text; options: Record<string, Text>; retired: boolean }[] | null;
  categories: Record<string, Text> | null;
  stages: Record<string, Text> | null;
  processes: Record<string, Text> | null;
  sources: Record<string, Text> | null;
}

/** What stages and ends are called in the versions in force; where processes call one differently, all of its names. */
const STAGES = `
  SELECT jsonb_object_agg(key, jsonb_build_object('en', en, 'ru', ru)) FROM (
    SELECT s.key, string_agg(DISTINCT s.value -> 'name' ->> 'en', ' / ') AS en, string_agg(DISTINCT s.value -> 'name' ->> 'ru', ' / ') AS ru
    FROM current_versions c JOIN process_versions v ON v.id = c.version_id,
      LATERAL (SELECT key, value FROM json_each(v.definition -> 'stages')
        UNION ALL SELECT 'closed.' || key, value FROM json_each(v.definition -> 'closed')) s
    WHERE v.kind = $1 GROUP BY s.key) named`;

/** Of more than these a list of names to pick from is no help: the others go by what was typed. */
const MOST_SOURCES = 500;

const PICKED = `
  SELECT (SELECT jsonb_object_agg(catalogue, values) FROM (
      SELECT catalogue, jsonb_object_agg(key, name ORDER BY position) AS values FROM catalogue_values GROUP BY catalogue) c) AS catalogues,
    (SELECT jsonb_agg(jsonb_build_object('key', key, 'name', name, 'options', options, 'retired', retired_at IS NOT NULL) ORDER BY position, key)
       FROM properties WHERE entity = $1) AS properties,
    (SELECT jsonb_object_agg(key, name) FROM categories WHERE entity = $1) AS categories,
    (${STAGES}) AS stages,
    (SELECT jsonb_object_agg(v.key, v.definition -> 'name') FROM current_versions c JOIN process_versions v ON v.id = c.version_id
       WHERE v.kind = $1) AS processes,
    (SELECT jsonb_object_agg(key, name) FROM (SELECT key, jsonb_build_object('en', en, 'ru', ru) AS name, 0 AS n FROM usual_sources()
       UNION ALL (SELECT key, name, 1 FROM sources ORDER BY created_at DESC LIMIT ${MOST_SOURCES}) ORDER BY n) s
       WHERE $1 IN ('lead', 'sale')) AS sources`;

/** Names of what is picked from lists, for fields that are filled that way: the field's key, and the catalogue's. */
const FROM_CATALOGUES: Readonly<Record<string, string>> = {
  industry: 'industry',
  'account.industry': 'industry',
  region: 'region',
  'account.region': 'region',
  relationshipStage: 'relationship-stage',
  importance: 'importance',
  'account.importance': 'importance',
  category: 'account-category',
  'account.category': 'account-category',
  competitor: 'competitor',
};

/** The given fields with the options of today's catalogues and processes, and the properties and ticked categories beside them. */
export async function withPicked(pool: Pool, entity: Entity, fields: readonly SqlField[]): Promise<SqlField[]> {
  const { rows } = await pool.query<Picked>(PICKED, [entity]);
  const { catalogues, properties, categories, stages, processes, sources }: Partial<Picked> = rows[0] ?? {};
  const own: Readonly<Record<string, Record<string, Text> | null | undefined>> = {
    ...{ stage: stages, process: processes, source: sources, campaign: sources },
  };
  const named = fields.map((field) => {
    const options = catalogues?.[FROM_CATALOGUES[field.key] ?? ''] ?? own[field.key];
    return options ? { ...field, options } : field;
  });
  if (entity === 'lead' || entity === 'sale') return named;
  return [...named, ...(properties ?? []).map((one) => property(entity, one)), ticked(entity, categories ?? {})];
}

function property(
  entity: 'account' | 'contact',
  given: { key: string; name: Text; options: Record<string, Text>; retired: boolean },
): SqlField {
  const { key, name, options, retired } = given;
  const value = ({ bind }: SqlContext) =>
    `(SELECT x.value FROM record_properties x WHERE x.${entity}_id = r.id AND x.property = ${bind(key)}::text)`;
  const type: FieldType = 'choice';
  return {
    key: `property.${key}`,
    type,
    name,
    options,
    sortable: true,
    ...(retired && { retired }),
    sql: { of: 'value', value },
  };
}

function ticked(entity: 'account' | 'contact', options: Record<string, Text>): SqlField {
  const rows = `SELECT NULL AS id, x.category AS name FROM record_categories x WHERE x.${entity}_id = r.id`;
  const name = { en: 'Ticked categories', ru: 'Отмеченные категории' };
  return { key: 'categories', type: 'texts', name, options, sortable: false, sql: { of: 'many', rows } };
}
