import type { Pool } from 'pg';
import type { Text } from '../../process';

/** What accounts can be cut by: a column of their card, a property, a category, an added field; or each by itself. */
export interface Attribute {
  /** `industry`, `property:abc`, `category`, `custom:abc`, `account`. */
  key: string;
  name: Text;
  /** Over `a`, a row of accounts: the value as text, '' where there is none. */
  value: string;
  /** Whether an account may have several: it counts in each. */
  many: boolean;
  /** Names of its values by key, as SQL over `value`; the value itself where there is none. */
  label: string;
}

const catalogue = (name: string): string =>
  `coalesce((SELECT cv.name ->> 'en' FROM catalogue_values cv WHERE cv.catalogue = '${name}' AND cv.key = value), value)`;
const column = (key: string, name: Text, label = 'value', value = `a.${key}`): Attribute => ({
  ...{ key, name, label, many: false },
  value: `coalesce(${value}, '')`,
});

const SIZES = `CASE WHEN a.employees < 10 THEN '1-9' WHEN a.employees < 50 THEN '10-49' WHEN a.employees < 250 THEN '50-249'
  WHEN a.employees < 1000 THEN '250-999' WHEN a.employees >= 1000 THEN '1000+' END`;

const OF_CARDS: readonly Attribute[] = [
  column(
    'account',
    { en: 'Organisation', ru: 'Организация' },
    `(SELECT n.name FROM accounts n WHERE n.id::text = value)`,
    'a.id::text',
  ),
  column('industry', { en: 'Industry', ru: 'Отрасль' }, catalogue('industry')),
  column('region', { en: 'Region', ru: 'Регион' }, catalogue('region')),
  column('country', { en: 'Country', ru: 'Страна' }),
  column('category', { en: 'Category', ru: 'Категория' }, catalogue('account-category')),
  column('importance', { en: 'Importance', ru: 'Важность' }, catalogue('importance')),
  column(
    'relationship_stage',
    { en: 'Stage of the relationship', ru: 'Стадия отношений' },
    catalogue('relationship-stage'),
  ),
  column('size', { en: 'Employees', ru: 'Сотрудники' }, 'value', SIZES),
  column(
    'curator',
    { en: 'Curator', ru: 'Куратор' },
    `coalesce((SELECT p.name FROM people p WHERE p.id::text = value), '')`,
    'a.owner_id::text',
  ),
  column(
    'holding',
    { en: 'Holding', ru: 'Холдинг' },
    `(SELECT n.name FROM accounts n WHERE n.id::text = value)`,
    'a.holding_id::text',
  ),
  {
    ...{ key: 'ticked', name: { en: 'Ticked categories', ru: 'Отмеченные категории' }, many: true },
    value: `SELECT rc.category FROM record_categories rc WHERE rc.account_id = a.id`,
    label: `coalesce((SELECT k.name ->> 'en' FROM categories k WHERE k.entity = 'account' AND k.key = value), value)`,
  },
];

/** A key that stands within SQL text: what is not one is no attribute. */
const KEY = /^[A-Za-z0-9._-]{1,100}$/;

/** Every attribute that organisations can be cut by now: those of the card, their properties, and added fields. */
export async function listAttributes(pool: Pool): Promise<Attribute[]> {
  const { rows } = await pool.query<{ what: 'property' | 'custom'; key: string; name: Text }>(
    `SELECT 'property' AS what, key, name FROM properties WHERE entity = 'account' AND retired_at IS NULL
     UNION ALL SELECT 'custom', key, name FROM custom_fields WHERE entity = 'account' AND retired_at IS NULL AND type <> 'money' ORDER BY 1, 2`,
  );
  const added = rows.flatMap(({ what, key, name }): Attribute[] => {
    if (!KEY.test(key)) return [];
    const table = what === 'property' ? 'properties' : 'custom_fields';
    const label = `coalesce((SELECT f.options -> value ->> 'en' FROM ${table} f WHERE f.entity = 'account' AND f.key = '${key}'), value)`;
    return [{ key: `${what}:${key}`, name, value: addedValue(what, key), many: false, label }];
  });
  return [...OF_CARDS, ...added];
}

/** That the account `a` has a value of an attribute, as SQL; `bound` stands for the value, '' for none. */
export const hasValue = ({ value, many }: Pick<Attribute, 'value' | 'many'>, bound: string): string =>
  many
    ? `(${bound}::text IN (${value}) OR (${bound}::text = '' AND NOT EXISTS (${value})))`
    : `${value} = ${bound}::text`;

/** An attribute as its key alone says it: what a set of deals is made of, without asking the tables which there are. */
export function attributeOf(key: string): Pick<Attribute, 'value' | 'many'> | null {
  const known = OF_CARDS.find((one) => one.key === key);
  if (known) return known;
  const [, what, name = ''] = /^(property|custom):(.*)$/.exec(key) ?? [];
  if (what === undefined || !KEY.test(name)) return null;
  return { many: false, value: addedValue(what as 'custom' | 'property', name) };
}

const addedValue = (what: 'custom' | 'property', key: string): string =>
  what === 'custom'
    ? `coalesce(a.custom ->> '${key}', '')`
    : `coalesce((SELECT rp.value FROM record_properties rp WHERE rp.account_id = a.id AND rp.property = '${key}'), '')`;
