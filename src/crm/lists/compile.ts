import {
  type Asker,
  type Checked,
  daysOf,
  instantsOf,
  type ListField,
  ratesFor,
  small,
  type Test,
  type Value,
} from './filter';
import { type Sql, type SqlContext, type SqlField, sqlOf } from './sql-field';

/** What compiling a filter needs: who asks, and what the lists that it names are in SQL. */
export interface CompileContext extends SqlContext {
  asker: Asker;
  /** A condition on the id of an organisation: that it is in a list. */
  inList(id: string, list: string): string;
}

/**
 * A filter as a condition of a WHERE. `not` is carried down to the single conditions, where it becomes IS NOT TRUE: elsewhere an
 * unknown counts as false by itself, so that indexes still serve what is asked plainly.
 */
export function compile(filter: Checked, context: CompileContext, turned = false): string {
  switch (filter.is) {
    case 'and':
    case 'or': {
      const word = (filter.is === 'and') === turned ? ' OR ' : ' AND ';
      return `(${filter.of.map((one) => compile(one, context, turned)).join(word)})`;
    }
    case 'not':
      return compile(filter.of, context, !turned);
    default: {
      const condition = filter.is === 'listed' ? listed(filter, context) : term(filter, context);
      return turned ? `(${condition}) IS NOT TRUE` : condition;
    }
  }
}

/** The SQL of a field stands on the field itself: checked filters hold the very objects that they were checked against. */
const sqlField = (field: ListField): SqlField => {
  if ('sql' in field) return field as SqlField;
  throw new Error(`The field ${field.key} was checked against fields that have no SQL.`);
};

function listed({ field, list }: Extract<Checked, { is: 'listed' }>, context: CompileContext): string {
  if (field === null) return context.inList('r.id', list);
  const { sql } = sqlField(field);
  if (sql.of !== 'ref') throw new Error(`The field ${field.key} names no organisation.`);
  return context.inList(sqlOf(sql.id, context), list);
}

type Term = Extract<Checked, { is: 'term' }>;

function term({ field, test, values }: Term, context: CompileContext): string {
  const { sql } = sqlField(field);
  switch (sql.of) {
    case 'value':
      return single(field, test, values, sqlOf(sql.value, context), context);
    case 'money':
      return amount(test, values, sqlOf(sql.minor, context), sqlOf(sql.currency, context), context);
    case 'ref':
      return reference(test, values, sql, context);
    case 'many': {
      const held = `SELECT 1 FROM (${sqlOf(sql.rows, context)}) x WHERE x.name <> ''`;
      return test === 'empty'
        ? `NOT EXISTS (${held})`
        : `EXISTS (${held} AND ${reference(test, values, { id: 'x.id::uuid', name: 'x.name' }, context)})`;
    }
  }
}

function single(
  field: ListField,
  test: Test,
  values: readonly Value[],
  expression: string,
  context: CompileContext,
): string {
  const words = field.type === 'text' || field.type === 'choice';
  if (test === 'empty') return words ? `coalesce(${expression}, '') = ''` : `${expression} IS NULL`;
  if (words)
    return text(test, values, field.type === 'choice' && !field.open ? expression : `lower(${expression})`, context);
  return any(values.map((value) => compare(field, test, value, expression, context)));
}

const any = (conditions: readonly string[]): string =>
  conditions.length === 1 ? (conditions[0] as string) : `(${conditions.join(' OR ')})`;

/** `expression` is in small letters already. */
function text(test: Test, values: readonly Value[], expression: string, { bind }: CompileContext): string {
  const texts = values.flatMap((value) => (value.as === 'text' ? [value.text] : []));
  const closed = !expression.startsWith('lower(');
  if (test === 'contains') return `strpos(${expression}, ${bind(small(texts[0] ?? ''))}::text) > 0`;
  if (test === 'starts with') return `starts_with(${expression}, ${bind(small(texts[0] ?? ''))}::text)`;
  const wanted = closed ? texts : texts.map(small);
  return wanted.length === 1
    ? `${expression} = ${bind(wanted[0])}::text`
    : `${expression} = ANY(${bind(wanted)}::text[])`;
}

function compare(field: ListField, test: Test, value: Value, expression: string, context: CompileContext): string {
  const { bind, asker } = context;
  if (value.as === 'flag') return value.on ? expression : `NOT ${expression}`;
  if (value.as === 'number') return `${expression} ${sign(test)} ${bind(String(value.number))}::numeric`;
  if (value.as !== 'span') throw new Error(`A ${field.type} cannot be held against ${value.as}.`);
  const { from, before } = field.type === 'date' ? daysOf(value.span, asker) : instantsOf(value.span, asker);
  const limit = (at: string | number) =>
    typeof at === 'string' ? `${bind(at)}::text` : `${bind(new Date(at))}::timestamptz`;
  if (test === '<' || test === '>=') return `${expression} ${test} ${limit(from)}`;
  if (test === '<=') return `${expression} < ${limit(before)}`;
  if (test === '>') return `${expression} >= ${limit(before)}`;
  return `(${expression} >= ${limit(from)} AND ${expression} < ${limit(before)})`;
}

const sign = (test: Test): string => (test === 'in' ? '=' : test);

function amount(
  test: Test,
  values: readonly Value[],
  minor: string,
  currency: string,
  context: CompileContext,
): string {
  if (test === 'empty') return `(${minor} IS NULL OR ${currency} IS NULL)`;
  const { bind, asker } = context;
  const conditions = values.flatMap((value) => {
    if (value.as !== 'money') return [];
    const { money } = value;
    const rates = ratesFor(money.currency, asker.rates);
    const worth = `${bind(String(money.minor))}::numeric * ${bind(rates[money.currency])}::numeric`;
    return [`${worthSql(minor, currency, bind(JSON.stringify(rates)))} ${sign(test)} ${worth}`];
  });
  return any(conditions);
}

/** What an amount is worth in minor units of the base currency; null without a rate. `rates` is the place of JSON. */
export const worthSql = (minor: string, currency: string, rates: string): string =>
  `(${minor}::numeric * (${rates}::jsonb ->> ${currency}::text)::numeric)`;

/** Only what is used of a reference is made into text: every value that is bound must stand in the statement. */
function reference(test: Test, values: readonly Value[], of: { id: Sql; name: Sql }, context: CompileContext): string {
  const id = () => sqlOf(of.id, context);
  if (test === 'empty') return `${id()} IS NULL`;
  const { bind, asker } = context;
  const conditions = values.map((value) => {
    if (value.as === 'id') return `${id()} = ${bind(value.id)}::uuid`;
    if (value.as === 'me') return `${id()} = ${bind(asker.personId)}::uuid`;
    if (value.as === 'my team') return `${id()} = ANY(${bind(asker.teamIds)}::uuid[])`;
    return text(test, [value], `lower(${sqlOf(of.name, context)})`, context);
  });
  return any(conditions);
}
