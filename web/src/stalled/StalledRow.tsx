import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ACTS, type ActName } from '../bulk/acts';
import { Light } from '../parts/Light';
import type { Placed } from '../parts/LongList';
import { Sum } from '../parts/Sum';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { useRowFacts } from './facts';
import type { StalledDeal } from './queries';
import styles from './stalled.module.css';

interface StalledRowProps {
  row: StalledDeal;
  placed: Placed;
  chosen: boolean;
  choose: () => void;
  ask: (act: ActName) => void;
}

/** One stalled deal: all that a decision needs, and what may be done about it. */
export function StalledRow({ row, placed, chosen, choose, ask }: StalledRowProps) {
  const { t, say } = useWords();
  const { money } = useFormat();
  const facts = useRowFacts(row);
  const sale = 'title' in row;
  const amount = 'amount' in row ? row.amount : null;
  const name = 'title' in row ? row.title : row.topic;
  const base = row.moneyBase && row.moneyBase.currency !== amount?.currency ? row.moneyBase : null;
  return (
    <li {...placed} className={styles.row} data-chosen={chosen || undefined}>
      <div className={styles.rowHead}>
        <Checkbox size="sm" checked={chosen} onChange={choose} aria-label={t('stalled.choose', { name })} />
        <Link to={sale ? '/sales/$id' : '/leads/$id'} params={{ id: row.id }} className={styles.name}>
          {name}
        </Link>
        <Light light={row.light} />
        {amount && (
          <span className={styles.money}>
            <strong>{money(amount)}</strong>
            {base && (
              <span className={styles.quiet}>
                {' '}
                ≈ <Sum of={base} />
              </span>
            )}
          </span>
        )}
        <Acts name={name} ask={ask} pushed={amount === null} />
      </div>
      <p className={styles.quiet}>
        {t('number', { number: row.number })}
        {row.account && ` · ${row.account.name}`} · {say(row.stage.name)} ·{' '}
        <Link
          to="."
          search={((was: object) => ({ ...was, owner: row.owner.id })) as never}
          className={styles.owner}
          preload={false}
        >
          {row.owner.name}
        </Link>
      </p>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function Acts({ name, ask, pushed }: { name: string; ask: (act: ActName) => void; pushed: boolean }) {
  const { t } = useWords();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          className={styles.acts}
          data-pushed={pushed || undefined}
          aria-label={t('stalled.acts', { name })}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ACTS.map((act) => (
          <Menu.Item key={act} onClick={() => ask(act)}>
            {t(`bulk.act.${act}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
