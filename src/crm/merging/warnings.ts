import type { Pool } from 'pg';
import type { Text } from '../../process';
import type { Mergeable, RecordRow } from './fields';

/** Why two records may not be the same one after all, or what somebody should look at first. */
export interface MergeWarning {
  code:
    | 'DifferentTaxNumbers'
    | 'DifferentBirthDates'
    | 'DifferentLanguages'
    | 'BelongsToItself'
    | 'OpenSalesOfOneProduct'
    | 'ConsentDiffers';
  detail: Text;
}

const WORDS: Readonly<Record<MergeWarning['code'], Text>> = {
  DifferentTaxNumbers: {
    en: 'They have different tax numbers: these may be two organisations.',
    ru: 'У них разные ИНН: возможно, это две организации.',
  },
  DifferentBirthDates: {
    en: 'They were born on different days: these may be two people.',
    ru: 'У них разные даты рождения: возможно, это два человека.',
  },
  DifferentLanguages: { en: 'They speak different languages.', ru: 'Они говорят на разных языках.' },
  BelongsToItself: {
    en: 'One of them belongs to another as its holding: merged, it is taken out of that holding.',
    ru: 'Одна из них входит в холдинг другой: после объединения она из него выводится.',
  },
  OpenSalesOfOneProduct: {
    en: 'Several of them have an open sale of the same product: one client, one sale.',
    ru: 'У нескольких из них есть открытая продажа одного продукта: один клиент, одна продажа.',
  },
  ConsentDiffers: {
    en: 'What they agreed to differs: what was said last holds.',
    ru: 'Их согласия различаются: действует сказанное последним.',
  },
};

/** What to look at before these records become one. */
export async function warningsOf(
  pool: Pool,
  entity: Mergeable,
  rows: readonly RecordRow[],
  belongsToItself: boolean,
): Promise<MergeWarning[]> {
  const codes: MergeWarning['code'][] = [];
  if (differ(rows, 'tax_number')) codes.push('DifferentTaxNumbers');
  if (differ(rows, 'birth_date')) codes.push('DifferentBirthDates');
  if (differ(rows, 'language')) codes.push('DifferentLanguages');
  if (belongsToItself) codes.push('BelongsToItself');
  const ids = rows.map(({ id }) => id);
  if (await holds(pool, openSales(entity), ids)) codes.push('OpenSalesOfOneProduct');
  if (entity === 'contact' && (await holds(pool, CONSENTS, ids))) codes.push('ConsentDiffers');
  return codes.map((code) => ({ code, detail: WORDS[code] }));
}

function differ(rows: readonly RecordRow[], column: string): boolean {
  const said = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined && value !== '');
  return new Set(said).size > 1;
}

const openSales = (entity: Mergeable): string => `
  SELECT 1 FROM sales w JOIN process_instances i ON i.id = w.id AND i.open
  WHERE w.${entity}_id = ANY($1) AND w.product_id IS NOT NULL
  GROUP BY w.product_id HAVING count(DISTINCT w.${entity}_id) > 1`;

const CONSENTS = `
  SELECT 1 FROM (SELECT DISTINCT ON (contact_id, channel, purpose) * FROM consents WHERE contact_id = ANY($1)
    ORDER BY contact_id, channel, purpose, at DESC, id DESC) newest
  GROUP BY channel, purpose HAVING count(DISTINCT given) > 1`;

async function holds(pool: Pool, sql: string, ids: readonly string[]): Promise<boolean> {
  const { rows } = await pool.query<{ holds: boolean }>(`SELECT EXISTS (${sql}) AS holds`, [ids]);
  return rows[0]?.holds ?? false;
}
