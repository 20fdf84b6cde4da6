import { worthSql } from './compile';
import { type FilterFinding, type Found, findingsIn, oneOf } from './filter';
import { type SqlContext, type SqlField, sqlOf } from './sql-field';

/** One part of an order. */
export interface SortKey {
  field: SqlField;
  descending: boolean;
}

const MOST_KEYS = 4;

/** Reads an order such as `-rating,startedAt`: fields, the first one first, with a minus for the largest first. */
export function readOrder(text: string, fields: readonly SqlField[]): { keys: SortKey[]; findings: FilterFinding[] } {
  const found: Found[] = [];
  const keys: SortKey[] = [];
  for (const { 0: part, index: from } of text.matchAll(/[^,]+/g)) {
    const key = part.trim().replace(/^[-+]/, '');
    const at = { from, to: from + part.length };
    const field = fields.find((one) => one.key === key);
    if (field?.sortable && !field.retired) keys.push({ field, descending: part.trim().startsWith('-') });
    else found.push({ ...at, code: field ? 'NotSortable' : 'FieldUnknown', message: unfit(key, field, fields) });
  }
  if (keys.length <= MOST_KEYS) return { keys, findings: findingsIn(text, found) };
  const message = { en: `An order has at most ${MOST_KEYS} fields.`, ru: `В порядке не больше ${MOST_KEYS} полей.` };
  return { keys: [], findings: findingsIn(text, [{ code: 'TooManyTerms', from: 0, to: text.length, message }]) };
}

function unfit(key: string, field: SqlField | undefined, fields: readonly SqlField[]): Found['message'] {
  const may = fields.filter(({ sortable, retired }) => sortable && !retired).map((one) => one.key);
  const [en, ru] = [oneOf(may, 'en'), oneOf(may, 'ru')];
  if (field?.retired) return { en: `The field ${key} was retired.`, ru: `Поле ${key} выведено из употребления.` };
  const cannot = field ? `Nothing can be ordered by ${key}` : `There is no field ${key}`;
  const cannotRu = field ? `По полю ${key} cannotRu упорядочить` : `Поля ${key} нет`;
  return { en: `${cannot}; there are ${en}.`, ru: `${cannotRu}; есть ${ru}.` };
}

/** A part of an order as SQL. */
interface KeySql {
  by: string;
  type: string;
  descending: boolean;
  /** Empty ones come last, whichever way it goes. */
  mayLack: boolean;
}

/** An order as SQL: what is selected of each row to go on from, ORDER BY, and the condition for what comes after a row. */
export interface OrderSql {
  selected: string;
  orderBy: string;
  /** `after` is what was selected of the last row, and its id. */
  after(after: readonly (string | number | null)[]): string;
}

/** Compiles an order; the id comes last and decides between equals. */
export function orderSql(keys: readonly SortKey[], id: string, context: SqlContext): OrderSql {
  const parts: KeySql[] = keys.map((key) => keySql(key, context));
  const way = parts.at(-1)?.descending ?? false;
  const all = [...parts, { by: id, type: 'uuid', descending: way, mayLack: false }];
  const texts = parts.map(({ by }) => `(${by})::text`);
  return {
    selected: `ARRAY[${[...texts, `${id}::text`].join(', ')}]::text[]`,
    orderBy: all
      .map(({ by, descending, mayLack }) => `${by} ${descending ? 'DESC' : 'ASC'}${mayLack ? ' NULLS LAST' : ''}`)
      .join(', '),
    after: (values) => afterSql(all, values, context),
  };
}

/** In order of importance: more by the first part, or equal by it and more by the next. */
function afterSql(
  [first, ...rest]: readonly KeySql[],
  [value, ...values]: readonly (string | number | null)[],
  context: SqlContext,
): string {
  if (!first) return 'false';
  const { by, type, descending, mayLack } = first;
  const more = descending ? '<' : '>';
  const next = afterSql(rest, values, context);
  if (value === null || value === undefined) return `(${by} IS NULL AND ${next})`;
  const at = `${context.bind(value)}::${type}`;
  if (mayLack) return `(${by} ${more} ${at} OR ${by} IS NULL OR (${by} = ${at} AND ${next}))`;
  // The first of the two lets an index begin there.
  return rest.length === 0 ? `${by} ${more} ${at}` : `(${by} ${more}= ${at} AND (${by} ${more} ${at} OR ${next}))`;
}

function keySql({ field, descending }: SortKey, context: SqlContext): KeySql {
  const { sql, rank, filled = false, type } = field;
  if (rank) return { by: sqlOf(rank.by, context), type: rank.type, descending, mayLack: false };
  if (sql.of === 'many') throw new Error(`Nothing is ordered by ${field.key}.`);
  if (sql.of === 'ref') return { by: `lower(${sqlOf(sql.name, context)})`, type: 'text', descending, mayLack: true };
  if (sql.of === 'money') {
    const rates = context.bind(JSON.stringify(context.rates));
    const by = worthSql(sqlOf(sql.minor, context), sqlOf(sql.currency, context), rates);
    return { by, type: 'numeric', descending, mayLack: true };
  }
  const value = sqlOf(sql.value, context);
  const mayLack = !filled;
  if (type === 'text') return { by: `lower(${value})`, type: 'text', descending, mayLack };
  if (type === 'number') return { by: value, type: 'numeric', descending, mayLack };
  if (type === 'time') return { by: value, type: 'timestamptz', descending, mayLack };
  if (type === 'flag') return { by: `(${value})`, type: 'boolean', descending, mayLack };
  return { by: value, type: 'text', descending, mayLack };
}
