import type { PageFigures } from './page';
import { tableOf } from './table';

const whole = (value: number) => Math.round(value);

/** What the screens cost the browser, for a person. */
export const pageText = (screens: readonly PageFigures[]): string =>
  tableOf([
    ['screen', 'rows', 'first row ms', 'kB', 'elements', 'long tasks', 'median ms', 'worst ms', 'filter ms'],
    ...screens.map((one) => [
      one.screen,
      one.rows,
      whole(one.firstMs),
      one.loadedKb,
      one.nodes,
      one.longTasks,
      whole(one.medianMs),
      whole(one.worstMs),
      whole(one.filterMs),
    ]),
  ]);
