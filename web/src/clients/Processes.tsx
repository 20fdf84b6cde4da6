import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Light } from '../parts/Light';
import { Failed, Loading, State } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import styles from './clients.module.css';
import { type Of, storyQuery } from './queries';
import { DealLink } from './StoryEntry';
import { type Deal, kindOf } from './story-items';

/** Every process with a client, the ended ones included; those off their plan can be singled out. Source: ONEC-12 to ONEC-19. */
export function Processes({ of }: { of: Of }) {
  const { t } = useWords();
  const story = useQuery(storyQuery(of));
  const [off, setOff] = useState(false);
  if (story.isPending) return <Loading rows={4} />;
  if (!story.data) return <Failed fault={story.error} again={() => void story.refetch()} />;
  const { leads, sales, types } = story.data;
  const deals: Deal[] = [...sales, ...leads];
  const late = deals.filter(({ open, deviationDays }) => open && (deviationDays ?? 0) > 0);
  const shown = off ? late : deals;
  if (deals.length === 0) return <State title={t('clients.process.none')} />;
  const names = new Map(deals.map(({ process }) => [process.key, process.name]));
  return (
    <div className={styles.stack}>
      <Types types={types} names={names} />
      {late.length > 0 && (
        <div>
          <Button size="compact-md" variant={off ? 'light' : 'default'} aria-pressed={off} onClick={() => setOff(!off)}>
            {t('clients.process.offPlan', { count: late.length })}
          </Button>
        </div>
      )}
      <Deals title={t('clients.process.open')} deals={shown.filter(({ open }) => open)} />
      <Deals title={t('clients.process.closed')} deals={shown.filter(({ open }) => !open)} />
    </div>
  );
}

interface TypesProps {
  types: readonly { process: string; total: number; open: number }[];
  names: ReadonlyMap<string, { en: string; ru: string }>;
}

function Types({ types, names }: TypesProps) {
  const { t, say } = useWords();
  return (
    <ul className={styles.types}>
      {types.map(({ process, total, open }) => {
        const name = names.get(process);
        return (
          <li key={process}>
            <strong>{name ? say(name) : process}</strong>{' '}
            <span className={styles.quiet}>{t('clients.process.count', { total, open })}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Deals({ title, deals }: { title: string; deals: readonly Deal[] }) {
  if (deals.length === 0) return null;
  return (
    <section className={styles.part}>
      <h2>
        {title} <span className={styles.quiet}>{deals.length}</span>
      </h2>
      <ul className={styles.rows}>
        {deals.map((deal) => (
          <DealRow key={deal.id} deal={deal} />
        ))}
      </ul>
    </section>
  );
}

/** A deal of the client: where it stands, how urgent it is, how far off its plan. */
function DealRow({ deal }: { deal: Deal }) {
  const { t, say } = useWords();
  const { money, span, day } = useFormat();
  const amount = 'amount' in deal ? deal.amount : null;
  const left = 'daysToDecision' in deal ? deal.daysToDecision : null;
  const off = deal.deviationDays;
  return (
    <li className={styles.row}>
      <div className={styles.rowHead}>
        <DealLink deal={deal} />
        <Light light={deal.light} />
        {!deal.open && deal.result && (
          <span className={styles.result}>{t(`clients.process.result.${deal.result}`)}</span>
        )}
        {off !== null && (deal.open ? off > 0 : off !== 0) && (
          <span className={styles.off} data-late={(deal.open && off > 0) || undefined}>
            {off > 0 ? t('clients.process.late', { count: off }) : t('clients.process.early', { count: -off })}
          </span>
        )}
        {amount && <strong className={styles.money}>{money(amount)}</strong>}
      </div>
      <p className={styles.quiet}>
        {[
          t(`clients.process.${kindOf(deal)}`, { number: deal.number }),
          say(deal.stage.name),
          deal.open
            ? t('clients.process.inStage', { span: span(deal.timeInStageMs) })
            : deal.closedAt && day(deal.closedAt),
          deal.owner.name,
          deal.plannedFor && t('clients.process.planned', { day: day(deal.plannedFor) }),
          deal.open && left !== null && left >= 0 && t('clients.process.decision', { count: left }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  );
}
