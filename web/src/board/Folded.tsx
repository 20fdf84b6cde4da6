import { UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useWords } from '../words';
import styles from './board.module.css';
import type { BoardColumn } from './queries';

interface FoldedProps {
  columns: readonly BoardColumn[];
  /** All of them are open while a card is lifted: it may be to close it. */
  all: boolean;
  column: (one: BoardColumn) => ReactNode;
  light: string | undefined;
}

/** What has closed: each a narrow column that opens. */
export function Folded({ columns, all, column }: FoldedProps) {
  const { t, say } = useWords();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (stage: string) => {
    const next = new Set(open);
    if (!next.delete(stage)) next.add(stage);
    setOpen(next);
  };
  return columns.map((one) => {
    const on = open.has(one.stage);
    const name = say(one.name);
    return (
      <div key={one.stage} className={styles.ending} data-open={on || all || undefined}>
        <UnstyledButton
          className={styles.fold}
          aria-expanded={on}
          title={t('board.ended')}
          onClick={() => toggle(one.stage)}
        >
          {on ? <IconChevronRight size={16} aria-hidden /> : <IconChevronLeft size={16} aria-hidden />}
          <span>{on ? t('board.fold', { name }) : t('board.unfold', { name, count: one.count })}</span>
        </UnstyledButton>
        {(on || all) && column(one)}
      </div>
    );
  });
}
