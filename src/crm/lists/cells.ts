import { type SqlContext, type SqlField, sqlOf } from './sql-field';

/**
 * What columns show of a row, as one JSON object by key: text, a number, true or false, `YYYY-MM-DD`, an instant as epoch
 * milliseconds, `{ minor, currency }`, `{ id, name }`, or texts; null where there is nothing.
 */
export function cellsSql(columns: readonly SqlField[], context: SqlContext): string {
  if (columns.length === 0) return `'{}'::jsonb`;
  // A statement's function takes a hundred arguments at most.
  const pairs = columns.map(
    (field) => `jsonb_build_object(${context.bind(field.key)}::text, ${cellSql(field, context)})`,
  );
  return `(${pairs.join(' || ')})`;
}

function cellSql({ sql, type }: SqlField, context: SqlContext): string {
  switch (sql.of) {
    case 'value': {
      const value = sqlOf(sql.value, context);
      return type === 'time' ? `(extract(epoch FROM ${value}) * 1000)::float8` : value;
    }
    case 'money': {
      const [minor, currency] = [sqlOf(sql.minor, context), sqlOf(sql.currency, context)];
      const both = `jsonb_build_object('minor', ${minor}, 'currency', ${currency})`;
      return `CASE WHEN ${minor} IS NULL OR ${currency} IS NULL THEN NULL ELSE ${both} END`;
    }
    case 'ref': {
      const [id, name] = [sqlOf(sql.id, context), sqlOf(sql.name, context)];
      return `CASE WHEN ${id} IS NULL THEN NULL ELSE jsonb_build_object('id', ${id}, 'name', coalesce(${name}, '')) END`;
    }
    case 'many':
      return `(SELECT coalesce(jsonb_agg(x.name ORDER BY x.name), '[]') FROM (${sqlOf(sql.rows, context)}) x)`;
  }
}
