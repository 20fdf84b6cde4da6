import type { ReactNode } from 'react';

/** A column of a table of rows. */
export interface Column<T> {
  key: string;
  /** As its head says it. */
  name: string;
  /** What a row shows in it. */
  cell: (row: T) => ReactNode;
  /** At least so wide, in pixels; what is left over is shared out. */
  width?: number;
  /** Figures and money stand at the right. */
  figures?: boolean;
  /** Its head is a button that orders by it. */
  sortable?: boolean;
}

/** What a table is ordered by. */
export interface Sorted {
  key: string;
  descending: boolean;
}

export const WIDTH = 140;

const TICK = '2.6rem';

/** How columns share the width of the table. */
export const tracks = <T>(columns: readonly Column<T>[], chooses: boolean): string =>
  [...(chooses ? [TICK] : []), ...columns.map(({ width = WIDTH }) => `minmax(${width}px, ${width}fr)`)].join(' ');

/** How wide a table is at least: in less room it scrolls sideways, and what names its rows stays. */
export const leastWidth = <T>(columns: readonly Column<T>[], chooses: boolean): string =>
  `calc(${chooses ? TICK : '0px'} + ${columns.reduce((sum, { width = WIDTH }) => sum + width, 0)}px)`;
