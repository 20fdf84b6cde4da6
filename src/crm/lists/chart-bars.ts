import { Temporal } from 'temporal-polyfill';
import type { Text } from '../../process';
import type { CompileContext } from './compile';
import type { FieldType } from './filter';
import { type SqlField, sqlOf } from './sql-field';

/** How wide bars over time are, and how long that is. */
export const SPANS = {
  day: { days: 1 },
  week: { weeks: 1 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
} as const satisfies Record<string, Temporal.DurationLike>;
export type ChartWidth = keyof typeof SPANS;
export const CHART_WIDTHS = Object.keys(SPANS) as [ChartWidth, ...ChartWidth[]];

/** What the bars of a chart stand for. */
export interface BarKey {
  field: SqlField;
  width: ChartWidth;
}

const UNCHARTED: readonly FieldType[] = ['number', 'money'];

/** Whether rows can be told apart by a field: figures are added up instead. */
export const isCharted = ({ type }: SqlField): boolean => !UNCHARTED.includes(type);

/** The value of a row as text, '' where there is none; what it is called; and what has to be read beside the row. */
export function valueSqlOf(
  { field, width }: BarKey,
  context: CompileContext,
  zone: string,
): { value: string; name: string; join: string } {
  const { sql, type } = field;
  const of = (value: string, name = `''`, join = '') => ({ value: `coalesce(${value}, '')`, name, join });
  switch (sql.of) {
    case 'ref': {
      const [id, name] = [sqlOf(sql.id, context), sqlOf(sql.name, context)];
      // Somebody is told by who they are; records by their names, as filters have them.
      return type === 'person' ? of(`(${id})::text`, name) : of(`lower(${name})`, name);
    }
    case 'many':
      return of(
        'lower(one.name)',
        'one.name',
        `LEFT JOIN LATERAL (SELECT x.name FROM (${sqlOf(sql.rows, context)}) x WHERE x.name <> '') one ON true`,
      );
    case 'money':
      throw new Error(`Nothing is told apart by ${field.key}.`);
    case 'value': {
      const value = sqlOf(sql.value, context);
      if (type === 'flag') return of(`(${value})::text`);
      if (type === 'time') return of(begins(`(${value}) AT TIME ZONE ${context.bind(zone)}::text`, width));
      if (type === 'date') return of(begins(`(${value})::date::timestamp`, width));
      return type === 'choice' && !field.open ? of(value) : of(`lower(${value})`, value);
    }
  }
}

const begins = (at: string, width: ChartWidth): string => `to_char(date_trunc('${width}', ${at}), 'YYYY-MM-DD')`;

const YES = { true: { en: 'yes', ru: 'да' }, false: { en: 'no', ru: 'нет' } } as const;
const NONE: Text = { en: 'none', ru: 'не указано' };

/** What a bar is called. */
export function barLabel({ field }: BarKey, value: string, name: string): Text {
  if (value === '') return NONE;
  if (field.type === 'flag') return YES[value as 'true'];
  const said = name || value;
  return field.options?.[value] ?? field.options?.[said] ?? { en: said, ru: said };
}

/** The filter that shows the rows of one bar. */
export function barFilter({ field: { key, type }, width }: BarKey, value: string, name: string): string {
  if (value === '') return `${key} is empty`;
  switch (type) {
    case 'flag':
      return `${key} = ${YES[value as 'true'].en}`;
    case 'person':
      return `${key} = ${value}`;
    case 'date':
    case 'time':
      return `${key} >= ${value} and ${key} < ${Temporal.PlainDate.from(value).add(SPANS[width])}`;
    default:
      return `${key} = ${quoted(name || value)}`;
  }
}

/** Text as filters take it. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
