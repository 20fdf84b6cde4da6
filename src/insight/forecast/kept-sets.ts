import { z } from 'zod';
import type { Bind } from '../../access';
import type { LocalDate } from '../../process';
import { dealSet, type Period } from '../question';
import { CATEGORIES } from './categories';
import { dayIn } from './periods';
import { closedAs, expectedSql, withinDays } from './sets';

/** What has become of a sale that a forecast expected within its period. `late`: won or lost, but after it. */
export const CAME = ['won', 'won late', 'lost', 'put off', 'open'] as const;
export type Came = (typeof CAME)[number];

/** Of the rows `r` that a forecast was kept in: those of a day's forecast that were expected within a period. */
export const keptFor = (period: Period, day: LocalDate, bind: Bind): string =>
  `daterange(r.from_day, r.to_day) @> ${bind(day)}::date AND ${withinDays('r.expected_on', period, bind)}`;

/** What has become of the sale `i` that was expected within a period. */
export const cameSql = ({ until, zone }: Period, bind: Bind): string => `
  CASE WHEN NOT i.open AND i.result = 'won' THEN CASE WHEN i.closed_at < ${bind(new Date(until))} THEN 'won' ELSE 'won late' END WHEN NOT i.open THEN 'lost'
    WHEN ${expectedSql(bind(zone))} >= ${bind(dayIn(zone, until))}::date THEN 'put off' ELSE 'open' END`;

/** What was said of a sale then, the manager's word before the owner's. Over `r`. */
export const SAID_THEN = `coalesce(r.manager_category, r.owner_category, 'pipeline')`;

const kept = (period: Period, day: LocalDate, bind: Bind, also = 'true'): string =>
  `EXISTS (SELECT 1 FROM forecast_rows r WHERE r.sale_id = i.id AND ${keptFor(period, day, bind)} AND ${also})`;

const at = z.strictObject({ day: z.iso.date() });

/** Sales that the forecast of a day expected within the period; of one category then, and of what came of them, where that is said. */
export const FORECAST_KEPT = dealSet({
  name: 'forecast.kept',
  at: at.extend({ category: z.enum(CATEGORIES).optional(), came: z.enum(CAME).optional() }),
  holds: ({ question: { period }, bind }, { day, category, came }) =>
    [
      kept(period, day, bind, category && `${SAID_THEN} = ${bind(category)}`),
      ...(came ? [`${cameSql(period, bind)} = ${bind(came)}`] : []),
    ].join(' AND '),
});

/** Sales that were won in the period although the forecast of a day did not expect them in it. */
export const FORECAST_SURPRISE = dealSet({
  name: 'forecast.surprise',
  at,
  holds: ({ question: { period }, bind }, { day }) =>
    `${closedAs('won', period, bind)} AND NOT ${kept(period, day, bind)}`,
});
