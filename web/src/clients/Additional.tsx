import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Failed, Loading } from '../parts/State';
import { Shares } from '../records/Shares';
import { Touches } from '../records/Touches';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { plain } from './ChangedMeanwhile';
import styles from './clients.module.css';
import { InPlace } from './InPlace';
import { Merges } from './Merges';
import { changesQuery, type Of, scoreQuery, storyQuery } from './queries';
import { Requisites } from './Reach';
import type { Held } from './use-change';
import { useCustomCardFields, useLegalFields } from './use-fields';

/** Purchases and requisites of an organisation, what the company added to cards, score, interests, touches, changes. Source: ONEC-21. */
export function Additional({ held }: { held: Held }) {
  const { t } = useWords();
  const { of, card } = held;
  const custom = useCustomCardFields(of.kind, card);
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        {'requisites' in card && <Legal held={held} />}
        {custom.length > 0 && (
          <section className={styles.part}>
            <h2>{t('clients.custom')}</h2>
            <dl className={styles.fields}>
              {custom.map((field) => (
                <InPlace key={field.key} held={held} field={field} />
              ))}
            </dl>
          </section>
        )}
        <Purchases of={of} />
        <Changes of={of} />
      </div>
      <div className={styles.stack}>
        {of.kind === 'account' && <ScoreOf id={of.id} />}
        <section className={styles.part}>
          <h2>{t('clients.touches')}</h2>
          <Touches on={of} />
        </section>
        <section className={styles.part}>
          <h2>{t('clients.shares')}</h2>
          <Shares on={of} />
        </section>
        <Merges of={of} />
      </div>
    </div>
  );
}

function Legal({ held }: { held: Held }) {
  const { t } = useWords();
  const { card } = held;
  if (!('requisites' in card)) return null;
  return <LegalOf held={held} card={card} title={t('clients.legal')} />;
}

function LegalOf({ held, card, title }: { held: Held; card: Parameters<typeof useLegalFields>[0]; title: string }) {
  const fields = useLegalFields(card);
  return (
    <section className={styles.part}>
      <h2>{title}</h2>
      <dl className={styles.fields}>
        {fields.map((field) => (
          <InPlace key={field.key} held={held} field={field} />
        ))}
      </dl>
      <Requisites held={held} card={card} />
    </section>
  );
}

function Purchases({ of }: { of: Of }) {
  const { t } = useWords();
  const { money, day } = useFormat();
  const { data, error, refetch } = useQuery(storyQuery(of));
  return (
    <Part title={t('clients.purchases')} ready={data !== undefined} fault={error} again={refetch}>
      {data?.purchases.length === 0 && <p className={styles.quiet}>{t('clients.nothing')}</p>}
      <ul className={styles.lines}>
        {data?.purchases.map((one) => (
          <li key={one.saleId}>
            <span className={styles.quiet}>{one.closedAt && day(one.closedAt)}</span>
            <Link to="/sales/$id" params={{ id: one.saleId }}>
              {one.title}
            </Link>
            <span>{one.amount && money(one.amount)}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** How much a client promises, each point explained. */
function ScoreOf({ id }: { id: string }) {
  const { t, say } = useWords();
  const { figure } = useFormat();
  const { data, error, refetch } = useQuery(scoreQuery(id));
  return (
    <Part title={t('clients.score.title')} ready={data !== undefined} fault={error} again={refetch}>
      <p>
        {data?.score === null ? t('clients.score.none') : t('clients.score.of', { score: figure(data?.score ?? 0) })}
      </p>
      <ul className={styles.lines}>
        {data?.parts.map((part) => (
          <li key={part.code}>
            <span className={styles.figure}>
              {t('clients.score.part', { points: figure(part.points), of: figure(part.of) })}
            </span>
            <span className={styles.wide}>{say(part.says)}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** Who changed what on the card. */
function Changes({ of }: { of: Of }) {
  const { t } = useWords();
  const { when } = useFormat();
  const list = useInfiniteQuery(changesQuery(of));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  // How a field comes to be edited is plain.
  const how = (way: string) => t(`clients.changedBy.${way as 'merge'}`, { defaultValue: '' });
  const name = (field: string) => t(`clients.field.${field as 'name'}`, { defaultValue: field });
  return (
    <Part title={t('clients.changes')} ready={list.data !== undefined} fault={list.error} again={list.refetch}>
      {items.length === 0 && <p className={styles.quiet}>{t('clients.nothing')}</p>}
      <ol className={styles.rows}>
        {items.map((one) => (
          <li key={one.revision} className={styles.changed}>
            <span className={styles.quiet}>
              {[when(one.at), one.by?.name, how(one.how)].filter(Boolean).join(' · ')}
            </span>
            {one.fields.map(({ field, from, to }) => (
              <span key={field}>
                {name(field)}: {plain(from)} → {plain(to)}
              </span>
            ))}
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <div>
          <Button
            size="compact-md"
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('inbox.more')}
          </Button>
        </div>
      )}
    </Part>
  );
}

interface PartProps {
  title: string;
  ready: boolean;
  fault: unknown;
  again: () => unknown;
  children: ReactNode;
}

/** A part that is read for itself: what is not there does not keep the others away. */
export function Part({ title, ready, fault, again, children }: PartProps) {
  return (
    <section className={styles.part}>
      <h2>{title}</h2>
      {ready ? children : fault ? <Failed fault={fault} again={() => void again()} /> : <Loading rows={2} />}
    </section>
  );
}
