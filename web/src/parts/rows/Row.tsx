import { Checkbox, Skeleton } from '@mantine/core';
import type { MouseEvent } from 'react';
import type { Column } from './column';
import styles from './rows.module.css';

interface RowProps<T> {
  row: T;
  at: number;
  id: string;
  columns: readonly Column<T>[];
  active: boolean;
  chosen: boolean | undefined;
  /** Where it begins, in pixels from the top of the rows. */
  start: number;
  measure: (node: Element | null) => void;
  press: (event: MouseEvent<HTMLElement>) => void;
  toggle: ((shift: boolean) => void) | undefined;
  chooseName: string;
}

/** One row; in a narrow window a card whose values carry the names of their columns. */
export function Row<T>(props: RowProps<T>) {
  const { row, at, id, columns, active, chosen, start, measure, press, toggle, chooseName } = props;
  return (
    <tr
      ref={measure}
      id={id}
      aria-rowindex={at + 2}
      aria-selected={chosen}
      data-index={at}
      data-active={active || undefined}
      data-chosen={chosen || undefined}
      className={styles.row}
      style={{ transform: `translateY(${start}px)` }}
      onClick={press}
    >
      {toggle && (
        <td className={styles.tick}>
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={chooseName}
            checked={chosen ?? false}
            onChange={() => undefined}
            onClick={({ shiftKey }) => toggle(shiftKey)}
          />
        </td>
      )}
      {columns.map(({ key, name, cell, figures }, n) => (
        <td
          key={key}
          className={styles.cell}
          data-figures={figures || undefined}
          data-first={n === 0 || undefined}
          data-name={name}
        >
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}

interface WaitingProps {
  at: number;
  start: number;
  measure: (node: Element | null) => void;
}

/** The place of a row that is still to be read. */
export const Waiting = ({ at, start, measure }: WaitingProps) => (
  <tr
    ref={measure}
    data-index={at}
    className={styles.waiting}
    style={{ transform: `translateY(${start}px)` }}
    aria-hidden
  >
    <td>
      <Skeleton height={14} radius="sm" />
    </td>
  </tr>
);
