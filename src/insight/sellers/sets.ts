import { z } from 'zod';
import { dealSet, type SetScope } from '../question';

const NONE = z.strictObject({});

const closedAs =
  (result: 'won' | 'lost') =>
  ({ question: { period }, bind }: SetScope): string =>
    `NOT i.open AND i.result = '${result}' AND i.closed_at >= ${bind(new Date(period.from))} AND i.closed_at < ${bind(new Date(period.until))}`;

/** Won, or lost, in the period; a sale that was reopened is neither until it is closed again. */
export const SOLD = dealSet({ name: 'sellers.won', at: NONE, holds: closedAs('won') });
export const LOST_SALES = dealSet({ name: 'sellers.lost', at: NONE, holds: closedAs('lost') });

const noted = ({ question: { period }, bind }: SetScope): string =>
  `i.started_at >= ${bind(new Date(period.from))} AND i.started_at < ${bind(new Date(period.until))}`;

/** Leads that came in the period; those whom somebody of ours has reached out to, or nobody yet. */
export const LEADS = dealSet({ name: 'sellers.leads', at: NONE, holds: noted });
export const ANSWERED_LEADS = dealSet({
  name: 'sellers.answered',
  at: NONE,
  holds: (scope) =>
    `${noted(scope)} AND EXISTS (SELECT 1 FROM leads fr WHERE fr.id = i.id AND fr.first_response_at IS NOT NULL)`,
});

/** Leads that came in the period and were answered in it. */
export const ANSWERED_THEN = dealSet({
  name: 'change.answered',
  at: NONE,
  holds: (scope) =>
    `${noted(scope)} AND EXISTS (SELECT 1 FROM leads fr WHERE fr.id = i.id AND fr.first_response_at < ${scope.bind(new Date(scope.question.period.until))}::timestamptz)`,
});

/** Sales of a process that began in the period, by how they stood at its end. */
export const BEGAN = dealSet({
  name: 'change.began',
  at: z.strictObject({ came: z.enum(['any', 'won', 'lost', 'open']) }),
  holds: (scope, { came }) => {
    if (came === 'any') return noted(scope);
    const end = `${scope.bind(new Date(scope.question.period.until))}::timestamptz`;
    const stood = `SELECT 1 FROM deal_history h WHERE h.instance_id = i.id AND h.at <= ${end} AND h.until > ${end}`;
    return `${noted(scope)} AND EXISTS (${stood} AND ${came === 'open' ? 'h.open' : `h.result = '${came}'`})`;
  },
});
