import type { ReactNode } from 'react';
import { Was } from './cells';
import type { Column } from './FigureTable';

/**
 * Columns whose figures stand beside what they were in the period that the report is held against.
 * @param was the row of the same name in that period, where there is one
 * @returns a column by its title, how its figure is written, and how the present one is shown where it is more than that
 */
export function heldAgainst<R extends Before, Before = R>(was: (row: R) => Before | undefined) {
  return (
    title: string,
    written: (row: Before) => string | number,
    shown: (row: R) => ReactNode = written,
  ): Column<R> => ({
    title,
    of: (row) => {
      const before = was(row);
      return (
        <>
          {shown(row)}
          <Was>{before && written(before)}</Was>
        </>
      );
    },
  });
}
