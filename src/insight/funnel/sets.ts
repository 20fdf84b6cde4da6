import { z } from 'zod';
import { dealSet, type SetScope } from '../question';
import { beganIn } from './funnel-sql';

const nothing = z.strictObject({});
const stage = z.strictObject({ stage: z.string().max(200) });

const began = ({ question, bind }: SetScope): string => beganIn(question, bind);

/** A deal's last visit of a stage, `v`. */
const lastVisit = (at: string, condition: string): string =>
  `EXISTS (SELECT 1 FROM stage_visits v WHERE v.instance_id = i.id AND v.state = ${at} AND ${condition}
     AND NOT EXISTS (SELECT 1 FROM stage_visits w WHERE w.instance_id = i.id AND w.state = v.state AND w.n > v.n))`;

/** What the numbers of a funnel count. Source: ONEC-20. */
export const FUNNEL_SETS = {
  started: dealSet({ name: 'funnel.started', at: nothing, holds: began }),
  open: dealSet({ name: 'funnel.open', at: nothing, holds: (scope) => `${began(scope)} AND i.open` }),
  result: dealSet({
    name: 'funnel.result',
    at: z.strictObject({ result: z.string().max(100) }),
    holds: (scope, { result }) => `${began(scope)} AND i.result = ${scope.bind(result)}`,
  }),
  entered: dealSet({
    name: 'funnel.entered',
    at: stage,
    holds: (scope, { stage: at }) =>
      `${began(scope)} AND EXISTS (SELECT 1 FROM stage_visits v WHERE v.instance_id = i.id AND v.state = ${scope.bind(at)})`,
  }),
  inNow: dealSet({
    name: 'funnel.in-now',
    at: stage,
    holds: (scope, { stage: at }) => `${began(scope)} AND ${lastVisit(scope.bind(at), 'v.left_at IS NULL')}`,
  }),
  left: dealSet({
    name: 'funnel.left',
    at: z.strictObject({ stage: z.string().max(200), to: z.string().max(200) }),
    holds: (scope, { stage: at, to }) =>
      `${began(scope)} AND ${lastVisit(scope.bind(at), `v.left_to = ${scope.bind(to)}`)}`,
  }),
  further: dealSet({
    name: 'funnel.further',
    at: stage,
    holds: (scope, { stage: at }) => {
      const place = (state: string) =>
        `(SELECT max(s.place) FROM stage_visits v JOIN version_stages s ON s.version_id = v.version_id AND s.state = v.state
          WHERE v.instance_id = i.id AND v.state NOT LIKE 'closed.%'${state})`;
      const here = scope.bind(at);
      return `${began(scope)} AND EXISTS (SELECT 1 FROM stage_visits v WHERE v.instance_id = i.id AND v.state = ${here})
        AND (i.result = 'won' OR ${place('')} > ${place(` AND v.state = ${here}`)})`;
    },
  }),
  won: dealSet({
    name: 'funnel.won-from',
    at: stage,
    holds: (scope, { stage: at }) => `${began(scope)} AND i.result = 'won'
      AND EXISTS (SELECT 1 FROM stage_visits v WHERE v.instance_id = i.id AND v.state = ${scope.bind(at)})`,
  }),
} as const;
