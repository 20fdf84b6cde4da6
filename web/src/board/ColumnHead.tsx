import { Popover, UnstyledButton } from '@mantine/core';
import type { LightName } from '../parts/Light';
import { Sum } from '../parts/Sum';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './board.module.css';
import type { BoardColumn } from './queries';

/** What a stage is called, how many stand at it, and their money; where it comes from several currencies, that too. */
export function ColumnHead({ column, light }: { column: BoardColumn; light: LightName | undefined }) {
  const { t, say } = useWords();
  const { figure } = useFormat();
  const sales = 'currencies' in column ? column : null;
  const one = column.ending ? undefined : light;
  const count = one ? (column.lights[one]?.count ?? 0) : column.count;
  const amount = one ? sales?.lights[one]?.amount : sales?.amount;
  return (
    <header className={styles.columnHead}>
      <h2>
        {say(column.name)} <span className={styles.count}>{figure(count)}</span>
      </h2>
      <p className={styles.sum}>
        {amount && (
          <strong>
            <Sum of={amount} />
          </strong>
        )}{' '}
        {sales && <Currencies column={sales} />}
        {column.older && <span className={styles.quiet}>{t('board.older')}</span>}
      </p>
    </header>
  );
}

function Currencies({ column }: { column: Extract<BoardColumn, { unrated: number }> }) {
  const { t } = useWords();
  const { money } = useFormat();
  const { currencies, unrated, amount } = column;
  const others = currencies.some((one) => one.amount?.currency !== amount?.currency);
  if (!others) return null;
  return (
    <Popover withArrow shadow="md" width={280}>
      <Popover.Target>
        <UnstyledButton className={styles.aside}>
          {t('board.inCurrencies', { count: currencies.length })}
          {unrated > 0 && ' *'}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <p>{t('board.converted')}</p>
        <ul className={styles.currencies}>
          {currencies.map((one) => (
            <li key={one.amount?.currency}>
              {one.amount && t('board.ofMany', { amount: money(one.amount), count: one.count })}
            </li>
          ))}
        </ul>
        {unrated > 0 && <p>{t('board.unrated', { count: unrated })}</p>}
      </Popover.Dropdown>
    </Popover>
  );
}
