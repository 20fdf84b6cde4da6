import { Button } from '@mantine/core';
import { ACTS, type ActName } from '../bulk/acts';
import { useWords } from '../words';
import styles from './stalled.module.css';

interface ChosenProps {
  count: number;
  all: () => void;
  none: () => void;
  ask: (act: ActName) => void;
}

/** How many deals are chosen, and what may be asked of all of them; it stays in sight. */
export function Chosen({ count, all, none, ask }: ChosenProps) {
  const { t } = useWords();
  return (
    <section className={styles.chosen} data-some={count > 0 || undefined} aria-label={t('stalled.many')}>
      {count > 0 && <strong aria-live="polite">{t('stalled.chosen', { count })}</strong>}
      {count > 0 &&
        ACTS.map((act) => (
          <Button key={act} size="compact-sm" variant="light" onClick={() => ask(act)}>
            {t(`bulk.act.${act}`)}
          </Button>
        ))}
      <Button size="compact-sm" variant="subtle" onClick={all}>
        {t('stalled.chooseAll')}
      </Button>
      {count > 0 && (
        <Button size="compact-sm" variant="subtle" onClick={none}>
          {t('stalled.chooseNone')}
        </Button>
      )}
    </section>
  );
}
