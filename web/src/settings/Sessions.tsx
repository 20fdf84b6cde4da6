import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, told } from '../api/client';
import { Section } from '../parts/Section';
import { Failed, Loading } from '../parts/State';
import { useAct } from '../parts/use-act';
import { Why } from '../parts/Why';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { browserOf } from './browser-of';
import { sessionsQuery } from './queries';
import styles from './settings.module.css';

/** Where one is signed in. */
export function Sessions() {
  const { t } = useWords();
  const { when, ago } = useFormat();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const end = useAct({
    send: (id: string) => told(api.DELETE('/me/sessions/{id}', { params: { path: { id } } })),
    stale: [sessionsQuery.queryKey],
    says: t('settings.sessionEnded'),
  });
  return (
    <Section name={t('settings.sessions')} about={t('settings.sessionsAbout')}>
      {error && !data && <Failed fault={error} again={() => void refetch()} />}
      {!data && !error && <Loading rows={2} />}
      <ul className={styles.items}>
        {data?.map(({ id, agent, address, seenAt, startedAt, current }) => (
          <li key={id} className={styles.item}>
            <div>
              <span title={agent ?? undefined}>{agent ? browserOf(agent) : t('settings.unknownBrowser')}</span>
              <p className={styles.quiet}>
                {[
                  address,
                  t('settings.since', { when: when(startedAt) }),
                  current ? t('settings.thisOne') : t('settings.seen', { ago: ago(seenAt) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {!current && (
              <Button size="compact-sm" variant="default" loading={end.busy} onClick={() => end.act(id)}>
                {t('settings.endSession')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Why>{end.why}</Why>
    </Section>
  );
}
