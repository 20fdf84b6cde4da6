/** What can be merged. */
export type Mergeable = 'account' | 'contact';

/** A row as JSON, by its columns. */
export type RecordRow = Readonly<Record<string, unknown>> & { id: string; revision: number };

/** What a merge has no say in: each record keeps its own. A double keeps its key, so that the next import finds where it lives on. */
const OWN: ReadonlySet<string> = new Set([
  'id',
  'created_at',
  'revision',
  'updated_at',
  'updated_by',
  'merged_into',
  'erased_at',
  'external_key',
]);

/** Columns that mean something only together, by the field that they are. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  annualRevenue: ['annual_revenue_minor', 'currency'],
};

/** A field of a card: its name over HTTP, and where its value is. */
export interface CardField {
  name: string;
  columns: readonly string[];
  /** The key of an added field, which stands in `custom`. */
  custom?: string;
}

/** The fields that some records have: the columns of their table, and the added fields that any of them has a value for. */
export function fieldsOf(rows: readonly RecordRow[]): CardField[] {
  const [first] = rows;
  if (!first) return [];
  const grouped = new Set(Object.values(TOGETHER).flat());
  const plain = Object.keys(first)
    .filter((column) => !OWN.has(column) && !grouped.has(column) && column !== 'custom')
    .map((column) => ({ name: camel(column), columns: [column] }));
  const together = Object.entries(TOGETHER)
    .filter(([, columns]) => columns.every((column) => column in first))
    .map(([name, columns]) => ({ name, columns }));
  const keys = new Set(rows.flatMap((row) => Object.keys(customOf(row))));
  const added = [...keys].sort().map((key) => ({ name: `custom.${key}`, columns: ['custom'], custom: key }));
  return [...plain, ...together, ...added];
}

/** A field's value in a record; null where it has none. What stands in several columns comes as a list. */
export function valueIn(row: RecordRow, field: CardField): unknown {
  if (field.custom !== undefined) return filled(customOf(row)[field.custom]);
  const [only, ...more] = field.columns.map((column) => filled(row[column]));
  if (more.length === 0) return only ?? null;
  return only === null || only === undefined ? null : [only, ...more];
}

/** The added fields of a record. */
export const customOf = (row: RecordRow): Readonly<Record<string, unknown>> =>
  (row.custom ?? {}) as Readonly<Record<string, unknown>>;

/** Nothing, an empty text and an empty list are all no value. */
const filled = (value: unknown): unknown =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0) ? null : value;

const camel = (column: string): string => column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
