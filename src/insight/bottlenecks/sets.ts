import { z } from 'zod';
import { dealSet, type SetScope } from '../question';
import { AT_A_STAGE, during, hasVisit } from './visits-sql';

/** What of a stage's visits is counted; each counts visits, and opens the deals that they are of. */
export const MARKS = {
  entered: null,
  left: null,
  here: null,
  'over its limit': 'v.left_at > v.due_at',
  again: 'v.again',
  'handed over': 'v.handovers > 0',
} as const;
export type Mark = keyof typeof MARKS;

/** The deals of the visits that a number of the bottlenecks counts. */
export const VISITED = dealSet({
  name: 'bottlenecks.visits',
  at: z.strictObject({ process: z.string(), stage: z.string(), mark: z.enum(Object.keys(MARKS) as [Mark, ...Mark[]]) }),
  holds: ({ question, bind }: SetScope, { mark, ...at }) => {
    const when =
      mark === 'here'
        ? ['v.left_at IS NULL']
        : [...during(question, mark === 'entered' ? 'entered_at' : 'left_at', bind), MARKS[mark] ?? 'true'];
    return hasVisit(at, [AT_A_STAGE, ...when], bind);
  },
});
