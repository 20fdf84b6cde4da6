import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Light } from '../parts/Light';
import { State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './inbox.module.css';
import type { Filter, Item } from './queries';

interface TaskListProps {
  items: readonly Item[];
  current: string | undefined;
  filter: Filter;
  /** How many have come that would push in between. */
  held: number;
  showAll: () => void;
  more: (() => void) | undefined;
  asOf: number;
}

/** The tasks, the most urgent first. */
export function TaskList({ items, current, filter, held, showAll, more, asOf }: TaskListProps) {
  const { t } = useWords();
  const { second } = useFormat();
  return (
    <>
      <div role="status">
        {held > 0 && (
          <Button size="compact-sm" variant="light" fullWidth onClick={showAll}>
            {t('inbox.held', { count: held })}
          </Button>
        )}
      </div>
      {items.length === 0 && (
        <State title={t(filter.show || filter.urgency || filter.process ? 'inbox.none' : 'inbox.empty')} />
      )}
      <ul className={styles.list}>
        {items.map((item) => (
          <Row key={item.id} item={item} on={item.id === current} filter={filter} />
        ))}
      </ul>
      {more && (
        <Button variant="subtle" onClick={more}>
          {t('inbox.more')}
        </Button>
      )}
      <p className={styles.asOf}>{t('asOf', { time: second(asOf) })}</p>
    </>
  );
}

function Row({ item, on, filter }: { item: Item; on: boolean; filter: Filter }) {
  const { t, say } = useWords();
  const { left, money, when } = useFormat();
  const { instance, account, workingMsLeft, snoozedUntil } = item;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: 'nearest' });
  }, [on]);
  return (
    <li ref={row} className={styles.item}>
      <Link
        to="/inbox"
        search={{ show: filter.show, urgency: filter.urgency, process: filter.process, task: item.id }}
        className={styles.row}
        aria-current={on ? 'true' : undefined}
        data-on={on || undefined}
      >
        <span className={styles.rowTop}>
          <strong>{say(item.name)}</strong>
          <Light light={item.light} />
        </span>
        <span className={styles.rowDeal}>{instance.name}</span>
        <span className={styles.rowLast}>
          <span className={styles.quiet}>
            {snoozedUntil
              ? t('inbox.until', { when: when(snoozedUntil) })
              : workingMsLeft === null
                ? t('inbox.undated')
                : left(workingMsLeft)}
            {item.claimable && ` · ${t('inbox.claimable')}`}
          </span>
          {instance.amount && <span>{money(instance.amount)}</span>}
        </span>
        {account && !instance.name.includes(account.name) && <span className={styles.quiet}>{account.name}</span>}
      </Link>
    </li>
  );
}
