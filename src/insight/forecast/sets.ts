import { z } from 'zod';
import type { Bind } from '../../access';
import { dealSet, type Period } from '../question';
import { CATEGORIES } from './categories';
import { dayIn } from './periods';

/** Whose word counts: the manager's before the owner's; who said nothing means `pipeline`. Over `i`. */
export const CATEGORY = `coalesce((SELECT w.category FROM forecast_words w WHERE w.sale_id = i.id ORDER BY w.said_as = 'manager' DESC LIMIT 1), 'pipeline')`;

/** When an open sale is expected to close, in the zone `zone` stands for in a statement. Over `i`. */
export const expectedSql = (zone: string): string => `expected_on(i.decision_on, i.planned_for, ${zone})`;

/** That a day, in SQL, lies within a period: by days of its zone. */
export const withinDays = (day: string, { from, until, zone }: Period, bind: Bind): string =>
  `${day} >= ${bind(dayIn(zone, from))}::date AND ${day} < ${bind(dayIn(zone, until))}::date`;

/** That a sale is expected to close within a period. */
const expectedWithin = (period: Period, bind: Bind): string => withinDays(expectedSql(bind(period.zone)), period, bind);

/** That a sale was closed so within a period. Over `i`. */
export const closedAs = (result: 'won' | 'lost', { from, until }: Period, bind: Bind): string =>
  `NOT i.open AND i.result = '${result}' AND i.closed_at >= ${bind(new Date(from))} AND i.closed_at < ${bind(new Date(until))}`;

/** Open sales that are expected to close in the period; of one category, or of any. */
export const EXPECTED = dealSet({
  name: 'forecast.expected',
  at: z.strictObject({ category: z.enum([...CATEGORIES, 'any']) }),
  holds: ({ question, bind }, { category }) =>
    `i.open AND ${expectedWithin(question.period, bind)}${category === 'any' ? '' : ` AND ${CATEGORY} = ${bind(category)}`}`,
});

/** Of those, whose day was put off at least once. */
export const PUSHED = dealSet({
  name: 'forecast.pushed',
  at: z.strictObject({}),
  holds: ({ question, bind }) => `i.open AND ${expectedWithin(question.period, bind)} AND ${PUSHES} > 0`,
});

/** How often the day of a sale was put off. Over `i`. */
export const PUSHES = `coalesce((SELECT h.pushes FROM deal_history h WHERE h.instance_id = i.id AND h.until = 'infinity'), 0)`;

/** Open sales whose day lies before the period. */
export const OVERDUE = dealSet({
  name: 'forecast.past',
  at: z.strictObject({}),
  holds: ({ question: { period }, bind }) =>
    `i.open AND ${expectedSql(bind(period.zone))} < ${bind(dayIn(period.zone, period.from))}::date`,
});

/** Open sales that nobody has given a day, nor their process. */
export const UNDATED = dealSet({
  name: 'forecast.undated',
  at: z.strictObject({}),
  holds: () => 'i.open AND i.decision_on IS NULL AND i.planned_for IS NULL',
});

export const WON = dealSet({
  name: 'forecast.won',
  at: z.strictObject({}),
  holds: ({ question, bind }) => closedAs('won', question.period, bind),
});
export const LOST = dealSet({
  name: 'forecast.lost',
  at: z.strictObject({}),
  holds: ({ question, bind }) => closedAs('lost', question.period, bind),
});
