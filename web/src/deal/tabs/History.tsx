import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { State } from '../../parts/State';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { Explained } from '../clock/Explained';
import { firedQuery } from '../clock/queries';
import styles from '../deal.module.css';
import { useEventWords } from '../event-words';
import { useValueWords } from '../fields/use-value';
import type { Definition, HistoryEvent, Kind } from '../queries';

interface HistoryProps {
  kind: Kind;
  id: string;
  events: readonly HistoryEvent[];
  definition: Definition | undefined;
  /** Shows the deal as it stood after that decision. */
  go: (seq: number) => void;
}

/** Every decision, the newest first: who, what, with which values and words; each leads to how it stood then. */
export function History({ kind, id, events, definition, go }: HistoryProps) {
  const { t } = useWords();
  const { when } = useFormat();
  const told = useEventWords(definition);
  const value = useValueWords(definition);
  const [asked, ask] = useState<HistoryEvent | null>(null);
  if (events.length === 0) return <State title={t('onDeal.noHistory')} />;
  return (
    <>
      <ol className={styles.history} aria-label={t('deal.history')}>
        {events.toReversed().map((event) => (
          <li key={event.seq} data-moved={event.from !== event.to || undefined}>
            <span className={styles.quiet}>{when(event.at)}</span>
            <div>
              <p>{told(event)}</p>
              {event.fields && Object.keys(event.fields).length > 0 && (
                <p className={styles.quiet}>
                  {Object.entries(event.fields)
                    .map(([key, one]) => value(key, one))
                    .join(' · ')}
                </p>
              )}
              {Object.values(event.words).map((words) => (
                <p key={String(words)} className={styles.words}>
                  {String(words)}
                </p>
              ))}
              <span className={styles.offers}>
                <Button size="compact-xs" variant="subtle" onClick={() => go(event.seq)}>
                  {t('onDeal.past.show')}
                </Button>
                {event.type === 'deadline' && (
                  <Button size="compact-xs" variant="subtle" aria-haspopup="dialog" onClick={() => ask(event)}>
                    {t('onDeal.explain.whyThen')}
                  </Button>
                )}
              </span>
            </div>
          </li>
        ))}
      </ol>
      {asked && <WhyThen kind={kind} id={id} event={asked} name={told(asked)} close={() => ask(null)} />}
    </>
  );
}

interface WhyThenProps {
  kind: Kind;
  id: string;
  event: HistoryEvent;
  name: string;
  close: () => void;
}

/** Why a deadline of the past fired when it did. */
function WhyThen({ kind, id, event, name, close }: WhyThenProps) {
  const fired = useQuery(firedQuery(kind, id, event.seq));
  const found = fired.data?.items[0];
  return found ? <Explained deadline={found} name={name} close={close} /> : null;
}
