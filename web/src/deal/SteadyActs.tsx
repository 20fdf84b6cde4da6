import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useWords } from '../words';
import { Acts } from './Acts';
import styles from './deal.module.css';
import type { Card, Definition, Kind, Offer } from './queries';
import { useSteady } from './use-steady';

interface SteadyActsProps {
  kind: Kind;
  card: Card;
  definition: Definition;
  offers: { items: Offer[]; free: string[]; seq: number };
}

/** What may be done, kept as it is while somebody is about to press one of it: a change from elsewhere waits until they say so. */
export function SteadyActs({ kind, card, definition, offers }: SteadyActsProps) {
  const { t } = useWords();
  const [at, setAt] = useState(false);
  const latest = useMemo(() => ({ card, offers }), [card, offers]);
  const steady = useSteady(latest, card.seq, at);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it does nothing; it notices that somebody is at it
    <div
      onPointerEnter={() => setAt(true)}
      onPointerLeave={() => setAt(false)}
      onFocus={() => setAt(true)}
      onBlur={({ currentTarget, relatedTarget }) => setAt(currentTarget.contains(relatedTarget))}
    >
      {steady.changed && (
        <p className={styles.changed} role="status">
          {t('onDeal.changed')}{' '}
          <Button size="compact-sm" onClick={steady.show}>
            {t('onDeal.showNow')}
          </Button>
        </p>
      )}
      <Acts
        kind={kind}
        card={steady.shown.card}
        definition={definition}
        offers={steady.shown.offers}
        acted={steady.acted}
      />
    </div>
  );
}
