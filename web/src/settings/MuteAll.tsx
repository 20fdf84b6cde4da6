import { Button } from '@mantine/core';
import { picks } from '../answer/InstantInput';
import { api, keyed, told } from '../api/client';
import { useAct } from '../parts/use-act';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { noticesQuery } from './queries';
import styles from './settings.module.css';

/** Everything quiet until a time: in the product nothing is lost, no mail and no push comes. */
export function MuteAll({ until }: { until: string | null }) {
  const { t } = useWords();
  const { when } = useFormat();
  const mute = useAct({
    send: (to: string | null, key) => told(api.POST('/me/notices/mute', { headers: keyed(key), body: { until: to } })),
    stale: [noticesQuery.queryKey],
  });
  return (
    <div className={styles.line}>
      <span>{until ? t('settings.mutedUntil', { when: when(until) }) : t('settings.mute')}</span>
      {until ? (
        <Button size="compact-sm" variant="light" onClick={() => mute.act(null)} loading={mute.busy}>
          {t('settings.unmute')}
        </Button>
      ) : (
        picks(new Date()).map(({ name, at }) => (
          <Button key={name} size="compact-sm" variant="default" onClick={() => mute.act(at.toISOString())}>
            {t(`pick.${name}`)}
          </Button>
        ))
      )}
    </div>
  );
}
