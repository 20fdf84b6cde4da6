import type { Bind, Sight } from '../../access';
import type { Instant } from '../../process';
import type { ListField, Rates } from './filter';

/** What the SQL of a field may need beside its row. */
export interface SqlContext {
  bind: Bind;
  sight: Sight;
  /** The instant as of which the list is read. */
  asOf: Instant;
  rates: Rates;
}

/** An expression over the row that a list is read from. Values come in by `bind` alone. */
export type Sql = string | ((context: SqlContext) => string);

/**
 * How a field is read. Dates are text, `YYYY-MM-DD`; `many` is a SELECT of `id` and `name`, one row for each that the field holds.
 */
export type FieldSql =
  | { of: 'value'; value: Sql }
  | { of: 'money'; minor: Sql; currency: Sql }
  | { of: 'ref'; id: Sql; name: Sql }
  | { of: 'many'; rows: Sql };

/** A field of a list with its SQL: names and values that people send never become text of a statement, these do. */
export interface SqlField extends ListField {
  sql: FieldSql;
  /** What it is ordered by where that is not what it shows; never null then. */
  rank?: { by: Sql; type: 'int' | 'bigint' };
  /** Never empty, so that an index serves its order. */
  filled?: boolean;
}

/** The text of an expression. */
export const sqlOf = (sql: Sql, context: SqlContext): string => (typeof sql === 'string' ? sql : sql(context));
