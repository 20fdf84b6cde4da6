import type { Pool } from 'pg';
import { z } from 'zod';
import type { Sight } from '../../access';
import type { Text } from '../../process';
import { dealSet, type Question, questionSql, type SetScope } from '../question';

/** What the bars of a chart of leads may stand for, and what each may be parted by. */
export const AXES = {
  time: { en: 'When they came', ru: 'Когда пришли' },
  campaign: { en: 'Campaign', ru: 'Кампания' },
  owner: { en: 'Responsible', ru: 'Ответственный' },
  'noted by': { en: 'Noted by', ru: 'Кто записал' },
  source: { en: 'Source', ru: 'Источник' },
  product: { en: 'Product', ru: 'Продукт' },
  region: { en: 'Region', ru: 'Регион' },
  country: { en: 'Country', ru: 'Страна' },
  industry: { en: 'Industry', ru: 'Отрасль' },
  line: { en: 'Line of business', ru: 'Направление' },
  language: { en: 'Language', ru: 'Язык' },
  rating: { en: 'Rating', ru: 'Оценка' },
  stage: { en: 'Stage', ru: 'Этап' },
  result: { en: 'Result', ru: 'Результат' },
} as const satisfies Record<string, Text>;
export type Axis = keyof typeof AXES;
export const AXIS_KEYS = Object.keys(AXES) as [Axis, ...Axis[]];

/** How wide the bars of a chart over time are. */
export const WIDTHS = ['hour', 'day', 'week', 'month', 'quarter'] as const;
export type Width = (typeof WIDTHS)[number];

/** Over `i` and `l`; text, '' where there is none. */
function valueSql(axis: Axis, { question: { period }, bind }: SetScope, width: Width): string {
  switch (axis) {
    case 'time':
      return `to_char(date_trunc('${width}', l.created_at AT TIME ZONE ${bind(period.zone)}::text), 'YYYY-MM-DD"T"HH24:MI')`;
    case 'owner':
      return 'i.owner_id::text';
    case 'noted by':
      return `coalesce(l.created_by::text, '')`;
    case 'product':
      return `coalesce(l.product_id::text, '')`;
    case 'rating':
      return `coalesce(i.rating, '')`;
    case 'stage':
      return 'i.state';
    case 'result':
      return `coalesce(i.result, '')`;
    default:
      return `coalesce(l.${axis}, '')`;
  }
}

const LABELS: Partial<Record<Axis, string>> = {
  owner: 'SELECT p.name FROM people p WHERE p.id::text = ',
  'noted by': 'SELECT p.name FROM people p WHERE p.id::text = ',
  product: 'SELECT p.name FROM products p WHERE p.id::text = ',
};
const labelSql = (axis: Axis, value: string): string =>
  LABELS[axis] ? `coalesce((${LABELS[axis]}${value}), '')` : value;

const came = ({ question: { period }, bind }: SetScope): string =>
  `l.created_at >= ${bind(new Date(period.from))} AND l.created_at < ${bind(new Date(period.until))}`;

const CELL = z.strictObject({
  x: z.enum(AXIS_KEYS),
  value: z.string().max(300),
  by: z.enum(AXIS_KEYS).optional(),
  part: z.string().max(300).optional(),
  width: z.enum(WIDTHS),
});

/** The leads of one bar, or of one part of it. */
export const CHARTED = dealSet({
  name: 'leads.charted',
  at: CELL,
  holds: (scope, { x, value, by, part, width }) => {
    const { bind } = scope;
    const parted = by === undefined ? [] : [`${valueSql(by, scope, width)} = ${bind(part ?? '')}`];
    const holds = [came(scope), `${valueSql(x, scope, width)} = ${bind(value)}`, ...parted].join(' AND ');
    return `EXISTS (SELECT 1 FROM leads l WHERE l.id = i.id AND ${holds})`;
  },
});

/** One bar, or one part of it. */
export interface Bar {
  value: string;
  label: string;
  part: string;
  partLabel: string;
  count: number;
  qualified: number;
  disqualified: number;
}

export interface AskedChart {
  question: Question;
  sight: Sight;
  x: Axis;
  by: Axis | null;
  width: Width;
}

/** How many leads came in the period, by what was chosen for the bars and for their parts. Source: DYN-23. */
export async function readLeadChart(pool: Pool, { question, sight, x, by, width }: AskedChart): Promise<Bar[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const scope: SetScope = { question, sight, bind };
  const part = by === null ? `''` : valueSql(by, scope, width);
  const { rows } = await pool.query<Bar>(
    `SELECT value, ${labelSql(x, 'value')} AS label, part, ${by === null ? `''` : labelSql(by, 'part')} AS "partLabel", count, qualified, disqualified
     FROM (SELECT ${valueSql(x, scope, width)} AS value, ${part} AS part, count(*)::int AS count,
         (count(*) FILTER (WHERE i.result = 'qualified'))::int AS qualified, (count(*) FILTER (WHERE i.result = 'disqualified'))::int AS disqualified
       FROM process_instances i JOIN leads l ON l.id = i.id WHERE ${questionSql(question, sight, bind)} AND ${came(scope)} GROUP BY 1, 2) c
     ORDER BY ${x === 'time' ? 'value' : `sum(count) OVER (PARTITION BY value) DESC, value`}, part`,
    values,
  );
  return rows;
}
