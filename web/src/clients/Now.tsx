import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './clients.module.css';
import type { Story } from './queries';

/** How things stand with a client, in a line of figures. */
export function Now({ now }: { now: Story['now'] }) {
  const { t } = useWords();
  const { money, ago, when, figure } = useFormat();
  const sums = (all: readonly { amount: string; currency: string }[]) => all.map(money).join(' + ');
  const deals = (count: number, amounts: Story['now']['openAmounts']) =>
    amounts.length > 0 ? `${figure(count)} · ${sums(amounts)}` : figure(count);
  const facts: [string, ReactNode][] = [
    [t('clients.now.openSales'), deals(now.openSales, now.openAmounts)],
    [t('clients.now.won'), deals(now.wonSales, now.wonAmounts)],
    [t('clients.now.lost'), figure(now.lostSales)],
    [t('clients.now.openLeads'), figure(now.openLeads)],
    [
      t('clients.now.lastContact'),
      now.lastContact ? (
        <>
          {ago(now.lastContact.at)}
          <span className={styles.nowBy}>
            {[t(`contact.${now.lastContact.kind}`), now.lastContact.author?.name].filter(Boolean).join(', ')}
          </span>
        </>
      ) : (
        t('clients.now.never')
      ),
    ],
    [
      t('clients.now.nextDue'),
      now.nextDue ? (
        <Link
          key="due"
          to={now.nextDue.kind === 'sale' ? '/sales/$id' : '/leads/$id'}
          params={{ id: now.nextDue.instanceId }}
        >
          {when(now.nextDue.at)}
        </Link>
      ) : (
        t('clients.now.nothingDue')
      ),
    ],
  ];
  return (
    <dl className={styles.now} aria-label={t('clients.now.title')}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
