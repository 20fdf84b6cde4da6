import { END } from '../definition';
import { openTasks } from '../machine/draft';
import type { Expects } from './example';
import { subjectsThatShow } from './expect';
import type { Played } from './play';
import { standing } from './run';

/** How an instance stands, as a `then` that holds of it. */
export function asLooks({ run }: Played): Expects {
  const snapshot = standing(run);
  const { state, branches, wait } = snapshot;
  const open = openTasks(snapshot).map(({ task }) => task ?? 'by-hand');
  const overdue = subjectsThatShow(snapshot, ['overdue', 'escalated']);
  return {
    stage: state,
    ...(branches && {
      branches: Object.fromEntries(Object.entries(branches).map(([key, { at }]) => [key, at ?? END])),
    }),
    open: [...new Set(open)],
    ...(snapshot.closedAt === null && { overdue: [...new Set(overdue)], waiting: wait !== null }),
  };
}
