import { ActionIcon, Button } from '@mantine/core';
import { IconHistory, IconPlayerTrackNext, IconPlayerTrackPrev } from '@tabler/icons-react';
import { useId } from 'react';
import { useWords } from '../../words';
import { useFormat } from '../../words/format';
import { useEventWords } from '../event-words';
import { useValueWords } from '../fields/use-value';
import type { Definition, HistoryEvent } from '../queries';
import styles from './past.module.css';

interface TimeBarProps {
  events: readonly HistoryEvent[];
  definition: Definition | undefined;
  /** The event whose state is shown; null for now. */
  at: HistoryEvent | null;
  go: (seq: number | null) => void;
}

/** A slider over the decisions of a deal: each place of it is how the deal stood after one; the last place is now. */
export function TimeBar({ events, definition, at, go }: TimeBarProps) {
  const { t } = useWords();
  const { when } = useFormat();
  const told = useEventWords(definition);
  const label = useId();
  const last = events.length;
  const place = at ? events.findIndex(({ seq }) => seq === at.seq) : last;
  const to = (next: number) => go(events[next]?.seq ?? null);
  const says = at ? `${when(at.at)}: ${told(at)}` : t('onDeal.past.now');
  if (last < 1) return null;
  return (
    <section className={styles.bar} data-past={at ? true : undefined} aria-label={t('onDeal.past.title')}>
      <div className={styles.slide}>
        <IconHistory size={18} aria-hidden />
        <span id={label} className={styles.label}>
          {t('onDeal.past.title')}
        </span>
        <ActionIcon
          variant="subtle"
          aria-label={t('onDeal.past.before')}
          disabled={place <= 0}
          onClick={() => to(place - 1)}
        >
          <IconPlayerTrackPrev size={16} aria-hidden />
        </ActionIcon>
        <span className={styles.range}>
          <Ticks events={events} />
          <input
            type="range"
            min={0}
            max={last}
            step={1}
            value={place}
            aria-labelledby={label}
            aria-valuetext={says}
            onChange={({ currentTarget }) => to(Number(currentTarget.value))}
          />
        </span>
        <ActionIcon
          variant="subtle"
          aria-label={t('onDeal.past.after')}
          disabled={place >= last}
          onClick={() => to(place + 1)}
        >
          <IconPlayerTrackNext size={16} aria-hidden />
        </ActionIcon>
        {at && (
          <Button size="compact-sm" onClick={() => go(null)}>
            {t('onDeal.past.back')}
          </Button>
        )}
      </div>
      {at && <PastWords event={at} definition={definition} />}
    </section>
  );
}

/** A line for each decision, a strong one where the deal went to another place. */
function Ticks({ events }: { events: readonly HistoryEvent[] }) {
  return (
    <svg
      className={styles.ticks}
      viewBox={`0 0 ${Math.max(events.length, 1)} 10`}
      preserveAspectRatio="none"
      aria-hidden
    >
      {events.map(({ seq, from, to }, n) => (
        <line key={seq} x1={n} x2={n} y1={from === to ? 6 : 0} y2={10} data-moved={from === to ? undefined : true} />
      ))}
    </svg>
  );
}

function PastWords({ event, definition }: { event: HistoryEvent; definition: Definition | undefined }) {
  const { t } = useWords();
  const { when } = useFormat();
  const told = useEventWords(definition);
  const value = useValueWords(definition);
  const words = Object.values(event.words).filter((one) => typeof one === 'string');
  return (
    <div className={styles.words} role="status">
      <p>
        <strong>{t('onDeal.past.asOf', { when: when(event.at) })}</strong> {told(event)}
      </p>
      {event.fields && Object.keys(event.fields).length > 0 && (
        <p>
          {Object.entries(event.fields)
            .map(([key, one]) => value(key, one))
            .join(' · ')}
        </p>
      )}
      {words.map((one) => (
        <p key={one} className={styles.said}>
          {one}
        </p>
      ))}
    </div>
  );
}
