import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSourceName } from '../api/company';
import { Light, Signal } from '../parts/Light';
import { useTitle } from '../shell/use-title';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './deal.module.css';
import type { Card } from './queries';

/** What a deal is: its name, its light, its money, its people. */
export function Head({ card }: { card: Card }) {
  const { t, say } = useWords();
  const { money, day } = useFormat();
  const source = useSourceName();
  const sale = 'title' in card ? card : null;
  const name = 'title' in card ? card.title : card.topic;
  useTitle(name);
  const facts: [string, ReactNode][] = [
    [t('deal.amount'), sale?.amount && money(sale.amount)],
    [
      t('deal.client'),
      (card.account && <To kind="account" of={card.account} />) ?? ('organisation' in card ? card.organisation : null),
    ],
    [
      t('deal.contact'),
      (card.contact && <To kind="contact" of={card.contact} />) ?? ('personName' in card ? card.personName : null),
    ],
    [t('deal.owner'), card.owner.name],
    [t('deal.probability'), sale?.probabilityPct != null ? `${sale.probabilityPct} %` : null],
    [t('deal.planned'), card.plannedFor && day(card.plannedFor)],
    [t('deal.source'), card.source && source(card.source)],
  ];
  return (
    <header className={styles.head}>
      <div className={styles.headName}>
        <h1>{name}</h1>
        <Light light={card.light} />
        {!card.open && <span className={styles.result}>{say(card.stage.name)}</span>}
        <Signal signal={card.signals.deal} />
      </div>
      <p className={styles.quiet}>
        {t('number', { number: card.number })} · {say(card.process.name)}
        {' · '}
        {t('deal.version', { version: card.process.version })}
      </p>
      <dl className={styles.facts}>
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </header>
  );
}

function To({ kind, of: { id, name } }: { kind: 'account' | 'contact'; of: { id: string; name: string } }) {
  return (
    <Link to={kind === 'account' ? '/accounts/$id' : '/contacts/$id'} params={{ id }}>
      {name}
    </Link>
  );
}
